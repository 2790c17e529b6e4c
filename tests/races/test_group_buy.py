"""The last seat of a team under many callers from two processes; and one that is killed while teams fill and fail."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from liuke.db.contracts import Pool
from liuke.db.pool import connect
from liuke.decision.event import Event
from tests.crash.killing import work_under_kills
from tests.crash.test_shared import read_answers
from tests.ledger.check import assert_clean, report
from tests.races.process import two_processes
from tests.server import TestDatabase
from tests.waiting import slow_down
from tests.world import make_engine, make_members, rows

PROGRAM: dict[str, Any] = {
    "id": "x", "name": "X",
    "activities": [{
        "kind": "group_buy", "id": "tea", "name": "tea", "pay_minutes": 600,
        "products": [{"id": "box", "name": "box", "sku": "BOX", "stock": 100,
                      "sizes": [{"members": 3, "price_cents": 100}]}],
    }],
}  # fmt: skip
TEAMS = "SELECT doc->>'status', json_array_length(doc->'seats') FROM shared WHERE kind = 'group_buy_team' ORDER BY 1, 2"
OWED = "SELECT count(*)::int FROM shared WHERE kind = 'payout' AND doc->>'kind' = 'refund'"


def pay(member: int, key: str) -> Event:
    line = {"id": "1", "sku": "BOX", "quantity": 1, "unit_cents": 300, "paid_cents": 100}
    return Event("order.paid", member, key, 0, {"order_id": f"o{member}", "amount_cents": 100, "lines": [line]})


def join(member: int, team: str, key: str = "j") -> Event:
    return Event("group_buy.join_team", member, key, 0, {"team": team})


async def open_teams(pool: Pool, tenant: int, members: Sequence[int]) -> list[str]:
    """Each opens a team, and pays; their names."""
    async with make_engine(pool, tenant, PROGRAM) as engine:
        found = list[str]()
        for member in members:
            outcome = await engine.submit(Event("group_buy.open_team", member, "open", 0, {}))
            assert outcome.error is None
            assert (await engine.submit(pay(member, "pay"))).error is None
            assert outcome.answer is not None
            found.append(outcome.answer["result"]["team"])
    return found


async def deliver_all(pool: Pool, tenant: int) -> None:
    async with make_engine(pool, tenant, PROGRAM) as engine:
        while await engine.deliver(limit=512):
            pass


async def test_64_callers_from_two_processes_want_the_last_seat(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 66)
    (team,) = await open_teams(pool, tenant, members[:1])
    assert await two_processes(database.dsn, tenant, PROGRAM, [join(members[1], team)]) == {"ok": 1}
    found = await two_processes(database.dsn, tenant, PROGRAM, [join(member, team) for member in members[2:]])
    assert found == {"ok": 1, "group-buy-held": 63}
    # all pay all the same: the last seat's money completes the team, the others' orders are orders as any other
    paying = [pay(member, "pay") for member in members[1:]]
    assert await two_processes(database.dsn, tenant, PROGRAM, paying) == {"ok": 65}
    await deliver_all(pool, tenant)
    assert await rows(pool, tenant, TEAMS) == [("complete", 3)]
    told = "SELECT count(*)::int FROM outbox o, json_array_elements(o.facts) f WHERE f.value->>0 = $1"
    for fact, times in (("group_buy.filled", 1), ("group_buy.completed", 3), ("refund.requested", 0)):
        assert await rows(pool, tenant, told.replace("$1", f"'{fact}'")) == [(times,)]
    assert await rows(pool, tenant, "SELECT remaining::int FROM stock WHERE item = 'group:tea/box'") == [(97,)]
    late = [join(member, team, "late") for member in members[40:44]]
    assert await two_processes(database.dsn, tenant, PROGRAM, late) == {"group-buy-full": 4}
    await assert_clean(database.dsn, tenant)


async def test_killed_while_teams_fill_and_fail(database: TestDatabase, tmp_path: Path, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 36)
    teams = await open_teams(pool, tenant, members[:12])
    # eight teams are filled; of four only one more pays
    joining = [*(members[12:28]), *members[28:32]]
    wanted = dict(zip(joining, [*(teams[n % 8] for n in range(16)), *teams[8:]], strict=True))
    events = [join(member, team) for member, team in wanted.items()]
    events += [pay(member, "pay") for member in wanted]
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    jobs.write_bytes(msgspec.json.encode(events))
    await slow_down(database, "INSERT ON operation", 0.004)
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(PROGRAM)}
    work_under_kills(environ, tenant, jobs, answers, each=8)
    assert {said for _, _, said in read_answers(answers)} == {"ok"}
    await deliver_all(pool, tenant)
    assert await rows(pool, tenant, TEAMS) == [("complete", 3)] * 8 + [("open", 2)] * 4
    await assert_clean(database.dsn, tenant)
    # two days later, two processes bring what time ends to its end: each who paid for nothing is owed it once
    later = [Event("app.opened", member, "late", 0, {}) for member in members]
    found = await two_processes(database.dsn, tenant, PROGRAM, later, ahead_hours=48)
    assert found == {"ok": 36}
    assert await rows(pool, tenant, TEAMS) == [("complete", 3)] * 8 + [("failed", 2)] * 4
    assert await rows(pool, tenant, OWED) == [(8,)]
    assert await rows(pool, tenant, "SELECT remaining::int FROM stock WHERE item = 'group:tea/box'") == [(76,)]
    await assert_clean(database.dsn, tenant)
    # a request that is not there is found
    owner = await connect(database.owner_dsn)
    await owner.execute(
        "DELETE FROM shared WHERE kind = 'payout' AND key = (SELECT min(key) FROM shared WHERE kind = 'payout')"
    )
    await owner.close()
    broken = {check.name: len(check.violations) for check in (await report(database.dsn, tenant)).checks}
    assert broken["group-buys"] == 1
