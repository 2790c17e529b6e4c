"""From what clients call a member to the member: a number, or ``namespace:external_id``; strangers are registered."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.engine.decide import Outcome
from liuke.engine.engine import Engine
from liuke.kernel.clock import DAY_US, EARLIEST_US, LATEST_US
from liuke.kernel.errors import Fault, InvalidInput, KeyReused, NotFound
from liuke.members import identity_store
from liuke.members.store import NewMember, add_members
from liuke.privacy.references import Reference, read_reference
from liuke.publishing.program_book import ProgramBook

REGISTERED_KEY = "registered"
"""Key of the operation ``member.registered`` of members that come through the API."""


KNOWN_SECONDS = 60.0


MAX_KNOWN = 200_000


class Registered(msgspec.Struct):
    """A member who was registered, or had been.

    Args:
        created: Whether it was this call.
        outcome: Of ``member.registered``; ``None`` when it had happened before.
    """

    member_id: int
    created: bool
    outcome: Outcome | None = None


class Identities:
    """Members of one tenant by what clients call them.

    Args:
        pool: Connections of the application's role.
        tenant_id: Whose.
        engine: Lets ``member.registered`` happen.
        book: For the merchant's calendar.
    """

    def __init__(self, pool: Pool, tenant_id: int, engine: Engine, book: ProgramBook) -> None:
        self.pool = pool
        self.tenant_id = tenant_id
        self.engine = engine
        self.book = book
        self.personal = engine.personal
        self._known: dict[tuple[str, str], tuple[int, float]] = {}
        """Name → the member who was given it, and until when that is believed.

        Who is left of that member is found out by whoever acts or reads: a merge holds at once in every process.
        """

    def find_known(self, reference: Reference) -> int:
        """The member as far as memory tells; 0: ask :meth:`get`."""
        if reference.member_id:
            return reference.member_id
        known = self._known.get((reference.namespace, reference.external_id))
        return known[0] if known is not None and known[1] > time.monotonic() else 0

    async def get(self, value: str, *, path: str = "member") -> int:
        """The member of a reference; a number is taken as it is.

        Raises:
            InvalidInput: it is no reference.
            NotFound: nobody has this name.
        """
        reference = read_reference(value, path)
        member_id = self.find_known(reference) or (await self.find_many([reference])).get(reference, 0)
        if not member_id:
            raise NotFound(f"there is no member {value!r}", fix="register the member first: POST /v1/members")
        return member_id

    async def get_existing(self, value: str, *, path: str = "member") -> int:
        """Who is left of the member of a reference, who is known to exist even where a number names them.

        Raises:
            InvalidInput: it is no reference.
            NotFound: there is nobody.
        """
        return await self.get_left(await self.get(value, path=path), path=path)

    async def get_left(self, member_id: int, *, path: str = "member") -> int:
        """The member, or whom they went into.

        Raises:
            NotFound: there is no such member.
        """
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            left = await identity_store.find_left(connection, self.tenant_id, member_id)
        if left is None:
            raise NotFound(f"there is no member {member_id}", fix=f"name somebody else in {path}")
        return left

    async def list_stored(self, text: str) -> list[str]:
        """As what somebody's phone number or address may be stored, of a text somebody searches for."""
        text = text.strip()
        if not text:
            return []
        await self.personal.ready(self.pool)
        namespace, colon, rest = text.partition(":")
        return self.personal.list_names(namespace, rest) if colon else self.personal.list_names("", text)

    async def ensure(self, wanted: Mapping[Reference, int]) -> dict[Reference, int]:
        """The members of references; those that are new are registered first.

        Args:
            wanted: Reference → when a new one joined (UTC microseconds; 0: now).
        """
        found = {reference: self.find_known(reference) for reference in wanted}
        asked = [reference for reference, member_id in found.items() if not member_id]
        if asked:
            found.update(await self.find_many(asked))
            for reference in asked:
                if not found[reference]:
                    found[reference] = (await self.register(reference, registered_us=wanted[reference])).member_id
        return found

    async def register(
        self,
        reference: Reference,
        *,
        profile: Mapping[str, Any] | None = None,
        registered_us: int = 0,
        test: bool = False,
    ) -> Registered:
        """Register somebody and let ``member.registered`` happen; a second time changes nothing.

        Raises:
            InvalidInput: the time is none.
            NoProgram: there are no rules yet by which somebody could join.
        """
        now_us = self.book.clock_us()
        t_us = registered_us or now_us
        if not EARLIEST_US <= t_us < min(LATEST_US, now_us + DAY_US):
            fault = Fault("registered_us", "out-of-range", "is no time between 1990 and now", "send UTC microseconds")
            raise InvalidInput("the member cannot be registered", faults=[fault])
        day = self.book.program_at(t_us).calendar.local_day(t_us)
        new = NewMember(reference.external_id, t_us, day, dict(profile or {}), test)
        if profile:
            await self.personal.ready(self.pool)
        await self.personal.ready_for(self.pool, [reference.namespace])
        await self.personal.ready_for_marks(self.pool)
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            found, made = await add_members(connection, self.tenant_id, reference.namespace, [new], self.personal)
            known = found[reference.external_id]
            left = known if made else await identity_store.find_left(connection, self.tenant_id, known)
        outcome = await self._welcome(known)
        self._keep(reference, known)
        return Registered(left or known, bool(made), outcome)

    async def find_many(self, references: Sequence[Reference]) -> dict[Reference, int]:
        """Known ones by name (0: nobody); one whose registration was cut short is welcomed now."""
        await self.personal.ready_for(self.pool, [reference.namespace for reference in references])
        spelled = {one: self.personal.list_spellings(one.namespace, one.external_id) for one in references}
        pairs = [(one.namespace, spelling) for one, spellings in spelled.items() for spelling in spellings]
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            rows = await identity_store.find_identities(
                connection,
                self.tenant_id,
                [namespace for namespace, _ in pairs],
                [spelling for _, spelling in pairs],
            )
        by_name = {(namespace, external_id): (member_id, ops) for namespace, external_id, member_id, ops in rows}
        found: dict[Reference, int] = {}
        for reference in references:
            places = ((reference.namespace, spelling) for spelling in spelled[reference])
            member_id, ops = next((by_name[place] for place in places if place in by_name), (0, 0))
            found[reference] = member_id
            if member_id:
                if not ops:
                    await self._welcome(member_id)
                self._keep(reference, member_id)
        return found

    async def _welcome(self, member_id: int) -> Outcome | None:
        """Let ``member.registered`` happen as the member's own row tells it, so that everybody sends the same event."""
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            row = await identity_store.get_registration(connection, self.tenant_id, member_id, self.personal)
        registered_us, profile = row
        data = {"profile": profile} if profile else {}
        outcome = await self.engine.submit(Event("member.registered", member_id, REGISTERED_KEY, registered_us, data))
        if outcome.error is not None and not isinstance(outcome.error, KeyReused):
            raise outcome.error
        return outcome if outcome.decision is not None else None

    def forget(self, member_id: int) -> None:
        """Believe no more that a name leads to a member who was erased; other processes do for a minute at most."""
        self._known = {name: known for name, known in self._known.items() if known[0] != member_id}

    def _keep(self, reference: Reference, member_id: int) -> None:
        if len(self._known) >= MAX_KNOWN:
            self._known.clear()
        self._known[reference.namespace, reference.external_id] = (member_id, time.monotonic() + KNOWN_SECONDS)
