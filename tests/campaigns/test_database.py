"""Which program holds for which event, on a real database: batches across an edge, callers at it, what is kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from liuke.db.contracts import Pool
from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.engine.reader import MemberReader
from liuke.kernel.clock import DAY_US, HOUR_US, SECOND_US
from tests.ledger.check import assert_clean
from tests.server import TestDatabase
from tests.world import T, make_engine, make_members, make_pool, program, rows

EDGE = T - T % DAY_US + 9 * DAY_US - 8 * HOUR_US
"""2023-11-23 00:00 in Shanghai."""
RULE = {"id": "open", "name": "open", "on": "app.opened", "amount": {"fixed": 5}}
CUP = {
    "id": "cup", "name": "杯", "kind": "amount", "amount_cents": 500, "quota": 1_000, "claimable": True,
    "validity": {"kind": "relative", "days": 7},
}  # fmt: skip
SPRING = {
    "id": "spring", "name": "春节", "holdout_bps": 0, "window": {"from": "2023-11-23", "to": "2099-01-01"},
    "patch": [
        {"do": "scale", "at": "earning.open.amount.fixed", "by_bps": 20_000},
        {"do": "set", "at": "coupons.cup.amount_cents", "to": 800},
    ],
}  # fmt: skip
DOCUMENT = program(earning=[RULE], coupons=[CUP], campaigns=[SPRING])


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn)
    yield made
    await made.close()


def opened(member: int, key: str, t_us: int = 0) -> Event:
    return Event("app.opened", member, key, t_us, {})


async def test_a_batch_across_the_edge_decides_each_event_under_its_own_program(
    database: TestDatabase, pool: Pool
) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 40)
    engine = make_engine(pool, tenant, DOCUMENT)
    times = {member: EDGE + (place - 20) * SECOND_US for place, member in enumerate(members)}
    work = [submission(opened(member, "a", t_us), clock_us=t_us) for member, t_us in times.items()]
    outcomes = await engine.process(work)
    assert [outcome.error for outcome in outcomes] == [None] * 40
    expected = [(member, 10, "campaigns.spring") if t_us >= EDGE else (member, 5, "") for member, t_us in times.items()]
    assert await rows(pool, tenant, "SELECT member_id, amount, patches FROM posting ORDER BY member_id") == expected
    kept = await rows(pool, tenant, "SELECT member_id, patches FROM operation WHERE key = 'a' ORDER BY member_id")
    assert kept == [(member, patches) for member, _, patches in expected]
    await assert_clean(database.dsn, tenant)


async def test_who_calls_while_the_campaign_begins_is_decided_by_the_clock_of_the_decision(
    database: TestDatabase, pool: Pool
) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    asked = 0

    def clock() -> int:
        nonlocal asked
        asked += 1
        return EDGE + (asked - 72) * SECOND_US  # each caller asks once, then each batch: the edge lies amid the batches

    async with make_engine(pool, tenant, DOCUMENT, clock=clock, max_batch=8, lanes=2) as engine:
        await asyncio.gather(*(engine.submit(opened(member, "a")) for member in members))
    found = await rows(
        pool, tenant,
        "SELECT o.t_us >= $1, p.amount, o.patches FROM operation o JOIN posting p USING (member_id) WHERE o.key = 'a'",
        EDGE,
    )  # fmt: skip
    assert len(found) == 64
    assert set(found) == {(False, 5, ""), (True, 10, "campaigns.spring")}


async def test_a_repeated_key_is_answered_as_at_first_and_grants_name_the_patch(
    database: TestDatabase, pool: Pool
) -> None:
    tenant, (member,) = await make_members(database.owner_dsn, database.dsn, 1)
    now_us = EDGE + HOUR_US
    engine = make_engine(pool, tenant, DOCUMENT, clock=lambda: now_us)
    claim = Event("coupon.claim", member, "claim", 0, {"batch": "cup"})
    first, granted = [(await engine.submit(event)).answer for event in (opened(member, "a"), claim)]
    assert await rows(pool, tenant, "SELECT batch, patches FROM coupon") == [("cup", "campaigns.spring")]
    without = make_engine(pool, tenant, {**DOCUMENT, "campaigns": []}, clock=lambda: now_us + DAY_US)
    assert [(await without.submit(event)).answer for event in (opened(member, "a"), claim)] == [first, granted]
    operation = await MemberReader(pool, tenant, engine.personal).get_operation(member, "a")
    assert (operation.patches, operation.program_version) == (("campaigns.spring",), 0)


async def test_exposures_are_stated_once_under_64_callers(database: TestDatabase, pool: Pool) -> None:
    tenant, (member,) = await make_members(database.owner_dsn, database.dsn, 1)
    variants: list[dict[str, Any]] = [{"id": "a", "name": "a"}, {"id": "b", "name": "b", "patch": SPRING["patch"]}]
    document = program(earning=[RULE], coupons=[CUP], experiments=[{"id": "size", "name": "s", "variants": variants}])
    async with make_engine(pool, tenant, document) as engine:
        outcomes = await asyncio.gather(*(engine.submit(opened(member, f"k{n}")) for n in range(64)))
    assert [outcome.error for outcome in outcomes] == [None] * 64
    facts = await rows(pool, tenant, "SELECT facts::text FROM outbox WHERE facts::text LIKE '%experiment.exposed%'")
    assert len(facts) == 1
    amounts = await rows(pool, tenant, "SELECT DISTINCT amount, patches FROM posting")
    assert amounts in ([(5, "experiments.size.a")], [(10, "experiments.size.b")])
