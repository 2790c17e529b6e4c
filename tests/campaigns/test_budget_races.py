"""Budgets on a real database: 64 callers in two processes, a kill in mid-work, edits in mid-run, and what is shown."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from liuke.campaigns.routes import read_budgets
from liuke.db.contracts import Pool
from liuke.db.pool import acquire, connect, transaction
from liuke.decision.event import Event
from liuke.features import compile_program
from liuke.kernel.errors import Refused
from tests.ledger.check import assert_clean, report
from tests.merchant import ROOT
from tests.races.process import two_processes
from tests.server import TestDatabase
from tests.waiting import slow_down
from tests.world import T, make_engine, make_members, make_pool, program, rows

RULE = {"id": "open", "name": "open", "on": "app.opened", "amount": {"fixed": 7}}
CUP = {"id": "cup", "name": "杯", "kind": "amount", "amount_cents": 500, "claimable": True, "per_member": 9}
KILLS = 2


def document(points: int, coupons: int = 10**6, **more: int) -> dict[str, Any]:
    """Openings give 21 instead of 7, and a coupon that is there only meanwhile may be claimed."""
    spring = {
        "id": "spring", "name": {"zh": "春节", "en": "Spring"}, "holdout_bps": 0,
        "window": {"from": "2023-01-01", "to": "2099-01-01"},
        "budget": {"points": {"total": points, **more}, "coupons": {"total": coupons}},
        "patch": [
            {"do": "scale", "at": "earning.open.amount.fixed", "by_bps": 30_000},
            {"do": "add", "at": "coupons", "items": [CUP]},
        ],
    }  # fmt: skip
    return program(earning=[RULE], campaigns=[spring])


def opened(member: int, key: str) -> Event:
    return Event("app.opened", member, key, 0, {})


def claim(member: int, key: str) -> Event:
    return Event("coupon.claim", member, key, 0, {"batch": "cup"})


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn)
    yield made
    await made.close()


async def charged(pool: Pool, tenant: int) -> dict[object, object]:
    """Unit → what stock says is used."""
    found = await rows(
        pool, tenant,
        "SELECT split_part(split_part(item, ':', 3), '#', 1), sum(initial - remaining)::int FROM stock "
        "WHERE item LIKE 'budget:%' GROUP BY 1",
    )  # fmt: skip
    return dict(found)  # pyright: ignore[reportArgumentType]


async def count_facts(pool: Pool, tenant: int, name: str) -> int:
    found = await rows(pool, tenant, "SELECT facts::text FROM outbox WHERE facts::text LIKE $1", f"%{name}%")
    return sum(str(row[0]).count(f'"{name}"') for row in found)


async def test_64_callers_in_two_processes_never_overspend_by_one(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    made = document(1_000, 10_000)  # 47 openings at 21 leave 13; 20 coupons at 500 leave nothing
    events = [opened(member, f"o{n}") for n in range(2) for member in members] + [claim(m, "c") for m in members]
    random.Random(3).shuffle(events)
    answers = await two_processes(database.dsn, tenant, made, events)
    assert await charged(pool, tenant) == {"points": 987, "coupons": 10_000}
    (given,) = await rows(pool, tenant, "SELECT count(*)::int FROM posting WHERE amount = 21")
    assert given == (47,)
    assert await rows(pool, tenant, "SELECT count(*)::int FROM coupon") == [(20,)]
    assert answers["ok"] == 128 + 20
    assert await count_facts(pool, tenant, "campaign.budget_gone") == 2
    assert await count_facts(pool, tenant, "campaign.budget_used") <= 4
    await assert_clean(database.dsn, tenant)


async def test_killed_in_mid_work_it_loses_and_doubles_nothing(
    database: TestDatabase, pool: Pool, tmp_path: Path
) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 24)
    made = document(2_000, 4_000, per_day=1_500)
    events = [opened(m, f"o{n}") for n in range(5) for m in members] + [claim(m, "c") for m in members]
    random.Random(5).shuffle(events)
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    jobs.write_bytes(msgspec.json.encode(events))
    await slow_down(database, "INSERT ON operation", 0.004)
    chance, killed = random.Random(3), 0
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(made)}

    def done() -> int:
        return answers.read_bytes().count(b"\n") if answers.exists() else 0

    while True:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.teams", str(tenant), str(jobs), str(answers)], cwd=ROOT, env=environ
        )
        if killed >= KILLS:
            assert process.wait(timeout=120) == 0
            break
        seen, more = done(), chance.randint(10, 30)
        while process.poll() is None and done() < seen + more:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        assert process.returncode != 0, "the work was over before it was disturbed"
    found = await charged(pool, tenant)
    assert found == {"points": 1_491, "points.day": 1_491, "coupons": 4_000}
    assert await rows(pool, tenant, "SELECT sum(amount)::int FROM posting WHERE amount = 21") == [(1_491,)]
    assert await rows(pool, tenant, "SELECT count(*)::int FROM coupon") == [(8,)]
    assert await count_facts(pool, tenant, "campaign.budget_gone") == 2
    await assert_clean(database.dsn, tenant)


async def test_what_an_operator_sees_and_test_members_charge_nothing(database: TestDatabase, pool: Pool) -> None:
    tenant, (a, b, tried) = await make_members(database.owner_dsn, database.dsn, 3, tests=1)
    made = document(60, 900, per_day=30)
    engine = make_engine(pool, tenant, made, clock=lambda: T + 1)
    answers = [(await engine.submit(event)).answer for event in (opened(a, "1"), opened(tried, "1"), opened(b, "1"))]
    assert [one["gains"] for one in answers if one is not None][2] == []
    said = await rows(pool, tenant, "SELECT reasons::text FROM operation WHERE member_id = $1 AND key = '1'", b)
    assert '"budget-gone"' in str(said[0][0])
    assert '"left":9' in str(said[0][0])
    assert (await engine.submit(claim(a, "c"))).error is None
    refused = (await engine.submit(claim(b, "c"))).error
    assert isinstance(refused, Refused)
    assert refused.reason == "budget-gone"
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        shown = await read_budgets(connection, tenant, compile_program(made), T + 1, "en")
    assert [(one.unit, one.scope, one.period, one.limit, one.used, one.left, one.gone_us) for one in shown] == [
        ("points", "total", "", 60, 21, 39, None),
        ("points", "day", "2023-11-15", 30, 21, 9, T + 1),
        ("coupons", "total", "", 900, 500, 400, None),
    ]
    await assert_clean(database.dsn, tenant)
    owner = await connect(database.owner_dsn)
    for place, other in (('#0":8', '#0":9'), ('"given":21', '"given":20')):
        await owner.execute(
            "UPDATE record SET data = replace(data::text, $1, $2)::json WHERE kind = 'budget_charge'", place, other
        )
    await owner.close()
    found = await report(database.dsn, tenant)
    assert sorted(found.broken) == ["budget-grants", "budgets"]
    (law,) = (check for check in found.checks if check.name == "budgets")
    assert law.violations[0] == {"pot": "budget:campaigns.spring:points", "initial": 60, "remaining": 39, "charged": 22}
