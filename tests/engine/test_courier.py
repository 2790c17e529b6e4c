"""What an operation sends to another member happens right after its commit, and never to the harm of who sent it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from liuke.db.contracts import Pool
from liuke.db.errors import DatabaseUnavailable
from liuke.engine.batch import submission
from liuke.engine.courier import MAX_TAKEN, MAX_WAITING, Courier, Place
from tests.crash.helpers import HELPING, help_friend
from tests.ledger.check import assert_clean
from tests.server import TestDatabase
from tests.waiting import until
from tests.world import make_engine, make_members, make_pool, rows


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn)
    yield made
    await made.close()


async def test_help_arrives_without_a_worker(database: TestDatabase, pool: Pool) -> None:
    tenant, (a, b, c) = await make_members(database.owner_dsn, database.dsn, 3)
    async with make_engine(pool, tenant, domains=[HELPING]) as engine:
        await engine.submit(help_friend(a, "h", b))
        await until(lambda: rows(pool, tenant, "SELECT 1 FROM wallet WHERE available = 1"))
        # help that is passed on goes back and forth by itself
        await engine.submit(help_friend(b, "i", c, times=5))
    assert await rows(pool, tenant, "SELECT member_id, available::int FROM wallet ORDER BY 1") == [(b, 1), (c, 5)]
    assert await rows(pool, tenant, "SELECT * FROM delivery") == []
    await assert_clean(database.dsn, tenant)


async def test_an_engine_that_was_not_started_leaves_it_to_the_worker(database: TestDatabase, pool: Pool) -> None:
    tenant, (a, b) = await make_members(database.owner_dsn, database.dsn, 2)
    engine = make_engine(pool, tenant, domains=[HELPING])
    await engine.process([submission(help_friend(a, "h", b))])
    assert await rows(pool, tenant, "SELECT member_id FROM delivery") == [(b,)]
    assert await engine.deliver() == 1
    assert await engine.deliver() == 0


async def test_what_cannot_be_delivered_does_not_reach_who_sent_it(database: TestDatabase, pool: Pool) -> None:
    tenant, (a, b) = await make_members(database.owner_dsn, database.dsn, 2)
    async with make_engine(pool, tenant, domains=[HELPING]) as engine:
        sent = [help_friend(a, "f", b, fault=True), help_friend(a, "n", 999_999), help_friend(a, "h", b)]
        outcomes = await asyncio.gather(*map(engine.submit, sent))
    assert [outcome.error for outcome in outcomes] == [None, None, None]
    dead = await rows(pool, tenant, "SELECT reason, payload->>'member_id' FROM dead_letter ORDER BY 1")
    assert dead == [("internal", str(b)), ("not-found", "999999")]
    assert await rows(pool, tenant, "SELECT member_id, available::int FROM wallet") == [(b, 1)]
    assert await rows(pool, tenant, "SELECT * FROM delivery") == []


async def test_bounded_and_left_to_the_worker_when_the_database_is_away(caplog: pytest.LogCaptureFixture) -> None:
    taken = list[list[Place]]()
    gate = asyncio.Event()

    async def deliver(places: list[Place]) -> int:
        taken.append(places)
        await gate.wait()
        if len(taken) == 1:
            raise DatabaseUnavailable("away")
        if len(taken) == 2:
            raise ValueError("a fault")
        return len(places)

    courier = Courier(deliver)
    courier.send([(1, "before the start")])
    courier.start()
    await courier.join()
    places = [(member, "k") for member in range(MAX_WAITING + 500)]
    courier.send(places)
    courier.send(places)
    gate.set()
    with caplog.at_level(logging.WARNING):
        await courier.join()
    assert [place for batch in taken for place in batch] == places[:MAX_WAITING]
    assert {len(batch) for batch in taken} == {MAX_TAKEN}
    assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR"]
    await courier.stop()
    courier.send([(1, "after the end")])
    await courier.join()
    assert len(taken) == MAX_WAITING // MAX_TAKEN


async def test_the_end_does_not_wait_for_what_hangs() -> None:
    begun = asyncio.Event()

    async def deliver(places: list[Place]) -> int:
        begun.set()
        await asyncio.Event().wait()
        return len(places)

    courier = Courier(deliver)
    courier.start()
    courier.send([(1, "k")])
    await begun.wait()
    await courier.stop()
    courier.start()
    await courier.stop()
