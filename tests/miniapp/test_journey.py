"""A member's way through the app, on a phone's screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.api.support import Served
from tests.miniapp.support import Phone, find_serious, settle

PAGES = (
    "home", "card", "activities", "me", "points", "coupons", "coupons?show=benefits", "mall", "rewards", "inbox",
    "checkout", "rules", "settings", "addresses", "activity?id=check_in",
)  # fmt: skip


WELCOME, CHECK_IN, SILVER_PRICE = 100, 5, 90


def order(shop: Served, member: str, name: str, yuan: int) -> None:
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": name, "amount_cents": yuan * 100})


def press(opened: Page, role: str, name: str) -> None:
    opened.get_by_role(role, name=name, exact=True).last.click()  # type: ignore[arg-type]


def test_from_joining_to_a_code_at_the_counter(phone: Phone, shop: Served) -> None:
    member = shop.member("journey")
    opened = phone.open(member)
    assert "token" not in opened.url
    expect(opened.get_by_text("普通会员")).to_be_visible()
    expect(opened.get_by_text("¥0", exact=True)).to_be_visible()
    press(opened, "button", "签到")
    expect(opened.locator(".floating")).to_contain_text("5 积分")
    expect(opened.get_by_role("button", name="已签到", exact=True)).to_be_visible()
    assert shop.ok("GET", f"/v1/members/{member}/check-in")["today"]["checked_in"] is True
    order(shop, member, "first", 320)
    opened.reload()
    settle(opened)
    moment = opened.get_by_role("dialog")
    expect(moment).to_contain_text("恭喜升级到白银会员")
    expect(moment).to_contain_text("白银会员")
    press(opened, "button", "知道了")
    expect(moment).to_have_count(0)
    expect(opened.get_by_text("白银会员").first).to_be_visible()
    expect(opened.get_by_text("¥320", exact=True)).to_be_visible()
    opened.get_by_role("button", name="积分", exact=True).click()
    settle(opened)
    points = shop.ok("GET", f"/v1/members/{member}")["balances"][0]["net"]
    expect(opened.locator(".t40")).to_have_text(f"{points:,}")
    expect(opened.get_by_text("消费", exact=True)).to_be_visible()
    phone.go(opened, "mall")
    opened.get_by_role("button", name="兑换 5 元券", exact=True).click()
    press(opened, "button", "确认兑换")
    expect(opened.locator(".floating")).to_contain_text("5 元")
    expect(opened.locator(".t40")).to_have_text(f"{points - SILVER_PRICE:,}")
    order(shop, member, "second", 700)
    phone.go(opened, "coupons?show=benefits")
    opened.get_by_text("每月赠小食").click()
    settle(opened)
    code = opened.locator(".spoken").inner_text().replace(" ", "")
    expect(opened.locator(".qr")).to_be_visible()
    used = shop.ok("POST", "/v1/redeem", {"code": code})
    assert used["result"]["benefit"] == "free_snack"
    assert phone.said.take() == []


def test_the_link_of_nobody_and_a_token_that_is_over(phone: Phone, shop: Served) -> None:
    opened = phone.open("")
    expect(opened.get_by_role("heading", level=1)).to_have_text("请从小程序打开")
    opened = phone.open(shop.member("lapsed"))
    opened.evaluate(
        "localStorage.setItem('liuke.member.token', JSON.stringify({type:'string',data:JSON.stringify('x.y.z')}))"
    )
    opened.reload()
    settle(opened)
    expect(opened.get_by_role("heading", level=1)).to_have_text("登录已过期")


def test_another_members_link_shows_nothing_of_the_first(phone: Phone, shop: Served) -> None:
    first, second = shop.member("share-a"), shop.member("share-b")
    order(shop, first, "a", 320)
    opened = phone.open(first)
    expect(opened.get_by_text("白银会员").first).to_be_visible()
    opened.goto("about:blank")
    opened.goto(f"{shop.url}/m/#/?token={phone.token(second)}")
    settle(opened)
    expect(opened.get_by_text("普通会员").first).to_be_visible()
    expect(opened.get_by_text("白银会员", exact=True)).to_have_count(0)


def test_without_a_network_what_is_known_stays_and_no_code_is_shown(phone: Phone, shop: Served) -> None:
    member = shop.member("offline")
    order(shop, member, "big", 1_100)
    opened = phone.open(member, strict=False)  # the wait below is a script of the test
    press(opened, "button", "知道了")
    phone.go(opened, "coupons?show=benefits")
    fetched = "performance.getEntriesByType('resource').some(one => one.name.includes('pages-code-index'))"
    opened.wait_for_function(fetched)  # pages that were not opened yet are fetched ahead
    opened.context.set_offline(True)
    opened.get_by_text("每月赠小食").click()
    expect(opened.get_by_text("没有网络", exact=True)).to_be_visible()
    expect(opened.locator(".qr")).to_have_count(0)
    opened.context.set_offline(False)
    press(opened, "button", "重试")
    expect(opened.locator(".qr")).to_be_visible()


@pytest.mark.parametrize(("theme", "locale", "width"), [("light", "zh", 360), ("dark", "en", 390)])
def test_every_page_is_accessible_and_as_wide_as_its_window(
    phone: Phone, shop: Served, theme: str, locale: str, width: int
) -> None:
    member = shop.member(f"look-{theme}")
    order(shop, member, f"look-{theme}", 1_100)
    opened = phone.open(member, width=width, height=640, theme=theme, locale=locale, strict=False)
    opened.locator("[role=dialog] .btn").first.click()
    for page in PAGES:
        phone.go(opened, page)
        assert opened.evaluate("document.documentElement.scrollWidth") <= width, page
        assert find_serious(opened) == [], page
        if locale == "en":
            assert (
                re.findall(r"[\u4e00-\u9fff]+", opened.locator(".app").last.inner_text().replace("中文", "")) == []
            ), page
    assert phone.said.take() == []


def test_the_largest_type_fits(phone: Phone, shop: Served) -> None:
    member = shop.member("large")
    order(shop, member, "large", 400)
    opened = phone.open(member, width=360, height=640, size=200)
    press(opened, "button", "知道了")
    for page in PAGES:
        phone.go(opened, page)
        assert opened.evaluate("document.documentElement.scrollWidth") <= 360, page


# -- what is a member's own -------------------------------------------------------------------------------------------
def test_an_address_is_saved_chosen_and_deleted(phone: Phone, shop: Served) -> None:
    member = shop.member("parcels")
    opened = phone.open(member, "me")
    press(opened, "link", "收货地址")
    settle(opened)
    expect(opened.get_by_text("还没有收货地址")).to_be_visible()
    press(opened, "button", "新增地址")
    fill = {
        "收件人": "王小明",
        "手机号": "12",
        "省 / 直辖市": "上海市",
        "区 / 县": "静安区",
        "详细地址": "南京西路 1 号",
    }
    sheet = opened.get_by_role("dialog")
    for name, value in fill.items():
        sheet.get_by_label(name, exact=True).locator("input").or_(sheet.get_by_label(name, exact=True)).last.fill(value)
    sheet.get_by_role("button", name="保存", exact=True).click()
    expect(sheet.get_by_text("不是有效的电话号码")).to_be_visible()
    sheet.get_by_label("手机号", exact=True).locator("input").or_(sheet.get_by_label("手机号", exact=True)).last.fill(
        "13800138000"
    )
    sheet.get_by_role("button", name="保存", exact=True).click()
    expect(sheet).to_have_count(0)
    expect(opened.get_by_text("上海市 静安区 南京西路 1 号", exact=True)).to_be_visible()
    expect(opened.get_by_text("默认", exact=True)).to_be_visible()
    assert find_serious(phone.open(member, "addresses", strict=False)) == []
    kept = shop.ok("GET", f"/v1/members/{member}/addresses")["addresses"]
    assert [(one["recipient"], one["default"]) for one in kept] == [("王小明", True)]
    opened.get_by_role("button", name="删除 上海市 静安区 南京西路 1 号", exact=True).click()
    press(opened, "button", "删除")
    expect(opened.get_by_text("还没有收货地址")).to_be_visible()
    assert shop.ok("GET", f"/v1/members/{member}/addresses") == {"addresses": []}


def test_consents_are_switches_and_the_membership_ends_with_words(phone: Phone, shop: Served) -> None:
    member = shop.member("leaving")
    opened = phone.open(member, "settings")
    marketing = opened.get_by_role("switch", name="营销消息", exact=True)
    expect(marketing).to_have_attribute("aria-checked", "false")
    marketing.click()
    expect(marketing).to_have_attribute("aria-checked", "true")
    opened.get_by_role("switch", name="个性化推荐", exact=True).click()
    expect(opened.get_by_role("switch", name="个性化推荐", exact=True)).to_have_attribute("aria-checked", "false")
    said = {
        one["purpose"]: (one["allowed"], one["source"])
        for one in shop.ok("GET", f"/v1/members/{member}/consents")["purposes"]
    }
    assert said == {
        "marketing": (True, "member"), "personalisation": (False, "member"), "tracking": (False, ""),
        "sharing": (True, ""),
    }  # fmt: skip
    press(opened, "button", "注销")
    sheet = opened.get_by_role("dialog")
    expect(sheet.get_by_role("button", name="永久注销", exact=True)).to_have_attribute("aria-disabled", "true")
    sheet.locator("input").fill("删除我的数据")
    expect(sheet.get_by_role("button", name="永久注销", exact=True)).to_have_attribute("aria-disabled", "false")
    sheet.get_by_role("button", name="永久注销", exact=True).click()
    expect(opened.get_by_text("你的会员已注销")).to_be_visible()
    assert shop.ok("GET", f"/v1/members/{member}")["labels"] == {"erased": "1"}
    opened.reload()
    expect(opened.get_by_text("你的会员已注销").or_(opened.get_by_text("请从小程序打开"))).to_be_visible()
