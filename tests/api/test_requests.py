"""Requests of members over HTTP: each row of the table does what its event does, once."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest

from liuke.features import DOMAINS, REQUESTS
from tests.api.support import Served
from tests.waiting import until


def points(shop: Served, member: str, asset: str = "points") -> int:
    found = shop.ok("GET", f"/v1/members/{member}")["balances"]
    return next(int(balance["available"]) for balance in found if balance["asset"] == asset)


def give(shop: Served, member: str, amount: int) -> None:
    shop.ok("POST", f"/v1/members/{member}/points/earn", {"asset": "points", "amount": amount})


def test_every_request_type_of_the_catalogue_has_a_row(shop: Served) -> None:
    del shop
    requests = {event.name for domain in DOMAINS for event in domain.event_types if event.origin == "request"}
    rows = REQUESTS.keys()
    assert requests - rows == {"points.adjust"}  # a second person approves it
    assert rows - requests == {"order.paid", "order.refunded"}


def test_earn_spend_refund(shop: Served) -> None:
    member = shop.member("r1")
    path = f"/v1/members/{member}/points"
    give(shop, member, 50)
    spent = shop.ok("POST", f"{path}/spend", {"asset": "points", "amount": 120, "ref": "gift"})
    assert spent["result"]["balance"] == 30
    problem = shop.problem(409, "POST", f"{path}/spend", {"asset": "points", "amount": 31})
    assert (problem["code"], problem["reason"]) == ("refused", "insufficient-balance")
    back = {"asset": "points", "amount": 100, "seq": spent["result"]["seq"]}
    assert shop.ok("POST", f"{path}/refund", back)["result"]["balance"] == 130
    assert points(shop, member) == 130


def test_the_key_of_a_request_is_needed_and_keeps(shop: Served) -> None:
    member = shop.member("r2")
    path = f"/v1/members/{member}/points/earn"
    body = {"asset": "points", "amount": 7}
    with shop.client() as client:
        missing = client.post(path, json=body)
        assert (missing.status_code, missing.json()["faults"][0]["path"]) == (422, "Idempotency-Key")
        answers = [client.post(path, json=body, headers={"Idempotency-Key": "same"}) for _ in range(3)]
    assert [answer.json()["replayed"] for answer in answers] == [False, True, True]
    assert points(shop, member) == 107


def test_sixty_four_calls_with_one_key_are_one_operation(shop: Served) -> None:
    member = shop.member("r3")
    with shop.client(**{"Idempotency-Key": "herd"}) as client, ThreadPoolExecutor(64) as pool:
        sent = [
            pool.submit(client.post, f"/v1/members/{member}/points/earn", json={"asset": "points", "amount": 3})
            for _ in range(64)
        ]
        answers = [one.result() for one in sent]
    assert {answer.status_code for answer in answers} == {200}
    assert sum(not answer.json()["replayed"] for answer in answers) == 1
    assert points(shop, member) == 103


def test_holds(shop: Served) -> None:
    member = shop.member("r4")
    path = f"/v1/members/{member}/points"
    shop.ok("POST", f"{path}/hold", {"asset": "points", "amount": 40, "hold_id": "h1"})
    shop.ok("POST", f"{path}/hold", {"asset": "points", "amount": 10, "hold_id": "h2"})
    holds = shop.ok("GET", f"/v1/members/{member}/holds")["items"]
    assert [(hold["hold_id"], hold["amount"], hold["status"]) for hold in holds] == [
        ("h1", 40, "open"),
        ("h2", 10, "open"),
    ]
    shop.ok("POST", f"{path}/holds/h1/commit")
    shop.ok("POST", f"{path}/holds/h2/release")
    assert shop.problem(409, "POST", f"{path}/holds/h1/release")["reason"] == "hold-closed"
    assert points(shop, member) == 60
    assert shop.ok("GET", f"/v1/members/{member}/holds")["items"] == []


def test_check_in_and_its_calendar(shop: Served) -> None:
    member = shop.member("r5")
    done = shop.ok("POST", f"/v1/members/{member}/check-in", {})
    today = done["result"]["day"]
    date.fromisoformat(today)
    assert done["result"] == {"day": today, "streak": 1, "run": 1, "position": 1, "total": 1}
    assert done["texts"]["gains"][:1] == ["5 Points (Daily check-in)"]
    refused = shop.problem(409, "POST", f"/v1/members/{member}/check-in")
    assert (refused["reason"], refused["day"]) == ("already-checked-in", today)
    assert refused["detail"] == f"{today} is checked in already"
    calendar = shop.ok("GET", f"/v1/members/{member}/check-in?month={today[:7]}")
    assert (calendar["checked"], calendar["made_up"]) == ([today], [])
    assert calendar["today"]["streak"] == 1
    yesterday = (date.fromisoformat(today) - timedelta(days=1)).isoformat()
    problem = shop.problem(409, "POST", f"/v1/members/{member}/check-in/make-up", {"day": yesterday})
    assert problem["reason"] == "make-up-day"
    assert (problem["fix"], problem["first"]) == ("the member joined today", today)
    problem = shop.problem(422, "POST", f"/v1/members/{member}/check-in/make-up", {"day": "2026-02-31"})
    assert problem["faults"][0]["code"] == "not-a-day"


def test_coupons(shop: Served) -> None:
    ann, bob = shop.member("r6a"), shop.member("r6b")
    claim = f"/v1/members/{ann}/coupons/claim"
    assert shop.problem(409, "POST", claim, {"batch": "delivery"})["reason"] == "coupon-not-for-member"
    shop.ok("POST", f"/v1/members/{ann}/orders", {"order_id": "big", "amount_cents": 30_000})  # silver
    coupon_id = shop.ok("POST", claim, {"batch": "delivery"})["result"]["coupon_id"]
    mine = shop.ok("GET", f"/v1/members/{ann}/coupons?status=active")["items"]
    assert sorted(coupon["batch"] for coupon in mine) == ["delivery", "silver_20", "three_off"]
    assert {coupon["coupon_id"] for coupon in mine if coupon["batch"] == "delivery"} == {coupon_id}
    problem = shop.problem(409, "POST", f"/v1/members/{ann}/coupons/{coupon_id}/gift", {"to_member": bob})
    assert problem["reason"] == "coupon-not-transferable"
    shop.ok("POST", f"/v1/members/{ann}/coupons/{coupon_id}/use", {"order_id": "x", "saved_cents": 500}, key="owner")
    assert shop.problem(409, "POST", f"/v1/members/{ann}/coupons/{coupon_id}/revoke", {})["code"] == "refused"
    first = shop.ok("GET", f"/v1/members/{ann}/coupons?limit=2")
    rest = shop.ok("GET", f"/v1/members/{ann}/coupons?limit=2&cursor={first['next_cursor']}")
    seen = [coupon["coupon_id"] for page in (first, rest) for coupon in page["items"]]
    assert len(seen) == len(set(seen)) == 3
    assert rest["next_cursor"] is None


def test_a_clerk_redeems_by_the_code_alone_and_once(shop: Served) -> None:
    member = shop.member("r7")
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": "bigger", "amount_cents": 100_000})  # gold
    code = shop.ok("POST", f"/v1/members/{member}/benefits/free_snack/code", {"seconds": 120})["result"]["code"]
    assert shop.problem(403, "POST", "/v1/redeem", {"code": code}, key="reader")["scopes"] == ["redeem"]
    with ThreadPoolExecutor(16) as pool:
        tries = [
            pool.submit(
                shop.call, "POST", "/v1/redeem", {"code": code.lower()}, key="clerk", **{"Idempotency-Key": f"c{i}"}
            )
            for i in range(16)
        ]
        answers = [one.result() for one in tries]
    good = [answer.json() for answer in answers if answer.status_code == 200]
    assert [(one["member_id"], one["result"]["benefit"]) for one in good] == [(member, "free_snack")]
    reasons = {answer.json()["reason"] for answer in answers if answer.status_code != 200}
    assert reasons <= {"code-used", "benefit-used-up"}
    assert shop.problem(409, "POST", "/v1/redeem", {"code": "NOBODYHAS1"}, key="clerk")["reason"] == "code-not-found"
    clerk = shop.keys["clerk"].split("_")[1]
    used = shop.rows("SELECT data ->> 'clerk' FROM record WHERE kind = 'redeem_code_used' AND key = $1", code)
    assert used == [(f"key:{clerk}",)]


def test_checkout_from_quote_to_refund(shop: Served) -> None:
    member = shop.member("r8")
    path = f"/v1/members/{member}/checkout"
    lines = [{"sku": "tea", "category": "drink", "unit_cents": 2_000, "quantity": 1}]
    quote = shop.ok("POST", f"{path}/quote", {"lines": lines})["result"]
    assert quote["payable_cents"] == 1_800  # the first order is 10 % off
    held = shop.ok("POST", f"{path}/hold", {"lines": lines, "hold_id": "c1", "order_id": "o-c1"})["result"]
    assert held["quote"]["payable_cents"] == 1_800
    paid = shop.ok("POST", f"{path}/commit", {"hold_id": "c1"})
    assert paid["result"]["amount_cents"] == 1_800
    assert points(shop, member) == 118
    shop.ok("POST", f"/v1/members/{member}/orders/o-c1/refunds", {"refund_id": "rf1", "full": True})
    assert points(shop, member) == 100
    assert shop.problem(409, "POST", f"{path}/release", {"hold_id": "c1"})["reason"] == "checkout-not-found"


def test_the_mall_sells_what_is_there(shop: Served) -> None:
    member = shop.member("r9")
    give(shop, member, 1_000)
    bought = shop.ok("POST", f"/v1/members/{member}/mall/redeem", {"item": "mug"})["result"]
    assert (bought["points"], bought["status"]) == (600, "waiting")
    assert shop.problem(409, "POST", f"/v1/members/{member}/mall/redeem", {"item": "mug"})["reason"] == "mall-limit"
    orders = f"/v1/members/{member}/mall/orders/{bought['order_id']}"
    assert shop.ok("POST", f"{orders}/fulfil", {"note": "taken"})["result"]["status"] == "done"
    assert shop.problem(409, "POST", f"{orders}/refund", {})["reason"] == "mall-fulfilled"
    assert points(shop, member) == 500


def test_gifts_name_the_receiver_as_clients_do(shop: Served) -> None:
    giver = shop.member("r10")
    shop.member("r10b")
    path = f"/v1/members/{giver}/points/gift"
    made = shop.ok("POST", path, {"asset": "points", "amount": 30, "to_member": "wechat:r10b"})
    gift_id = made["result"]["gift_id"]
    assert points(shop, giver) == 70
    assert shop.problem(404, "POST", path, {"asset": "points", "amount": 1, "to_member": "wechat:nobody"})
    nobody = shop.problem(404, "POST", path, {"asset": "points", "amount": 1, "to_member": "999999999"})
    assert nobody["fix"] == "name somebody else in to_member"
    assert points(shop, giver) == 70
    accept = f"/v1/members/wechat:r10b/points/gifts/{gift_id}/accept"
    # the offer is delivered right after the commit, which the answer does not wait for
    asyncio.run(until(lambda: shop.call("POST", accept).status_code == 200))
    asyncio.run(until(lambda: points(shop, "wechat:r10b") == 130))
    assert (
        shop.problem(409, "POST", path, {"asset": "points", "amount": 1, "to_member": giver})["reason"]
        == "gift-to-self"
    )


def test_freezing_says_who(shop: Served) -> None:
    member = shop.member("r11")
    path = f"/v1/members/{member}/points"
    shop.ok("POST", f"{path}/freeze", {"asset": "points", "hold_id": "fz", "reason": "looked into"})
    assert points(shop, member) == 0
    assert (
        shop.problem(409, "POST", f"{path}/spend", {"asset": "points", "amount": 1})["reason"] == "insufficient-balance"
    )
    shop.ok("POST", f"{path}/freezes/fz/lift", {"reason": "cleared"})
    assert points(shop, member) == 100


def test_a_task_is_claimed_by_its_period(shop: Served) -> None:
    member = shop.member("r12")
    body = {"period": "2026-01-05"}
    problem = shop.problem(409, "POST", f"/v1/members/{member}/tasks/weekly_two/claim", body)
    assert problem["code"] == "refused"
    problem = shop.problem(409, "POST", f"/v1/members/{member}/tasks/nonsense/claim")
    assert problem["reason"] == "activity-unknown"


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("points/earn", {"asset": "points", "amount": 0}, "out-of-range"),
        ("points/earn", {"asset": "points", "amount": 10**30}, "out-of-range"),
        ("points/earn", {"asset": "points", "amount": 1.5}, "wrong-type"),
        ("points/earn", {"asset": "", "amount": 1}, "out-of-range"),
        ("points/earn", {"asset": "points", "amount": 1, "expires_us": 2**62}, "out-of-range"),
        ("points/earn", {"asset": "points", "amount": 1, "expires_us": 1_800_000_000}, "out-of-range"),
        ("points/hold", {"asset": "points", "amount": 1, "hold_id": "h", "expires_us": 1}, "out-of-range"),
        ("coupons/x/use", {"saved_cents": -1}, "out-of-range"),
        ("checkout/quote", {"lines": []}, "out-of-range"),
        ("orders", {"order_id": "o", "amount_cents": -5}, "out-of-range"),
        ("check-in/make-up", {"day": "yesterday"}, "out-of-range"),
    ],
)
def test_limits_of_fields(shop: Served, path: str, body: dict[str, Any], code: str) -> None:
    problem = shop.problem(422, "POST", f"/v1/members/1/{path}", body)
    assert [fault["code"] for fault in problem["faults"]] == [code]


def test_days_are_dates_whichever_way_it_was_asked(shop: Served) -> None:
    member = shop.member("days")
    event = {"type": "check_in.do", "member": member, "key": "ci"}
    day = shop.ok("POST", "/v1/events", event)["result"]["day"]
    date.fromisoformat(day)
    again = shop.ok("POST", "/v1/events/batch", {"events": [event]})["results"][0]["answer"]
    assert (again["replayed"], again["result"]["day"]) == (True, day)
    assert shop.ok("GET", f"/v1/members/{member}/operations/ci")["answer"]["result"]["day"] == day


def test_a_basket_is_told_all_that_is_wrong_with_its_lines(shop: Served) -> None:
    lines = [
        {"sku": "a", "unit_cents": 100, "quantity": 1},
        {"sku": "b", "unit_cents": 1.5, "quantity": 0},
        {"unit_cents": "3", "qty": 2},
    ]
    problem = shop.problem(422, "POST", "/v1/members/1/checkout/quote", {"lines": lines, "delivery_cents": -1})
    assert [(fault["path"], fault["code"]) for fault in problem["faults"]] == [
        ("lines.1.unit_cents", "wrong-type"), ("lines.1.quantity", "out-of-range"), ("lines.2.sku", "missing"),
        ("lines.2.unit_cents", "wrong-type"), ("lines.2.qty", "unknown-field"), ("delivery_cents", "out-of-range"),
    ]  # fmt: skip


def test_time_of_an_order_may_lie_back_but_not_ahead(shop: Served) -> None:
    member = shop.member("r13")
    now_us = time.time_ns() // 1_000
    body = {"order_id": "late", "amount_cents": 1_000, "t_us": now_us - 3_600_000_000}
    assert shop.ok("POST", f"/v1/members/{member}/orders", body)["balances"]["points"] == 110
    for t_us in (1, now_us + 3 * 86_400_000_000, 2**61):
        problem = shop.problem(422, "POST", f"/v1/members/{member}/orders", {**body, "t_us": t_us})
        assert problem["faults"][0]["path"] == "t_us"
