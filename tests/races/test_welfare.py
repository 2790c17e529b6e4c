"""A welfare pool that many fill from two processes, one of which may be killed: it is the sum of what was given."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import msgspec

from liuke.db.contracts import Pool
from liuke.decision.event import Event
from liuke.engine.batch import submission
from tests.crash.killing import work_under_kills
from tests.crash.test_shared import read_answers
from tests.ledger.check import assert_clean
from tests.races.process import two_processes
from tests.server import TestDatabase
from tests.waiting import slow_down
from tests.world import earn, make_engine, make_members, rows

PROGRAM: dict[str, Any] = {
    "id": "x", "name": "X",
    "activities": [{
        "kind": "welfare", "id": "trees", "name": "trees",
        "goals": [{"id": "g", "name": "g", "at": 32, "certificate": "G"}],
    }],
}  # fmt: skip
FILLED = """
SELECT (SELECT (doc->>'donated')::int FROM shared WHERE kind = 'welfare_pool'),
       (SELECT sum((data->>'amount')::int)::int FROM record WHERE kind = 'welfare_given'),
       (SELECT count(*)::int FROM outbox o, json_array_elements(o.facts) f
        WHERE f.value->>0 = 'welfare.goal_reached')
"""


async def rich(database: TestDatabase, pool: Pool, count: int) -> tuple[int, list[int]]:
    tenant, members = await make_members(database.owner_dsn, database.dsn, count)
    await make_engine(pool, tenant, PROGRAM).process([submission(earn(member, "e", 10)) for member in members])
    return tenant, members


def contribute(member: int) -> Event:
    return Event("welfare.contribute", member, "c", 0, {"amount": 1})


async def test_64_callers_from_two_processes_reach_a_goal_once(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await rich(database, pool, 64)
    assert await two_processes(database.dsn, tenant, PROGRAM, [contribute(one) for one in members]) == {"ok": 64}
    assert await rows(pool, tenant, FILLED) == [(64, 64, 1)]
    await assert_clean(database.dsn, tenant)


async def test_killed_while_it_fills(database: TestDatabase, tmp_path: Path, pool: Pool) -> None:
    tenant, members = await rich(database, pool, 40)
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    jobs.write_bytes(msgspec.json.encode([contribute(member) for member in members]))
    await slow_down(database, "INSERT ON operation", 0.004)
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(PROGRAM)}
    work_under_kills(environ, tenant, jobs, answers, each=5)
    assert {said for _, _, said in read_answers(answers)} == {"ok"}
    assert await rows(pool, tenant, FILLED) == [(40, 40, 1)]
    await assert_clean(database.dsn, tenant)
