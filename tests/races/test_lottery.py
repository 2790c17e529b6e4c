"""A wheel whose chances orders bring: 64 callers from two processes, a process that is killed, orders that go back."""

from __future__ import annotations

import json
import os
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
from tests.world import make_engine, make_members, rows

PROGRAM: dict[str, Any] = {
    "id": "x", "name": "X",
    "assets": [{"id": "points", "name": "points"}, {
        "id": "chance", "name": "chance", "lots": False, "expiry": {"kind": "never"}, "debt": {"policy": "clamp"},
    }],
    "earning": [{"id": "order", "name": "order", "on": "order.paid", "asset": "chance", "amount": {"fixed": 2}}],
    "activities": [{
        "kind": "lottery", "id": "wheel", "name": "wheel", "chances": {"free_per_day": 0, "asset": "chance"},
        "fallback": "no", "prizes": [
            {"id": "five", "name": "five", "weight": 1, "rank": 1, "stock": 40,
             "rewards": [{"kind": "asset", "amount": 5}]},
            {"id": "no", "name": "no", "weight": 0},
        ],
    }],
}  # fmt: skip
ITEM = "lottery:wheel/five/all"
FIGURES = """
SELECT (SELECT count(*)::int FROM record WHERE kind = 'lottery_draw'),
       (SELECT count(*)::int FROM record WHERE kind = 'lottery_win'),
       (SELECT sum(available)::int FROM wallet WHERE asset = 'points'),
       (SELECT sum(available)::int FROM wallet WHERE asset = 'chance')
"""


def paid(member: int) -> Event:
    return Event("order.paid", member, "o", 0, {"order_id": f"o{member}", "amount_cents": 100})


def draw(member: int, key: str) -> Event:
    return Event("lottery.draw", member, key, 0, {})


async def open_wheel(database: TestDatabase, pool: Pool, count: int) -> tuple[int, list[int]]:
    tenant, members = await make_members(database.owner_dsn, database.dsn, count)
    admin = await connect(database.admin_dsn)
    await admin.execute("INSERT INTO stock (tenant_id, item, initial, remaining) VALUES ($1, $2, 40, 40)", tenant, ITEM)
    await admin.close()
    async with make_engine(pool, tenant, PROGRAM) as engine:
        for member in members:
            assert (await engine.submit(paid(member))).error is None
    return tenant, members


async def test_64_callers_draw_as_often_as_they_have_chances_and_a_refund_takes_back_what_was_not_drawn_with(
    database: TestDatabase, pool: Pool
) -> None:
    tenant, members = await open_wheel(database, pool, 32)
    asked = [draw(member, key) for key in ("a", "b", "c", "d") for member in members[:16]]
    assert await two_processes(database.dsn, tenant, PROGRAM, asked) == {"ok": 32, "lottery-no-chance": 32}
    assert await rows(pool, tenant, FIGURES) == [(32, 32, 160, 32)]
    back = [
        Event("order.refunded", one, "r", 0, {"order_id": f"o{one}", "refund_id": "r", "full": True}) for one in members
    ]
    assert await two_processes(database.dsn, tenant, PROGRAM, back) == {"ok": 32}
    assert await rows(pool, tenant, FIGURES) == [(32, 32, 160, 0)]
    assert await two_processes(database.dsn, tenant, PROGRAM, [draw(one, "e") for one in members]) == {
        "lottery-no-chance": 32
    }  # fmt: skip
    await assert_clean(database.dsn, tenant)


async def test_killed_while_it_draws(database: TestDatabase, tmp_path: Path, pool: Pool) -> None:
    tenant, members = await open_wheel(database, pool, 24)
    events = [draw(member, key) for key in ("a", "b", "c") for member in members]
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    jobs.write_bytes(msgspec.json.encode(events))
    await slow_down(database, "INSERT ON operation", 0.004)
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(PROGRAM)}
    work_under_kills(environ, tenant, jobs, answers, each=8)
    said = sorted(answer for _, _, answer in read_answers(answers))
    assert said == ["lottery-no-chance"] * 24 + ["ok"] * 48
    assert await rows(pool, tenant, FIGURES) == [(48, 40, 200, 0)]
    assert await rows(pool, tenant, "SELECT sum(remaining)::int FROM stock WHERE item LIKE 'lottery:%'") == [(0,)]
    await assert_clean(database.dsn, tenant)
