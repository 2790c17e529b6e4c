"""A process that is killed while members invite one another: each pair is friends once, and the news comes through."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import msgspec

from liuke.decision.event import Event
from tests.crash.test_shared import read_answers
from tests.ledger.check import assert_clean
from tests.merchant import ROOT
from tests.server import TestDatabase
from tests.waiting import slow_down
from tests.world import make_engine, make_members, make_pool, rows

KILLS = 2


async def test_killed_while_invitations_cross(database: TestDatabase, tmp_path: Path) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    pairs = list(zip(members[::2], members[1::2], strict=True))
    events = [
        Event("friend.invite", one, f"i:{other}", 0, {"friend": str(other)})
        for pair in pairs
        for one, other in (pair, pair[::-1])
    ]
    random.Random(5).shuffle(events)
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    jobs.write_bytes(msgspec.json.encode(events))
    await slow_down(database, "INSERT ON operation", 0.01)
    environ, killed = {**os.environ, "LIUKE_TEST_DSN": database.dsn}, 0
    while True:
        arguments = [sys.executable, "-m", "tests.crash.teams", str(tenant), str(jobs), str(answers)]
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
    assert Counter(said for _, _, said in read_answers(answers)) == {"ok": 64}
    pool = await make_pool(database.dsn, 2)
    engine = make_engine(pool, tenant)
    while await engine.deliver():
        pass
    added = "SELECT count(*)::int FROM outbox o, json_array_elements(o.facts) f WHERE f.value->>0 = 'friend.added'"
    assert await rows(pool, tenant, added) == [(64,)]
    ties = "SELECT doc->>'status', count(*)::int FROM shared WHERE kind = 'friend' GROUP BY 1"
    assert await rows(pool, tenant, ties) == [("friends", 32)]
    await pool.close()
    await assert_clean(database.dsn, tenant)
