"""A merchant with members on a real database, for tests of engine and ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, connect, create_pool, transaction
from liuke.decision.domain import Domain
from liuke.decision.event import Event
from liuke.engine.engine import Engine
from liuke.engine.store import SESSION_SETTINGS
from liuke.features import DOMAINS, compile_program
from liuke.kernel.clock import SECOND_US
from liuke.members.store import NewMember, make_tenant, register_members

T = 1_700_000_000 * SECOND_US
"""2023-11-14, when every member of these tests joined."""

POINTS = {"id": "points", "name": "Points", "value": {"amount": 100, "cents": 1000}}
GROWTH = {
    "id": "growth", "name": "Growth", "spendable": False, "lots": False, "expiry": {"kind": "never"},
    "debt": {"policy": "clamp"},
}  # fmt: skip
ENERGY = {"id": "energy", "name": "Energy", "lots": False, "expiry": {"kind": "never"}}


def program(*, points: dict[str, Any] | None = None, **sections: Any) -> dict[str, Any]:
    """A program document with the assets of these tests."""
    return {"id": "x", "name": "X", "assets": [{**POINTS, **(points or {})}, GROWTH, ENERGY], **sections}


async def make_pool(dsn: str, size: int = 8) -> Pool:
    return await create_pool(dsn, min_size=1, max_size=size, server_settings=SESSION_SETTINGS)


async def make_members(
    owner_dsn: str, dsn: str, count: int, slug: str = "t", *, tests: int = 0
) -> tuple[int, list[int]]:
    """A tenant and its members; ids in order, the last ``tests`` of them test members."""
    owner = await connect(owner_dsn)
    async with transaction(owner):
        tenant_id = await make_tenant(owner, slug, slug)
    await owner.close()
    app = await connect(dsn)
    async with transaction(app, tenant_id=tenant_id):
        new = [NewMember(f"m{i}", T, 19675, test=i >= count - tests) for i in range(count)]
        made = await register_members(app, tenant_id, "test", new)
    await app.close()
    return tenant_id, sorted(made.values())


def make_engine(
    pool: Pool,
    tenant_id: int,
    document: dict[str, Any] | None = None,
    *,
    domains: Sequence[Domain] = (),
    clock: Callable[[], int] | None = None,
    **options: Any,
) -> Engine:
    compiled = compile_program(document or program(), domains=(*DOMAINS, *domains))
    return Engine(pool, tenant_id, compiled, clock=clock, **options)


def earn(member: int, key: str, amount: int, t_us: int = 0, **data: Any) -> Event:
    return Event("points.earn", member, key, t_us, {"asset": "points", "amount": amount, **data})


def spend(member: int, key: str, amount: int, t_us: int = 0, **data: Any) -> Event:
    return Event("points.spend", member, key, t_us, {"asset": "points", "amount": amount, **data})


def hold(member: int, key: str, amount: int, hold_id: str, **data: Any) -> Event:
    return Event("points.hold", member, key, 0, {"asset": "points", "amount": amount, "hold_id": hold_id, **data})


async def rows(pool: Pool, tenant_id: int, sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
    """Rows as the application's role sees them."""
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        return [tuple(row) for row in await connection.fetch(sql, *arguments)]


async def wallets(pool: Pool, tenant_id: int) -> dict[tuple[int, str], tuple[int, ...]]:
    """(member, asset) → available, pending, held, frozen, debt."""
    found = await rows(pool, tenant_id, "SELECT member_id, asset, available, pending, held, frozen, debt FROM wallet")
    return {(row[0], row[1]): row[2:] for row in found}
