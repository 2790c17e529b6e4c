"""Work that happens by itself, killed in the middle and then done by two processes at once: everything is done once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.kernel.clients import Client
from liuke.kernel.clock import DAY_US, HOUR_US
from tests.ledger.check import assert_clean
from tests.merchant import ROOT
from tests.referral.test_promoter import PROGRAM as PROMOTING
from tests.referral.test_referral import bind, get_codes, make_newcomers
from tests.risk.test_rings import PROGRAM as WATCHING
from tests.server import TestDatabase
from tests.vaults import VAULT
from tests.waiting import slow_down
from tests.world import T, make_engine, make_members, make_pool, rows, wallets

KILLS = 2


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn)
    yield made
    await made.close()


def start(database: TestDatabase, *task: Any) -> subprocess.Popen[bytes]:
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_TASK": json.dumps(task)}
    return subprocess.Popen([sys.executable, "-m", "tests.crash.jobbing"], cwd=ROOT, env=environ)


async def work_and_die(database: TestDatabase, pool: Pool, task: tuple[Any, ...], count: str) -> None:
    """Let a process work until ``count`` has grown, kill it, twice; then let two processes finish it together."""
    tenant = task[0]
    for _ in range(KILLS):
        process = start(database, *task)
        before = (await rows(pool, tenant, count))[0][0]
        while process.poll() is None and (await rows(pool, tenant, count))[0][0] < before + 3:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        assert process.wait(timeout=120) == -signal.SIGKILL, "the work was over before it was disturbed"
    both = [start(database, *task), start(database, *task)]
    assert [process.wait(timeout=120) for process in both] == [0, 0]


async def test_rings_are_noted_once_for_each_who_is_in_one(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 24)
    async with make_engine(pool, tenant, WATCHING, vault=VAULT, clock=lambda: T + HOUR_US) as engine:
        for ring in range(3):
            first, *others = members[8 * ring : 8 * ring + 8]
            made = await engine.submit(Event("referral.code", first, "code", 0, {}))
            assert made.decision is not None
            code = made.decision.result["code"]
            for member in (first, *others):
                if member != first:
                    assert (await engine.submit(Event("referral.bind", member, "b", 0, {"code": code}))).error is None
                client = Client("203.0.113.7", f"farm-{ring}", "")
                paid = {"order_id": f"o{member}", "amount_cents": 100}
                assert (await engine.submit(Event("order.paid", member, "o", 0, paid, client))).error is None
        while await engine.deliver():
            pass
    await slow_down(database, "INSERT ON operation", 0.02)
    noted = "SELECT count(*)::int FROM event WHERE type = 'risk.noted'"
    await work_and_die(database, pool, (tenant, WATCHING, "rings", T + 2 * HOUR_US), noted)
    assert await rows(pool, tenant, noted) == [(24,)]
    found = await rows(pool, tenant, "SELECT ring_id, count(*)::int FROM risk_member GROUP BY 1")
    assert sorted(count for _, count in found) == [8, 8, 8]
    known = "SELECT count(*)::int FROM member_state WHERE doc->'slots'->'risk'->>'ring_id' <> ''"
    assert await rows(pool, tenant, known) == [(24,)]
    await assert_clean(database.dsn, tenant)


async def test_a_promoter_is_rewarded_once(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_newcomers(database, pool, 22)
    (code,) = await get_codes(pool, tenant, members[:1])
    async with make_engine(pool, tenant, PROMOTING) as engine:
        for who in members[1:]:
            assert (await engine.submit(bind(who, code))).error is None
    later_us = time.time_ns() // 1_000 + 31 * DAY_US
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        await connection.execute(
            "UPDATE member_state SET last_active_us = $2 WHERE member_id = ANY ($1::bigint[])",
            members[1:13], later_us - 10 * DAY_US,
        )  # fmt: skip
    await slow_down(database, "INSERT ON operation", 0.02)
    done = "SELECT count(*)::int FROM operation WHERE type IN ('timer.referral', 'referral.stayed')"
    await work_and_die(database, pool, (tenant, PROMOTING, "sweep", later_us), done)
    judged = "SELECT doc->'slots'->'referral'->>'judged', doc->'slots'->'referral'->>'stayed' FROM member_state "
    assert await rows(pool, tenant, f"{judged} WHERE member_id = $1", members[0]) == [("21", "12")]
    assert (await wallets(pool, tenant))[members[0], "points"][0] == 900
    await assert_clean(database.dsn, tenant)
