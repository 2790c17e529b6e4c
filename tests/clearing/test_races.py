"""Many at once and killed processes: no limit is exceeded, nothing is lost and nothing arrives twice."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio import subprocess
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec

from liuke.clearing.contracts import Direction
from liuke.clearing.member_routes import make_event
from liuke.db.contracts import Pool
from liuke.decision.event import Event
from tests.clearing.shops import Group, open_group
from tests.merchant import ROOT
from tests.server import TestDatabase
from tests.waiting import slow_down
from tests.world import rows


async def _start(group: Group, events: Sequence[Event], each: int) -> subprocess.Process:
    process = await subprocess.create_subprocess_exec(
        sys.executable, "-m", "tests.clearing.process", stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert process.stdin is not None
    task = [group.database.dsn, group.tea, group.books, msgspec.to_builtins(events), each]
    process.stdin.write(json.dumps(task).encode() + b"\n")
    await process.stdin.drain()
    return process


async def _read(process: subprocess.Process) -> Any:
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), 120)
    return json.loads(line) if line else None


async def _finish(process: subprocess.Process) -> list[str]:
    first = await _read(process)
    while await _read(process) is not None:
        pass
    assert await asyncio.wait_for(process.wait(), 120) == 0
    return first


async def _events(group: Group, keys: int, amount: int) -> list[Event]:
    found = await group.find(group.tea)
    return [make_event(found, member, f"s{key}", amount) for member in group.teas for key in range(keys)]


async def _sums(pool: Pool, group: Group) -> tuple[list[Any], list[Any], int]:
    sql = "SELECT count(*)::int, coalesce(sum(amount), 0)::int FROM posting WHERE kind = $1"
    out = await rows(pool, group.tea, sql, "clear_out")
    into = await rows(pool, group.books, sql, "clear_in")
    held = await rows(pool, group.tea, "SELECT coalesce(sum(held), 0)::int FROM wallet")
    return out, into, held[0][0]


async def test_64_callers_from_two_processes_stay_within_every_limit(database: TestDatabase, pool: Pool) -> None:
    group = await open_group(database, pool, members=16)
    events = await _events(group, 4, 100)
    assert len(events) == 64
    both = [await _start(group, share, 16) for share in (events[::2], events[1::2])]
    said = Counter(one for answers in await asyncio.gather(*map(_finish, both)) for one in answers)
    assert said["ok"] == 9
    assert set(said) <= {"ok", "capped", "agreement-full"}
    assert said["agreement-full"] == 55 - said["capped"]
    await group.settle()
    assert await _sums(pool, group) == ([(9, 900)], [(9, 9 * 66)], 0)
    assert await rows(pool, group.tea, "SELECT (doc->>'sent')::int FROM shared WHERE kind = 'clearing'") == [(900,)]
    await group.assert_lawful()


async def test_one_member_asks_64_times(database: TestDatabase, pool: Pool) -> None:
    group = await open_group(database, pool, members=1)
    events = await _events(group, 64, 70)
    both = [await _start(group, share, 16) for share in (events[::2], events[1::2])]
    said = Counter(one for answers in await asyncio.gather(*map(_finish, both)) for one in answers)
    assert said == {"ok": 4, "capped": 60}
    assert await _sums(pool, group) == ([(4, 280)], [(4, 4 * 46)], 0)
    await group.assert_lawful()


async def test_killed_between_the_halves(database: TestDatabase, pool: Pool) -> None:
    """Each process is killed a unit later than the one before it, while the next unit is in mid-transaction."""
    group = await open_group(database, pool, members=12)
    await group.agree_anew(Direction(3, 2, price_cents=1))
    events = await _events(group, 1, 100)
    await slow_down(database, "INSERT ON posting", 0.004)
    for units in (1, 2, 5):
        process = await _start(group, events, 3)
        for _ in range(units):
            if await _read(process) is None:
                break
        process.kill()
        await process.wait()
        await group.assert_lawful()
    last = await _start(group, events, 3)
    assert await _finish(last) == ["ok"] * 12
    assert await _sums(pool, group) == ([(12, 1_200)], [(12, 12 * 66)], 0)
    assert (await group.intershop(group.tea), await group.intershop(group.books)) == (1_200, -792)
    again = "SELECT FROM operation WHERE type LIKE 'clearing.a%' GROUP BY key HAVING count(*) > 1"
    twice = f"SELECT count(*)::int FROM ({again}) AS again"
    for shop in (group.tea, group.books):
        assert await rows(pool, shop, twice) == [(0,)]
        assert await rows(pool, shop, "SELECT count(*)::int FROM dead_letter") == [(0,)]
    await group.assert_lawful()
