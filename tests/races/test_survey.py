"""A survey under many callers from two processes, and a process that is killed while answers are counted."""

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

SURVEY: dict[str, Any] = {
    "kind": "survey", "id": "s", "name": "s", "rewards": [{"kind": "asset", "amount": 5}], "anonymous": True,
    "questions": [{"id": "q", "text": "q", "form": "nps"}, {"id": "t", "text": "t", "form": "text", "required": False}],
}  # fmt: skip
PROGRAM: dict[str, Any] = {"id": "x", "name": "X", "activities": [SURVEY]}
COUNTED = "SELECT (doc->'counts'->'q')::text, (doc->>'taken')::int FROM shared WHERE kind = 'survey_tally'"
PAID = "SELECT sum(available)::int FROM wallet WHERE asset = 'points'"


async def test_64_members_answer_from_two_processes_each_once_and_nobody_can_tell_what(
    database: TestDatabase, pool: Pool
) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    events = [
        Event("survey.answer_anonymously", one, key, 0, {"answers": {"q": ["9"]}, "written": {"t": f"secret of {one}"}})
        for one in members for key in ("x", "y")
    ]  # fmt: skip
    said = await two_processes(database.dsn, tenant, PROGRAM, events)
    assert said == {"ok": 64, "survey-answered-already": 64}
    assert await rows(pool, tenant, COUNTED) == [('{"9":64}', 64)]
    assert await rows(pool, tenant, PAID) == [(320,)]
    # what was answered is among all answers, and nowhere with anybody
    sheets = await rows(pool, tenant, "SELECT doc->'texts'->>'t' FROM shared WHERE kind = 'survey_sheet'")
    assert sorted(one for (sheet,) in sheets for one in json.loads(sheet)) == sorted(f"secret of {m}" for m in members)
    for table in ("event", "operation", "record", "member_state", "outbox"):
        told = await rows(pool, tenant, f"SELECT count(*)::int FROM {table} t WHERE t::text LIKE '%secret%'")
        assert told == [(0,)], table
    told = await rows(pool, tenant, "SELECT DISTINCT data::text FROM event WHERE type LIKE 'survey%'")
    assert told == [("{}",)]
    await assert_clean(database.dsn, tenant)


async def test_killed_while_answers_are_counted(database: TestDatabase, tmp_path: Path, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 40)
    events = [Event("survey.answer", one, "a", 0, {"answers": {"q": [str(one % 11)]}}) for one in members]
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    jobs.write_bytes(msgspec.json.encode(events))
    await slow_down(database, "INSERT ON operation", 0.004)
    named = {**PROGRAM, "activities": [{**SURVEY, "anonymous": False}]}
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(named)}
    work_under_kills(environ, tenant, jobs, answers, each=5)
    assert {said for _, _, said in read_answers(answers)} == {"ok"}
    ((counts, taken),) = await rows(pool, tenant, COUNTED)
    assert (sum(json.loads(counts).values()), taken) == (40, 40)
    assert await rows(pool, tenant, PAID) == [(200,)]
    await assert_clean(database.dsn, tenant)
