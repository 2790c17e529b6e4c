"""A member as of a moment, over HTTP."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.api.data_shop import serve_shop
from tests.api.support import Served
from tests.server import TestDatabase


@pytest.fixture(scope="module")
def shop(module_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serve_shop(module_database, tmp_path_factory.mktemp("history")) as shop:
        yield shop


def now_us() -> int:
    time.sleep(0.01)
    return time.time_ns() // 1_000


def test_a_life_is_told_moment_by_moment(shop: Served) -> None:
    before = now_us()
    member = shop.member("past")
    joined = now_us()
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": "o1", "amount_cents": 40_000})
    ordered = now_us()
    shop.ok("POST", f"/v1/members/{member}/points/hold", {"asset": "points", "amount": 120, "hold_id": "h"})
    held = now_us()
    shop.ok("POST", f"/v1/members/{member}/points/holds/h/release", {})
    shop.ok("POST", f"/v1/members/{member}/mall/redeem", {"item": "five_yuan"})
    coupon = shop.ok("GET", f"/v1/members/{member}/coupons?status=active")["items"][0]
    redeemed = now_us()
    shop.ok("POST", f"/v1/members/{member}/orders/o1/refunds", {"refund_id": "r", "full": True})

    def look(t_us: int) -> dict[str, object]:
        found = shop.ok("GET", f"/v1/members/{member}/past?as_of_us={t_us}", key="reader")
        points = next((one for one in found["accounts"] if one["asset"] == "points"), {"available": 0, "held": 0})
        assert sum(lot["remaining"] for lot in found["lots"]) == points["available"]
        return {
            "tier": found["tier"]["id"], "available": points["available"], "held": points["held"],
            "holds": [hold["hold_id"] for hold in found["holds"]], "coupons": len(found["coupons"]),
        }  # fmt: skip

    assert shop.problem(404, "GET", f"/v1/members/{member}/past?as_of_us={before}")["code"] == "not-found"
    assert look(joined) == {"tier": "basic", "available": 100, "held": 0, "holds": [], "coupons": 0}
    after_order = look(ordered)
    assert (after_order["tier"], after_order["available"], after_order["coupons"]) == ("silver", 550, 2)
    assert look(held) == {**after_order, "available": 430, "held": 120, "holds": ["h"]}
    assert look(redeemed) == {**after_order, "available": 460, "coupons": 3}
    assert coupon["status"] == "active"
    assert look(now_us())["available"] == sum(
        amount
        for (amount,) in shop.rows(
            "SELECT available FROM wallet WHERE member_id = $1 AND asset = 'points'", int(member)
        )
    )
    told = shop.ok("GET", f"/v1/members/{member}/past?as_of_us={ordered}")
    assert told["exact"] == ["accounts", "lots.remaining", "holds", "tier"]
    assert "profile" in told["not_derived"]
    assert [(one["status"], one["exact"]) for one in told["coupons"]] == [("active", True), ("active", True)]


def test_what_comes_after_the_moment_does_not_show(shop: Served) -> None:
    member = shop.member("between")
    shop.ok("POST", f"/v1/members/{member}/points/earn", {"asset": "points", "amount": 11})
    moment = now_us()
    shop.ok("POST", f"/v1/members/{member}/points/hold", {"asset": "points", "amount": 100, "hold_id": "p"})
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": "p", "amount_cents": 30_000})
    then = shop.ok("GET", f"/v1/members/{member}/past?as_of_us={moment}")
    accounts = {one.pop("asset"): one for one in then["accounts"]}
    assert accounts["points"] == {
        "available": 111, "pending": 0, "held": 0, "frozen": 0, "debt": 0, "earned": 111
    }  # fmt: skip
    assert (then["tier"]["id"], then["operations"], then["as_of_us"]) == ("basic", 2, moment)
    now = shop.ok("GET", f"/v1/members/{member}")
    points = next(one for one in now["balances"] if one["asset"] == "points")
    assert (now["tier"]["id"], points["available"], points["held"]) == ("silver", 361, 100)
    assert shop.problem(404, "GET", f"/v1/members/{member}/past?as_of_us=1500000000000000")["code"] == "not-found"


def test_coupons_and_uses_of_benefits_are_as_they_were(shop: Served) -> None:
    member = shop.member("holder")
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": "big", "amount_cents": 120_000})
    coupon = next(
        one for one in shop.ok("GET", f"/v1/members/{member}/coupons?status=active")["items"]
        if one["batch"] == "silver_20"
    )["coupon_id"]  # fmt: skip

    def look(t_us: int) -> tuple[str | None, int]:
        found = shop.ok("GET", f"/v1/members/{member}/past?as_of_us={t_us}")
        assert all(one["exact"] for one in [*found["coupons"], *found["entitlements"]])
        coupons = {one["coupon_id"]: one["status"] for one in found["coupons"]}
        snacks = sum(one["used"] for one in found["entitlements"] if one["benefit"] == "free_snack")
        return coupons.get(coupon), snacks

    moments = [now_us()]
    drinks = [{"sku": "tea", "category": "drink", "quantity": 4, "unit_cents": 2_500}]
    shop.ok("POST", f"/v1/members/{member}/checkout/hold", {"hold_id": "c", "lines": drinks, "coupon_ids": [coupon]})
    moments.append(now_us())
    shop.ok("POST", f"/v1/members/{member}/checkout/release", {"hold_id": "c"})
    code = shop.ok("POST", f"/v1/members/{member}/benefits/free_snack/code", {})["result"]["code"]
    used = shop.ok("POST", "/v1/redeem", {"code": code})["result"]
    moments.append(now_us())
    shop.ok("POST", f"/v1/members/{member}/benefit-redemptions/{used['redemption']}/cancel", {})
    moments.append(now_us())
    assert [look(t_us) for t_us in moments] == [("active", 0), ("locked", 0), ("active", 1), ("active", 0)]


def test_a_moment_must_be_one(shop: Served) -> None:
    member = shop.member("moment")
    for query in ("", "?as_of_us=5", "?as_of_us=-1", "?as_of_us=x", "?as_of_us=99999999999999999999"):
        problem = shop.problem(422, "GET", f"/v1/members/{member}/past{query}")
        assert problem["faults"][0]["path"] == "query.as_of_us"
    assert shop.problem(404, "GET", f"/v1/members/77777/past?as_of_us={now_us()}")["code"] == "not-found"
