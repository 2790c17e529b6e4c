"""The member's page beside the form of an activity: as it is edited, of whom and when one likes, its buttons tried."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api.support import Served
from tests.console.support import Console, find_serious

WHEEL: dict[str, Any] = {
    "kind": "lottery", "id": "tea_wheel", "name": {"zh": "秋日转盘", "en": "Autumn wheel"}, "style": "wheel",
    "audience": {"field": "member.tier", "op": "ne", "value": "gold"},
    "prizes": [{"id": "mug", "name": {"zh": "马克杯", "en": "Mug"}, "weight": 1, "stock": 5,
                "rewards": [{"kind": "asset", "amount": 88}]},
               {"id": "no", "name": {"zh": "谢谢参与", "en": "Thanks"}, "weight": 3}],
}  # fmt: skip


DRAFT = "/v1/program/drafts/console"


def forget_draft(shop: Served) -> None:
    found = shop.call("GET", DRAFT)
    if found.is_success:
        updated: str = str(found.json()["updated_us"])
        shop.ok("DELETE", DRAFT, **{"If-Match": f'"{updated}"'})


@pytest.fixture
def draft(shop: Served) -> Any:
    """A draft with a wheel beside what is published."""
    forget_draft(shop)
    spec: dict[str, Any] = copy.deepcopy(shop.ok("GET", "/v1/program")["spec"])
    spec["activities"] = [*spec["activities"], WHEEL]
    shop.ok("PUT", DRAFT, {"spec": spec, "base_version": 1})
    yield spec
    forget_draft(shop)


def open_wheel(console: Console, **how: Any) -> Page:
    page = console.open("/program?section=activities&page=1", **how)
    page.get_by_role("button", name=re.compile("秋日转盘|Autumn wheel")).first.click()
    return page


@pytest.mark.usefixtures("draft")
def test_the_page_follows_what_is_written_and_whom_it_is_for(console: Console) -> None:
    page = open_wheel(console)
    phone = page.locator(".member-page")
    expect(phone.locator(".title")).to_have_text("秋日转盘")
    expect(phone).to_contain_text("还可免费抽 1 次")
    expect(phone).to_contain_text("25%")
    name = page.locator("#field-activities-8-name input").first
    name.fill("冬日转盘")
    expect(phone.locator(".title")).to_have_text("冬日转盘")
    name.fill("")
    expect(page.locator(".preview .error")).to_contain_text("处")
    expect(phone.locator(".title")).to_have_text("冬日转盘")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(".preview .error")).to_have_count(0)
    phone.get_by_role("button", name="抽奖").click()
    expect(page.locator(".preview .steps li")).to_have_count(1)
    expect(phone.get_by_role("button", name="抽奖")).to_be_disabled()
    expect(phone.locator(".foot")).to_contain_text("没有可用的抽奖机会")
    page.get_by_role("button", name="再过一天").click()
    expect(phone.get_by_role("button", name="抽奖")).to_be_enabled()
    page.get_by_role("button", name="从头再来").click()
    page.get_by_role("button", name="切换页面语言").click()
    expect(phone.locator(".foot")).to_contain_text("Draw")
    page.locator(".preview .asked .el-select").nth(1).click()
    page.get_by_role("option", name="黄金会员").click()
    expect(phone.locator(".band")).to_contain_text("For some members only")
    refused = [one for one in console.said.take() if not one.startswith("422 POST /program")]
    assert refused == []


@pytest.mark.usefixtures("draft")
def test_it_can_be_read_by_everybody_in_every_window(console: Console) -> None:
    for how in ({"theme": "dark"}, {"width": 390}, {"width": 1024, "theme": "dark", "locale": "en"}):
        page = open_wheel(console, **how)
        expect(page.locator(".member-page .wheel")).to_be_visible()
        assert find_serious(page) == []
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert console.said.take() == []
