"""A flash sale that gold enters an hour early: 64 callers from two processes at its minutes, and one that is killed."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import msgspec

from liuke.db.contracts import Pool
from liuke.decision.event import Event
from tests.crash.killing import work_under_kills
from tests.crash.test_shared import read_answers
from tests.ledger.check import assert_clean
from tests.races.process import two_processes
from tests.races.test_flash_sale import HOUR, LEFT, reserve
from tests.server import TestDatabase
from tests.waiting import slow_down
from tests.world import make_engine, make_members, rows

MINUTE = time.strftime("%M", time.gmtime())


def make_program(begins: str) -> dict[str, Any]:
    """It is noon or so at the merchant, and gold comes an hour before the beginning."""
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + (12 - HOUR) * 3_600))
    return {
        "id": "x", "name": "X",
        "calendar": {"time_zone": f"Etc/GMT{HOUR - 12:+d}"},
        "tiers": {"ladder": [{"id": "basic", "name": "basic"}, {
            "id": "gold", "name": "gold", "entry": {"dimension": "growth", "at_least": 1_000},
        }]},
        "campaigns": [{
            "id": "early", "name": "early", "holdout_bps": 0, "early": {"gold": 60},
            "window": {"from": f"{day} {begins}", "to": f"{day} 23:59"},
        }],
        "activities": [{
            "kind": "flash_sale", "id": "ten", "name": "ten", "reserve_minutes": 600, "campaign": "early",
            "sessions": [{"id": "all", "at": "00:00", "minutes": 1_440}],
            "products": [{"id": "mug", "name": "mug", "sku": "MUG", "price_cents": 100, "stock": 40}],
        }],
    }  # fmt: skip


async def open_sale(database: TestDatabase, pool: Pool, program: dict[str, Any]) -> tuple[int, list[int], list[int]]:
    """The merchant, members of gold, and others."""
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    async with make_engine(pool, tenant, program) as engine:
        for member in members[:32]:
            given = Event("tier.assign", member, "gold", 0, {"tier": "gold", "reason": "r", "actor": "system:test"})
            assert (await engine.submit(given)).error is None
    return tenant, members[:32], members[32:]


async def test_gold_comes_first_and_no_piece_is_sold_twice_at_the_beginning(database: TestDatabase, pool: Pool) -> None:
    program = make_program("12:59" if int(MINUTE) < 30 else "13:29")
    tenant, gold, others = await open_sale(database, pool, program)
    asked = [reserve(member, "early") for pair in zip(gold, others, strict=True) for member in pair]
    found = await two_processes(database.dsn, tenant, program, asked)
    assert found == {"ok": 32, "activity-not-open-yet": 32}
    assert (await rows(pool, tenant, LEFT))[0] == ("free", 40, 8)
    # an hour later it has begun for all: the eight that are left
    again = [reserve(member, "open") for pair in zip(gold, others, strict=True) for member in pair]
    found = await two_processes(database.dsn, tenant, program, again, ahead_hours=1)
    assert found == {"ok": 8, "flash-sale-all-held": 24, "flash-sale-limit": 32}
    assert (await rows(pool, tenant, LEFT))[0] == ("free", 40, 0)
    await assert_clean(database.dsn, tenant)


async def test_killed_while_those_who_are_early_reserve(database: TestDatabase, tmp_path: Path, pool: Pool) -> None:
    program = make_program("12:59" if int(MINUTE) < 30 else "13:29")
    tenant, gold, others = await open_sale(database, pool, program)
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    asked = [reserve(member, "r") for pair in zip(gold, others, strict=True) for member in pair]
    jobs.write_bytes(msgspec.json.encode(asked))
    await slow_down(database, "INSERT ON operation", 0.004)
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(program)}
    work_under_kills(environ, tenant, jobs, answers, each=8)
    said = sorted(answer for _, _, answer in read_answers(answers))
    assert said == ["activity-not-open-yet"] * 32 + ["ok"] * 32
    assert (await rows(pool, tenant, LEFT))[0] == ("free", 40, 8)
    await assert_clean(database.dsn, tenant)
