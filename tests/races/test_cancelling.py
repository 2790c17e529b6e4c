"""An activity is called off while 64 members pledge from two processes; a worker is killed in mid-work."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from asyncio import subprocess
from collections import Counter

import pytest

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.engine.engine import Engine
from liuke.engine.reader import MemberReader
from liuke.features import list_laws
from liuke.hooks.law import Scope
from liuke.kernel.clock import MINUTE_US
from liuke.kernel.errors import NotFound
from liuke.publishing.cancellations import cancel, list_all
from liuke.verify.proof import verify
from tests.activities.pledge import WITH_PLEDGE
from tests.races.pledges import ROWS, make_program, make_work, tell_some
from tests.server import TestDatabase
from tests.world import earn, make_members, rows


async def _start(task: list[object]) -> subprocess.Process:
    process = await subprocess.create_subprocess_exec(
        sys.executable, "-m", "tests.races.pledges", stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(task).encode() + b"\n")
    return process


async def _assert_lawful(pool: Pool, tenant: int) -> None:
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        report = await verify(connection, Scope(tenant, ["points"]), laws=list_laws(WITH_PLEDGE))
    assert {check.name: check.violations for check in report.checks if check.violations} == {}


async def _rich(database: TestDatabase, pool: Pool, count: int) -> tuple[int, list[int]]:
    tenant, members = await make_members(database.owner_dsn, database.dsn, count)
    outcomes = await Engine(pool, tenant, make_program()).process(
        [submission(earn(member, "e", 5_000)) for member in members]
    )
    assert {outcome.error for outcome in outcomes} == {None}
    return tenant, members


async def test_called_off_among_64_callers_of_two_processes(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await _rich(database, pool, 64)
    processes = [await _start([database.dsn, tenant, share]) for share in (members[::2], members[1::2])]
    for process in processes:  # both are at it
        assert process.stdout is not None
        await asyncio.wait_for(process.stdout.readline(), 60)
    row, created = await cancel(
        pool, tenant, make_program(), "activities.fair", reason="rain", actor="system:test"
    )  # fmt: skip
    assert (row.path, row.status, created) == ("activities.fair", "giving_back", True)
    # whatever is answered from here on was begun after the commit, or before it and is committed
    pledged = await rows(pool, tenant, "SELECT count(*)::int FROM operation WHERE type = 'pledge.make'")
    ends = [json.loads((await process.communicate())[0].splitlines()[-1])[1] for process in processes]
    assert ends == ["activity-cancelled"] * 2
    assert await rows(pool, tenant, "SELECT count(*)::int FROM operation WHERE type = 'pledge.make'") == pledged
    held = await rows(pool, tenant, "SELECT member_id FROM wallet WHERE held > 0 ORDER BY 1")
    work = make_work(pool, tenant)
    while await tell_some(work):
        pass
    while await work.engine.deliver(limit=512):
        pass
    assert await rows(pool, tenant, "SELECT sum(held)::int, sum(available)::int FROM wallet") == [(0, 64 * 5_000)]
    assert await rows(pool, tenant, "SELECT remaining::int FROM stock WHERE item = 'fair.places'") == [(1_000,)]
    told = await rows(
        pool, tenant, "SELECT member_id FROM operation WHERE type = 'activity.cancel' AND member_id > 0 ORDER BY 1"
    )
    assert told == held
    assert [one.members for one in await list_all(pool, tenant)] == [len(held)]
    assert (await cancel(pool, tenant, make_program(), "activities.fair", reason="again", actor="x"))[
        0
    ].reason == "rain"
    await _assert_lawful(pool, tenant)


async def test_a_worker_that_is_killed_in_mid_work_tells_nobody_twice(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await _rich(database, pool, 4 * ROWS)
    async with Engine(pool, tenant, make_program()) as engine:
        outcomes = await engine.process([submission(_pledge(member)) for member in members])
        assert {outcome.error for outcome in outcomes} == {None}
    await cancel(pool, tenant, make_program(), "activities.fair", reason="rain", actor="system:test")
    process = await _start([database.dsn, tenant, []])
    assert process.stdin is not None
    assert process.stdout is not None
    await asyncio.wait_for(process.stdout.readline(), 60)
    process.stdin.write(b"\n")
    await asyncio.wait_for(process.stdout.readline(), 60)
    process.send_signal(signal.SIGKILL)
    await process.wait()
    assert [(one.status, one.members) for one in await list_all(pool, tenant)] == [("giving_back", 2 * ROWS)]
    first, second = make_work(pool, tenant), make_work(pool, tenant)
    await asyncio.gather(first.engine.deliver(limit=512), second.engine.deliver(limit=512))
    while sum(await asyncio.gather(tell_some(first), tell_some(second))):
        pass
    while sum(await asyncio.gather(first.engine.deliver(limit=512), second.engine.deliver(limit=512))):
        pass
    assert [(one.status, one.members) for one in await list_all(pool, tenant)] == [("done", 4 * ROWS)]
    assert await rows(pool, tenant, "SELECT held::int, available::int, count(*)::int FROM wallet GROUP BY 1, 2") == [
        (0, 5_000, 4 * ROWS)
    ]
    told = await rows(pool, tenant, "SELECT member_id FROM operation WHERE type = 'activity.cancel' AND member_id > 0")
    assert Counter(row[0] for row in told) == dict.fromkeys(members, 1)
    await _assert_lawful(pool, tenant)


async def test_the_law_names_who_still_holds_something(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await _rich(database, pool, 1)
    async with Engine(pool, tenant, make_program()) as engine:
        await engine.submit(_pledge(members[0]))
    await cancel(pool, tenant, make_program(), "activities.fair", reason="rain", actor="system:test")
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        await connection.execute("UPDATE cancellation SET status = 'done'")  # as if the members had been told
        report = await verify(connection, Scope(tenant, ["points"]), laws=list_laws(WITH_PLEDGE))
    assert {check.name: check.violations for check in report.checks if check.violations} == {
        "slots": [{"member_id": members[0], "fault": "fair: was cancelled, and 1 holds are open"}]
    }


async def test_readers_see_it_at_once_and_a_clock_before_it_does_not(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await _rich(database, pool, 1)
    soon_us = time.time_ns() // 1_000 + MINUTE_US
    await cancel(pool, tenant, make_program(), "activities.fair", reason="rain", actor="a", clock=lambda: soon_us)
    reader = MemberReader(pool, tenant)
    seen = {"activities.fair": soon_us}
    assert await reader.read_with(members[0], lambda state: dict(state.cancelled)) == seen
    assert await reader.look_with(members[0], ["points"], lambda state, _stock: dict(state.cancelled)) == seen
    before = Engine(pool, tenant, make_program(), clock=lambda: soon_us - 1)
    (outcome,) = await before.process([submission(_pledge(members[0]))])
    assert outcome.error is None


async def test_nothing_is_written_for_what_is_not_there(database: TestDatabase, pool: Pool) -> None:
    tenant, _ = await _rich(database, pool, 1)
    with pytest.raises(NotFound):
        await cancel(pool, tenant, make_program(), "activities.none", reason="rain", actor="a")
    assert await list_all(pool, tenant) == []


def _pledge(member: int) -> Event:
    return Event("pledge.make", member, "p", 0, {})
