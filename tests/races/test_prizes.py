"""A handful of prizes under many callers from two processes: exactly as many are given as there are."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio import subprocess
from collections import Counter

from liuke.db.contracts import Pool
from liuke.db.pool import connect
from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.engine.engine import Engine
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US
from tests.ledger.check import assert_clean
from tests.races.prizes import PROGRAM
from tests.server import TestDatabase
from tests.world import T, make_members, rows

ITEM = "lottery:wheel/mug/all"


async def _draw(dsn: str, tenant: int, members: list[int]) -> Counter[str]:
    process = await subprocess.create_subprocess_exec(
        sys.executable, "-m", "tests.races.prizes", stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    out, _ = await asyncio.wait_for(process.communicate(json.dumps([dsn, tenant, members]).encode() + b"\n"), 120)
    assert process.returncode == 0
    return Counter(json.loads(out.splitlines()[-1]))


async def test_64_members_draw_for_five_mugs_a_day_of_seven_in_all(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    admin = await connect(database.admin_dsn)
    await admin.execute("INSERT INTO stock (tenant_id, item, initial, remaining) VALUES ($1, $2, 7, 7)", tenant, ITEM)
    await admin.close()
    found = sum(
        await asyncio.gather(*(_draw(database.dsn, tenant, share) for share in (members[::2], members[1::2]))),
        Counter(),
    )
    # each asks three times: once, again under the same key, and once more when the free draw of the day is gone
    assert found == {"mug": 5, "thanks": 59, "again": 64, "lottery-no-chance": 64}
    assert await rows(pool, tenant, "SELECT count(*)::int FROM record WHERE kind = 'lottery_win'") == [(5,)]
    assert await rows(pool, tenant, "SELECT remaining FROM stock WHERE item = $1", ITEM) == [(2,)]
    # tomorrow there are the last two
    async with Engine(pool, tenant, compile_program(PROGRAM), clock=lambda: T + DAY_US) as engine:
        events = [submission(Event("lottery.draw", member, "c", 0, {})) for member in members]
        outcomes = [(await engine.submit(one.event)).answer for one in events]
    prizes = Counter(answer["result"]["draws"][0]["prize"] for answer in outcomes if answer is not None)
    assert prizes == {"mug": 2, "thanks": 62}
    await assert_clean(database.dsn, tenant)
