"""Reviews that many decide on from two processes, and a process that is killed while reviews are decided on."""

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
    "earning": [{"id": "buy", "name": "buy", "on": "order.paid", "amount": {"fixed": 5}}],
    "activities": [{"kind": "check_in", "id": "daily", "name": "daily", "daily": [{"kind": "asset", "amount": 2}]}],
    "risk": {
        "enabled": True, "signals": [{"feature": "ring_members", "at": 7, "weight": 100}],
        "acts": [{"on": ["order.paid", "check_in.do"]}],
    },
}  # fmt: skip
PAID = "SELECT sum(available)::int, sum(pending)::int, sum(debt)::int FROM wallet WHERE asset = 'points'"
STATUSES = "SELECT doc->>'status', count(*)::int FROM shared WHERE kind = 'review' GROUP BY 1 ORDER BY 1"


async def hold(pool: Pool, tenant: int, members: list[int]) -> dict[int, str]:
    """Let each buy and check in as part of a ring; member → the review that is open."""
    engine = make_engine(pool, tenant, PROGRAM)
    for number, member in enumerate(members):
        for event in (
            Event("risk.noted", member, "n", 0, {"ring": "r", "features": {"ring_members": 8}}),
            Event("order.paid", member, "o", 0, {"order_id": f"o{number}", "amount_cents": 100}),
            Event("check_in.do", member, "c", 0, {}),
        ):
            outcome = await engine.submit(event)
            assert outcome.error is None
    found = await rows(pool, tenant, "SELECT (doc->>'member_id')::bigint, key FROM shared WHERE kind = 'review'")
    return {row[0]: row[1] for row in found}


def decide(member: int, key: str, review: str, decision: str) -> Event:
    data = {"review": review, "decision": decision, "clerk": "anna", "reason": "r"}
    return Event("review.decide", member, key, 0, data)


async def test_64_callers_from_two_processes_decide_once_and_undo_once(database: TestDatabase, pool: Pool) -> None:
    tenant, (one, other) = await make_members(database.owner_dsn, database.dsn, 2)
    reviews = await hold(pool, tenant, [one, other])
    assert await rows(pool, tenant, PAID) == [(0, 10, 0)]
    for member, decision, paid in ((one, "confirm", (0, 5, 0)), (other, "release", (7, 0, 0))):
        events = [decide(member, f"d{n}", reviews[member], decision) for n in range(64)]
        assert await two_processes(database.dsn, tenant, PROGRAM, events) == {"ok": 1, "review-decided": 63}
        assert await rows(pool, tenant, PAID) == [paid]
    undo = [Event("review.undo", one, f"u{n}", 0, {"review": reviews[one], "reason": "r"}) for n in range(64)]
    assert await two_processes(database.dsn, tenant, PROGRAM, undo) == {"ok": 1, "review-decided": 63}
    assert await rows(pool, tenant, PAID) == [(14, 0, 0)]
    assert await rows(pool, tenant, STATUSES) == [("released", 2)]
    await assert_clean(database.dsn, tenant)


async def test_killed_while_reviews_are_decided_on(database: TestDatabase, tmp_path: Path, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 24)
    reviews = await hold(pool, tenant, members)
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    events = [decide(m, "d", reviews[m], "release" if n % 3 else "confirm") for n, m in enumerate(members)]
    jobs.write_bytes(msgspec.json.encode(events))
    await slow_down(database, "INSERT ON operation", 0.004)
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(PROGRAM)}
    work_under_kills(environ, tenant, jobs, answers, each=5)
    assert {said for _, _, said in read_answers(answers)} == {"ok"}
    assert await rows(pool, tenant, STATUSES) == [("confirmed", 8), ("released", 16)]
    assert await rows(pool, tenant, PAID) == [(16 * 7, 0, 0)]
    await assert_clean(database.dsn, tenant)
