"""What a campaign cost, on a real database: from what was charged, less what went back, and who was given it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from liuke.campaigns.cost_store import list_members
from liuke.campaigns.cost_views import CampaignReport, view_report
from liuke.campaigns.routes import read_cost_facts
from liuke.campaigns.spec import CampaignSpec
from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US, HOUR_US
from tests.ledger.check import assert_clean
from tests.server import TestDatabase
from tests.world import T, make_engine, make_members, make_pool, program, rows

OPENS = T - T % DAY_US + 9 * DAY_US - 8 * HOUR_US
"""2023-11-23 00:00 in Shanghai."""
BUY = {
    "id": "buy", "name": {"zh": "消费", "en": "Purchases"}, "on": "order.paid",
    "amount": {"per": {"field": "amount_cents", "every": 100, "points": 1}},
}  # fmt: skip
CUP = {"id": "cup", "name": "杯", "kind": "amount", "amount_cents": 500}
DAILY = {
    "kind": "check_in", "id": "daily", "name": "签到", "campaign": "spring",
    "daily": [{"kind": "asset", "amount": 30}, {"kind": "coupon", "batch": "cup"}],
}  # fmt: skip


def document(*, budget: dict[str, Any] | None = None, charge: str = "difference") -> dict[str, Any]:
    patch = [{"do": "scale", "at": "earning.buy.amount.per.points", "by_bps": 30_000, "charge": charge}]
    spring = {
        "id": "spring", "name": {"zh": "春节", "en": "Spring"}, "holdout_bps": 0,
        "window": {"from": "2023-11-23", "to": "2023-12-02 12:00"}, "budget": budget or {}, "patch": patch,
    }  # fmt: skip
    return program(earning=[BUY], coupons=[CUP], activities=[DAILY], campaigns=[spring])


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn)
    yield made
    await made.close()


async def ask(pool: Pool, tenant: int, made: dict[str, Any], now_us: int) -> CampaignReport:
    compiled = compile_program(made, version=1)
    (spec,) = compiled.items("campaigns", CampaignSpec)
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        facts = await read_cost_facts(connection, tenant, compiled, "campaigns.spring")
    return view_report(compiled, spec, facts, now_us, "en")


def paid(member: int, order: str, cents: int) -> Event:
    return Event("order.paid", member, order, 0, {"order_id": order, "amount_cents": cents})


def check_in(member: int, key: str) -> Event:
    return Event("check_in.do", member, key, 0, {})


async def test_a_campaign_without_a_budget_costs_what_it_gave_less_what_went_back(
    database: TestDatabase, pool: Pool
) -> None:
    tenant, (one, two, other, test) = await make_members(database.owner_dsn, database.dsn, 4, tests=1)
    now_us = OPENS - HOUR_US
    engine = make_engine(pool, tenant, document(), clock=lambda: now_us)
    await engine.submit(paid(other, "before", 10_000))
    now_us = OPENS + HOUR_US
    for event in (paid(one, "a", 10_000), paid(two, "b", 5_000), check_in(one, "c"), paid(test, "t", 90_000)):
        await engine.submit(event)
    await engine.submit(check_in(test, "tc"))
    now_us = OPENS + DAY_US + HOUR_US
    refund = {"order_id": "a", "refund_id": "r", "amount_cents": 5_000}
    await engine.submit(Event("order.refunded", one, "r", 0, refund))
    found = await ask(pool, tenant, document(), now_us)
    assert (found.stage, found.members, found.cents) == ("running", 2, 2_300 + 500)
    assert [msgspec.structs.astuple(cost) for cost in found.costs] == [
        ("points", 200 + 100 - 100 + 30, 2_300, 3, 2),
        ("coupons", 500, 500, 1, 1),
    ]
    assert [(rule.path, rule.name, rule.unit, rule.amount, rule.members) for rule in found.rules] == [
        ("earning.buy", "Purchases", "points", 200, 2),
        ("activities.daily.daily", "签到", "coupons", 500, 1),
        ("activities.daily.daily", "签到", "points", 30, 1),
    ]
    assert [msgspec.structs.astuple(day) for day in found.days] == [
        ("2023-11-23", 330, 500, 0, 0, 0, 3_800), ("2023-11-24", -100, 0, 0, 0, 0, -1_000)
    ]  # fmt: skip
    assert (found.used_coupons.count, found.wins, found.forecast) == (0, [], [])
    await assert_clean(database.dsn, tenant)


async def test_the_forecast_is_of_every_unit_and_of_all_and_never_above_the_budget(
    database: TestDatabase, pool: Pool
) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 6)
    now_us, made = OPENS, document(budget={"points": {"total": 1_720}})
    engine = make_engine(pool, tenant, made, clock=lambda: now_us)
    for day in range(6):
        now_us = OPENS + day * DAY_US + HOUR_US
        for member in members:
            await engine.submit(check_in(member, f"d{day}"))
    found = await ask(pool, tenant, made, now_us)
    points, coupons, everything = found.forecast
    assert (points.unit, coupons.unit, everything.unit) == ("points", "coupons", "all")
    assert points.low < 1_710 < points.high == 1_720, "nine days and a half of 180, and never more than the budget"
    assert coupons.low < 28_500 < coupons.high
    assert everything.low < 45_600 < everything.high
    assert await ask(pool, tenant, made, now_us) == found
    ended = await ask(pool, tenant, made, OPENS + 20 * DAY_US)
    assert (ended.stage, ended.forecast, ended.cents) == ("ended", [], 6 * 6 * (300 + 500))


async def test_prizes_cost_what_they_cost_until_nobody_gets_them(database: TestDatabase, pool: Pool) -> None:
    tenant, (one, two, test) = await make_members(database.owner_dsn, database.dsn, 3, tests=1)
    made = document()
    mug = {"kind": "prize", "name": "Mug", "value_cents": 5_900, "cost_cents": 2_500, "handing": "pickup"}
    made["activities"] = [DAILY | {"daily": [mug, {"kind": "prize", "name": "Cup", "value_cents": 900}]}]
    now_us = OPENS + HOUR_US
    engine = make_engine(pool, tenant, made, clock=lambda: now_us)
    for member in (one, two, test):
        assert (await engine.submit(check_in(member, "c"))).error is None
    found = await ask(pool, tenant, made, now_us)
    assert [msgspec.structs.astuple(cost) for cost in found.costs] == [("prizes", 6_800, 6_800, 4, 2)]
    assert [(rule.path, rule.unit, rule.cents) for rule in found.rules] == [("activities.daily.daily", "prizes", 6_800)]
    mugs = "SELECT key FROM shared WHERE kind = 'prize' AND doc->>'member_id' = $1 AND doc->>'cost_cents' = '2500'"
    ((won,),) = await rows(pool, tenant, mugs, str(one))
    taken = {"prize": won, "clerk": "person:anna", "reason": "not eligible"}
    assert (await engine.submit(Event("prize.forfeit", one, "f", 0, taken))).error is None
    assert (await ask(pool, tenant, made, now_us)).cents == 6_800 - 2_500
    passed = {"prize": won, "to_member": two, "clerk": "person:anna", "reason": "next"}
    assert (await engine.submit(Event("prize.replace", one, "p", 0, passed))).error is None
    while await engine.deliver():
        pass
    found = await ask(pool, tenant, made, now_us + DAY_US)
    assert (found.cents, [msgspec.structs.astuple(day) for day in found.days]) == (
        6_800, [("2023-11-23", 0, 0, 0, 6_800, 0, 6_800)]
    )  # fmt: skip
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        got = await list_members(connection, tenant, "campaigns.spring", (100, 1_000), limit=9)
    assert got == [(two, 0, 0, 0, 5_900, 0, 3, 5_900), (one, 0, 0, 0, 900, 0, 2, 900)]
    await assert_clean(database.dsn, tenant)


SALE: dict[str, Any] = {
    "kind": "flash_sale", "id": "noon", "name": "Noon", "campaign": "spring", "reserve_minutes": 30,
    "sessions": [{"id": "s", "at": "00:00", "minutes": 1440}],
    "products": [{"id": "mug", "name": "Mug", "sku": "mug", "price_cents": 990, "stock": 9}],
}  # fmt: skip
MUG: dict[str, Any] = {"id": "m", "sku": "mug", "unit_cents": 3_900}
TEA: dict[str, Any] = {"id": "t", "sku": "tea", "unit_cents": 2_000, "quantity": 2}


def sell(*, patch: list[dict[str, Any]], **checkout: Any) -> dict[str, Any]:
    made = document()
    spring = made["campaigns"][0] | {"patch": patch}
    return made | {"activities": [SALE], "campaigns": [spring], "checkout": checkout}


def rebate(id_: str, off: int) -> dict[str, Any]:
    return {"kind": "spend_rebate", "id": id_, "name": id_, "threshold_cents": 3_000, "off_cents": off}


async def submit(engine: Any, type_: str, member: int, key: str, **data: Any) -> dict[str, Any]:
    outcome = await engine.submit(Event(type_, member, key, 0, data))
    assert outcome.error is None, outcome.error
    return outcome.answer["result"] or {}


async def test_prices_cost_what_orders_were_reduced_by_less_what_comes_back(database: TestDatabase, pool: Pool) -> None:
    """A place in a flash sale and a rebate of the patch in one order; the program's own rebate costs nothing."""
    tenant, (one, two, test) = await make_members(database.owner_dsn, database.dsn, 3, tests=1)
    own = [rebate("own", 100) | {"group": "own"}]
    made = sell(patch=[{"do": "add", "at": "checkout.promotions", "items": [rebate("more", 300)]}], promotions=own)
    now_us = OPENS + HOUR_US
    engine = make_engine(pool, tenant, made, clock=lambda: now_us)
    for member in (one, two, test):
        await submit(engine, "flash_sale.reserve", member, "r", product="mug")
        held = await submit(engine, "checkout.hold", member, "h", hold_id="h", lines=[MUG, TEA])
        assert held["payable_cents"] == 990 + 4_000 - 300 - 100
    assert (await ask(pool, tenant, made, now_us)).costs == [], "nothing is given up before it is paid"
    await submit(engine, "checkout.release", two, "l", hold_id="h")
    for member, order in ((one, "o"), (test, "z")):
        await submit(engine, "checkout.commit", member, "c", hold_id="h", order_id=order)
    found = await ask(pool, tenant, made, now_us)
    assert [msgspec.structs.astuple(cost) for cost in found.costs] == [("prices", 3_210, 3_210, 2, 1)]
    assert [(rule.path, rule.cents) for rule in found.rules] == [
        ("activities.noon", 2_910), ("checkout.promotions.more", 300)
    ]  # fmt: skip
    # a shop that prices by itself: what the line is reduced by
    line = {"id": "1", "sku": "mug", "quantity": 1, "unit_cents": 3_500, "paid_cents": 990}
    await submit(engine, "order.paid", two, "p", order_id="x", amount_cents=990, lines=[line])
    assert (await ask(pool, tenant, made, now_us)).cents == 3_210 + 2_510
    # half of the tea comes back: half of the rebate; then the mug: its whole cut; the rest is the order's end
    now_us += DAY_US
    tea = {"id": "t", "quantity": 1}
    await submit(engine, "order.refunded", one, "r1", order_id="o", refund_id="r1", lines=[tea])
    assert (await ask(pool, tenant, made, now_us)).cents == 3_210 + 2_510 - 150
    await submit(engine, "order.refunded", one, "r2", order_id="o", refund_id="r2", lines=[{"id": "m"}])
    assert (await ask(pool, tenant, made, now_us)).cents == 300 + 2_510 - 150
    await assert_clean(database.dsn, tenant)
    await submit(engine, "order.refunded", one, "r3", order_id="o", refund_id="r3", full=True)
    found = await ask(pool, tenant, made, now_us)
    assert [msgspec.structs.astuple(day) for day in found.days] == [
        ("2023-11-23", 0, 0, 0, 0, 3_210 + 2_510, 3_210 + 2_510), ("2023-11-24", 0, 0, 0, 0, -3_210, -3_210)
    ]  # fmt: skip
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        got = await list_members(connection, tenant, "campaigns.spring", (100, 1_000), limit=9)
    assert got == [(two, 0, 0, 0, 0, 2_510, 1, 2_510), (one, 0, 0, 0, 0, 0, 2, 0)]
    await assert_clean(database.dsn, tenant)
