"""A poll under many callers from two processes, and a process that is killed while it counts."""

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
from tests.world import make_members, rows

PROGRAM: dict[str, Any] = {
    "id": "x", "name": "X",
    "activities": [{
        "kind": "vote", "id": "poll", "name": "poll", "question": "which", "changes": True,
        "options": [{"id": "a", "name": "a"}, {"id": "b", "name": "b"}],
    }],
}  # fmt: skip
COUNTED = "SELECT doc->'counts'->>'a', doc->'counts'->>'b', (doc->>'voters')::int FROM shared WHERE kind = 'vote_tally'"


async def test_64_members_vote_from_two_processes_and_each_counts_once(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    events = [Event("vote.cast", one, key, 0, {"options": ["a"]}) for one in members for key in ("x", "y")]
    assert await two_processes(database.dsn, tenant, PROGRAM, events) == {"ok": 128}
    assert await rows(pool, tenant, COUNTED) == [("64", None, 64)]
    moved = [Event("vote.cast", one, "z", 0, {"options": ["b"]}) for one in members[:20]]
    assert await two_processes(database.dsn, tenant, PROGRAM, moved) == {"ok": 20}
    assert await rows(pool, tenant, COUNTED) == [("44", "20", 64)]
    assert await rows(pool, tenant, "SELECT count(*)::int FROM record WHERE kind = 'vote'") == [(84,)]
    await assert_clean(database.dsn, tenant)


async def test_killed_while_votes_are_counted(database: TestDatabase, tmp_path: Path, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 30)
    events = [Event("vote.cast", one, key, 0, {"options": [key]}) for key in ("a", "b") for one in members]
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    jobs.write_bytes(msgspec.json.encode(events))
    await slow_down(database, "INSERT ON operation", 0.004)
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(PROGRAM)}
    work_under_kills(environ, tenant, jobs, answers, each=5)
    assert len(read_answers(answers)) == len(events)
    ((for_a, for_b, voters),) = await rows(pool, tenant, COUNTED)
    assert (int(for_a or 0) + int(for_b or 0), voters) == (30, 30)
    await assert_clean(database.dsn, tenant)
