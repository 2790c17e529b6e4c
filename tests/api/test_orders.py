"""Orders over HTTP: read line by line, refunded by line, and by many callers at once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from tests.api.support import Served

LINES = [
    {"sku": "tea", "category": "drink", "unit_cents": 2_000, "quantity": 10, "tags": ["hot"]},
    {"id": "cake", "sku": "cake", "category": "snack", "unit_cents": 3_000},
]


def pay(shop: Served, member: str, order_id: str, amount: int = 23_500) -> None:
    order = {"order_id": order_id, "amount_cents": amount, "delivery_cents": 500, "lines": LINES}
    shop.ok("POST", f"/v1/members/{member}/orders", order)


def test_an_order_is_read_and_refunded_by_line(shop: Served) -> None:
    member = shop.member("lines_a")
    pay(shop, member, "L-1")
    seen = shop.ok("GET", "/v1/orders/L-1")
    assert (seen["member_id"], seen["status"]) == (member, "paid")
    assert (seen["amount_cents"], seen["delivery_cents"]) == (23_500, 500)
    earned = {one["rule"]: one["amount"] for one in seen["earned"]}
    assert earned["earning.spend"] == 235
    tea, cake = seen["lines"]
    assert (tea["id"], tea["quantity"], tea["tags"]) == ("1", 10, ["hot"])
    assert (tea["paid_cents"], tea["left_cents"]) == (20_000, 20_000)
    assert (cake["id"], cake["paid_cents"]) == ("cake", 3_000)
    assert (tea["earned"]["points"], cake["earned"]["points"]) == (200, 30)
    back = {"refund_id": "1", "lines": [{"sku": "tea", "quantity": 3}]}
    told = shop.ok("POST", f"/v1/members/{member}/orders/L-1/refunds", back)["result"]
    assert told == {
        "order_id": "L-1", "amount_cents": 6_000, "left_cents": 17_500, "full": False,
        "taken_back": {"points": 60, "growth": 60}, "given_back": {},
    }  # fmt: skip
    seen = shop.ok("GET", f"/v1/members/{member}/orders/L-1")
    assert (seen["status"], seen["refunded_cents"], seen["refunds"]) == ("part_refunded", 6_000, ["1"])
    assert [(line["returned"], line["refunded_cents"], line["left_cents"]) for line in seen["lines"]] == [
        (3, 6_000, 14_000), (0, 0, 3_000),
    ]  # fmt: skip
    assert {one["rule"]: one["reversed"] for one in seen["earned"]}["earning.spend"] == 60
    token = shop.ok("POST", f"/v1/members/{member}/token", {})["token"]
    assert shop.ok("GET", "/v1/members/me/orders/L-1", key=token) == seen
    assert shop.problem(403, "GET", "/v1/orders/L-1", key=token)["code"] == "forbidden"
    assert shop.problem(404, "GET", "/v1/orders/nobody's")["code"] == "not-found"


def test_rewards_that_go_back_and_what_of_them_stays_are_listed(shop: Served) -> None:
    member = shop.member("rewards_back")
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": "R-1", "amount_cents": 30_000})
    answer = shop.ok("POST", f"/v1/members/{member}/orders/R-1/refunds", {"refund_id": "1", "full": True})
    assert answer["tier"] == "basic"
    pack = [one for one in answer["result"]["rewards_back"] if one["rule"] == "tiers.silver.pack"]
    taken = [("coupon", "silver_20", 1), ("asset", "points", 50), ("badge", "silver_member", 1)]
    assert [(one["kind"], one["name"], one["amount"]) for one in pack[0]["taken"]] == taken
    assert pack[0]["stays"] == []
    seen = shop.ok("GET", f"/v1/members/{member}/orders/R-1")
    assert [one["rule"] for one in seen["rewards_back"]] == [one["rule"] for one in answer["result"]["rewards_back"]]


def test_every_fault_of_lines_is_named(shop: Served) -> None:
    member = shop.member("lines_b")
    bad = {"order_id": "L-2", "amount_cents": 100, "lines": [{"sku": 7}, {"quantity": 0, "colour": "red"}, {}]}
    faults = shop.problem(422, "POST", f"/v1/members/{member}/orders", bad)["faults"]
    assert [(fault["path"], fault["code"]) for fault in faults] == [
        ("lines.0.sku", "wrong-type"), ("lines.1.quantity", "out-of-range"), ("lines.1.colour", "unknown-field"),
    ]  # fmt: skip
    many = {"order_id": "L-2", "amount_cents": 100, "lines": [{"sku": "a"}] * 501}
    assert shop.problem(422, "POST", f"/v1/members/{member}/orders", many)["faults"][0]["path"] == "lines"
    assert shop.problem(404, "GET", "/v1/orders/L-2")["code"] == "not-found"


def points_of(shop: Served, member: str) -> int:
    found = shop.rows("SELECT available::int FROM wallet WHERE member_id = $1 AND asset = 'points'", int(member))
    return int(found[0][0]) if found else 0


def test_an_order_is_one_members_and_moves_to_the_rightful_one(shop: Served) -> None:
    ann, bob = shop.member("lines_c"), shop.member("lines_d")
    before = points_of(shop, ann)
    pay(shop, ann, "L-3")
    problem = shop.problem(
        409, "POST", f"/v1/members/{bob}/orders", {"order_id": "L-3", "amount_cents": 23_500, "lines": LINES}
    )
    assert (problem["code"], problem["reason"], problem["other_member"]) == ("refused", "order-already-paid", True)
    assert "member_id" not in problem
    earned, of_bob = points_of(shop, ann) - before, points_of(shop, bob)
    path = f"/v1/members/{ann}/orders/L-3/move"
    body = {"to_member": "wechat:lines_d", "reason": "scanned with the wrong phone"}
    answer = shop.ok("POST", path, body, **{"Idempotency-Key": "move-1"})
    assert answer["result"] == {"order_id": "L-3", "to_member": bob}
    assert (points_of(shop, ann), answer["replayed"]) == (before, False)
    limit = time.monotonic() + 60
    while points_of(shop, bob) == of_bob:
        assert time.monotonic() < limit, "the order did not arrive"
    assert points_of(shop, bob) - of_bob == earned
    assert shop.ok("POST", path, body, **{"Idempotency-Key": "move-1"})["replayed"]
    assert shop.problem(409, "POST", path, body)["reason"] == "order-moved"
    seen = shop.ok("GET", "/v1/orders/L-3")
    assert (seen["member_id"], seen["status"], seen["moved_from"], seen["moved_to"]) == (bob, "paid", ann, None)
    left = shop.ok("GET", f"/v1/members/{ann}/orders/L-3")
    assert (left["status"], left["moved_from"], left["moved_to"]) == ("refunded", None, bob)
    audit = shop.rows("SELECT actor, subject, details FROM audit_log WHERE action = 'order.moved'")
    assert [(row[1], row[2]) for row in audit] == [
        (f"member/{ann}", {"order_id": "L-3", "to_member": bob, "reason": body["reason"], "key": "move-1"})
    ]
    assert audit[0][0].startswith("key:")
    facts = shop.rows(
        "SELECT f.value->>0 FROM outbox o, json_array_elements(o.facts) f "
        "WHERE f.value->1->>'order_id' = 'L-3' AND f.value->>0 LIKE 'order.%' ORDER BY 1"
    )
    assert [row[0] for row in facts] == ["order.arrived", "order.moved"]


def test_sixty_four_callers_return_one_piece_each_of_ten(shop: Served) -> None:
    member = shop.member("lines_e")
    pay(shop, member, "L-4")
    path = f"/v1/members/{member}/orders/L-4/refunds"

    def give_back(number: int) -> int:
        body = {"refund_id": f"r{number}", "lines": [{"sku": "tea", "quantity": 1}]}
        return shop.call("POST", path, body).status_code

    with ThreadPoolExecutor(16) as pool:
        codes = list(pool.map(give_back, range(64)))
    assert sorted(set(codes)) == [200, 409]
    assert codes.count(200) == 10
    seen = shop.ok("GET", "/v1/orders/L-4")
    assert (seen["refunded_cents"], seen["status"]) == (20_000, "part_refunded")
    assert [(line["returned"], line["left_cents"]) for line in seen["lines"]] == [(10, 0), (0, 3_000)]
    spend = next(one for one in seen["earned"] if one["rule"] == "earning.spend")
    assert (spend["amount"], spend["reversed"]) == (235, 200)


def test_a_quote_says_in_words_what_each_step_took(shop: Served) -> None:
    member = shop.member("words_a")
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": "W-1", "amount_cents": 32_000})
    cart = {"lines": [{"sku": "tea", "category": "drink", "unit_cents": 2_000, "quantity": 2}], "delivery_cents": 500}
    path = f"/v1/members/{member}/checkout"
    quoted = shop.ok("POST", f"{path}/quote?lang=zh", cart)
    assert [one["id"] for one in quoted["result"]["steps"]] == ["silver_price", "three_off", "100"]
    assert quoted["texts"]["result"]["steps"] == [
        {"name": "白银 9.5 折", "text": "会员价减 2 元"}, {"name": "满 15 减 3", "text": "用券减 3 元"},
        {"name": "结算", "text": "100 积分抵 10 元"},
    ]  # fmt: skip
    assert quoted["texts"]["result"]["unused"] == [{"name": "满 60 减 20", "text": "满 60 减 20：还差 22 元 可用"}]
    held = shop.ok("POST", f"{path}/hold?lang=en", {**cart, "hold_id": "w"})
    assert held["result"]["payable_cents"] == held["result"]["quote"]["payable_cents"] == 3_000
    assert held["texts"]["result"]["steps"][0] == {"name": "Silver 5 % off", "text": "member price: ¥2 off"}
    assert "texts" not in shop.ok("POST", f"{path}/quote?texts=false", cart)
    assert "result" not in shop.ok("POST", f"{path}/release", {"hold_id": "w"})["texts"]
