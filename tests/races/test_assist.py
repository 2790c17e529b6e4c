"""The last helps of an assist under many callers from two processes, one of which may be killed meanwhile."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import msgspec

from liuke.db.contracts import Pool
from liuke.decision.event import Event
from tests.crash.killing import work_under_kills
from tests.crash.test_shared import read_answers
from tests.ledger.check import assert_clean
from tests.races.process import two_processes
from tests.server import TestDatabase
from tests.waiting import slow_down
from tests.world import make_engine, make_members, rows

PROGRAM: dict[str, Any] = {
    "id": "x", "name": "X",
    "activities": [{
        "kind": "assist", "id": "ten", "name": "ten",
        "stages": [
            {"id": "five", "name": "five", "friends": 5, "rewards": [{"kind": "asset", "amount": 50}]},
            {"id": "ten", "name": "ten", "friends": 10, "rewards": [{"kind": "asset", "amount": 500}]},
        ],
        "helper_rewards": [{"kind": "asset", "amount": 1}],
    }],
}  # fmt: skip
STANDS = """
SELECT json_array_length(doc->'helpers'), (SELECT count(*)::int FROM record WHERE kind = 'assist_helped'),
       (SELECT count(*)::int FROM record WHERE kind = 'assist_reached'),
       (SELECT sum(available)::int FROM wallet)
FROM shared WHERE kind = 'assist'
"""


async def test_64_callers_from_two_processes_are_ten(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 65)
    async with make_engine(pool, tenant, PROGRAM) as engine:
        started = await engine.submit(Event("assist.start_assist", members[64], "s", 0, {}))
    assert started.decision is not None
    ref = started.decision.result["ref"]
    events = [Event("assist.help_friend", member, "h", 0, {"ref": ref}) for member in members]
    found = await two_processes(database.dsn, tenant, PROGRAM, events)
    assert found == {"ok": 10, "assist-full": 54, "assist-own": 1}
    async with make_engine(pool, tenant, PROGRAM) as engine:
        while await engine.deliver(limit=512):
            pass
    assert await rows(pool, tenant, STANDS) == [(10, 10, 2, 560)]
    await assert_clean(database.dsn, tenant)


async def test_killed_while_friends_help(database: TestDatabase, tmp_path: Path, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 25)
    async with make_engine(pool, tenant, PROGRAM) as engine:
        started = await engine.submit(Event("assist.start_assist", members[24], "s", 0, {}))
    assert started.decision is not None
    ref = started.decision.result["ref"]
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    jobs.write_bytes(
        msgspec.json.encode([Event("assist.help_friend", one, "h", 0, {"ref": ref}) for one in members[:24]])
    )
    await slow_down(database, "INSERT ON operation", 0.004)
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(PROGRAM)}
    work_under_kills(environ, tenant, jobs, answers, each=4)
    said = sorted(said for _, _, said in read_answers(answers))
    assert said == ["assist-full"] * 14 + ["ok"] * 10
    async with make_engine(pool, tenant, PROGRAM) as engine:
        while await engine.deliver(limit=512):
            pass
    assert await rows(pool, tenant, STANDS) == [(10, 10, 2, 560)]
    await assert_clean(database.dsn, tenant)
