"""Orders and their refunds in any order, from two processes: tasks and tiers are what the orders left reach."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import msgspec

from liuke.db.contracts import Pool
from liuke.decision.event import Event
from tests.crash.killing import work_under_kills
from tests.crash.test_shared import read_answers
from tests.ledger.check import assert_clean
from tests.races.process import two_processes
from tests.server import TestDatabase
from tests.waiting import slow_down
from tests.world import make_members, rows, wallets

PROGRAM = {
    "id": "x", "name": "X",
    "counters": [
        {"id": "spend", "name": "s", "on": ["order.paid"], "add": {"field": "amount_cents"},
         "undone_by": "order.refunded"},
        {"id": "done", "name": "d", "on": ["task.completed"], "add": {"count": 1}},
        {"id": "rises", "name": "r", "on": ["tier.upgraded"], "add": {"count": 1}},
    ],
    "tiers": {"ladder": [
        {"id": "basic", "name": "basic"},
        {"id": "gold", "name": "gold", "entry": {"dimension": "spend", "at_least": 500},
         "pack": [{"kind": "asset", "amount": 70}]},
    ]},
    "earning": [
        {"id": "task", "name": "t", "on": "task.completed", "amount": {"fixed": 9}},
        {"id": "rise", "name": "r", "on": "tier.upgraded", "amount": {"fixed": 30}},
    ],
    "activities": [
        {"kind": "task", "id": "three", "name": "three", "cadence": "once",
         "steps": [{"on": ["order.paid"], "target": 3}], "rewards": [{"kind": "asset", "amount": 50}]},
    ],
}  # fmt: skip
COUNTED = (
    "SELECT coalesce((doc #>> ARRAY['slots','counters','counters','done','0'])::int, 0), "
    "coalesce((doc #>> ARRAY['slots','counters','counters','rises','0'])::int, 0), doc #>> '{slots,tiers,earned}' "
    "FROM member_state WHERE member_id = $1"
)


def make_events(member: int, kept: int) -> list[Event]:
    """16 orders and the refunds of all but so many, in any order."""
    named = [f"{member}-{n}" for n in range(16)]
    orders = [Event("order.paid", member, f"p{one}", 0, {"order_id": one, "amount_cents": 100}) for one in named]
    refunds = [
        Event("order.refunded", member, f"r{one}", 0, {"order_id": one, "refund_id": "r", "full": True})
        for one in named[kept:]
    ]
    events = [*orders, *refunds]
    random.Random(kept).shuffle(events)
    return events


async def assert_whole(database: TestDatabase, pool: Pool, tenant: int, member: int, kept: int) -> None:
    """What stands is what the orders that stand reach: once each, whatever came first."""
    reached, gold = kept >= 3, kept >= 5
    assert await rows(pool, tenant, COUNTED, member) == [(int(reached), int(gold), "gold" if gold else "basic")]
    held = await wallets(pool, tenant)
    points = held.get((member, "points"), (0,))[0]
    assert points == 59 * reached + 100 * gold
    await assert_clean(database.dsn, tenant)


async def test_callers_from_two_processes_leave_what_stands(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 3)
    kept = dict(zip(members, (0, 4, 6), strict=True))
    events = [event for member, stands in kept.items() for event in make_events(member, stands)]
    random.Random(1).shuffle(events)
    assert await two_processes(database.dsn, tenant, PROGRAM, events) == {"ok": 86}
    for member, stands in kept.items():
        await assert_whole(database, pool, tenant, member, stands)


async def test_killed_in_the_middle(database: TestDatabase, tmp_path: Path, pool: Pool) -> None:
    tenant, (member,) = await make_members(database.owner_dsn, database.dsn, 1)
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    jobs.write_bytes(msgspec.json.encode(make_events(member, 5)))
    await slow_down(database, "INSERT ON operation", 0.004)
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(PROGRAM)}
    work_under_kills(environ, tenant, jobs, answers, each=7)
    assert {answer for _, _, answer in read_answers(answers)} == {"ok"}
    await assert_whole(database, pool, tenant, member, 5)
