"""Goods of the mall on their way: found by filters, and a redemption that is undone."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.api.support import Served
from tests.console.support import Console, find_serious


def _redeem(shop: Served, name: str, phone: str) -> tuple[str, dict[str, Any]]:
    item = next(one for one in shop.ok("GET", "/v1/mall/items")["items"] if one["fulfilment"] == "manual")
    member = shop.member(name)
    path = f"/v1/members/{member}"
    shop.ok("POST", f"{path}/identities", {"namespace": "phone", "external_id": phone})
    shop.ok("POST", f"{path}/points/earn", {"asset": item["asset"], "amount": 100_000})
    return member, shop.ok("POST", f"{path}/mall/redeem", {"item": item["item"]})["result"]


def _take_back(shop: Served, member: str, order: dict[str, Any]) -> None:
    """Other tests of this shop find no goods that wait."""
    shop.ok("POST", f"/v1/members/{member}/mall/orders/{order['order_id']}/refund", {"reason": "r"})


def _points(shop: Served, member: str) -> int:
    balances = shop.ok("GET", f"/v1/members/{member}")["balances"]
    return next(one["available"] for one in balances if one["asset"] == "points")


def test_a_redemption_is_undone_with_a_reason_and_found_among_the_cancelled(console: Console, shop: Served) -> None:
    member, order = _redeem(shop, "undoes", "13766669001")
    left, other = _redeem(shop, "keeps", "13766669002")
    before = _points(shop, member)
    page = console.open("/handover", role="support")
    row = page.get_by_role("row", name=re.compile(r"137\*\*\*\*9001"))
    row.get_by_role("button", name=re.compile("取消兑换")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"{order['points']:,} 积分退回会员")
    act = dialog.get_by_role("button", name="取消兑换", exact=True)
    expect(act).to_be_disabled()
    dialog.get_by_label("原因").fill("会员改主意")
    assert find_serious(page) == []
    act.click()
    expect(page.get_by_text(f"已取消，退回 {order['points']:,} 积分")).to_be_visible()
    expect(row).to_have_count(0)
    assert _points(shop, member) - before == order["points"]
    page.get_by_role("link", name="已取消").click()
    expect(row).to_be_visible()
    expect(row.get_by_role("button")).to_have_count(0)
    found = {one["order_id"]: one["status"] for one in shop.ok("GET", "/v1/mall/orders")["items"]}
    assert (found[order["order_id"]], found[other["order_id"]]) == ("cancelled", "waiting")
    _take_back(shop, left, other)
    assert console.said.take() == []


def test_the_list_is_narrowed_by_goods_and_days_and_the_address_holds_it(console: Console, shop: Served) -> None:
    member, order = _redeem(shop, "narrowed", "13766669003")
    row = re.compile(r"137\*\*\*\*9003")
    day = shop.ok("GET", "/v1/overview")["until_day"]  # the first after today
    page = console.open(f"/handover?status=all&item={order['item']}&from_day=2020-01-01&until_day={day}", role="clerk")
    expect(page.get_by_role("row", name=row)).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("取消兑换"))).to_have_count(0)  # a clerk hands over
    console.go(page, f"/handover?status=all&from_day={day}&until_day={day}")
    expect(page.get_by_text("没有这样的兑换单")).to_be_visible()
    console.go(page, "/handover?status=all&item=none")
    expect(page.get_by_text("没有这样的兑换单")).to_be_visible()
    page.get_by_role("link", name="待发放").click()
    page.get_by_role("button", name="筛选", exact=True).click()
    page.get_by_role("button", name="商品", exact=True).click()
    expect(page.get_by_role("row", name=row)).to_be_visible()
    _take_back(shop, member, order)
    assert console.said.take() == []
