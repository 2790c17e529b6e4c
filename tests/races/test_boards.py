"""A board under many callers from two processes while it closes, and a process that is killed around the close."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import Process
from typing import Any

from liuke.boards.contracts import Ask, Place
from liuke.boards.service import read_standings
from liuke.boards.store import list_late
from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.engine.batch import submission
from tests.ledger.check import assert_clean
from tests.merchant import ROOT
from tests.races.boards import PROGRAM, THEN, close_and_deliver
from tests.races.process import two_processes
from tests.server import TestDatabase
from tests.waiting import slow_down, until
from tests.world import make_engine, make_members, rows

LIVE = "SELECT sum(score)::int, count(*)::int FROM board_score"
FROZEN = "SELECT coalesce(sum(score), 0)::int, count(*)::int FROM board_final"
WON = "SELECT (data->>'rank')::int, count(*)::int FROM record WHERE kind = 'board_win' GROUP BY 1 ORDER BY 1"


GIVEN = "SELECT member_id, sum(amount)::int FROM posting WHERE kind = 'earn' GROUP BY 1 ORDER BY 1"
FREEZING = "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%INSERT INTO board_final%' AND pid <> pg_backend_pid()"
HANDING_OUT = "SELECT 1 FROM record WHERE kind = 'board_win' HAVING count(*) BETWEEN 4 AND 25"


def pay(member: int, order: str, cents: int) -> Event:
    return Event("order.paid", member, order, THEN, {"order_id": f"{member}-{order}", "amount_cents": cents})


async def find_period(pool: Pool, tenant: int) -> str:
    ((period,),) = await rows(pool, tenant, "SELECT period FROM board_period WHERE board = 'b'")
    return period


async def sum_late(pool: Pool, tenant: int, period: str) -> int:
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        return sum(row[1] for row in await list_late(connection, tenant, "b", period, 1_000, (-1, 0, "")))


async def test_64_callers_from_two_processes_while_the_board_closes(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    await make_engine(pool, tenant, PROGRAM).process([submission(pay(members[0], "first", 1))])
    events = [pay(one, key, 100) for key in ("x", "y") for one in members]
    callers = asyncio.create_task(two_processes(database.dsn, tenant, PROGRAM, events))

    async def some_counted() -> bool:
        return (await rows(pool, tenant, LIVE))[0][1] >= 8

    await until(some_counted)
    await close_and_deliver(pool, tenant, PROGRAM)
    assert await callers == {"ok": 128}
    assert await rows(pool, tenant, LIVE) == [(12_801, 64)]
    ((frozen, count),) = await rows(pool, tenant, FROZEN)
    assert frozen + await sum_late(pool, tenant, await find_period(pool, tenant)) == 12_801
    assert await rows(pool, tenant, WON) == [(rank, 1) for rank in range(1, min(count, 30) + 1)]
    await assert_clean(database.dsn, tenant)


async def test_killed_around_the_close_every_prize_is_given_once(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 40)
    engine = make_engine(pool, tenant, PROGRAM)
    await engine.process([submission(pay(one, "o", 100 + number)) for number, one in enumerate(members)])
    await slow_down(database, "INSERT ON board_final", 0.01)
    await slow_down(database, "INSERT ON operation", 0.01)
    for waits in (FREEZING, HANDING_OUT):
        arguments = [sys.executable, "-m", "tests.races.boards", database.dsn, str(tenant)]
        process = await asyncio.create_subprocess_exec(*arguments, cwd=ROOT)

        async def far_enough(process: Process = process, waits: str = waits) -> bool:
            return process.returncode is not None or bool(await rows(pool, tenant, waits))

        await until(far_enough)
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
        await process.wait()
    await close_and_deliver(pool, tenant, PROGRAM)
    await close_and_deliver(pool, tenant, PROGRAM)
    assert await rows(pool, tenant, WON) == [(rank, 1) for rank in range(1, 31)]
    expected = {member: 100 if place == 39 else 10 for place, member in enumerate(members) if place >= 10}
    assert dict(await rows(pool, tenant, GIVEN)) == expected
    await assert_clean(database.dsn, tenant)


def with_prizes(ties: str, **terms: Any) -> dict[str, Any]:
    board = PROGRAM["activities"][0] | {
        "ties": ties,
        "prizes": [{"first": 1, "last": 2, "rewards": [{"kind": "asset", "amount": 7}]}],
    }
    return {**PROGRAM, "activities": [board | terms]}


async def test_what_is_frozen_stays_and_late_facts_stand_beside_it(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 6, tests=1)
    document = with_prizes("share_rank")
    engine = make_engine(pool, tenant, document)
    first, second, third, hidden, gone, test = members

    async def do(*events: Event) -> None:
        assert {one.error for one in await engine.process([submission(event) for event in events])} == {None}

    await do(*(pay(one, "o", cents) for one, cents in zip(members, (500, 300, 300, 900, 700, 999), strict=True)))
    await do(Event("leaderboard.opt_out", hidden, "h", 0, {"activity": "b"}))
    await do(Event("order.refunded", gone, "r", 0, {"order_id": f"{gone}-o", "full": True}))
    await do(Event("order.refunded", first, "r", 0, {"order_id": f"{first}-o", "amount_cents": 100}))
    await close_and_deliver(pool, tenant, document)
    # a rank that two share wins twice; who hides, who gave all back and test members win nothing
    assert await rows(pool, tenant, WON) == [(1, 1), (2, 2)]
    won = await rows(
        pool, tenant, "SELECT member_id, sum(amount)::int FROM posting WHERE kind = 'earn' GROUP BY 1 ORDER BY 1"
    )
    assert won == [(one, 7) for one in sorted((first, second, third))]
    await do(
        pay(second, "late", 5_000), Event("order.refunded", first, "r2", 0, {"order_id": f"{first}-o", "full": True})
    )
    await do(Event("leaderboard.opt_in", hidden, "i", 0, {"activity": "b"}), pay(test, "late", 1))
    period = await find_period(pool, tenant)
    (seen,) = await read_standings(pool, tenant, [Ask("all", Place("b", period), second, shared=True)])
    assert [(one.member_id, one.rank, one.score) for one in seen.top] == [
        (first, 1, 400),
        (second, 2, 300),
        (third, 2, 300),
    ]
    assert (seen.closed_us > 0, seen.total, seen.mine is not None and seen.mine.rank) == (True, 3, 2)
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        late = await list_late(connection, tenant, "b", period, 10, (-1, 0, ""))
    assert sorted((row[0], row[1]) for row in late) == sorted([(second, 5_000), (first, -400)])
    await close_and_deliver(pool, tenant, document)
    assert await rows(pool, tenant, "SELECT count(*)::int FROM record WHERE kind = 'board_win'") == [(3,)]
    await assert_clean(database.dsn, tenant)


async def test_a_board_that_was_called_off_or_taken_out_wins_nothing(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 2)
    engine = make_engine(pool, tenant, PROGRAM)
    await engine.process([submission(pay(one, "o", 100)) for one in members])
    await close_and_deliver(pool, tenant, {**PROGRAM, "activities": []})
    assert await rows(pool, tenant, "SELECT status FROM board_period") == [("open",)]
    await rows(
        pool, tenant,
        "INSERT INTO cancellation (tenant_id, path, status, t_us, reason, cancelled_by, slot, entry) "
        "VALUES ($1, 'activities.b', 'done', 1, 'r', 'a', '', '')",
        tenant,
    )  # fmt: skip
    await close_and_deliver(pool, tenant, PROGRAM)
    assert await rows(pool, tenant, "SELECT status FROM board_period") == [("closed",)]
    assert await rows(pool, tenant, WON) == []
