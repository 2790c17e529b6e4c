"""The overview of any range of days, and how it stands against as many days before."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.api.support import Served
from tests.console.browser import settle
from tests.console.support import Console

LONG_US = 400 * 86_400_000_000
ORDERS = {0: 1_000, 1: 1_000, 2: 1_000, 10: 2_000, 11: 2_000}
"""Days from the first → cents paid."""


def find_tile(page: Page, label: str) -> str:
    tile = page.locator(".tile").filter(has=page.get_by_text(label, exact=True))
    expect(tile.locator(".change")).to_be_visible()
    return tile.inner_text().replace("\n", "|")


def test_any_range_is_shown_beside_as_many_days_before(console: Console, shop: Served) -> None:
    end_us = shop.ok("GET", "/v1/overview")["as_of_us"]
    begin_us = (end_us - LONG_US) // 86_400_000_000 * 86_400_000_000 + 6 * 3_600_000_000
    body = {"namespace": "wechat", "external_id": "long-ago", "registered_us": begin_us}
    shop.ok("POST", "/v1/members", body)
    for day, cents in ORDERS.items():
        event = {
            "type": "order.paid", "member": "wechat:long-ago", "key": f"order:long-{day}",
            "t_us": begin_us + day * 86_400_000_000, "data": {"order_id": f"long-{day}", "amount_cents": cents},
        }  # fmt: skip
        shop.ok("POST", "/v1/events", event, key="events")
    first = datetime.fromtimestamp(begin_us / 1_000_000, tz=UTC).date() + timedelta(days=7)
    last = first + timedelta(days=6)
    page = console.open(f"/?from={first}&until={last}")
    assert find_tile(page, "会员订单").startswith("会员订单|2|")
    assert find_tile(page, "会员订单").endswith("|较前 7 天 −33.3%")
    assert find_tile(page, "会员销售额").endswith("|较前 7 天 +33.3%")
    assert page.get_by_label("选择日期范围").or_(page.locator(".range input")).first.input_value() == str(first)

    # longer than four months goes by month; a range the wrong way round is the last thirty days
    console.turn(page, f"/?from={first - timedelta(days=200)}&until={last}")
    expect(page.get_by_text("前 207 天没有").first).to_be_visible()
    console.turn(page, f"/?from={last}&until={first}")
    expect(page.locator(".periods .here")).to_have_text("30 天")
    page.locator(".periods").get_by_text("90 天").click()
    page.wait_for_url(re.compile("period=days90"))
    settle(page)
    expect(page.get_by_text(re.compile("较前 90 天|前 90 天没有")).first).to_be_visible()
    assert console.said.take() == []
