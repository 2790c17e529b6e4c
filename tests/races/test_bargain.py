"""The last cuts of a bargain under many callers from two processes, one of which may be killed meanwhile."""

from __future__ import annotations

import json
import os
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

PROGRAM: dict[str, Any] = {
    "id": "x", "name": "X",
    "activities": [{
        "kind": "bargain", "id": "less", "name": "less", "platforms": ["h5"], "cuts": "random",
        "goods": [{
            "id": "mug", "name": "mug", "sku": "MUG", "full_cents": 9_999, "floor_cents": 1_000, "friends": 20,
            "stock": 9,
        }],
        "helper_rewards": [{"kind": "asset", "asset": "points", "amount": 5}],
    }],
}  # fmt: skip
STANDS = """
SELECT (doc->>'shares')::int, (SELECT sum(p.value::text::int)::int
        FROM json_array_elements(doc->'cuts') c, json_array_elements(c.value->2) p)
FROM shared WHERE kind = 'bargain'
"""
HELPED = """
SELECT count(*)::int, coalesce(sum((data->>'cents')::int), 0)::int,
       (SELECT coalesce(sum(available), 0)::int FROM wallet)
FROM record WHERE kind = 'bargain_helped'
"""


async def begin(pool: Pool, tenant: int, member: int) -> str:
    async with make_engine(pool, tenant, PROGRAM) as engine:
        outcome = await engine.submit(Event("bargain.start_bargain", member, "s", 0, {}))
    assert outcome.decision is not None
    return outcome.decision.result["ref"]


async def finish(pool: Pool, tenant: int) -> None:
    async with make_engine(pool, tenant, PROGRAM) as engine:
        while await engine.deliver(limit=512):
            pass


async def test_64_callers_from_two_processes_cut_exactly_to_the_floor(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 65)
    ref = await begin(pool, tenant, members[64])
    events = [Event("bargain.cut_price", member, "h", 0, {"ref": ref}) for member in members]
    found = await two_processes(database.dsn, tenant, PROGRAM, events)
    assert found == {"ok": 20, "bargain-at-floor": 44, "bargain-own": 1}
    await finish(pool, tenant)
    assert await rows(pool, tenant, STANDS) == [(0, 8_999)]
    assert await rows(pool, tenant, HELPED) == [(20, 8_999, 100)]
    cuts = "SELECT count(*)::int FROM outbox o, json_array_elements(o.facts) f WHERE f.value->>0 = 'bargain.{}'"
    assert [await rows(pool, tenant, cuts.format(what)) for what in ("cut", "reached")] == [[(20,)], [(1,)]]
    await assert_clean(database.dsn, tenant)


async def test_killed_while_friends_cut(database: TestDatabase, tmp_path: Path, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 21)
    ref = await begin(pool, tenant, members[20])
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    events = [Event("bargain.cut_price", member, "h", 0, {"ref": ref}) for member in members[:20]]
    events.append(Event("checkout.hold", members[20], "c", 0, {
        "hold_id": "h", "lines": [{"sku": "MUG", "unit_cents": 9_999}],
    }))  # fmt: skip
    events.append(Event("checkout.commit", members[20], "p", 0, {"hold_id": "h", "order_id": "o"}))
    jobs.write_bytes(msgspec.json.encode(events))
    await slow_down(database, "INSERT ON operation", 0.004)
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(PROGRAM)}
    work_under_kills(environ, tenant, jobs, answers, each=4)
    told = {key: said for member, key, said in read_answers(answers) if member == members[20]}
    helped = sum(said == "ok" for _, key, said in read_answers(answers) if key == "h")
    await finish(pool, tenant)
    ((shares, cut),) = await rows(pool, tenant, STANDS)
    assert await rows(pool, tenant, HELPED) == [(helped, cut or 0, 5 * helped)]
    assert (shares == 0) == (cut == 8_999)
    bought = await rows(pool, tenant, "SELECT (data->>'cents')::int FROM record WHERE kind = 'bargain_bought'")
    assert bought == ([(9_999 - cut,)] if told["p"] == "ok" and cut else [])
    await assert_clean(database.dsn, tenant)
