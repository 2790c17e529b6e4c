"""An order is found by its number from anywhere, and says what it earned and how; refunds are previewed and done."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.api.people_support import log_in
from tests.api.support import Served


def test_the_story_of_an_order(shop: Served) -> None:
    member = shop.member("story")
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": "S-1001", "amount_cents": 9_780})
    story = shop.ok("GET", "/v1/orders/S-1001/story")
    assert (story["order"]["member_id"], story["order"]["amount_cents"]) == (member, 9_780)
    points = next(one for one in story["earned"] if one["asset"] == "points")
    assert points["formula"].startswith(f"{points['amount']} ")
    assert "¥97.80" in points["formula"]
    chinese = shop.ok("GET", "/v1/orders/S-1001/story", **{"Accept-Language": "zh"})
    assert "97.80 元" in next(one for one in chinese["earned"] if one["asset"] == "points")["formula"]
    assert {(one["kind"], one["delta"] > 0) for one in story["movements"]} == {("earn", True)}
    assert [step["type"] for step in story["steps"]] == ["order.paid"]

    explained = shop.ok("GET", f"/v1/members/{member}/operations/{story['steps'][0]['key']}")
    assert points["formula"] in [line["formula"] for line in explained["reasons"]]

    shop.ok("POST", f"/v1/members/{member}/orders/S-1001/refunds", {"refund_id": "R-1", "amount_cents": 4_000})
    after = shop.ok("GET", "/v1/orders/S-1001/story")
    assert [step["type"] for step in after["steps"]] == ["order.paid", "order.refunded"]
    back = [one for one in after["movements"] if one["asset"] == "points" and one["delta"] < 0]
    assert [one["delta"] for one in back] == [-sum(e["reversed"] for e in after["earned"] if e["asset"] == "points")]
    assert shop.problem(404, "GET", "/v1/orders/S-none/story")["code"] == "not-found"

    done = subprocess.run(
        [sys.executable, "-m", "liuke.cli.main", "explain", "S-1001", "--json", "--locale", "en"],
        env=shop.environ, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert points["formula"] in [one["formula"] for one in json.loads(done.stdout)["earned"]]


def test_things_are_found_by_what_customers_say_and_never_by_our_numbers(shop: Served) -> None:
    made = {"namespace": "phone", "external_id": "13655550000"}
    member = shop.ok("POST", "/v1/members", made)["member_id"]
    shop.ok("POST", f"/v1/members/{member}/identities", {"namespace": "till", "external_id": "card-777"})
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": "FIND-1", "amount_cents": 100})
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": "FIND-12", "amount_cents": 100})

    def find(text: str) -> list[tuple[str, str]]:
        return [(one["kind"], one["id"]) for one in shop.ok("GET", f"/v1/search?q={text}")["items"]]

    assert find("13655550000") == find("phone:13655550000") == find("card-777") == find("card-") == [("member", member)]
    assert find("FIND-1") == [("order", "FIND-1"), ("order", "FIND-12")]
    assert find("FIND-12") == [("order", "FIND-12")]
    assert find("1365555") == find("nothing-is-called-so") == find("%") == []
    # a number that is only ours finds nobody
    assert ("member", member) not in find(member)
    assert member not in [row["member_id"] for row in shop.ok("GET", f"/v1/members?q={member}")["items"]]
    shop.problem(422, "GET", "/v1/search?q=" + "x" * 201)


def test_operators_refund_what_the_till_forgot_and_readers_do_not(shop: Served) -> None:
    member = shop.member("forgot")
    lines = [{"id": "a", "unit_cents": 2_000, "quantity": 2}, {"id": "b", "unit_cents": 1_000, "quantity": 1}]
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": "F-1", "amount_cents": 5_000, "lines": lines})
    refund = {"refund_id": "by-hand-1", "lines": [{"id": "a", "quantity": 1}]}
    data = {"order_id": "F-1", **refund}
    seen = shop.ok("POST", "/v1/dry-run", {"member": member, "type": "order.refunded", "data": data})
    assert seen["steps"][0]["refused"] is None
    operator, reader = (log_in(shop, f"{role}-refunds@example.com", role) for role in ("operator", "reader"))
    path = f"/v1/members/{member}/orders/F-1/refunds"
    assert reader.call("POST", path, refund).status_code == 403
    done = operator.call("POST", path, refund, **{"Idempotency-Key": "by-hand-1"})
    assert done.status_code == 200, done.text
    order = shop.ok("GET", "/v1/orders/F-1")
    assert (order["refunded_cents"], [line["returned"] for line in order["lines"]]) == (2_000, [1, 0])
