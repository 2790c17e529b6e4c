"""Campaigns in the console: a calendar that is planned in the draft, and a campaign that is steered in words."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.api.support import Served
from tests.console.support import Console, find_serious
from tests.console.test_preview import DRAFT, forget_draft

TODAY = datetime.now(timezone(timedelta(hours=8))).date()


def day(offset: int) -> str:
    return (TODAY + timedelta(days=offset)).isoformat()


@pytest.fixture
def campaigns(shop: Served) -> Iterator[None]:
    """Two campaigns in force, one of which runs."""
    forget_draft(shop)
    before: dict[str, Any] = shop.ok("GET", "/v1/program")["spec"]
    spec = copy.deepcopy(before)
    spec["campaigns"] = [
        {"id": "winter", "name": {"zh": "冬至双倍", "en": "Winter"}, "holdout_bps": 0,
         "window": {"from": day(-3), "to": day(6)}, "budget": {"points": {"total": 5_000}},
         "patch": [{"do": "scale", "at": "activities.check_in.daily.0.amount", "by_bps": 20_000}]},
        {"id": "twelve", "name": {"zh": "双十二", "en": "Twelve"}, "holdout_bps": 0,
         "window": {"from": day(5), "to": day(12)}},
    ]  # fmt: skip
    version = shop.ok("POST", "/v1/program/publish", {"spec": spec, "accept_warnings": True})["version"]
    shop.wait_for_version(version)
    yield
    forget_draft(shop)
    version = shop.ok("POST", "/v1/program/publish", {"spec": before, "accept_warnings": True})["version"]
    shop.wait_for_version(version)


@pytest.mark.usefixtures("campaigns")
def test_a_campaign_is_moved_in_the_draft_and_steered_in_words(console: Console, shop: Served) -> None:
    page = console.open("/campaigns?tab=calendar")
    bar = page.locator(".gantt .bar.movable").nth(1)
    expect(page.locator(".gantt .bar.movable")).to_have_count(2)
    bar.press("ArrowRight")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("整体推后 1 天")
    dialog.get_by_role("button", name="写入草稿").click()
    expect(page.get_by_text("以下按草稿显示")).to_be_visible()
    moved = shop.ok("GET", DRAFT)["spec"]["campaigns"][1]["window"]
    assert moved == {"from": day(6), "to": day(13)}
    assert shop.ok("GET", "/v1/program")["spec"]["campaigns"][1]["window"] == {
        "from": day(5), "to": day(12), "around": None,
    }  # fmt: skip
    page.get_by_text("月历").click()
    expect(page.locator(".month .day").first).to_be_visible()
    console.go(page, "/campaigns/winter")
    expect(page.get_by_role("main")).to_contain_text("每天签到：5 积分、5 成长值 → 每天签到：10 积分、5 成长值")
    page.get_by_role("button", name="暂停").click()
    expect(dialog).to_contain_text("可以随时恢复")
    dialog.get_by_role("button", name="暂停").click()
    expect(page.locator(".head .badge")).to_have_text("已暂停")
    page.get_by_role("button", name="恢复").click()
    dialog.get_by_role("button", name="恢复").click()
    expect(page.locator(".head .badge")).to_have_text("进行中")
    page.get_by_role("button", name="复制为新草稿").click()
    page.wait_for_url("**/program?section=campaigns")
    assert [one["id"] for one in shop.ok("GET", DRAFT)["spec"]["campaigns"]] == ["winter", "twelve", "winter_2"]
    assert console.said.take() == []


@pytest.mark.usefixtures("campaigns")
def test_it_can_be_read_by_everybody_in_every_window(console: Console) -> None:
    looks: tuple[dict[str, Any], ...] = ({}, {"width": 390, "theme": "dark"}, {"theme": "dark", "locale": "en"})
    for how in looks:
        for path in ("/campaigns", "/campaigns?tab=calendar", "/campaigns/winter"):
            page = console.open(path, **how)
            assert find_serious(page) == [], path
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
    page = console.open("/campaigns?tab=calendar", locale="en", theme="dark")
    page.get_by_text("Month", exact=True).click()
    assert find_serious(page) == []
    assert console.said.take() == []


BARGAIN: dict[str, Any] = {
    "kind": "bargain", "id": "less", "name": {"zh": "砍价得杯", "en": "Less for a mug"}, "hours": 48, "pay_minutes": 60,
    "goods": [{"id": "mug", "name": {"zh": "马克杯", "en": "Mug"}, "sku": "MUG", "full_cents": 5_900,
               "floor_cents": 2_900, "friends": 3, "stock": 9}],
}  # fmt: skip


@pytest.fixture
def bargaining(shop: Served) -> Iterator[dict[str, Any]]:
    """A bargain that a friend helped with."""
    before: dict[str, Any] = shop.ok("GET", "/v1/program")["spec"]
    spec = {**before, "activities": [*before["activities"], BARGAIN]}
    shop.wait_for_version(shop.ok("POST", "/v1/program/publish", {"spec": spec, "accept_warnings": True})["version"])
    starter, friend = shop.member("lin_starts"), shop.member("zhao_helps")
    ref = shop.ok("POST", f"/v1/members/{starter}/activities/less/start-bargain", {})["result"]["ref"]
    yield shop.ok("POST", f"/v1/members/{friend}/activities/less/cut-price", {"ref": ref})["result"]
    shop.wait_for_version(shop.ok("POST", "/v1/program/publish", {"spec": before, "accept_warnings": True})["version"])


def test_what_is_under_way_between_friends_is_listed(console: Console, bargaining: dict[str, Any]) -> None:
    page = console.open("/campaigns?tab=answers")
    page.get_by_role("link", name="砍价得杯").click()
    page.wait_for_url("**/activities/less")
    main = page.get_by_role("main")
    cut, price = (f"{bargaining[name] / 100:.2f}" for name in ("cut_cents", "price_cents"))
    expect(main.locator(".lines li")).to_have_count(1)
    expect(main.locator(".lines li")).to_contain_text("马克杯")
    expect(main.locator(".lines li")).to_contain_text(f"1/3 人 · 现价 ¥{price}")
    expect(main.locator(".partners")).to_contain_text(f"砍 ¥{cut}")
    page.get_by_role("button", name="已结束").click()
    expect(main).to_contain_text("还没有结束的。")
    console.close()
    looks: tuple[dict[str, Any], ...] = ({}, {"width": 390, "theme": "dark"}, {"width": 390, "locale": "en"})
    for how in looks:
        page = console.open("/activities/less", **how)
        expect(page.locator(".lines li")).to_have_count(1)
        assert find_serious(page) == []
        assert console.said.take() == []
        console.close()
