"""Activities that one member plays alone, under many callers from two processes, and a process that is killed.

Nothing is shared here but the member: each kind gives what it gives once.
"""

from __future__ import annotations

import json
import os
from collections import Counter
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

CALLERS, CENTS = 64, 100


def gives(amount: int) -> list[dict[str, Any]]:
    """Each kind gives a digit of its own, so that the balance says what was given how often."""
    return [{"kind": "asset", "amount": amount}]


OFFER: dict[str, Any] = {
    "kind": "offer", "id": "deal", "name": "d", "lasts": {"days": 7}, "rewards": gives(1),
    "goal": {"measure": "sum", "target": 32 * CENTS},
}  # fmt: skip
TASK: dict[str, Any] = {
    "kind": "task", "id": "open", "name": "t", "claim": "manual", "steps": [{"on": ["app.opened"], "target": 1}],
    "rewards": gives(10),
}  # fmt: skip
MILESTONE: dict[str, Any] = {
    "kind": "milestone", "id": "times", "name": "m", "on": ["app.opened"],
    "steps": [{"at": 1, "rewards": gives(100)}, {"at": 40, "rewards": gives(200)}],
}  # fmt: skip
CHECK_IN: dict[str, Any] = {"kind": "check_in", "id": "daily", "name": "c", "daily": gives(1_000)}
COMMUNITY: dict[str, Any] = {
    "kind": "community", "id": "group", "name": "g", "entrance": {"words": "w"}, "rewards": gives(10_000),
}  # fmt: skip
PROGRAM: dict[str, Any] = {
    "id": "x", "name": "X", "activities": [OFFER, TASK, MILESTONE, CHECK_IN, COMMUNITY],
}  # fmt: skip
POINTS = "SELECT available::int FROM wallet WHERE asset = 'points' ORDER BY member_id"
RECORDS = """
    SELECT kind, count(*)::int FROM record
    WHERE kind IN ('offer', 'offer_received', 'task', 'task_claimed', 'milestone', 'check_in', 'community_join')
    GROUP BY 1
"""


def send(member: int, ref: str, key: str = "") -> Event:
    return Event("offer.send", member, key or f"s{ref}", 0, {"activity": "deal", "ref": ref})


def play(member: int, key: str) -> list[Event]:
    """Everything that all kinds react to or are asked for, once."""
    order = {"order_id": f"{member}/{key}", "amount_cents": CENTS}
    return [
        Event("app.opened", member, f"o{key}", 0, {}), Event("order.paid", member, f"p{key}", 0, order),
        Event("task.claim", member, f"t{key}", 0, {"activity": "open"}), Event("check_in.do", member, f"c{key}", 0, {}),
        Event("community.join_community", member, f"j{key}", 0, {"activity": "group"}),
    ]  # fmt: skip


async def test_64_callers_ask_for_everything_and_it_is_given_once(database: TestDatabase, pool: Pool) -> None:
    tenant, (member, *_) = await make_members(database.owner_dsn, database.dsn, 1)
    first = [Event("app.opened", member, "first", 0, {}), send(member, "a"), send(member, "b")]
    async with make_engine(pool, tenant, PROGRAM) as engine:
        assert [(await engine.submit(event)).error for event in first] == [None, None, None]
    asked = [event for n in range(CALLERS) for event in (*play(member, str(n)), send(member, "ab"[n % 2], f"again{n}"))]
    # openings, orders and joining are always taken; of claims and check-ins one each, of a receipt that is known none
    assert await two_processes(database.dsn, tenant, PROGRAM, asked) == {
        "ok": 3 * CALLERS + 2, "already-checked-in": 63, "task-claimed-already": 63, "offer-received-already": CALLERS,
    }  # fmt: skip
    assert await rows(pool, tenant, POINTS) == [(2 * 1 + 10 + 300 + 1_000 + 10_000,)]
    assert dict(await rows(pool, tenant, RECORDS)) == {
        "offer": 2, "offer_received": 2, "task": 1, "milestone": 2, "check_in": 1, "community_join": 1,
    }  # fmt: skip
    await assert_clean(database.dsn, tenant)


async def test_killed_while_members_play_alone(database: TestDatabase, tmp_path: Path, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 20)
    goal = {"measure": "one", "target": CENTS}
    document = {**PROGRAM, "activities": [OFFER | {"goal": goal}, TASK, MILESTONE, CHECK_IN, COMMUNITY]}
    steps = [[send(one, "a"), *play(one, "1"), *play(one, "2")[:2]] for one in members]
    events = [event for step in zip(*steps, strict=True) for event in step]
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    jobs.write_bytes(msgspec.json.encode(events))
    await slow_down(database, "INSERT ON operation", 0.004)
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(document)}
    work_under_kills(environ, tenant, jobs, answers, each=35)
    assert Counter(said for _, _, said in read_answers(answers)) == {"ok": 8 * len(members)}
    assert await rows(pool, tenant, POINTS) == [(1 + 10 + 100 + 1_000 + 10_000,)] * len(members)
    assert dict(await rows(pool, tenant, RECORDS)) == dict.fromkeys(
        ("offer", "offer_received", "task", "milestone", "check_in", "community_join"), len(members)
    )
    await assert_clean(database.dsn, tenant)
