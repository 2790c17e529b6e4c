"""What is held because of its risk, over HTTP: found on shared devices, listed with evidence, decided on, undone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.support import Served

RISK: dict[str, Any] = {
    "enabled": True,
    "signals": [
        {"feature": "device_members", "at": 3, "weight": 60}, {"feature": "network_members", "at": 4, "weight": 20},
    ],
    "acts": [{"on": ["order.paid"], "hold_at": 60}, {"on": ["check_in.do"], "hold_at": 60, "deny_at": 70}],
}  # fmt: skip


@pytest.fixture(scope="module")
def members(shop: Served) -> list[str]:
    """Five members of a shop that weighs acts."""
    spec: dict[str, Any] = shop.ok("GET", "/v1/program")["spec"]
    earning = {"id": "flat", "name": {"zh": "每单", "en": "Each order"}, "on": "order.paid", "amount": {"fixed": 50}}
    changed = {**spec, "risk": RISK, "earning": [earning]}
    version = shop.ok("POST", "/v1/program/publish", {"spec": changed, "accept_warnings": True})["version"]
    shop.wait_for_version(version)
    return [shop.member(f"weighed_{n}") for n in range(5)]


def pay(shop: Served, member: str, order: str, device: str, ip: str) -> Any:
    headers = {"X-Liuke-Device": device, "X-Liuke-Client-IP": ip}
    return shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": order, "amount_cents": 1_000}, **headers)


def points(shop: Served, member: str) -> tuple[int, int]:
    sql = "SELECT available::int, pending::int FROM wallet WHERE member_id = $1 AND asset = 'points'"
    found = shop.rows(sql, int(member))
    return (found[0][0], found[0][1]) if found else (0, 0)


def test_from_the_device_to_the_queue_and_back(shop: Served, members: list[str]) -> None:
    first, second, third, alone, caught = members
    for number, member in enumerate((first, second)):
        pay(shop, member, f"risk{number}", "tablet-1", "203.0.113.7")
        assert points(shop, member) == (50, 0)
    pay(shop, alone, "risk-alone", "phone-9", "203.0.113.9")
    assert points(shop, alone) == (50, 0)
    pay(shop, third, "risk2", "tablet-1", "203.0.113.7")
    assert points(shop, third) == (0, 50)
    pay(shop, caught, "risk3", "tablet-1", "198.51.100.1")
    (one, other) = shop.ok("GET", "/v1/reviews")["items"]
    assert {one["member_id"], other["member_id"]} == {third, caught}
    held = one if one["member_id"] == third else other
    late = other if held is one else one
    # four members behind the address, three of them on the tablet
    assert [(f["feature"], f["value"], f["weight"]) for f in held["features"]] == [
        ("device_members", 3, 60), ("network_members", 4, 20),
    ]  # fmt: skip
    assert (held["score"], held["amounts"], held["acts"], held["status"]) == (80, {"points": 50}, 1, "open")
    assert [(f["feature"], f["value"]) for f in late["features"]] == [("device_members", 4)]
    assert late["features"][0]["text"] == "4 members on this device"
    detail = shop.ok("GET", f"/v1/reviews/{held['review']}")
    assert [(one["type"], one["score"]) for one in detail["acts"]] == [("order.paid", 80)]
    shared = [(one["kind"], one["members"], sorted(one["others"])) for one in detail["prints"]]
    assert shared == [("device", 4, sorted([first, second, caught])), ("network", 4, sorted([first, second, alone]))]
    assert all(len(one["mark"]) == 12 for one in detail["prints"])
    graph = shop.ok("GET", f"/v1/members/{third}/risk-graph")
    assert (graph["center"], graph["people"][0]["member_id"], graph["more"]) == (third, third, False)
    assert {one["member_id"]: one["review"] for one in graph["people"]} == {
        first: "", second: "", third: "open", caught: "open",
    }  # fmt: skip
    assert [(one["kind"], one["source"]) for one in graph["ties"]] == [("device", first)] * 3
    assert held["names"] == {"points": "Points"}
    explained = shop.ok("GET", f"/v1/members/{third}/operations")["items"][0]
    path = f"/v1/members/{third}/operations/{explained['key']}"
    risk = shop.ok("GET", path)["risk"]
    assert (risk["score"], risk["features"]) == (0, {"device_members": 3, "network_members": 4})
    fault = shop.problem(422, "POST", "/v1/reviews/decide", {"reviews": [held["review"]], "decision": "confirm"})
    assert fault["faults"][0]["path"] == "reason"
    said = {"reviews": [held["review"], "17"], "decision": "release"}
    done = shop.ok("POST", "/v1/reviews/decide", said, **{"Idempotency-Key": "rel"})["items"]
    assert [(one["status"], one["code"]) for one in done] == [("released", ""), ("", "review-not-found")]
    assert shop.ok("POST", "/v1/reviews/decide", said, **{"Idempotency-Key": "rel"})["items"] == done
    assert points(shop, third) == (50, 0)
    said = {"reviews": [late["review"]], "decision": "confirm", "reason": "群控设备", "freeze": True}
    assert shop.ok("POST", "/v1/reviews/decide", said)["items"][0]["status"] == "confirmed"
    assert points(shop, caught) == (0, 0)
    assert shop.ok("POST", "/v1/reviews/decide", said)["items"][0]["code"] == "review-decided"
    assert shop.problem(409, "POST", f"/v1/members/{caught}/check-in", {})["reason"] == "member-frozen"
    undone = shop.ok("POST", f"/v1/members/{caught}/reviews/{late['review']}/undo", {"reason": "门店平板"})["result"]
    assert (undone["status"], undone["amounts"]) == ("released", {"points": 50})
    assert points(shop, caught) == (50, 0)
    counts = shop.ok("GET", "/v1/reviews/counts")
    assert counts == {"open": 0, "released": 1, "confirmed": 0, "undone": 1, "lapsed": 0, "wrong_bps": 10_000}
    assert [one["undone"] for one in shop.ok("GET", f"/v1/reviews?status=all&member={caught}")["items"]] == [True]
    told = shop.rows("SELECT action FROM audit_log WHERE action LIKE 'review.%' ORDER BY t_us")
    assert [row[0] for row in told] == ["review.decided", "review.decided", "review.undone"]


def test_who_may_see_and_decide(shop: Served, members: list[str]) -> None:
    token = shop.ok("POST", f"/v1/members/{members[0]}/token", {})["token"]
    for method, path, body in (
        ("GET", "/v1/reviews", None), ("GET", "/v1/reviews/counts", None),
        ("POST", "/v1/reviews/decide", {"reviews": ["1"], "decision": "release"}),
        ("POST", "/v1/members/me/reviews/1/undo", {"reason": "r"}),
    ):  # fmt: skip
        assert shop.problem(403, method, path, body, key=token)["code"] == "forbidden"
