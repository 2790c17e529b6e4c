"""A quiz under many callers from two processes, and a process that is killed in the middle of rounds."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec

from liuke.db.contracts import Pool
from liuke.decision.event import Event
from liuke.kernel.ids import derive_id
from tests.crash.killing import work_under_kills
from tests.crash.test_shared import read_answers
from tests.ledger.check import assert_clean
from tests.races.process import two_processes
from tests.server import TestDatabase
from tests.waiting import slow_down
from tests.world import make_engine, make_members, rows

BOTH = [{"name": "green", "right": True}, {"name": "red", "right": True}]
BANK = [{"id": f"q{n}", "text": "?", "form": "multiple", "options": BOTH} for n in range(3)]
QUIZ: dict[str, Any] = {
    "kind": "quiz", "id": "quiz", "name": "q", "bank": BANK, "questions": 1, "seconds": 3_600, "round_seconds": 3_600,
    "chances": {"free_per_day": 1}, "ladder": [{"at": 10, "rewards": [{"kind": "asset", "amount": 7}]}],
}  # fmt: skip
PROGRAM: dict[str, Any] = {"id": "x", "name": "X", "activities": [QUIZ]}
PAID = "SELECT sum(available)::int FROM wallet WHERE asset = 'points'"
ROUNDS = "SELECT count(*)::int, sum((data->>'score')::int)::int FROM record WHERE kind = 'quiz_round'"


def answer(member: int, key: str, begun: str, number: int = 1) -> Event:
    question = f"{derive_id(member, begun, 1)}-{number}"
    return Event("quiz.answer_question", member, key, 0, {"question": question, "chosen": ["b", "a"]})


async def test_64_callers_answer_a_question_once_and_begin_no_second_round(database: TestDatabase, pool: Pool) -> None:
    tenant, (member, *_) = await make_members(database.owner_dsn, database.dsn, 1)
    async with make_engine(pool, tenant, PROGRAM) as engine:
        assert (await engine.submit(Event("quiz.begin_round", member, "b", 0, {}))).error is None
    answers = [answer(member, f"a{n}", "b") for n in range(32)]
    begins = [Event("quiz.begin_round", member, f"b{n}", 0, {}) for n in range(32)]
    mixed = [one for pair in zip(answers, begins, strict=True) for one in (pair, pair[::-1])[len(pair[0].key) % 2]]
    said = await two_processes(database.dsn, tenant, PROGRAM, mixed)
    assert (said["ok"], said["quiz-no-round"], said["quiz-round-open"] + said["quiz-no-chance"]) == (1, 31, 32)
    assert await rows(pool, tenant, ROUNDS) == [(1, 10)]
    assert await rows(pool, tenant, PAID) == [(7,)]
    await assert_clean(database.dsn, tenant)


async def test_killed_in_the_middle_of_rounds(database: TestDatabase, tmp_path: Path, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 30)
    events = [Event("quiz.begin_round", one, "a", 0, {}) for one in members]
    events += [answer(one, "b", "a") for one in members]
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    jobs.write_bytes(msgspec.json.encode(events))
    await slow_down(database, "INSERT ON operation", 0.004)
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(PROGRAM)}
    work_under_kills(environ, tenant, jobs, answers, each=12)
    assert Counter(said for _, _, said in read_answers(answers)) == {"ok": 60}
    assert await rows(pool, tenant, ROUNDS) == [(30, 300)]
    assert await rows(pool, tenant, PAID) == [(210,)]
    await assert_clean(database.dsn, tenant)


async def test_the_key_is_in_the_members_own_document_alone(database: TestDatabase, pool: Pool) -> None:
    """Of a round that is open, and of one whose question was not answered, nothing leads to the key."""
    tenant, (member, *_) = await make_members(database.owner_dsn, database.dsn, 1)
    bank = [{"id": "q", "text": "?", "form": "text", "accepted": ["KEY-TEXT"], "explanation": "WHY-TEXT"}]
    document = {**PROGRAM, "activities": [{**QUIZ, "bank": bank}]}
    async with make_engine(pool, tenant, document) as engine:
        begun = await engine.submit(Event("quiz.begin_round", member, "b", 0, {}))
        assert begun.answer is not None
        question = begun.answer["result"]["question"]["question"]
        passed = await engine.submit(Event("quiz.answer_question", member, "p", 0, {"question": question}))
        assert passed.answer is not None
        assert passed.answer["result"]["outcome"] == "passed"
        assert not any(secret in json.dumps([begun.answer, passed.answer]) for secret in ("KEY-TEXT", "WHY-TEXT"))
    for table in ("event", "operation", "record", "outbox", "message", "shared", "posting"):
        told = await rows(pool, tenant, f"SELECT count(*)::int FROM {table} t WHERE t::text ~* 'KEY-TEXT|WHY-TEXT'")
        assert told == [(0,)], table
