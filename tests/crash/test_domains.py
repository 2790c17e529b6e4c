"""Processes that are killed in mid-work: what was promised is there once, and nothing beyond what there was."""

from __future__ import annotations

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

from liuke.decision.event import Event
from tests.merchant import ROOT, Merchant, open_merchant, open_pool
from tests.server import TestDatabase
from tests.waiting import slow_down

MEMBERS, ROUNDS, KILLS = 60, 4, 4


@pytest.fixture
async def merchant(database: TestDatabase) -> AsyncIterator[Merchant]:
    pool = await open_pool(database.dsn)
    yield await open_merchant(database, pool, "crash", MEMBERS)
    await pool.close()


def work_list(merchant: Merchant) -> list[Event]:
    """A claim, a redemption and a check-in of everybody, in rounds; each under a key that stays the same."""
    kinds: list[tuple[str, dict[str, Any]]] = [
        ("coupon.claim", {"batch": "rare"}), ("mall.redeem", {"item": "mug"}), ("check_in.do", {}),
        ("coupon.claim", {"batch": "once"}), ("coupon.claim", {"batch": "partner"}),
    ]  # fmt: skip
    events = [
        Event(type_, member, f"{type_}-{data.get('batch', '')}-{turn}", 0, data)
        for turn in range(ROUNDS)
        for type_, data in kinds
        for member in merchant.members
    ]
    random.Random(7).shuffle(events)
    return events


def start(merchant: Merchant, jobs: Path, answers: Path) -> subprocess.Popen[bytes]:
    environ = {**os.environ, "LIUKE_TEST_DSN": merchant.database.dsn}
    arguments = [sys.executable, "-m", "tests.crash.worker", str(merchant.tenant_id), str(jobs), str(answers)]
    return subprocess.Popen(arguments, cwd=ROOT, env=environ)


def read_answers(answers: Path) -> list[list[Any]]:
    """Whole lines only: the last one may be torn by the kill."""
    text = answers.read_text() if answers.exists() else ""
    return [msgspec.json.decode(line) for line in text.split("\n")[:-1]]


async def test_killed_while_it_claims_redeems_and_checks_in(merchant: Merchant, tmp_path: Path) -> None:
    events = work_list(merchant)
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    jobs.write_bytes(msgspec.json.encode(events))
    chance = random.Random(11)
    killed = 0
    await slow_down(merchant.database, "INSERT ON operation", 0.003)
    while True:
        process = start(merchant, jobs, answers)
        if killed < KILLS:
            seen = len(read_answers(answers))
            while process.poll() is None and len(read_answers(answers)) < seen + chance.randint(50, 220):
                time.sleep(0.005)
            time.sleep(chance.random() * 0.03)
            process.send_signal(signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
            if process.returncode == 0:
                break
        else:
            assert process.wait(timeout=60) == 0
            break
    assert killed >= 3, "the work was over before it was disturbed"
    await check(merchant, events, read_answers(answers))


async def check(merchant: Merchant, events: list[Event], answers: list[list[Any]]) -> None:
    told: dict[tuple[int, str], Any] = {}
    for member, key, answer in answers:
        # an answer that was given twice is the same answer
        assert told.setdefault((member, key), answer) == answer
    assert set(told) == {(event.member_id, event.key) for event in events}
    done = {place for place, answer in told.items() if "refused" not in answer}
    assert {answer["refused"] for answer in told.values() if "refused" in answer} == {
        "coupon-sold-out", "mall-sold-out", "insufficient-balance", "already-checked-in", "coupon-limit",
    }  # fmt: skip
    stored = await merchant.rows("SELECT member_id, key FROM operation WHERE type <> 'points.earn'")
    assert sorted(stored) == sorted(done)
    batches = dict(await merchant.rows("SELECT batch, count(*) FROM coupon GROUP BY batch"))
    assert batches == {"rare": 37, "once": MEMBERS, "partner": 50}
    assert dict(await merchant.rows("SELECT item, remaining FROM stock")) == {
        "coupon:rare": 0, "coupon:partner": 0, "mall:mug": 0,
    }  # fmt: skip
    assert await merchant.rows("SELECT count(DISTINCT code) FROM coupon WHERE batch = 'partner'") == [(50,)]
    assert await merchant.rows("SELECT count(*) FROM record WHERE kind = 'check_in'") == [(MEMBERS,)]
    assert await merchant.rows("SELECT count(*) FROM record WHERE kind = 'mall_order'") == [(41,)]
    # 100 at first, 5 for the check-in, 70 for each of 41 mugs
    assert await merchant.rows("SELECT sum(available)::bigint FROM wallet") == [(MEMBERS * 105 - 41 * 70,)]
    await merchant.assert_lawful()
