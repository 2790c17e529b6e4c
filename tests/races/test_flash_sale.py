"""Ten pieces of a flash sale under many callers from two processes, and one that is killed while it sells them."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import msgspec

from liuke.db.contracts import Pool
from liuke.decision.event import Event
from liuke.features import DOMAINS
from liuke.publishing.programs import Programs
from tests.crash.killing import work_under_kills
from tests.crash.test_shared import read_answers
from tests.ledger.check import assert_clean
from tests.races.process import two_processes
from tests.server import TestDatabase
from tests.waiting import slow_down
from tests.world import make_engine, make_members, rows

HOUR = int(time.strftime("%H", time.gmtime()))
PROGRAM = {
    "id": "x", "name": "X",
    # whenever this runs it is noon or so at the merchant: no session ends meanwhile
    "calendar": {"time_zone": f"Etc/GMT{HOUR - 12:+d}"},
    "activities": [{
        "kind": "flash_sale", "id": "ten", "name": "ten", "reserve_minutes": 600,
        "sessions": [{"id": "all", "at": "00:00", "minutes": 1_440}],
        "products": [{"id": "mug", "name": "mug", "sku": "MUG", "price_cents": 100, "stock": 10}],
    }],
}  # fmt: skip
CART = {"lines": [{"sku": "MUG", "unit_cents": 300}]}
LEFT = "SELECT split_part(split_part(item, '/', 4), '@', 1), initial::int, remaining::int FROM stock ORDER BY 1"


def reserve(member: int, key: str) -> Event:
    return Event("flash_sale.reserve", member, key, 0, {})


async def test_64_callers_from_two_processes_get_exactly_ten(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 65, tests=1)
    async with make_engine(pool, tenant, PROGRAM) as engine:
        assert (await engine.submit(reserve(members[64], "a"))).error is None  # a test member takes nothing of it
    found = await two_processes(database.dsn, tenant, PROGRAM, [reserve(member, "a") for member in members[:64]])
    assert found == {"ok": 10, "flash-sale-all-held": 54}
    # the same keys again: who has a place is answered as before, and nobody gets another
    found = await two_processes(database.dsn, tenant, PROGRAM, [reserve(member, "a") for member in members[:64]])
    assert found == {"ok": 10, "flash-sale-all-held": 54}
    assert await rows(pool, tenant, LEFT) == [("free", 10, 0), ("unsold", 10, 10)]
    await assert_clean(database.dsn, tenant)


async def test_an_edit_raises_and_lowers_the_session_that_runs(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 14)
    programs = Programs(pool, tenant, domains=DOMAINS)
    await programs.publish(PROGRAM, actor="system:test")
    async with make_engine(pool, tenant, PROGRAM) as engine:
        outcomes = [await engine.submit(reserve(member, "a")) for member in members]
    assert sum(outcome.error is None for outcome in outcomes) == 10
    for stock, kept in ((12, (12, 2)), (3, (10, 0)), (11, (11, 1))):
        products = [PROGRAM["activities"][0]["products"][0] | {"stock": stock}]
        edited = PROGRAM | {"activities": [PROGRAM["activities"][0] | {"products": products}]}
        await programs.publish(edited, actor="system:test")
        assert (await rows(pool, tenant, LEFT))[0] == ("free", *kept)
    await assert_clean(database.dsn, tenant)


async def test_killed_while_it_reserves_and_sells(database: TestDatabase, tmp_path: Path, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 30)
    events = [reserve(member, "r") for member in members]
    events += [Event("checkout.hold", member, "h", 0, {**CART, "hold_id": "h"}) for member in members]
    events += [Event("checkout.commit", m, "c", 0, {"hold_id": "h", "order_id": f"o{m}"}) for m in members]
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    jobs.write_bytes(msgspec.json.encode(events))
    await slow_down(database, "INSERT ON operation", 0.004)
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(PROGRAM)}
    work_under_kills(environ, tenant, jobs, answers, each=12)
    told = read_answers(answers)
    assert len(told) == len(events)
    bought = await rows(pool, tenant, "SELECT count(*)::int FROM record WHERE kind = 'flash_sale_bought'")
    left = {of: left for of, _, left in await rows(pool, tenant, LEFT)}
    assert left == {"free": 0, "unsold": 10 - bought[0][0]}
    reserved = await rows(pool, tenant, "SELECT count(*)::int FROM record WHERE kind = 'flash_sale_reserved'")
    assert reserved == [(10,)]
    await assert_clean(database.dsn, tenant)
