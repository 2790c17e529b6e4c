"""A post that many like from two processes while people decide on it, and a process that is killed meanwhile."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import msgspec

from liuke.db.contracts import Pool
from liuke.decision.event import Event
from liuke.posts.contracts import POST, Post
from tests.crash.killing import work_under_kills
from tests.crash.test_shared import read_answers
from tests.ledger.check import assert_clean
from tests.races.process import two_processes
from tests.server import TestDatabase
from tests.vaults import VAULT
from tests.waiting import slow_down
from tests.world import make_engine, make_members, rows

PROGRAM: dict[str, Any] = {
    "id": "x", "name": "X",
    "activities": [{
        "kind": "wall", "id": "w", "name": "w", "check": "words", "rewards": [{"kind": "asset", "amount": 5}],
        "adoption": [{"kind": "asset", "amount": 100}],
        "like_steps": [{"at": 10, "rewards": [{"kind": "asset", "amount": 1000}]}],
    }],
}  # fmt: skip
PAID = "SELECT sum(available)::int FROM wallet WHERE asset = 'points'"


async def write(pool: Pool, tenant: int, member: int) -> str:
    engine = make_engine(pool, tenant, PROGRAM, vault=VAULT)
    outcome = await engine.submit(Event("wall.write", member, "w", 0, {"text": "好茶"}))
    assert outcome.error is None
    assert outcome.decision is not None
    assert outcome.decision.result is not None
    return str(outcome.decision.result["post"])


async def read(pool: Pool, tenant: int) -> Post:
    ((doc,),) = await rows(pool, tenant, "SELECT doc::text FROM shared WHERE kind = 'post'")
    return POST.read(doc)


async def test_64_callers_from_two_processes_like_and_adopt_and_everything_counts_once(
    database: TestDatabase, pool: Pool
) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 33)
    author, *others = members
    post = await write(pool, tenant, author)
    likes = [Event("wall.like", one, key, 0, {"post": post}) for one in others for key in ("x", "y")]
    assert await two_processes(database.dsn, tenant, PROGRAM, likes) == {"ok": 64}
    adoptions = [Event("post.adopt", author, f"a{n}", 0, {"post": post}) for n in range(64)]
    assert await two_processes(database.dsn, tenant, PROGRAM, adoptions) == {"ok": 1, "post-decided": 63}
    while await make_engine(pool, tenant, PROGRAM).deliver():
        pass
    found = await read(pool, tenant)
    assert (found.likes, found.adopted, found.told_likes) == (32, True, 10)
    assert await rows(pool, tenant, PAID) == [(1105,)]
    unlikes = [Event("wall.unlike", one, "u", 0, {"post": post}) for one in others[:12]]
    assert await two_processes(database.dsn, tenant, PROGRAM, unlikes) == {"ok": 12}
    assert (await read(pool, tenant)).likes == 20
    await assert_clean(database.dsn, tenant)


async def test_killed_while_it_is_liked(database: TestDatabase, tmp_path: Path, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 41)
    author, *others = members
    post = await write(pool, tenant, author)
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    jobs.write_bytes(msgspec.json.encode([Event("wall.like", one, "l", 0, {"post": post}) for one in others]))
    await slow_down(database, "INSERT ON operation", 0.004)
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(PROGRAM)}
    work_under_kills(environ, tenant, jobs, answers, each=5)
    assert {said for _, _, said in read_answers(answers)} == {"ok"}
    assert (await read(pool, tenant)).likes == 40
    while await make_engine(pool, tenant, PROGRAM).deliver():
        pass
    assert await rows(pool, tenant, PAID) == [(1005,)]
    await assert_clean(database.dsn, tenant)
