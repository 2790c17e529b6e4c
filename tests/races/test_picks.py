"""Picked offers under many callers from two processes, and a process that is killed while they are taken."""

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
        "kind": "picks", "id": "today", "name": "Today", "size": 2, "takes": 2, "explore_bps": 5_000,
        "choices": [{"id": one, "name": one, "rewards": [{"kind": "asset", "amount": 3}]} for one in ("a", "b")],
    }],
}  # fmt: skip
COUNTED = """
SELECT sum((c.value->>0)::int)::int, sum((c.value->>1)::int)::int
FROM shared, jsonb_each(doc::jsonb->'counts') g, jsonb_each(g.value) c WHERE kind = 'pick_counts'
"""
POINTS = "SELECT sum(available)::int FROM wallet WHERE asset = 'points'"


async def test_64_members_look_and_take_from_two_processes_and_each_counts_once(
    database: TestDatabase, pool: Pool
) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    shows = [Event("picks.show", one, key, 0, {}) for one in members for key in ("x", "y")]
    assert await two_processes(database.dsn, tenant, PROGRAM, shows) == {"ok": 128}
    assert await rows(pool, tenant, COUNTED) == [(128, 0)]
    takes = [Event("picks.take", one, key, 0, {"choice": key[0]}) for one in members for key in ("a", "b", "a2")]
    assert await two_processes(database.dsn, tenant, PROGRAM, takes) == {"ok": 128, "picks-taken-already": 64}
    assert await rows(pool, tenant, COUNTED) == [(128, 128)]
    assert await rows(pool, tenant, POINTS) == [(128 * 3,)]
    await assert_clean(database.dsn, tenant)


async def test_killed_while_offers_are_taken(database: TestDatabase, tmp_path: Path, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 20)
    events = [Event("picks.show", one, "x", 0, {}) for one in members]
    events += [Event("picks.take", one, key, 0, {"choice": key}) for key in ("a", "b") for one in members]
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    jobs.write_bytes(msgspec.json.encode(events))
    await slow_down(database, "INSERT ON operation", 0.004)
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(PROGRAM)}
    work_under_kills(environ, tenant, jobs, answers, each=5)
    assert len(read_answers(answers)) == len(events)
    assert await rows(pool, tenant, COUNTED) == [(40, 40)]
    assert await rows(pool, tenant, POINTS) == [(120,)]
    await assert_clean(database.dsn, tenant)
