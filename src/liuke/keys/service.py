"""API keys: ``lk_<key id>_<secret>``, publishable ones ``pk_…``.

Only a hash of the secret is kept, and it is compared in constant time.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass

from liuke.audit.store import insert_audit
from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.http.errors import Forbidden, Unauthorized
from liuke.http.principal import Principal
from liuke.http.scopes import SCOPES, TRACK
from liuke.kernel.errors import Conflict, Fault, InvalidInput, NotFound
from liuke.keys import store as key_store
from liuke.keys.store import KeyRow

KNOWN_SECONDS = 5.0
"""How long a process believes what it read of a key: a revoked key is refused after so many seconds at the latest."""
USED_EVERY_SECONDS = 60.0
"""How exactly the time of a key's last use is kept."""
MAX_KNOWN = 10_000
_NO_KEY = KeyRow("", 0, "", b"\x00" * 32, (), 0, "", None, None, None)


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key that was just made; its secret is shown this once.

    Args:
        row: What is kept.
        token: What callers send after ``Bearer``.
    """

    row: KeyRow
    token: str


def hash_secret(secret: str) -> bytes:
    """What is kept of a secret. It is 256 random bits, so that nothing slower than SHA-256 would make it safer."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()


def check_scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    """The scopes, sorted.

    Raises:
        InvalidInput: with every one that is unknown, or that there is none.
    """
    wanted = sorted(set(scopes))
    faults = [
        Fault(f"scopes.{name}", "unknown-scope", f"there is no scope {name!r}", f"scopes: {', '.join(SCOPES)}")
        for name in wanted
        if name not in SCOPES
    ]
    if not wanted:
        faults.append(
            Fault("scopes", "missing", "a key without a scope can do nothing", f"scopes: {', '.join(SCOPES)}")
        )
    if faults:
        raise InvalidInput(f"the key has {len(faults)} fault(s)", faults=faults)
    return tuple(wanted)


def check_within(scopes: Iterable[str], may: frozenset[str]) -> None:
    """Raise :class:`Forbidden` when ``scopes`` are more than the caller has: nobody hands out what they lack."""
    beyond = [name for name in scopes if name not in may]
    if beyond:
        raise Forbidden(f"the caller itself lacks {', '.join(beyond)}", fix="ask for less", scopes=beyond)


class Keys:
    """Keys of one tenant, for those who manage them.

    Args:
        pool: Connections of the application's role.
        tenant_id: Whose.
    """

    def __init__(self, pool: Pool, tenant_id: int) -> None:
        self.pool = pool
        self.tenant_id = tenant_id

    async def make(self, name: str, scopes: Iterable[str], *, actor: str, expires_us: int | None = None) -> MadeKey:
        """Make a key; the act is audited in the same transaction.

        Raises:
            InvalidInput: a scope is unknown.
        """
        wanted = check_scopes(scopes)
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            made = await self._insert(connection, name, wanted, actor, expires_us)
            await insert_audit(
                connection, self.tenant_id, actor=actor, action="key.made", subject=f"key/{made.row.key_id}",
                details={"name": name, "scopes": wanted},
            )  # fmt: skip
        return made

    async def _insert(
        self, connection: key_store.Connection, name: str, scopes: tuple[str, ...], actor: str, expires_us: int | None
    ) -> MadeKey:
        key_id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
        row = await key_store.insert_key(
            connection, self.tenant_id, key_id, name, hash_secret(secret), scopes, actor, expires_us
        )
        return MadeKey(row, f"{'pk' if scopes == (TRACK,) else 'lk'}_{key_id}_{secret}")

    async def list_all(self) -> list[KeyRow]:
        """All keys, newest first, also those that are over."""
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            return await key_store.list_keys(connection, self.tenant_id)

    async def rotate(
        self, key_id: str, *, overlap_seconds: int, actor: str, may: frozenset[str] | None = None
    ) -> MadeKey:
        """Make a successor with the same name and scopes; the old key works for ``overlap_seconds`` more.

        Args:
            key_id: Of the old key.
            overlap_seconds: See above.
            actor: Who rotates.
            may: What the caller may do itself: nobody gets a key that may more. ``None``: everything.

        Raises:
            NotFound: there is no such key.
            Conflict: it is revoked or expired.
            Forbidden: it may more than the caller.
        """
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            old = await key_store.lock_key(connection, self.tenant_id, key_id)
            if old is None:
                raise NotFound(f"there is no key {key_id!r}")
            now_us = await key_store.read_clock_us(connection)
            if old.revoked_us is not None or (old.expires_us is not None and old.expires_us <= now_us):
                raise Conflict(f"key {key_id!r} is over", fix="make a new key")
            if may is not None:
                check_within(old.scopes, may)
            made = await self._insert(connection, old.name, old.scopes, actor, old.expires_us)
            ends_us = now_us + overlap_seconds * 1_000_000
            await key_store.end_key(connection, self.tenant_id, key_id, min(ends_us, old.expires_us or ends_us))
            details = {"successor": made.row.key_id, "overlap_seconds": overlap_seconds}
            await insert_audit(
                connection, self.tenant_id, actor=actor, action="key.rotated", subject=f"key/{key_id}", details=details
            )
        return made

    async def revoke(self, key_id: str, *, actor: str) -> None:
        """End a key now; a second time changes nothing.

        Raises:
            NotFound: there is no such key.
        """
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            old = await key_store.lock_key(connection, self.tenant_id, key_id)
            if old is None:
                raise NotFound(f"there is no key {key_id!r}")
            if old.revoked_us is None:
                await key_store.revoke_key(connection, self.tenant_id, key_id)
                await insert_audit(
                    connection, self.tenant_id, actor=actor, action="key.revoked", subject=f"key/{key_id}",
                    details={"name": old.name},
                )  # fmt: skip


@dataclass(slots=True)
class _Known:
    row: KeyRow
    principal: Principal
    until_s: float


class KeyRing:
    """Tells whose call it is by its key, mostly from memory.

    Args:
        pool: Connections of the application's role.
    """

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._known: dict[str, _Known] = {}
        self._asking: dict[str, asyncio.Task[_Known]] = {}
        self._used: dict[str, tuple[int, int]] = {}

    async def get_principal(self, token: str) -> Principal:
        """Who has this key.

        Raises:
            Unauthorized: it is none, or not valid any more.
        """
        parts = token.split("_", 2)
        if len(parts) != 3:
            raise Unauthorized
        known = self._known.get(parts[1])
        if known is None or known.until_s < time.monotonic():
            known = await self._ask(parts[1])
        row = known.row
        # an unknown id is compared with a hash that nothing has, so that it takes as long as a wrong secret
        right = hmac.compare_digest(row.secret_hash, hash_secret(parts[2]))
        now_us = time.time_ns() // 1_000
        if not right or row.revoked_us is not None or (row.expires_us is not None and row.expires_us <= now_us):
            raise Unauthorized
        if row.key_id not in self._used and now_us - (row.last_used_us or 0) > USED_EVERY_SECONDS * 1_000_000:
            self._used[row.key_id] = (row.tenant_id, now_us)
        return known.principal

    async def _ask(self, key_id: str) -> _Known:
        """Read a key; many who ask at once wait for one query."""
        asking = self._asking.get(key_id)
        if asking is None:
            asking = self._asking[key_id] = asyncio.create_task(self._load(key_id))
            asking.add_done_callback(lambda _done: self._asking.pop(key_id, None))
        return await asyncio.shield(asking)

    async def _load(self, key_id: str) -> _Known:
        async with acquire(self.pool) as connection, transaction(connection):
            row = await key_store.find_key(connection, key_id) or _NO_KEY
        principal = Principal("key", row.tenant_id, row.key_id, frozenset(row.scopes))
        if len(self._known) >= MAX_KNOWN:
            self._known.clear()
        known = self._known[key_id] = _Known(row, principal, time.monotonic() + KNOWN_SECONDS)
        return known

    async def keep_used(self) -> None:
        """Write down when keys were last used."""
        used, self._used = self._used, {}
        by_tenant: dict[int, list[tuple[str, int]]] = {}
        for key_id, (tenant_id, t_us) in used.items():
            by_tenant.setdefault(tenant_id, []).append((key_id, t_us))
        for tenant_id, rows in by_tenant.items():
            async with acquire(self.pool) as connection, transaction(connection, tenant_id=tenant_id):
                await key_store.note_used(connection, tenant_id, rows)
