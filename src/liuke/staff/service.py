"""Accounts of a merchant's people: made, changed, shut; every act in one transaction with its audit line."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from liuke.audit.store import insert_audit
from liuke.db.contracts import Connection, Pool
from liuke.db.pool import acquire, run_transaction, transaction
from liuke.kernel.errors import Conflict, Fault, InvalidInput, NotFound
from liuke.staff import store
from liuke.staff.errors import LastOwner
from liuke.staff.passwords import draw_password, find_password_faults, hash_password
from liuke.staff.store import Person

OWNER = "owner"
"""The role of those who may do everything; one of them always stays."""
_EMAIL = re.compile(r"[!-?A-~]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,180}[a-z0-9])?")
_MAX_NAME = 100


@dataclass(frozen=True, slots=True)
class MadePerson:
    """An account that was just made.

    Args:
        person: As kept.
        password: The one that was drawn, to be shown this once; empty where it was given.
    """

    person: Person
    password: str


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What is to be changed; ``None`` leaves it as it is."""

    name: str | None = None
    role: str | None = None
    active: bool | None = None
    password: str | None = None


def normalize_email(email: str) -> str:
    """How an address is kept and looked for: without spaces around, in lower case."""
    return email.strip().lower()


def is_email(email: str) -> bool:
    """Whether it is an address as they are kept."""
    return len(email) <= 254 and email == email.lower() and _EMAIL.fullmatch(email) is not None


class People:
    """People of one tenant.

    Args:
        pool: Connections of the application's role.
        tenant_id: Whose.
        roles: Those that there are.
    """

    def __init__(self, pool: Pool, tenant_id: int, roles: Collection[str]) -> None:
        self.pool = pool
        self.tenant_id = tenant_id
        self.roles = tuple(roles)

    async def add(self, *, email: str, name: str, role: str, actor: str, password: str = "") -> MadePerson:
        """Make an account.

        Args:
            email: Address; case does not matter.
            name: As others see it; empty: what stands before the @.
            role: What the person may do.
            actor: Who makes it.
            password: Empty: one is drawn and answered.

        Raises:
            InvalidInput: with every fault.
            Conflict: the address is taken.
        """
        email = normalize_email(email)
        name = name.strip() or email.partition("@")[0]
        drawn = "" if password else draw_password()
        faults = [*self._find_faults(name, role), *_find_email_faults(email)]
        faults += find_password_faults(password or drawn, email)
        if faults:
            raise InvalidInput(f"the account has {len(faults)} fault(s)", faults=faults)
        password_hash = await hash_password(password or drawn)

        async def add(connection: Connection) -> Person:
            made = await store.insert_person(
                connection, self.tenant_id, email=email, name=name, role=role, password_hash=password_hash,
                created_by=actor,
            )  # fmt: skip
            if made is None:
                raise Conflict(f"{email} has an account already", fix="change that one, or take another address")
            await self._audit(connection, made, actor, "added", {"email": email, "role": role})
            return made

        return MadePerson(await run_transaction(self.pool, add, tenant_id=self.tenant_id), drawn)

    async def list_page(self, *, after: int = 0, limit: int = 50) -> list[Person]:
        """People by number, those above ``after``."""
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            return await store.list_people(connection, self.tenant_id, after=after, limit=limit)

    async def get_by_email(self, email: str) -> Person:
        """A person by address.

        Raises:
            NotFound: nobody has it.
        """
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            found = await store.find_person(connection, self.tenant_id, normalize_email(email))
        if found is None:
            raise NotFound(f"nobody has the address {email!r}", fix="see `liuke people list`")
        return found

    async def change(
        self, person_id: int, change: PersonChange, *, actor: str, check: Callable[[Person], None] | None = None
    ) -> Person:
        """Change an account. Shutting it, or giving it another password, ends its sessions.

        Args:
            person_id: Whose.
            change: What.
            actor: Who changes it.
            check: Told the person as they are; raises where the actor may not change them.

        Raises:
            NotFound: there is no such person.
            InvalidInput: with every fault.
            LastOwner: nobody would be left who may do everything.
        """
        faults = self._find_faults(change.name, change.role)
        if faults:
            raise InvalidInput(f"the change has {len(faults)} fault(s)", faults=faults)
        password_hash = await self._hash_new(person_id, change.password)

        async def apply(connection: Connection) -> Person:
            owners = await store.lock_holders(connection, self.tenant_id, OWNER)
            old = await store.lock_person(connection, self.tenant_id, person_id)
            if old is None:
                raise NotFound(f"there is no person {person_id}")
            if check is not None:
                check(old)
            _check_owners(owners, old, change)
            return await self._apply(connection, old, change, password_hash, actor)

        return await run_transaction(self.pool, apply, tenant_id=self.tenant_id)

    async def _hash_new(self, person_id: int, password: str | None) -> str | None:
        if password is None:
            return None
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            person = await store.lock_person(connection, self.tenant_id, person_id)
        if person is None:
            raise NotFound(f"there is no person {person_id}")
        if faults := find_password_faults(password, person.email):
            raise InvalidInput(f"the password has {len(faults)} fault(s)", faults=faults)
        return await hash_password(password)

    async def _apply(
        self, connection: Connection, old: Person, change: PersonChange, password_hash: str | None, actor: str
    ) -> Person:
        disabled = old.disabled_us is not None if change.active is None else not change.active
        new = await store.update_person(
            connection, self.tenant_id, old.person_id, name=(change.name or old.name).strip(),
            role=change.role or old.role, disabled=disabled,
        )  # fmt: skip
        details: dict[str, Any] = {
            field: [getattr(old, field), getattr(new, field)]
            for field in ("name", "role")
            if getattr(old, field) != getattr(new, field)
        }
        if disabled != (old.disabled_us is not None):
            details["active"] = not disabled
        if password_hash is not None:
            await store.write_password(connection, self.tenant_id, old.person_id, password_hash)
            details["password"] = "changed"  # noqa: S105 (says that it changed, not to what)
        if password_hash is not None or disabled:
            await store.end_sessions(connection, self.tenant_id, old.person_id)
        if details:
            await self._audit(connection, old, actor, "changed", {"email": old.email, **details})
        return new

    async def _audit(
        self, connection: Connection, person: Person, actor: str, what: str, details: dict[str, Any]
    ) -> None:
        await insert_audit(
            connection, self.tenant_id, actor=actor, action=f"person.{what}", subject=f"person/{person.person_id}",
            details=details,
        )  # fmt: skip

    def _find_faults(self, name: str | None, role: str | None) -> list[Fault]:
        faults = list[Fault]()
        if name is not None and not (0 < len(name.strip()) <= _MAX_NAME and name.strip().isprintable()):
            faults.append(Fault("name", "not-a-name", f"a name has 1 to {_MAX_NAME} printable characters"))
        if role is not None and role not in self.roles:
            faults.append(
                Fault("role", "unknown-role", f"there is no role {role!r}", f"roles: {', '.join(self.roles)}")
            )
        return faults


def _find_email_faults(email: str) -> list[Fault]:
    if is_email(email):
        return []
    return [Fault("email", "not-an-email", f"{email[:100]!r} is no e-mail address", "write name@example.com")]


def _check_owners(owners: set[int], old: Person, change: PersonChange) -> None:
    leaves = change.active is False or change.role not in {None, OWNER}
    if leaves and old.person_id in owners and len(owners) == 1:
        raise LastOwner(f"{old.email} is the only owner", fix="make somebody else an owner first")
