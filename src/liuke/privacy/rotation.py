"""Brings everything that the vault has sealed under its first key, so that a former key can be dropped.

What members said of themselves is not touched: it lies under their own keys, and those are sealed anew. Rows that are
current are left alone, so a rotation that was cut short goes on where it was, and two at once only share the work.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field

from liuke.audit.store import insert_audit
from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.hooks.job_store import every_tenant
from liuke.privacy import rotation_store as store
from liuke.privacy.box import Personal
from liuke.privacy.rotation_store import KINDS
from liuke.vault.vault import Vault

BATCH = 500
"""Rows in one transaction, and so the most that others wait for: some ten milliseconds."""


@dataclass(slots=True)
class Status:
    """What lies sealed in the database.

    Args:
        counts: Kind → id of the key (hex) → number of values.
        plain: Kind → number of values of a former release that are not sealed yet.
    """

    counts: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])
    plain: dict[str, int] = field(default_factory=dict[str, int])

    def count_old(self, current: str) -> int:
        """Values that a rotation would touch."""
        old = sum(n for keys in self.counts.values() for key, n in keys.items() if key != current)
        return old + sum(self.plain.values())


@dataclass(slots=True)
class Rotated:
    """What a rotation did: kind → number of values, and names that two members have once they are written alike."""

    done: dict[str, int] = field(default_factory=dict[str, int])
    clashes: int = 0


async def list_tenants(pool: Pool) -> list[int]:
    """Every tenant of the installation: all share the vault."""
    async with acquire(pool) as connection, transaction(connection):
        return await every_tenant(connection, 0)


async def read_status(pool: Pool) -> Status:
    """Count everything that is sealed, and what is not yet."""
    status = Status({kind.name: {} for kind in KINDS}, {"profiles": 0, "names": 0})
    for tenant_id in await list_tenants(pool):
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            for kind in KINDS:
                known = status.counts[kind.name]
                for key, count in await store.count_by_key(connection, tenant_id, kind):
                    known[key] = known.get(key, 0) + count
            for name, count in (await store.count_plain(connection, tenant_id)).items():
                status.plain[name] += count
    return status


async def rotate(
    pool: Pool, vault: Vault, *, actor: str, on_progress: Callable[[int], None] = lambda _done: None
) -> Rotated:
    """Seal everything under the vault's first key, batch by batch, and note it in each tenant's audit log.

    Args:
        pool: Connections of the application's role.
        vault: Knows every key that anything is sealed under; the first one is the new one.
        actor: Who does it.
        on_progress: Hears how many more values are done.

    Raises:
        VaultKeyMissing: something is sealed under a key that is not known here; what was done stays done.
        VaultDamaged: something was changed.
    """
    total = Rotated()
    for tenant_id in await list_tenants(pool):
        mine = Rotated()
        async for name, count in _rotate_tenant(pool, vault, tenant_id, mine):
            mine.done[name] = mine.done.get(name, 0) + count
            total.done[name] = total.done.get(name, 0) + count
            on_progress(count)
        total.clashes += mine.clashes
        if mine.done:
            async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
                await insert_audit(
                    connection, tenant_id, actor=actor, action="vault.rotated", subject=f"key/{vault.current.hex()}",
                    details=mine.done,
                )  # fmt: skip
    return total


async def _rotate_tenant(pool: Pool, vault: Vault, tenant_id: int, mine: Rotated) -> AsyncGenerator[tuple[str, int]]:
    for kind in KINDS:
        after: int | None = 0
        while after is not None:
            async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
                rows = await store.lock_old(connection, tenant_id, kind, vault.current, after, BATCH)
                sealed = [(row_id, vault.reseal(value, context)) for row_id, value, context in rows]
                await store.write_sealed(connection, kind, sealed)
            if rows:
                yield kind.name, len(rows)
            after = rows[-1][0] if len(rows) == BATCH else None
    personal = Personal(vault, tenant_id)
    async for name, count in _seal_plain(pool, personal, mine):
        yield name, count


async def _seal_plain(pool: Pool, personal: Personal, mine: Rotated) -> AsyncGenerator[tuple[str, int]]:
    """Seal profiles and names that a former release left as they were given."""
    tenant_id = personal.tenant_id
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        plain = await store.count_plain(connection, tenant_id)
    if not any(plain.values()):
        return
    await personal.ready(pool)
    after: int | None = 0
    while after is not None:
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            members = await store.seal_profiles(connection, personal, after, BATCH)
        if members:
            yield "profiles", len(members)
        after = members[-1] if members else None
    last: tuple[str, str] | None = ("", "")
    while last is not None:
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            names, clashes = await store.seal_names(connection, personal, last, BATCH)
        mine.clashes += clashes
        if len(names) > clashes:
            yield "names", len(names) - clashes
        last = names[-1] if names else None
