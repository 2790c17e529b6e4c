"""A process that is killed while orders are moved and refunded: each is at one member, with what is left of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import msgspec

from liuke.decision.event import Event
from tests.crash.test_shared import read_answers
from tests.merchant import ROOT
from tests.races.test_once import ORDERS, check_moved, moves_and_refunds
from tests.server import TestDatabase
from tests.waiting import slow_down
from tests.world import make_members, make_pool

KILLS, ORDER_COUNT = 2, 12


async def test_killed_while_orders_move(database: TestDatabase, tmp_path: Path) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 3)
    paid = [{"order_id": f"o{i}", "amount_cents": 1000} for i in range(ORDER_COUNT)]
    events = [Event("order.paid", members[0], f"p{i}", 0, data) for i, data in enumerate(paid)]
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(ORDERS)}
    arguments = [sys.executable, "-m", "tests.crash.teams", str(tenant), str(jobs), str(answers)]
    jobs.write_bytes(msgspec.json.encode(events))
    assert subprocess.run(arguments, cwd=ROOT, env=environ, timeout=120, check=False).returncode == 0
    jobs.write_bytes(msgspec.json.encode([*events, *moves_and_refunds(*members, ORDER_COUNT)]))
    await slow_down(database, "INSERT ON operation", 0.01)
    killed = 0
    while True:
        process = subprocess.Popen(arguments, cwd=ROOT, env=environ)
        if killed >= KILLS:
            assert process.wait(timeout=120) == 0
            break
        seen = len(read_answers(answers))
        while process.poll() is None and len(read_answers(answers)) < seen + 8:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        assert process.returncode != 0, "the work was over before it was disturbed"
    said = Counter(said for _, _, said in read_answers(answers))
    assert said == {"ok": 4 * ORDER_COUNT, "order-moved": ORDER_COUNT}
    pool = await make_pool(database.dsn, 2)
    await check_moved(database, pool, tenant, members, ORDER_COUNT)
    await pool.close()
