"""Days are made ahead and dropped whole, ids are forgotten in time, and one tenant's days are not another's."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.features import compile_program
from liuke.hooks.job import Limits, Work
from liuke.kernel.clock import DAY_US
from liuke.tracking import store
from liuke.tracking.jobs import JOBS
from liuke.tracking.store import TrackedRow
from tests.server import TestDatabase
from tests.tracking.support import now_us
from tests.world import make_engine, make_members, make_pool, program, rows

NOW = now_us()
DAYS, FORGET = JOBS


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn)
    yield made
    await made.close()


async def write(pool: Pool, tenant: int, days_ago: int, *ids: str) -> int:
    """Events that came so many days ago; how many were new."""
    t_us = NOW - days_ago * DAY_US
    made = [TrackedRow(one, 0, "device", "page.viewed", t_us, t_us // DAY_US, t_us, "{}") for one in ids]
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        await store.ensure_day(connection, t_us)
        return await store.insert_new(connection, tenant, made, t_us)


async def forget(pool: Pool, tenant: int, keep_days: int, *, limit: int = 1_000) -> int:
    document = program(tracking={"keep_days": keep_days})
    engine = make_engine(pool, tenant, document)
    work = Work(pool, tenant, NOW, engine, lambda _t: compile_program(document), {}, Limits(rows=limit))
    return await FORGET.unit(work)


async def list_days(pool: Pool) -> list[int]:
    """Days of the partitions, counted from today."""
    found = await rows(
        pool, 0, "SELECT pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
        "WHERE i.inhparent = 'track_event'::regclass"
    )  # fmt: skip
    return sorted(int(row[0].split("'")[1]) // DAY_US - NOW // DAY_US for row in found)


async def list_ids(pool: Pool, tenant: int) -> list[str]:
    return [row[0] for row in await rows(pool, tenant, "SELECT id FROM track_event ORDER BY received_us, id")]


async def test_days_are_made_ahead_and_dropped_whole(database: TestDatabase, pool: Pool) -> None:
    tenant, _ = await make_members(database.owner_dsn, database.dsn, 0)
    assert await list_days(pool) == [0, 1, 2, 3]
    await DAYS.unit(Work(pool, tenant, NOW, make_engine(pool, tenant), lambda _t: compile_program(program()), {}))
    assert await list_days(pool) == [0, 1, 2, 3]
    for days_ago in (100, 50, 31, 29, 0):
        assert await write(pool, tenant, days_ago, f"event-{days_ago:03}", f"other-{days_ago:03}") == 2
    assert await forget(pool, tenant, 30) == 3 + 4  # three days, and ids that came more than 45 days ago
    assert await list_days(pool) == [-29, 0, 1, 2, 3]
    assert await list_ids(pool, tenant) == ["event-029", "other-029", "event-000", "other-000"]
    assert await forget(pool, tenant, 30) == 0
    # one that was dropped, but is remembered, is not taken again
    assert await write(pool, tenant, 0, "event-031") == 0


async def test_a_day_that_another_tenant_keeps_loses_rows_only(database: TestDatabase, pool: Pool) -> None:
    a, _ = await make_members(database.owner_dsn, database.dsn, 0, "a")
    b, _ = await make_members(database.owner_dsn, database.dsn, 0, "b")
    await write(pool, a, 40, *(f"mine-{n:04}" for n in range(5)))
    await write(pool, b, 40, "theirs-01")
    assert await forget(pool, a, 30, limit=3) == 3  # b has not said yet for how long it keeps
    assert await forget(pool, a, 30, limit=3) == 2
    assert (await list_ids(pool, a), await list_ids(pool, b)) == ([], ["theirs-01"])
    assert await forget(pool, b, 60) == 0
    assert await list_days(pool) == [-40, 0, 1, 2, 3]
    assert await forget(pool, b, 35) == 1
    assert await list_days(pool) == [0, 1, 2, 3]


async def test_the_application_removes_nothing_but_through_the_functions(database: TestDatabase, pool: Pool) -> None:
    a, [member] = await make_members(database.owner_dsn, database.dsn, 1, "a")
    b, _ = await make_members(database.owner_dsn, database.dsn, 0, "b")
    await write(pool, a, 0, "mine-0001")
    async with acquire(pool) as connection, transaction(connection, tenant_id=b):
        assert await store.forget(connection, b, [member, 0]) == 0
        assert await store.delete_old(connection, NOW + DAY_US, 100) == 0
    assert await list_ids(pool, a) == ["mine-0001"]
