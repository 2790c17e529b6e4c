"""Ten places under many callers from two processes, and a process that is killed while places change hands."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from liuke.db.contracts import Pool
from liuke.decision.domain import Evidence
from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.features import DOMAINS
from liuke.publishing.programs import Programs
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
        "kind": "sign_up", "id": "class", "name": "class", "waiting": 20, "offer_minutes": 10_000,
        "sessions": [{"id": "s", "name": "s", "begins": "2090-01-01 10:00", "places": 10}],
    }],
}  # fmt: skip
LIST = """
SELECT (SELECT count(*)::int FROM json_object_keys(doc->'seated')),
       (SELECT count(*)::int FROM json_object_keys(doc->'offered')), json_array_length(doc->'waiting')
FROM shared WHERE kind = 'sign_up_seats'
"""


async def test_64_callers_from_two_processes_get_ten_places(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    events = [Event("sign_up.join", member, "j", 0, {}) for member in members]
    found = await two_processes(database.dsn, tenant, PROGRAM, events)
    assert found == {"ok": 30, "sign-up-full": 34}
    assert await rows(pool, tenant, LIST) == [(10, 0, 20)]
    # all who are seated cancel at once: ten who wait are asked, none is asked twice
    seated = await rows(pool, tenant, "SELECT json_object_keys(doc->'seated') FROM shared WHERE kind = 'sign_up_seats'")
    leaving = [Event("sign_up.cancel", int(row[0]), "c", 0, {}) for row in seated]
    assert await two_processes(database.dsn, tenant, PROGRAM, leaving) == {"ok": 10}
    assert await rows(pool, tenant, LIST) == [(0, 10, 10)]
    async with make_engine(pool, tenant, PROGRAM) as engine:
        while await engine.deliver(limit=512):
            pass
    asked = await rows(pool, tenant, "SELECT count(*)::int FROM operation WHERE type = 'sign_up.offer'")
    assert asked == [(10,)]
    await assert_clean(database.dsn, tenant)


async def test_killed_while_places_change_hands(database: TestDatabase, tmp_path: Path, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 30)
    events = [Event("sign_up.join", member, "j", 0, {}) for member in members]
    events += [Event("sign_up.cancel", member, "c", 0, {}) for member in members[:8]]
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    jobs.write_bytes(msgspec.json.encode(events))
    await slow_down(database, "INSERT ON operation", 0.004)
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(PROGRAM)}
    work_under_kills(environ, tenant, jobs, answers, each=5)
    assert len(read_answers(answers)) == len(events)
    async with make_engine(pool, tenant, PROGRAM) as engine:
        while await engine.deliver(limit=512):
            pass
    # who cancelled before anybody joined in their stead left a place: all thirty but the eight are in it, ten with one
    ((seated, offered, waiting),) = await rows(pool, tenant, LIST)
    told = {(member, key): said for member, key, said in read_answers(answers)}
    left = sum(told[member, "c"] == "ok" for member in members[:8])
    joined = sum(told[member, "j"] == "ok" for member in members)
    assert (seated + offered, seated + offered + waiting) == (10, joined - left)
    await assert_clean(database.dsn, tenant)


async def test_a_ballot_is_drawn_by_itself_though_its_seed_is_made_in_its_own_timer(
    database: TestDatabase, pool: Pool
) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 12)
    terms = PROGRAM["activities"][0] | {"ballot": "2089-12-01 10:00"}
    program = PROGRAM | {"activities": [terms]}
    await Programs(pool, tenant, domains=DOMAINS).publish(
        program, actor="t", force_warnings=True, evidence=Evidence()
    )  # fmt: skip
    async with make_engine(pool, tenant, program) as engine:
        work = [submission(Event("sign_up.join", member, "j", 0, {})) for member in members]
        assert [outcome.error for outcome in await engine.process(work)] == [None] * 12
    drawn_us = int(datetime(2089, 12, 1, 11, tzinfo=UTC).timestamp()) * 1_000_000
    async with make_engine(pool, tenant, program, clock=lambda: drawn_us) as engine:
        while await engine.sweep(drawn_us) + await engine.deliver(limit=512):
            pass
    assert await rows(pool, tenant, LIST) == [(10, 0, 2)]
    assert await rows(pool, tenant, "SELECT count(*)::int FROM draw_seed") == [(1,)]
    await assert_clean(database.dsn, tenant)
