"""Logging in and out. A session is a random cookie of which only the SHA-256 is kept.

Tries are counted in the database, so that the limits hold over processes: for each account of each tenant, and for each
address that they come from. An account that does not exist is counted and takes as long as one that does.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from liuke.audit.store import insert_audit
from liuke.db.contracts import Connection, Pool
from liuke.db.pool import acquire, run_transaction, transaction
from liuke.kernel.errors import InvalidInput
from liuke.staff import store
from liuke.staff.errors import LoginRefused, TooManyLogins, WhichTenant
from liuke.staff.passwords import check_password, find_password_faults, hash_password, is_outdated
from liuke.staff.service import is_email, normalize_email
from liuke.staff.store import Account, Session

SESSION_SECONDS = 7 * 86_400
"""A session ends so long after it began."""
IDLE_SECONDS = 12 * 3_600
"""A session that nobody uses ends earlier."""
SEEN_EVERY_SECONDS = 300
"""How exactly it is kept when a session was last used."""
WINDOW_SECONDS = 900
TRIES_PER_ACCOUNT = 10
TRIES_PER_ADDRESS = 50
_MICRO = 1_000_000
_FIX = "check both"


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A session that just began.

    Args:
        token: Of the cookie; it is nowhere else.
        session: Whose.
    """

    token: str
    session: Session


def hash_token(token: str) -> bytes:
    """What is kept of a cookie's token."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()


def derive_csrf(token: str) -> str:
    """What a page sends beside the cookie when it changes something; a foreign page can neither read nor guess it."""
    digest = hmac.digest(token.encode("utf-8", "surrogateescape"), b"liuke csrf", hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


async def log_in(pool: Pool, *, email: str, password: str, tenant: str, address: str) -> LoggedIn:
    """Begin a session. Without a tenant every account of the e-mail address is tried.

    Args:
        pool: Connections of the application's role.
        email: Of the account.
        password: As typed.
        tenant: Slug; empty: whichever tenant the address has an account at with this password.
        address: Of the network, that the try comes from.

    Raises:
        LoginRefused: address or password is wrong.
        WhichTenant: they are right at several tenants.
        TooManyLogins: there were too many tries.
    """
    email = normalize_email(email)
    address_key = _try_key("address", address)
    await _count_tries(pool, [(address_key, TRIES_PER_ADDRESS)])
    found = list[Account]()
    if is_email(email) and "\x00" not in tenant:
        async with acquire(pool) as connection, transaction(connection):
            found = await store.find_accounts(connection, email, tenant)
    right = await _find_right(pool, found, email, password, tenant)
    if not right:
        raise LoginRefused(fix=_FIX)
    if len(right) > 1:
        raise WhichTenant([(account.slug, account.tenant_name) for account in right])
    account = right[0]
    renewed = await hash_password(password) if is_outdated(account.password_hash) else None
    return await _begin(pool, account, email, renewed, (_account_key(account), address_key))


async def _find_right(pool: Pool, found: list[Account], email: str, password: str, tenant: str) -> list[Account]:
    """Accounts whose password it is. Each counts its own tries: those of one merchant shut nobody out elsewhere.

    Raises:
        TooManyLogins: there were too many tries for all of them.
    """
    keys = [_account_key(account) for account in found] or [_try_key("account", f"{tenant}\n{email}")]
    waits = [await _take(pool, [(key, TRIES_PER_ACCOUNT)]) for key in keys]
    if all(waits):
        raise TooManyLogins(min(waits))
    if not found:
        await check_password(None, password)
        return []
    tried = [account for account, wait in zip(found, waits, strict=True) if not wait]
    return [account for account in tried if await check_password(account.password_hash, password)]


def _account_key(account: Account) -> bytes:
    return _try_key("account", f"{account.tenant_id}\n{account.person_id}")


def _try_key(kind: str, name: str) -> bytes:
    return hashlib.sha256(f"{kind}\n{name}".encode("utf-8", "surrogateescape")).digest()


async def _count_tries(pool: Pool, keys: list[tuple[bytes, int]]) -> None:
    if wait_s := await _take(pool, keys):
        raise TooManyLogins(wait_s)


async def _take(pool: Pool, keys: list[tuple[bytes, int]]) -> int:
    """Count a try under each key; seconds to wait, 0: go on."""
    wait_us = await run_transaction(
        pool, lambda c: store.count_try(c, keys, window_us=WINDOW_SECONDS * _MICRO), idempotent=True
    )
    return -(-wait_us // _MICRO)


async def _begin(pool: Pool, account: Account, email: str, renewed: str | None, tries: tuple[bytes, bytes]) -> LoggedIn:
    token = secrets.token_urlsafe(32)

    async def begin(connection: Connection) -> Session:
        if renewed is not None:
            await store.write_password(connection, account.tenant_id, account.person_id, renewed)
        await store.insert_session(
            connection, account.tenant_id, hash_token(token), account.person_id, lasts_us=SESSION_SECONDS * _MICRO
        )
        await store.forget_tries(connection, *tries)
        await insert_audit(
            connection, account.tenant_id, actor=f"person:{email}", action="session.begun",
            subject=f"person/{account.person_id}", details={},
        )  # fmt: skip
        found = await store.find_session(connection, hash_token(token))
        if found is None:
            raise LoginRefused(fix=_FIX)  # the account was shut this very moment
        return found[0]

    return LoggedIn(token, await run_transaction(pool, begin, tenant_id=account.tenant_id))


async def find_session(pool: Pool, token: str) -> Session | None:
    """The running session of a cookie; ``None`` where there is none, it is over, or the account is shut."""
    session_hash = hash_token(token)
    async with acquire(pool) as connection, transaction(connection):
        found = await store.find_session(connection, session_hash)
    if found is None:
        return None
    session, now_us = found
    if session.expires_us <= now_us or session.seen_us + IDLE_SECONDS * _MICRO <= now_us:
        return None
    if session.seen_us + SEEN_EVERY_SECONDS * _MICRO <= now_us:
        async with acquire(pool) as connection, transaction(connection, tenant_id=session.tenant_id):
            await store.see_session(connection, session.tenant_id, session_hash)
    return session


async def log_out(pool: Pool, tenant_id: int, token: str) -> None:
    """End a session; where there is none, nothing happens."""
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        found = await store.find_session(connection, hash_token(token))
        ended = await store.end_session(connection, tenant_id, hash_token(token))
        if found is not None and ended:
            await insert_audit(
                connection, tenant_id, actor=f"person:{found[0].email}", action="session.ended",
                subject=f"person/{found[0].person_id}", details={},
            )  # fmt: skip


async def change_password(pool: Pool, session: Session, token: str, *, current: str, new: str) -> int:
    """Change one's own password; ends the person's other sessions and returns how many.

    Raises:
        LoginRefused: the current password is another.
        TooManyLogins: there were too many tries.
        InvalidInput: the new password breaks a rule.
    """
    faults = find_password_faults(new, session.email, path="new")
    if faults:
        raise InvalidInput(f"the password has {len(faults)} fault(s)", faults=faults)
    tenant_id, person_id = session.tenant_id, session.person_id
    key = _try_key("change", f"{tenant_id}\n{person_id}")
    await _count_tries(pool, [(key, TRIES_PER_ACCOUNT)])
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        known = await store.get_password_hash(connection, tenant_id, person_id)
    if not await check_password(known, current):
        raise LoginRefused("the current password is another")
    password_hash = await hash_password(new)

    async def change(connection: Connection) -> int:
        await store.write_password(connection, tenant_id, person_id, password_hash)
        ended = await store.end_sessions(connection, tenant_id, person_id, but=hash_token(token))
        await store.forget_tries(connection, key, key)
        await insert_audit(
            connection, tenant_id, actor=f"person:{session.email}", action="person.changed",
            subject=f"person/{person_id}", details={"email": session.email, "password": "changed"},
        )  # fmt: skip
        return ended

    return await run_transaction(pool, change, tenant_id=tenant_id)
