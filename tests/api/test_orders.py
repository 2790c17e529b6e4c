"""Orders over HTTP: read line by line, refunded by line, and by many callers at once."""

from __future__ import annotations

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
    shop.ok("POST", f"/v1/members/{member}/orders/L-1/refunds", back)
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


def test_two_members_with_orders_of_one_id(shop: Served) -> None:
    ann, bob = shop.member("lines_c"), shop.member("lines_d")
    pay(shop, ann, "L-3")
    pay(shop, bob, "L-3")
    assert shop.problem(409, "GET", "/v1/orders/L-3")["code"] == "order-ambiguous"
    assert shop.ok("GET", f"/v1/members/{bob}/orders/L-3")["member_id"] == bob


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
