"""Refunds of one order with rewards, from two processes at once; and processes that are killed in mid-work."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec

from liuke.db.contracts import Pool
from liuke.decision.event import Event
from tests.ledger.check import assert_clean
from tests.merchant import ROOT
from tests.races.returns import DOCUMENT, by_line, paid, refunded
from tests.server import TestDatabase
from tests.waiting import slow_down
from tests.world import make_engine, make_members, rows, wallets

N, KILLS = 64, 2
NOTHING = (0, 0, 0, 0, 0)


def start(dsn: str, tenant: int, jobs: Path, answers: Path | None, events: list[Event]) -> subprocess.Popen[str]:
    jobs.write_bytes(msgspec.json.encode(events))
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.races.returns"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=ROOT,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(json.dumps([dsn, tenant, str(jobs), str(answers) if answers is not None else ""]) + "\n")
    process.stdin.flush()
    return process


async def coupons(pool: Pool, tenant: int) -> dict[object, object]:
    return dict(await rows(pool, tenant, "SELECT status, count(*)::int FROM coupon GROUP BY 1"))  # pyright: ignore[reportArgumentType]


async def test_of_many_refunds_from_two_processes_one_takes_back(
    database: TestDatabase, pool: Pool, tmp_path: Path
) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    async with make_engine(pool, tenant, DOCUMENT) as engine:
        assert (await engine.submit(paid(a, "o"))).error is None
    assert await wallets(pool, tenant) == {(a, "points"): (161, 0, 0, 0, 0)}
    assert await coupons(pool, tenant) == {"active": 2}
    work = [refunded(a, "o", f"r{i}", full=True) for i in range(N)]
    processes = [
        start(database.dsn, tenant, tmp_path / f"jobs{i}", None, work[i::2] + work[: N // 2]) for i in range(2)
    ]
    found = [process.communicate(timeout=60)[0] for process in processes]
    refused = [reason for lines in found for reason in json.loads(lines)]
    assert set(refused) == {"refund-exceeds-order"}
    done = await rows(pool, tenant, "SELECT key FROM operation WHERE type = 'order.refunded'")
    assert len(done) == 1
    # nothing but the one refund, and repetitions of it under its own key
    assert len(refused) == 2 * N - sum(event.key == done[0][0] for i in range(2) for event in work[i::2] + work[:32])
    assert await wallets(pool, tenant) == {(a, "points"): NOTHING}
    assert await coupons(pool, tenant) == {"revoked": 2}
    assert await rows(pool, tenant, "SELECT tier FROM member_state") == [("basic",)]
    assert await rows(pool, tenant, "SELECT remaining FROM stock WHERE item = 'coupon:c'") == [(5000,)]
    back = "SELECT json_array_length(doc->'data'->'rewards_back') FROM purchase"
    assert await rows(pool, tenant, back) == [(3,)]
    await assert_clean(database.dsn, tenant)


async def test_killed_while_it_takes_orders_refunds_by_line_and_late_facts(
    database: TestDatabase, pool: Pool, tmp_path: Path
) -> None:
    """Every order goes back by two refunds that may come before it; what stands in the end is one order a member."""
    tenant, members = await make_members(database.owner_dsn, database.dsn, 12)
    events = [paid(member, "kept") for member in members]
    for member in members:
        for order in ("x", "y"):
            events += [paid(member, order), by_line(member, order, "a", 1), by_line(member, order, "b", 2)]
    chance = random.Random(5)
    chance.shuffle(events)
    answers, killed = tmp_path / "answers", 0
    await slow_down(database, "INSERT ON operation", 0.004)
    while True:
        seen = answers.read_text().split("\n")[:-1] if answers.exists() else []
        known = {tuple(json.loads(line)) for line in seen}
        rest = [event for event in events if (event.member_id, event.key) not in known]
        process = start(database.dsn, tenant, tmp_path / "jobs", answers, rest)
        if killed == KILLS:
            assert json.loads(process.communicate(timeout=90)[0]) == []
            break
        while process.poll() is None and _count(answers) < len(seen) + chance.randint(15, 30):
            time.sleep(0.003)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        await asyncio.sleep(0)
    assert await rows(pool, tenant, "SELECT count(*)::int FROM operation WHERE type LIKE 'order.%'") == [(len(events),)]
    statuses = await rows(pool, tenant, "SELECT status, count(*)::int FROM purchase GROUP BY 1 ORDER BY 1")
    assert statuses == [("paid", 12), ("refunded", 24)]
    # 60 for the order, 70 with the tier, 30 of the task, 1 for the first order
    assert await wallets(pool, tenant) == {(member, "points"): (161, 0, 0, 0, 0) for member in members}
    assert (await coupons(pool, tenant))["active"] == 24
    assert await rows(pool, tenant, "SELECT DISTINCT tier FROM member_state") == [("gold",)]
    assert await rows(pool, tenant, "SELECT remaining FROM stock WHERE item = 'coupon:c'") == [(5000 - 24,)]
    kept = "SELECT count(*)::int FROM record WHERE kind = 'waiting'"
    ended = "SELECT count(*)::int FROM record WHERE kind = 'waiting_end'"
    assert await rows(pool, tenant, kept) == await rows(pool, tenant, ended)
    await assert_clean(database.dsn, tenant)


def _count(answers: Path) -> int:
    return answers.read_text().count("\n") if answers.exists() else 0
