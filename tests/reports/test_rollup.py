"""Sums by day: exact at any time, whatever comes late, and equal to what the tables say."""

from __future__ import annotations

import random
from typing import Any

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.engine.engine import Engine
from liuke.kernel.clock import DAY_US, HOUR_US
from liuke.reports import rollup
from liuke.reports import rollup_store as store
from liuke.reports.rollup import Sum
from tests.server import TestDatabase
from tests.world import T, make_engine, make_members, make_pool, program

DOCUMENT = program(
    points={"expiry": {"kind": "after", "months": 0, "days": 5}},
    calendar={"time_zone": "Asia/Shanghai"},
    earning=[{"id": "spend", "name": "spend", "on": "order.paid", "amount": {"per": {"every": 100}}}],
    counters=[{"id": "spend", "name": "s", "on": ["order.paid"], "add": {"field": "amount_cents"},
               "undone_by": "order.refunded"}],
    tiers={"ladder": [
        {"id": "basic", "name": "b"},
        {"id": "high", "name": "h", "entry": {"dimension": "spend", "at_least": 30_000}},
    ]},
    mall=[{"id": "pin", "name": "pin", "kind": "goods", "price_points": 1, "fulfilment": "manual"}],
)  # fmt: skip


class Shop:
    """A tenant whose clock is set by hand."""

    def __init__(self, pool: Pool, tenant_id: int, members: list[int]) -> None:
        self.pool, self.tenant_id, self.members = pool, tenant_id, members
        self.now = T + DAY_US
        self.engine: Engine = make_engine(pool, tenant_id, DOCUMENT, clock=lambda: self.now)
        self.count = 0

    async def send(self, type_: str, member: int, t_us: int = 0, **data: Any) -> Any:
        self.count += 1
        outcome = await self.engine.submit(Event(type_, member, f"k{self.count}", t_us, data))
        return outcome.error

    async def refresh(self) -> int | None:
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            return await rollup.refresh(connection, self.tenant_id, lag_us=0)

    async def read(self) -> tuple[list[Sum], list[Sum], int]:
        """What is answered, what the tables say, and up to when sums are folded."""
        async with rollup.reading(self.pool, self.tenant_id) as connection:
            told = await rollup.read_days(connection, self.tenant_id, rollup.METRICS)
            derived = await rollup.derive(connection, self.tenant_id)
            return told, derived, await store.find_until_us(connection, self.tenant_id)


async def open_shop(database: TestDatabase, slug: str, count: int = 6) -> Shop:
    tenant_id, members = await make_members(database.owner_dsn, database.dsn, count, slug)
    return Shop(await make_pool(database.dsn, 4), tenant_id, members)


async def test_one_order_is_counted_where_it_belongs(database: TestDatabase) -> None:
    shop = await open_shop(database, "one", 2)
    first = shop.members[0]
    day = 19677
    assert await shop.send("order.paid", first, order_id="a", amount_cents=5_000) is None
    assert await shop.send("order.paid", first, order_id="b", amount_cents=40_000) is None
    assert await shop.refresh() is not None
    assert await shop.send("order.refunded", first, order_id="a", amount_cents=2_000) is None
    # a late order of two days before is the member's first one now
    assert await shop.send("order.paid", first, T - DAY_US, order_id="z", amount_cents=700) is None
    assert await shop.send("mall.redeem", first, item="pin", quantity=3) is None
    told, derived, _ = await shop.read()
    assert told == derived
    plain = {(one.metric, one.day, *[key for key in one.keys if key]): (one.count, one.amount) for one in told}
    assert plain["order", day] == (2, 45_000)
    assert plain["order", day - 2] == (1, 700)
    assert plain["refund", day] == (1, 2_000)
    assert plain["first_order", day - 2] == (1, 0)
    assert ("first_order", day) not in plain
    assert plain["member", 19675] == (2, 0)
    assert plain["event", day, "mall.redeem", "pin"] == (1, 3)
    assert plain["posting", day, "points", "earn", "issuance", "available"] == (2, 450)
    assert plain["posting", day, "points", "reverse", "available", "issuance"] == (1, 20)
    assert plain["tier", day, "basic", "high"] == (1, 0)
    # one member was active on the day and two days before, for 7 and for 30 days
    assert {one for one in plain if one[0] == "active"} == {
        ("active", start, length) for length, starts in (("7", (-2, 7)), ("30", (-2, 30)))
        for start in (day + starts[0], day + starts[1])
    }  # fmt: skip
    assert plain["active", day - 2, "7"] == (1, 0)
    assert plain["active", day + 7, "7"] == (-1, 0)
    # order 1, refund 1, first order on two days, three kinds of events, three kinds of postings, four of active ones
    assert await shop.refresh() == 14
    assert (await shop.read())[:2] == (told, derived)
    assert await shop.refresh() == 0
    await shop.pool.close()


async def test_the_first_order_follows_an_order_that_is_moved(database: TestDatabase) -> None:
    shop = await open_shop(database, "moved", 3)
    ann, bob, day = shop.members[0], shop.members[1], 19677

    async def look() -> dict[int, int]:
        told, derived, _ = await shop.read()
        assert told == derived
        return {one.day: one.count for one in told if one.metric == "first_order"}

    async def move(order_id: str, whose: int, to: int) -> None:
        said = {"order_id": order_id, "to_member": to, "reason": "wrong phone", "actor": "key:1"}
        assert await shop.send("order.move", whose, **said) is None
        while await shop.engine.deliver():
            pass

    assert await shop.send("order.paid", ann, shop.now - DAY_US, order_id="a", amount_cents=5_000) is None
    assert await shop.send("order.paid", bob, order_id="b", amount_cents=700) is None
    assert await shop.refresh() is not None
    assert await look() == {day - 1: 1, day: 1}
    # the only order of one is the first of the other
    await move("a", ann, bob)
    assert await look() == {day - 1: 1}
    assert await shop.refresh() is not None
    assert await look() == {day - 1: 1}
    assert await shop.send("order.paid", ann, order_id="c", amount_cents=900) is None
    await shop.refresh()
    assert await look() == {day - 1: 1, day: 1}
    # and back again, with a moved order that no sum had seen
    await move("a", bob, ann)
    assert await shop.send("order.paid", shop.members[2], order_id="d", amount_cents=900) is None
    await move("d", shop.members[2], ann)
    await shop.refresh()
    assert await look() == {day - 1: 1, day: 1}
    async with acquire(shop.pool) as connection, transaction(connection, tenant_id=shop.tenant_id):
        await rollup.rebuild(connection, shop.tenant_id)
    assert await look() == {day - 1: 1, day: 1}
    await shop.pool.close()


async def test_sums_agree_with_the_tables_all_along(database: TestDatabase) -> None:
    chance = random.Random(7)
    shop, other = await open_shop(database, "mine"), await open_shop(database, "other", 2)
    orders: list[tuple[int, str]] = []
    assert await other.send("order.paid", other.members[0], order_id="x", amount_cents=999) is None
    for step in range(12):
        for _ in range(chance.randint(0, 12)):
            member = chance.choice(shop.members)
            if orders and chance.random() < 0.3:
                whose, order = chance.choice(orders)
                if chance.random() < 0.5:
                    await shop.send("order.refunded", whose, order_id=order, full=True)
                else:
                    await shop.send("order.refunded", whose, order_id=order, amount_cents=chance.randint(1, 3_000))
            else:
                order = f"o{shop.count}"
                late = shop.now - chance.randint(0, 6) * DAY_US
                if (
                    await shop.send("order.paid", member, late, order_id=order, amount_cents=chance.randint(1, 9_000))
                    is None
                ):
                    orders.append((member, order))
        shop.now += chance.randint(1, 60) * HOUR_US
        await shop.engine.sweep(shop.now)
        if step % 3 == 1:
            assert await shop.refresh() is not None
        told, derived, _ = await shop.read()
        assert told == derived
    assert sum(one.amount for one in derived if one.metric == "refund") > 0
    kinds = {one.keys[1] for one in derived if one.metric == "posting"}
    assert {"earn", "reverse", "expire"} <= kinds
    assert await shop.refresh() is not None
    before = (await shop.read())[0]
    async with acquire(shop.pool) as connection, transaction(connection, tenant_id=shop.tenant_id):
        await rollup.rebuild(connection, shop.tenant_id)
    assert (await shop.read())[0] == before == derived
    told, derived, until_us = await other.read()
    assert until_us == 0
    assert told == derived
    assert [one.amount for one in told if one.metric == "order"] == [999]
    await shop.pool.close()
    await other.pool.close()


ACTIVE = """
SELECT count(DISTINCT member_id) FROM event WHERE tenant_id = $1 AND day > $2 - $3::int AND day <= $2
AND type NOT IN ('points.adjust', 'points.freeze', 'points.unfreeze', 'coupon.revoke', 'campaign.received')
"""


async def test_active_members_are_those_that_a_query_over_the_events_finds(database: TestDatabase) -> None:
    chance = random.Random(11)
    shop = await open_shop(database, "active", 9)
    first = 19677
    assert await shop.send("order.paid", shop.members[8], order_id="x", amount_cents=9_000) is None
    shop.now += 2 * DAY_US
    # what only the merchant does makes nobody active
    given = {"asset": "points", "amount": 1, "hold_id": "h", "reason": "r", "actor": "staff"}
    assert await shop.send("points.freeze", shop.members[8], **given) is None
    for step in range(9):
        for _ in range(chance.randint(1, 9)):
            member, late = chance.choice(shop.members[:8]), chance.randint(0, 45) * DAY_US
            given = {"order_id": f"o{shop.count}", "amount_cents": 100}
            assert await shop.send("order.paid", member, shop.now - late, **given) is None
        shop.now += chance.randint(1, 12) * DAY_US
        if step % 3 == 1:
            assert await shop.refresh() is not None
        told, derived, _ = await shop.read()
        assert told == derived
    async with rollup.reading(shop.pool, shop.tenant_id) as connection:
        for length in (7, 30):
            for day in range(first - 50, first + 140, 7):
                counted = sum(one.count for one in told if (one.metric, one.keys[0]) == ("active", str(length))
                              and one.day <= day)  # fmt: skip
                assert counted == await connection.fetchval(ACTIVE, shop.tenant_id, day, length)
        assert await connection.fetchval("SELECT count(*) FROM event WHERE type = 'points.freeze'") > 0
    assert {one.count for one in told if one.metric == "active"} > {1, -1}
    await shop.pool.close()


async def test_nothing_is_folded_in_while_somebody_may_still_record_before(database: TestDatabase) -> None:
    shop = await open_shop(database, "open")
    assert await shop.send("order.paid", shop.members[0], order_id="a", amount_cents=100) is None
    async with acquire(shop.pool) as writer, transaction(writer, tenant_id=shop.tenant_id):
        await writer.fetchval("SELECT 1")
        assert await shop.send("order.paid", shop.members[1], order_id="b", amount_cents=200) is None
        assert await shop.refresh() is not None
        began = await writer.fetchval("SELECT (extract(epoch FROM now()) * 1000000)::bigint")
        told, derived, until_us = await shop.read()
        assert until_us <= began
        assert told == derived
        assert sum(one.amount for one in told if one.metric == "order") == 300
    await shop.pool.close()
