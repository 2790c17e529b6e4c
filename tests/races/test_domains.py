"""Many callers on one coupon, item, day, code, checkout or order: exactly what there is, once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from liuke.db.pool import connect, transaction
from liuke.decision.event import Event
from liuke.kernel.clock import FOREVER_US
from tests.merchant import Merchant, Workers, open_merchant, open_pool, summary
from tests.server import Administrator, TestDatabase

N = 96
CART = {"lines": [{"sku": "tea", "quantity": 1, "unit_cents": 2_000}]}
Found = list[dict[str, Any]]


@pytest.fixture(scope="module")
def shared(administrator: Administrator) -> Iterator[TestDatabase]:
    made = administrator.make_database()
    yield made
    administrator.drop_database(made)


@pytest.fixture(scope="module")
def workers(shared: TestDatabase) -> Iterator[Workers]:
    made = Workers(shared.dsn, 4)
    yield made
    made.close()


@pytest.fixture
async def merchant(shared: TestDatabase, request: pytest.FixtureRequest) -> AsyncIterator[Merchant]:
    pool = await open_pool(shared.dsn)
    slug = "".join(c if c.isalnum() else "-" for c in request.node.name.lower())[-60:].strip("-")
    yield await open_merchant(shared, pool, slug, N)
    await pool.close()


def everybody(merchant: Merchant, type_: str, **data: Any) -> list[Event]:
    return [Event(type_, member, "race", 0, data) for member in merchant.members]


def one(merchant: Merchant, type_: str, **data: Any) -> list[Event]:
    """The same member, again and again, under new keys."""
    return [Event(type_, merchant.members[0], f"race-{i}", 0, data) for i in range(N)]


def count(found: Found) -> Counter[str]:
    return Counter(item.get("refused") or item.get("error") or "done" for item in found)


async def coupons(merchant: Merchant) -> Counter[str]:
    return Counter(dict(await merchant.rows("SELECT batch || '/' || status, count(*) FROM coupon GROUP BY 1")))


# -- what is raced for ------------------------------------------------------------------------------------------------
async def quota(merchant: Merchant) -> list[Event]:
    return everybody(merchant, "coupon.claim", batch="rare")


async def quota_done(merchant: Merchant, found: Found) -> None:
    assert count(found) == {"done": 37, "coupon-sold-out": N - 37}
    assert await coupons(merchant) == {"rare/active": 37}
    assert await merchant.rows("SELECT initial, remaining FROM stock WHERE item = 'coupon:rare'") == [(37, 0)]
    assert await merchant.rows("SELECT sum(count), count(*) FROM stock_move") == [(37, 37)]


async def limit(merchant: Merchant) -> list[Event]:
    return one(merchant, "coupon.claim", batch="once")


async def limit_done(merchant: Merchant, found: Found) -> None:
    assert count(found) == {"done": 1, "coupon-limit": N - 1}
    assert await coupons(merchant) == {"once/active": 1}


async def imported(merchant: Merchant) -> list[Event]:
    return everybody(merchant, "coupon.claim", batch="partner")


async def imported_done(merchant: Merchant, found: Found) -> None:
    assert count(found) == {"done": 50, "coupon-sold-out": N - 50}
    codes = [row[0] for row in await merchant.rows("SELECT code FROM coupon WHERE batch = 'partner'")]
    assert sorted(codes) == sorted(f"MOVIE-{n}" for n in range(1, 51))


async def mall(merchant: Merchant) -> list[Event]:
    return everybody(merchant, "mall.redeem", item="mug")


async def mall_done(merchant: Merchant, found: Found) -> None:
    assert count(found) == {"done": 41, "mall-sold-out": N - 41}
    balances = dict(await merchant.rows("SELECT available, count(*) FROM wallet GROUP BY 1"))
    assert balances == {30: 41, 100: N - 41}
    assert await merchant.rows("SELECT remaining FROM stock WHERE item = 'mall:mug'") == [(0,)]


async def check_in(merchant: Merchant) -> list[Event]:
    return one(merchant, "check_in.do")


async def check_in_done(merchant: Merchant, found: Found) -> None:
    assert count(found) == {"done": 1, "already-checked-in": N - 1}
    assert await merchant.rows("SELECT count(*) FROM record WHERE kind = 'check_in'") == [(1,)]
    who = merchant.members[0]
    assert await merchant.rows("SELECT available FROM wallet WHERE member_id = $1", who) == [(105,)]


async def benefit_code(merchant: Merchant) -> list[Event]:
    code = (await merchant.do("benefit.issue_code", merchant.members[0], benefit="drink"))["code"]
    return one(merchant, "benefit.redeem_code", code=code)


async def benefit_code_done(merchant: Merchant, found: Found) -> None:
    assert count(found) == {"done": 1, "code-used": N - 1}
    who = merchant.members[0]
    entitlement = "SELECT used, quota FROM entitlement WHERE benefit = 'drink' AND member_id = $1"
    assert await merchant.rows(entitlement, who) == [(1, 1)]


async def coupon_code(merchant: Merchant) -> list[Event]:
    await merchant.rows(
        "INSERT INTO code (tenant_id, code, kind, target, expires_us) VALUES ($1, 'GOLD', 'coupon', 'five', $2) "
        "RETURNING 1", merchant.tenant_id, FOREVER_US,
    )  # fmt: skip
    return everybody(merchant, "coupon.redeem_code", code="GOLD")


async def coupon_code_done(merchant: Merchant, found: Found) -> None:
    assert count(found) == {"done": 1, "code-used": N - 1}
    assert await coupons(merchant) == {"five/active": 1}
    (used,) = await merchant.rows("SELECT used_by FROM code WHERE code = 'GOLD'")
    assert await merchant.rows("SELECT member_id, code FROM coupon") == [(used[0], "GOLD")]


async def checkout_hold(merchant: Merchant) -> list[Event]:
    who = merchant.members[0]
    coupon = (await merchant.do("coupon.claim", who, batch="five"))["coupon_id"]
    cart = {**CART, "coupon_ids": [coupon], "max_points": 0}
    quoted = await merchant.do("checkout.quote", who, **cart)
    assert quoted["payable_cents"] == 1_500
    data = {**cart, "quote_hash": quoted["hash"]}
    return [Event("checkout.hold", who, f"race-{i}", 0, {**data, "hold_id": f"h{i}"}) for i in range(N)]


async def checkout_hold_done(merchant: Merchant, found: Found) -> None:
    assert count(found) == {"done": 1, "quote-changed": N - 1}
    assert await coupons(merchant) == {"five/locked": 1}


async def commit_or_release(merchant: Merchant) -> list[Event]:
    who = merchant.members[0]
    await merchant.do("coupon.claim", who, batch="five")
    await merchant.do("checkout.hold", who, hold_id="h", order_id="o", **CART)
    held = "SELECT available, held FROM wallet WHERE member_id = $1"
    assert await merchant.rows(held, who) == [(0, 100)]
    kinds = ("checkout.commit", "checkout.release")
    return [Event(kinds[i % 5 % 2], who, f"race-{i}", 0, {"hold_id": "h"}) for i in range(N)]


async def commit_or_release_done(merchant: Merchant, found: Found) -> None:
    """Paid once, whoever comes first: a payment that comes after the release knows its checkout by the number."""
    results = [item["result"] for item in found if "result" in item]
    (paid,) = [result for result in results if "order_id" in result]
    released = [result for result in results if "order_id" not in result]
    assert [result["status"] for result in released] in ([], ["released"])
    assert bool(paid.get("late")) is bool(released)
    done = 1 + len(released)
    assert count(found) == {"done": done, "checkout-not-found": N - done}
    who = merchant.members[0]
    assert await coupons(merchant) == {"five/used": 1}
    # 2000 − 500 − 1000 by 100 points: half of what is left after the coupon may be paid so, in whole steps
    orders = await merchant.rows("SELECT order_id, amount_cents, status FROM purchase")
    assert orders == [("o", paid["amount_cents"], "paid")]
    wallet = await merchant.rows("SELECT available, held FROM wallet WHERE member_id = $1", who)
    assert wallet == [(paid["amount_cents"] // 100, 0)]


async def paid_twice(merchant: Merchant) -> list[Event]:
    return one(merchant, "order.paid", order_id="o", amount_cents=7_000)


async def paid_twice_done(merchant: Merchant, found: Found) -> None:
    assert count(found) == {"done": 1, "order-already-paid": N - 1}
    who = merchant.members[0]
    assert await merchant.rows("SELECT available FROM wallet WHERE member_id = $1", who) == [(170,)]


async def refunds(merchant: Merchant) -> list[Event]:
    await merchant.do("order.paid", merchant.members[0], order_id="o", amount_cents=10_000)
    return one(merchant, "order.refunded", order_id="o", amount_cents=300)


async def refunds_done(merchant: Merchant, found: Found) -> None:
    assert count(found) == {"done": 33, "refund-exceeds-order": N - 33}
    assert await merchant.rows("SELECT refunded_cents, status FROM purchase") == [(9_900, "part_refunded")]
    who = merchant.members[0]
    assert await merchant.rows("SELECT available FROM wallet WHERE member_id = $1", who) == [(101,)]
    assert await merchant.rows("SELECT sum(amount) FROM posting WHERE kind = 'reverse'") == [(99,)]


async def mall_refund(merchant: Merchant) -> list[Event]:
    order = (await merchant.do("mall.redeem", merchant.members[0], item="mug"))["order_id"]
    kinds = ("mall.refund", "mall.fulfil")
    return [Event(kinds[i % 2], merchant.members[0], f"race-{i}", 0, {"order_id": order}) for i in range(N)]


async def mall_refund_done(merchant: Merchant, found: Found) -> None:
    counted = count(found)
    assert counted.pop("done") == 1
    (refusal,) = counted
    who = merchant.members[0]
    wanted = {"mall-refunded": (100, 41), "mall-fulfilled": (30, 40)}[refusal]
    assert await merchant.rows(
        "SELECT w.available, s.remaining FROM wallet w, stock s WHERE w.member_id = $1 AND s.item = 'mall:mug'", who
    ) == [wanted]


@dataclass(frozen=True)
class Race:
    prepare: Callable[[Merchant], Awaitable[list[Event]]]
    check: Callable[[Merchant, Found], Awaitable[None]]


RACES = {
    "quota": Race(quota, quota_done),
    "limit": Race(limit, limit_done),
    "imported": Race(imported, imported_done),
    "mall": Race(mall, mall_done),
    "check-in": Race(check_in, check_in_done),
    "benefit-code": Race(benefit_code, benefit_code_done),
    "coupon-code": Race(coupon_code, coupon_code_done),
    "checkout-hold": Race(checkout_hold, checkout_hold_done),
    "commit-release": Race(commit_or_release, commit_or_release_done),
    "paid-twice": Race(paid_twice, paid_twice_done),
    "refunds": Race(refunds, refunds_done),
    "mall-refund": Race(mall_refund, mall_refund_done),
}


@pytest.mark.parametrize("name", RACES)
async def test_callers_of_one_process(name: str, merchant: Merchant) -> None:
    events = await RACES[name].prepare(merchant)
    # two engines know nothing of each other's lanes
    async with merchant.engine(lanes=3) as one_engine, merchant.engine(lanes=2) as other:
        sent = [(one_engine, other)[i % 2].submit(event) for i, event in enumerate(events)]
        found = [summary(outcome) for outcome in await asyncio.gather(*sent)]
    await RACES[name].check(merchant, found)
    await merchant.assert_lawful()


@pytest.mark.parametrize("name", RACES)
async def test_four_processes(name: str, merchant: Merchant, workers: Workers) -> None:
    events = await RACES[name].prepare(merchant)
    found = await asyncio.to_thread(workers.submit, merchant.tenant_id, merchant.now_us, events)
    await RACES[name].check(merchant, found)
    await merchant.assert_lawful()


async def _requests(merchant: Merchant, who: int) -> list[tuple[str, dict[str, Any]]]:
    """Every kind of request, each of which would do something a second time under another key."""
    used, given = [(await merchant.do("coupon.claim", who, batch="five"))["coupon_id"] for _ in range(2)]
    order = (await merchant.do("mall.redeem", who, item="pin"))["order_id"]
    spent = await merchant.do("points.spend", who, asset="points", amount=20)
    await merchant.do("points.hold", who, asset="points", amount=10, hold_id="open")
    await merchant.do("order.paid", who, order_id="old", amount_cents=1_000)
    return [
        ("coupon.claim", {"batch": "rare"}), ("coupon.claim", {"batch": "partner"}),
        ("coupon.use", {"coupon_id": used, "saved_cents": 500}),
        ("coupon.gift", {"coupon_id": given, "to_member": "7"}),
        ("mall.redeem", {"item": "pin"}), ("mall.refund", {"order_id": order}), ("check_in.do", {}),
        ("benefit.redeem", {"benefit": "lounge"}), ("benefit.issue_code", {"benefit": "drink"}),
        ("points.earn", {"asset": "points", "amount": 5}), ("points.spend", {"asset": "points", "amount": 5}),
        ("points.refund", {"asset": "points", "amount": 4, "seq": spent["seq"]}),
        ("points.hold", {"asset": "points", "amount": 5, "hold_id": "h"}), ("points.commit", {"hold_id": "open"}),
        ("order.paid", {"order_id": "new", "amount_cents": 900}),
        ("order.refunded", {"order_id": "old", "amount_cents": 100}),
        ("checkout.hold", {**CART, "hold_id": "c", "order_id": "co"}),
    ]  # fmt: skip


async def test_the_same_key_64_times(merchant: Merchant) -> None:
    who = merchant.members[0]
    requests = await _requests(merchant, who)
    before = (await merchant.rows("SELECT ops FROM member_state WHERE member_id = $1", who))[0][0]
    for number, (type_, data) in enumerate(requests):
        event = Event(type_, who, f"same-{number}", 0, data)
        async with merchant.engine(lanes=3) as one_engine, merchant.engine(lanes=2) as other:
            sent = [(one_engine, other)[i % 2].submit(event) for i in range(64)]
            outcomes = await asyncio.gather(*sent)
        assert [outcome.error for outcome in outcomes if outcome.error] == [], type_
        assert sum(not outcome.replayed for outcome in outcomes) == 1, type_
        assert len({outcome.answer_json for outcome in outcomes}) == 1, type_
        after = (await merchant.rows("SELECT ops FROM member_state WHERE member_id = $1", who))[0][0]
        assert after == before + number + 1, type_
    await merchant.assert_lawful()


async def test_a_member_who_names_another_posting_in_each_request(merchant: Merchant) -> None:
    who = merchant.members[0]
    async with merchant.engine() as engine:
        spends = [Event("points.spend", who, f"s{i}", 0, {"asset": "points", "amount": 1}) for i in range(64)]
        spent = await asyncio.gather(*map(engine.submit, spends))
        seqs = [(outcome.answer or {})["result"]["seq"] for outcome in spent]
        back = [
            Event("points.refund", who, f"r{seq}", 0, {"asset": "points", "amount": 1, "seq": seq}) for seq in seqs
        ]  # fmt: skip
        found = [summary(outcome) for outcome in await asyncio.gather(*map(engine.submit, back))]
    assert count(found) == {"done": 64}
    assert await merchant.rows("SELECT available FROM wallet WHERE member_id = $1", who) == [(100,)]
    await merchant.assert_lawful()


async def test_tenants_do_not_share_stock(merchant: Merchant, shared: TestDatabase) -> None:
    other = await open_merchant(shared, merchant.pool, "other-stock", 2)
    assert await merchant.do("coupon.claim", merchant.members[0], batch="rare")
    connection = await connect(shared.dsn)
    async with transaction(connection, tenant_id=other.tenant_id):
        assert await connection.fetchval("SELECT remaining FROM stock WHERE item = 'coupon:rare'") == 37
    await connection.close()
