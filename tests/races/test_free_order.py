"""Draws after orders under 64 callers from two processes, and processes that are killed: a budget to the cent."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec

from liuke.db.contracts import Pool
from liuke.db.pool import connect
from liuke.decision.event import Event
from tests.crash.killing import work_under_kills
from tests.crash.test_shared import read_answers
from tests.ledger.check import assert_clean
from tests.races.process import two_processes
from tests.server import TestDatabase
from tests.waiting import slow_down
from tests.world import make_members, rows

BUDGET, PRICE = 103_000, 10_000
FREE: dict[str, Any] = {
    "kind": "free_order", "id": "free", "name": "f", "budget_cents": BUDGET, "wins_each": None, "wait_days": 0,
    "prizes": [{"id": "whole", "name": "whole", "weight": 1, "cap_cents": 50_000}],
}  # fmt: skip
PROGRAM: dict[str, Any] = {"id": "x", "name": "X", "activities": [FREE]}
ITEM = "free_order:free/budget"
LEFT = "SELECT remaining::int FROM stock WHERE item = 'free_order:free/budget'"
WON = "SELECT count(*)::int, sum((data->>'cents')::int)::int FROM record WHERE kind = 'free_order_win'"
OWED = "SELECT count(*)::int, sum((doc->>'cents')::int)::int FROM shared WHERE kind = 'payout'"


async def make_shop(database: TestDatabase, count: int) -> tuple[int, list[Event]]:
    """A tenant with the budget, and two orders of each member."""
    tenant, members = await make_members(database.owner_dsn, database.dsn, count)
    admin = await connect(database.admin_dsn)
    insert = "INSERT INTO stock (tenant_id, item, initial, remaining) VALUES ($1, $2, $3, $3)"
    await admin.execute(insert, tenant, ITEM, BUDGET)
    await admin.close()
    data = {"amount_cents": PRICE}
    return tenant, [
        Event("order.paid", m, key, 0, {"order_id": f"{m}{key}", **data}) for m in members for key in ("a", "b")
    ]


async def check_budget(database: TestDatabase, pool: Pool, tenant: int, draws: int) -> None:
    """Ten whole orders are paid back, 30 yuan are left, and everybody was drawn for."""
    assert await rows(pool, tenant, LEFT) == [(3_000,)]
    assert await rows(pool, tenant, WON) == [(10, 100_000)]
    assert await rows(pool, tenant, OWED) == [(10, 100_000)]
    assert await rows(pool, tenant, "SELECT count(*)::int FROM record WHERE kind = 'free_order_draw'") == [(draws,)]
    await assert_clean(database.dsn, tenant)


async def test_64_members_pay_twice_from_two_processes_and_the_budget_holds_to_the_cent(
    database: TestDatabase, pool: Pool
) -> None:
    tenant, events = await make_shop(database, 64)
    assert await two_processes(database.dsn, tenant, PROGRAM, events) == {"ok": 128}
    await check_budget(database, pool, tenant, 128)


async def test_killed_while_orders_are_drawn_for(database: TestDatabase, tmp_path: Path, pool: Pool) -> None:
    tenant, events = await make_shop(database, 20)
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    jobs.write_bytes(msgspec.json.encode(events))
    await slow_down(database, "INSERT ON operation", 0.004)
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(PROGRAM)}
    work_under_kills(environ, tenant, jobs, answers, each=5)
    assert Counter(said for _, _, said in read_answers(answers)) == {"ok": 40}
    await check_budget(database, pool, tenant, 40)
