"""Consents, addresses and erasing oneself over HTTP: what the member's own token may, and what staff see of it."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.api.people_support import log_in
from tests.api.support import Served

MUG = {"kind": "prize", "name": {"zh": "杯子", "en": "Mug"}, "value_cents": 5_900}
WIN = {
    "kind": "milestone", "id": "parcels_won", "name": "Win", "on": ["app.opened"],
    "steps": [{"at": 1, "rewards": [MUG]}],
}  # fmt: skip
TIN = {
    "id": "tin", "name": {"zh": "茶叶罐", "en": "Tea tin"}, "kind": "goods", "price_points": 100, "stock": 50,
    "fulfilment": "manual", "handing": "ship",
}  # fmt: skip
HOME: dict[str, Any] = {
    "recipient": " 王小明 ", "phone": "+86 138-0013-8000", "region": ["上海市", "静安区"], "street": "南京西路 1 号",
    "postcode": "200040", "label": "家",
}  # fmt: skip
OFFICE = {**HOME, "street": "延安中路 9 号", "label": "公司", "default": True}
LINE = "上海市 静安区 南京西路 1 号 200040"


@pytest.fixture(scope="module")
def posting(shop: Served) -> Served:
    """The shop, which sends prizes and goods."""
    spec: dict[str, Any] = shop.ok("GET", "/v1/program/versions/1")["spec"]
    changed = {**spec, "activities": [*spec["activities"], WIN], "mall": [*spec["mall"], TIN]}
    version = shop.ok("POST", "/v1/program/publish", {"spec": changed, "accept_warnings": True})["version"]
    shop.wait_for_version(version)
    return shop


def enter(shop: Served, phone: str) -> tuple[str, str]:
    """Somebody new by phone number, and their own token."""
    member = shop.ok("POST", "/v1/members", {"namespace": "phone", "external_id": phone})["member_id"]
    return str(member), shop.ok("POST", f"/v1/members/{member}/token", {})["token"]


# -- consents ---------------------------------------------------------------------------------------------------------
def test_what_a_member_agreed_to(shop: Served) -> None:
    member, token = enter(shop, "13700000001")
    path = f"/v1/members/{member}/consents"
    before = shop.ok("GET", "/v1/members/me/consents", key=token)["purposes"]
    assert [(one["purpose"], one["basis"], one["allowed"], one["given"]) for one in before] == [
        ("marketing", "consent", False, None), ("personalisation", "objection", True, None),
        ("tracking", "consent", False, None), ("sharing", "objection", True, None),
    ]  # fmt: skip
    assert (before[0]["name"], before[0]["version"]) == ("Marketing messages", 1)
    assert shop.ok("GET", path, **{"Accept-Language": "zh"})["purposes"][0]["name"] == "营销消息"

    own = "/v1/members/me/consents"
    said = shop.ok("POST", own, {"purpose": "marketing", "given": True, "version": 1}, key=token)["result"]
    assert said == {"purpose": "marketing", "given": True, "allowed": True, "changed": True}
    refused = shop.problem(409, "POST", own, {"purpose": "tracking", "given": True, "version": 2}, key=token)
    assert (refused["reason"], refused["version"]) == ("consent-text-changed", 1)
    chinese = shop.problem(409, "POST", own, {"purpose": "x", "given": True}, key=token, **{"Accept-Language": "zh"})
    assert chinese["detail"] == "没有这个授权用途"
    off = shop.ok("POST", own, {"purpose": "personalisation", "given": False}, key=token)["result"]
    assert (off["allowed"], off["changed"]) == (False, True)

    support = log_in(shop, "support-consents@example.com", "support")
    body = {"purpose": "marketing", "given": False}
    none = support.call("POST", path, body, **{"Idempotency-Key": "c1"})
    assert (none.status_code, none.json()["reason"]) == (409, "consent-reason-missing")
    support.ok("POST", path, {**body, "reason": "来电要求退订"}, **{"Idempotency-Key": "c2"})
    shop.ok(
        "POST", path, {"purpose": "tracking", "given": True, "source": "import", "agreed_us": 1_600_000_000_000_000}
    )
    now = {one["purpose"]: one for one in shop.ok("GET", path)["purposes"]}
    assert (now["marketing"]["given"], now["marketing"]["source"]) == (False, "clerk")
    assert now["marketing"]["actor"] == "person:support-consents@example.com"
    assert (now["tracking"]["allowed"], now["tracking"]["decided_us"]) == (True, 1_600_000_000_000_000)
    assert shop.ok("GET", own, key=token)["purposes"][0]["actor"] == ""

    history = shop.ok("GET", f"{path}/history")["items"]
    assert [(one["purpose"], one["given"], one["source"], one["reason"]) for one in history] == [
        ("marketing", False, "clerk", "来电要求退订"), ("personalisation", False, "member", ""),
        ("marketing", True, "member", ""), ("tracking", True, "import", ""),
    ]  # fmt: skip
    assert [one["reason"] for one in shop.ok("GET", f"{own}/history?purpose=marketing", key=token)["items"]] == ["", ""]
    first = shop.ok("GET", f"{path}/history?limit=3")
    rest = shop.ok("GET", f"{path}/history?limit=3&cursor={first['next_cursor']}")
    assert [*first["items"], *rest["items"]] == history
    exported = shop.ok("GET", "/v1/members/me/export", key=token)["parts"]["consents"]["consents"]
    assert [(one["purpose"], one["given"]) for one in exported] == [
        ("Marketing messages", False), ("Personalised offers", False), ("Usage analytics", True),
    ]  # fmt: skip
    stored = shop.rows("SELECT data::text FROM event WHERE type = 'consent.set' AND member_id = $1", int(member))
    assert "来电要求退订" not in str(stored)


# -- addresses --------------------------------------------------------------------------------------------------------
def test_an_address_book(shop: Served) -> None:
    member, token = enter(shop, "13700000002")
    own = "/v1/members/me/addresses"
    assert shop.ok("GET", own, key=token) == {"addresses": []}
    home = shop.ok("PUT", f"{own}/home", HOME, key=token)
    assert (home["recipient"], home["phone"], home["default"], home["line"]) == ("王小明", "13800138000", True, LINE)
    assert shop.ok("PUT", f"{own}/home", HOME, key=token)["default"] is True  # sent twice: one
    assert shop.ok("PUT", f"{own}/office", OFFICE, key=token)["default"] is True
    listed = shop.ok("GET", own, key=token)["addresses"]
    assert [(one["address_id"], one["label"], one["default"]) for one in listed] == [
        ("office", "公司", True), ("home", "家", False),
    ]  # fmt: skip
    left = shop.ok("DELETE", f"{own}/office", key=token)["addresses"]
    assert [(one["address_id"], one["default"]) for one in left] == [("home", True)]
    assert shop.ok("DELETE", f"{own}/office", key=token)["addresses"] == left

    whole = shop.ok("GET", f"/v1/members/{member}/addresses")["addresses"]
    assert whole == left
    masked = shop.ok("GET", f"/v1/members/{member}/addresses", key="reader")["addresses"][0]
    assert (masked["recipient"], masked["phone"], masked["street"], masked["line"]) == (
        "王***明", "138****8000", "", "上海市 静安区",
    )  # fmt: skip
    assert shop.call("PUT", f"/v1/members/{member}/addresses/x", HOME, key="reader").status_code == 403
    other, _ = enter(shop, "13700000003")
    assert shop.call("GET", f"/v1/members/{other}/addresses", key=token).status_code == 403
    looks = shop.rows("SELECT count(*)::int FROM audit_log WHERE action = 'member.addresses-read'")
    assert looks == [(1,)]
    exported = shop.ok("GET", "/v1/members/me/export", key=token)["addresses"]
    assert [(one["recipient"], one["street"], one["default"]) for one in exported] == [
        ("王小明", "南京西路 1 号", True)
    ]


def test_every_fault_of_an_address_at_once(shop: Served) -> None:
    _, token = enter(shop, "13700000004")
    bad = {"recipient": " ", "phone": "call me", "region": [" "], "street": "", "postcode": "№1"}
    found = shop.problem(422, "PUT", "/v1/members/me/addresses/bad", bad, key=token)
    assert {(one["path"], one["code"]) for one in found["faults"]} == {
        ("recipient", "empty"), ("street", "empty"), ("region", "empty"), ("phone", "not-a-phone"),
        ("postcode", "not-a-postcode"),
    }  # fmt: skip
    chinese = shop.problem(422, "PUT", "/v1/members/me/addresses/bad", bad, key=token, **{"Accept-Language": "zh"})
    assert {one["message"] for one in chinese["faults"]} == {"不能为空", "不是有效的电话号码", "不是有效的邮编"}
    missing = shop.problem(422, "PUT", "/v1/members/me/addresses/bad", {"phone": "x" * 40}, key=token)
    assert {one["path"] for one in missing["faults"]} == {"recipient", "phone", "region", "street"}
    assert shop.problem(422, "PUT", "/v1/members/me/addresses/a b", HOME, key=token)["faults"][0]["code"] == "not-an-id"
    for n in range(20):
        shop.ok("PUT", f"/v1/members/me/addresses/a{n}", HOME, key=token)
    full = shop.problem(409, "PUT", "/v1/members/me/addresses/one-more", HOME, key=token)
    assert (full["code"], full["limit"]) == ("too-many-addresses", 20)
    assert shop.ok("PUT", "/v1/members/me/addresses/a7", OFFICE, key=token)["label"] == "公司"


def test_a_prize_and_goods_are_sent_to_an_address_of_the_book(posting: Served) -> None:
    shop = posting
    member, token = enter(shop, "13700000005")
    shop.ok("POST", "/v1/events", {"type": "app.opened", "member": member, "key": "open-parcels", "data": {}})
    shop.ok("POST", f"/v1/members/{member}/points/earn", {"asset": "points", "amount": 1_000})
    shop.ok("PUT", "/v1/members/me/addresses/home", HOME, key=token)
    prize = shop.ok("GET", "/v1/members/me/prizes", key=token)["items"][0]["prize"]
    claim, where = f"/v1/members/me/prizes/{prize}/claim", {"address_id": "home"}
    unknown = shop.problem(422, "POST", claim, {"address_id": "moon"}, key=token)
    assert [(one["path"], one["code"]) for one in unknown["faults"]] == [("address_id", "unknown")]
    both = shop.problem(422, "POST", claim, {**where, "phone": "1"}, key=token)
    assert [(one["path"], one["code"]) for one in both["faults"]] == [("phone", "twice")]
    assert shop.ok("POST", claim, where, key=token, **{"Idempotency-Key": "cl"})["result"]["status"] == "claimed"

    tin = next(one for one in shop.ok("GET", "/v1/members/me/mall", key=token)["items"] if one["item"] == "tin")
    assert tin["ships"] is True
    redeem = "/v1/members/me/mall/redeem"
    refused = shop.problem(409, "POST", redeem, {"item": "tin"}, key=token)
    assert (refused["reason"], refused["missing"]) == ("mall-address-missing", ["recipient", "phone", "address"])
    order = shop.ok("POST", redeem, {"item": "tin", **where}, key=token, **{"Idempotency-Key": "rd"})["result"][
        "order_id"
    ]
    mug = shop.ok("POST", redeem, {"item": "mug"}, key=token)["result"]["order_id"]

    # the address changes and goes; what was said then stays, and sent again it is what it was
    shop.ok("PUT", "/v1/members/me/addresses/home", {**HOME, "street": "别处 2 号"}, key=token)
    assert shop.ok("POST", claim, where, key=token, **{"Idempotency-Key": "cl"})["replayed"]
    shop.ok("DELETE", "/v1/members/me/addresses/home", key=token)
    again = shop.ok("POST", redeem, {"item": "tin", **where}, key=token, **{"Idempotency-Key": "rd"})
    assert (again["replayed"], again["result"]["order_id"]) == (True, order)
    contact = shop.ok("GET", f"/v1/prizes/{prize}/contact")
    assert (contact["recipient"], contact["phone"], contact["address"]) == ("王小明", "13800138000", LINE)
    path = f"/v1/members/{member}/mall/orders/{order}/contact"
    sent = {"known": True, "recipient": "王小明", "phone": "13800138000", "address": LINE}
    assert shop.ok("GET", path) == sent
    assert shop.ok("GET", f"/v1/members/me/mall/orders/{order}/contact", key=token) == sent
    assert shop.ok("GET", f"/v1/members/{member}/mall/orders/{mug}/contact")["known"] is False
    assert shop.problem(404, "GET", f"/v1/members/{member}/mall/orders/1/contact")["code"] == "not-found"
    assert shop.call("GET", path, key="clerk").status_code == 403
    ships = {one["order_id"]: one["ships"] for one in shop.ok("GET", f"/v1/mall/orders?member={member}")["items"]}
    assert ships == {order: True, mug: False}
    looks = shop.rows("SELECT subject FROM audit_log WHERE action = 'mall.contact-read' ORDER BY 1")
    assert looks == sorted([(f"mall_order/{order}",), (f"mall_order/{mug}",)])
    events = str(shop.rows("SELECT data::text FROM event WHERE member_id = $1", int(member)))
    assert not any(word in events for word in ("13800138000", "王小明", "南京西路"))


# -- erasing oneself --------------------------------------------------------------------------------------------------
def test_a_member_erases_themselves_and_the_token_ends(shop: Served) -> None:
    member, token = enter(shop, "13700000006")
    shop.ok("PUT", "/v1/members/me/addresses/home", HOME, key=token)
    shop.ok("POST", "/v1/members/me/consents", {"purpose": "marketing", "given": True, "version": 1}, key=token)
    path = "/v1/members/me/erase-me"
    seen = shop.ok("POST", path, {"preview": True}, key=token)
    assert (seen["preview"], seen["names"], seen["addresses"]) == (True, 1, 1)
    for words in ("", "删除", "ERASE"):
        fault = shop.problem(422, "POST", path, {"confirmation": words}, key=token)["faults"][0]
        assert (fault["path"], fault["code"]) == ("confirmation", "one-of")
    assert shop.problem(403, "POST", f"/v1/members/{member}/erase-me", {"confirmation": "删除我的数据"})
    done = shop.ok("POST", path, {"confirmation": " erase  my data "}, key=token)
    assert (done["changed"], done["addresses"]) == (True, 1)
    limit = time.monotonic() + 30
    while (status := shop.call("GET", "/v1/members/me", key=token).status_code) != 401:
        assert (status, time.monotonic() < limit) == (200, True)
    assert shop.rows("SELECT count(*)::int FROM member_address WHERE member_id = $1", int(member)) == [(0,)]
    left = {one["purpose"]: one for one in shop.ok("GET", f"/v1/members/{member}/consents")["purposes"]}
    assert [(one["given"], one["allowed"]) for one in left.values()] == [(None, False)] * 4
    audit = shop.ok("GET", "/v1/audit?action=member.erased")["items"][0]
    assert (audit["actor"], audit["details"]["reason"]) == (f"member:{member}", "the member asked for it in the app")
    assert shop.problem(410, "PUT", f"/v1/members/{member}/addresses/home", HOME)["code"] == "member-erased"
