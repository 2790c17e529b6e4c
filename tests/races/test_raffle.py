"""A list that closes under 64 callers from two processes, and a process that is killed while it is drawn."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from liuke.db.contracts import Pool
from liuke.decision.domain import Evidence
from liuke.decision.event import Event
from liuke.draws.service import export_draws
from liuke.draws.verify import verify_export
from liuke.features import DOMAINS
from liuke.kernel.clock import MINUTE_US
from liuke.publishing.programs import Programs
from tests.ledger.check import assert_clean
from tests.merchant import ROOT
from tests.races.process import two_processes
from tests.server import TestDatabase
from tests.waiting import slow_down, until
from tests.world import make_engine, make_members, rows

CLOSES = datetime.now(ZoneInfo("Asia/Shanghai")).replace(second=0, microsecond=0) + timedelta(hours=2)
CLOSES_US = int(CLOSES.timestamp()) * 1_000_000
PROGRAM: dict[str, Any] = {
    "id": "x", "name": "X", "calendar": {"time_zone": "Asia/Shanghai"},
    "activities": [{
        "kind": "raffle", "id": "group", "name": "group", "closes": f"{CLOSES:%Y-%m-%d %H:%M}", "repeat": "day",
        "prizes": [
            {"id": "a", "name": "a", "count": 3, "stock": 2, "rewards": [{"kind": "asset", "amount": 100}]},
            {"id": "b", "name": "b", "count": 8, "rewards": [{"kind": "asset", "amount": 1}]},
        ],
    }],
}  # fmt: skip
LISTED = """
SELECT count(*)::int, count(DISTINCT member)::int
FROM shared, json_array_elements_text(doc->'members') member WHERE kind = 'raffle_page'
"""
FIRST = "SELECT (doc->>'numbers')::int FROM shared WHERE kind = 'raffle_round' AND key = 'group/1'"
SECOND = "SELECT (doc->>'round')::int, (doc->>'numbers')::int FROM shared WHERE kind = 'raffle'"
STATUS = "SELECT doc->>'status' FROM shared WHERE kind = 'raffle_round' AND key = 'group/1'"
WON = "SELECT count(*)::int, count(DISTINCT member_id)::int FROM record WHERE kind = 'raffle_win'"
PAID = "SELECT sum(available)::int FROM wallet"


def drawing(tenant: int, environ: dict[str, str]) -> subprocess.Popen[bytes]:
    arguments = [sys.executable, "-m", "tests.races.settling", str(tenant), str(CLOSES_US + 2 * MINUTE_US), "7"]
    return subprocess.Popen(arguments, cwd=ROOT, env=environ)


async def make_shop(database: TestDatabase, pool: Pool, count: int) -> tuple[int, list[int]]:
    tenant, members = await make_members(database.owner_dsn, database.dsn, count)
    await Programs(pool, tenant, domains=DOMAINS).publish(
        PROGRAM, actor="t", force_warnings=True, evidence=Evidence()
    )  # fmt: skip
    async with make_engine(pool, tenant, PROGRAM) as engine:
        await engine.sweep(time.time_ns() // 1_000)  # the activity hears of the program
        while await engine.deliver():
            pass
    return tenant, members


async def test_64_callers_enter_as_the_list_closes_and_killed_processes_draw_it_once(
    database: TestDatabase, pool: Pool
) -> None:
    tenant, members = await make_shop(database, pool, 64)
    entering = [Event("raffle.enter", member, "e", 0, {}) for member in members]
    # half of them by clocks at which the list is closed: each is in one of the two lists, whoever closes the first
    found = await asyncio.gather(
        two_processes(database.dsn, tenant, PROGRAM, entering[:32]),
        two_processes(database.dsn, tenant, PROGRAM, entering[32:], ahead_hours=3),
    )
    assert found == [{"ok": 32}, {"ok": 32}]
    assert await rows(pool, tenant, LISTED) == [(64, 64)]
    ((first,),), ((second, rest),) = await rows(pool, tenant, FIRST), await rows(pool, tenant, SECOND)
    assert (second, first + rest) == (2, 64)
    await _draw(database, pool, tenant)
    # as many places as there were entries, and of the larger prize no more than its pieces
    won = min(first, 10)
    assert await rows(pool, tenant, STATUS) == [("drawn",)]
    assert await rows(pool, tenant, WON) == [(won, won)]
    assert await rows(pool, tenant, PAID) == ([(200 + won - 2,)] if won > 1 else [(100 * won or None,)])
    assert await rows(pool, tenant, "SELECT remaining::int FROM stock WHERE item = 'raffle:group/a'") == [
        (2 - min(won, 2),)
    ]
    export = await export_draws(pool, tenant, "group", "round-1")
    assert verify_export(export) == []
    await assert_clean(database.dsn, tenant)


async def _draw(database: TestDatabase, pool: Pool, tenant: int) -> None:
    """Two processes close, seal and draw; both are killed while they do, and two others end it."""
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(PROGRAM)}
    await slow_down(database, "INSERT ON operation", 0.02)
    for kills in (1, 0):
        ((seen,),) = await rows(pool, tenant, "SELECT count(*)::int FROM operation")
        processes = [drawing(tenant, environ) for _ in range(2)]

        async def moved(seen: int = seen, processes: list[subprocess.Popen[bytes]] = processes) -> bool:
            ((now,),) = await rows(pool, tenant, "SELECT count(*)::int FROM operation")
            return now > seen + 1 or all(process.poll() is not None for process in processes)

        if kills:
            await until(moved)
            for process in processes:
                process.send_signal(signal.SIGKILL)
        for process in processes:
            assert process.wait(timeout=120) in ((-signal.SIGKILL, 0) if kills else (0,))
