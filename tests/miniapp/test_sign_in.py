"""Members who log in by phone on H5: a number, a code, the member centre; what goes wrong on the way; and leaving."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, Page, expect

from liuke.db.pool import connect
from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.miniapp.support import Phone, find_serious, settle
from tests.phone_login.codes import read_codes
from tests.server import Administrator

T = TypeVar("T")


def in_thread(work: Callable[[], T]) -> T:
    """Do something with an event loop of its own: the browser's runs in this thread."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(work).result()


@pytest.fixture(scope="module")
def codes_shop(administrator: Administrator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The tea shop, which writes codes into its log."""
    database = administrator.make_database()
    environ = make_environ(database, tmp_path_factory.mktemp("sign-in"), **NO_LIMITS, LIUKE_PHONE_LOGIN="log")
    with serve(environ, in_thread(lambda: prepare(environ))) as served:
        yield served
    in_thread(lambda: administrator.drop_database(database))


@pytest.fixture
def door(browser: Browser, codes_shop: Served) -> Iterator[Phone]:
    made = Phone(browser, codes_shop)
    yield made
    made.close()


def press(opened: Page, name: str) -> None:
    opened.get_by_role("button", name=name, exact=True).click()


def ask(opened: Page, number: str) -> None:
    opened.get_by_label("手机号").locator("input").fill(number)
    press(opened, "获取验证码")


def enter(opened: Page, code: str) -> None:
    opened.get_by_label("验证码", exact=True).locator("input").fill(code)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_stranger_logs_in_checks_in_and_leaves(door: Phone, codes_shop: Served) -> None:
    opened = door.open("", "coupons", locale="zh")
    expect(opened.get_by_role("heading", name="登录会员中心")).to_be_visible()
    ask(opened, "138 0013 8101")
    expect(opened.get_by_text("验证码已发送至 13800138101")).to_be_visible()
    expect(opened.get_by_role("button", name="秒后可重新获取")).to_have_attribute("aria-disabled", "true")
    enter(opened, read_codes(codes_shop)[-1])
    expect(opened.get_by_text("欢迎加入")).to_be_visible()
    expect(opened).to_have_url(f"{codes_shop.url}/m/#/pages/coupons/index")
    settle(opened)
    Phone.go(opened, "home")
    expect(opened.get_by_text("普通会员").first).to_be_visible()
    opened.reload()
    settle(opened)
    expect(opened.get_by_text("普通会员").first).to_be_visible()
    Phone.go(opened, "settings")
    press(opened, "退出")
    expect(opened.get_by_role("heading", name="登录会员中心")).to_be_visible()
    assert opened.evaluate("localStorage.getItem('liuke.member.token')") is None
    assert door.said.take() == []


def test_what_goes_wrong_is_said_where_it_is(door: Phone, codes_shop: Served) -> None:
    opened = door.open("", locale="zh")
    alert = opened.get_by_role("alert")
    ask(opened, "12345678")
    expect(alert).to_have_text("请输入有效的手机号")
    opened.context.set_offline(True)
    ask(opened, "13800138102")
    expect(alert).to_have_text("网络不通，请检查后再试")
    opened.context.set_offline(False)
    ask(opened, "13800138102")
    expect(opened.get_by_text("验证码已发送至 13800138102")).to_be_visible()
    code = read_codes(codes_shop)[-1]
    enter(opened, other_than(code))
    expect(alert).to_have_text("验证码不正确或已失效")
    press(opened, "换个号码")
    expect(opened.get_by_label("手机号").locator("input")).to_have_value("13800138102")
    second = door.open("", locale="zh")  # on another device, within the minute
    ask(second, "13800138102")
    expect(second.get_by_role("alert")).to_contain_text("获取得太频繁了")


def test_a_token_that_is_over_asks_for_a_code(door: Phone, codes_shop: Served) -> None:
    del codes_shop
    opened = door.open("")
    opened.evaluate(
        "localStorage.setItem('liuke.member.token', JSON.stringify({type:'string',data:JSON.stringify('x.y.z')}))"
    )
    opened.reload()
    settle(opened)
    expect(opened.get_by_role("heading", name="登录已过期")).to_be_visible()
    expect(opened.get_by_label("手机号").locator("input")).to_be_visible()


def log_in(door: Phone, shop: Served, number: str) -> Page:
    """A window on the home page, by a code."""
    in_thread(lambda: forget_counts(shop))
    opened = door.open("", locale="zh")
    ask(opened, number)
    expect(opened.get_by_text(f"验证码已发送至 {number}")).to_be_visible()
    enter(opened, read_codes(shop)[-1])
    expect(opened.get_by_text("普通会员").first).to_be_visible()
    settle(opened)
    return opened


OVER = """() => {
    const name = 'liuke.member.token'
    localStorage.setItem(name, localStorage.getItem(name).replace(/.{5}"$/, 'AAAAA"'))
}"""
"""The token of the member is as good as over: the server takes it no more."""


def test_a_token_that_is_over_is_renewed_while_the_login_lasts(door: Phone, codes_shop: Served) -> None:
    opened = log_in(door, codes_shop, "13800138110")
    opened.evaluate(OVER)
    opened.reload()
    settle(opened)
    expect(opened.get_by_text("普通会员").first).to_be_visible()
    expect(opened.get_by_role("status")).to_have_count(0)
    opened.evaluate(OVER)
    opened.route("**/v1/phone-login/renew", lambda route: route.abort())
    opened.reload()
    expect(opened.get_by_text("没有网络，以下内容可能不是最新。")).to_be_visible()
    opened.unroute("**/v1/phone-login/renew")
    press(opened, "重试")
    expect(opened.get_by_role("status")).to_have_count(0)
    expect(opened.get_by_text("普通会员").first).to_be_visible()


def test_logging_out_everywhere_ends_the_login_on_the_other_phone(door: Phone, codes_shop: Served) -> None:
    lost = log_in(door, codes_shop, "13800138111")
    here = log_in(door, codes_shop, "13800138111")
    Phone.go(here, "settings")
    here.context.set_offline(True)
    press(here, "退出所有设备")
    expect(here.get_by_text("没有网络，其他设备还没有退出，请稍后再试。")).to_be_visible()
    here.context.set_offline(False)
    press(here, "退出所有设备")
    expect(here.get_by_role("heading", name="登录会员中心")).to_be_visible()
    assert here.evaluate("Object.keys(localStorage).filter((one) => /token|login|centre/.test(one))") == []
    lost.evaluate(OVER)
    lost.reload()
    expect(lost.get_by_role("heading", name="登录已过期")).to_be_visible()
    assert lost.evaluate("localStorage.getItem('liuke.member.login')") is None


@pytest.mark.parametrize(("locale", "theme", "size", "width"), [("zh", "light", 100, 390), ("en", "dark", 200, 360)])
def test_it_can_be_read_by_everybody(
    door: Phone, codes_shop: Served, locale: str, theme: str, size: int, width: int
) -> None:
    in_thread(lambda: forget_counts(codes_shop))
    opened = door.open("", locale=locale, theme=theme, size=size, width=width, strict=False)
    label, send = ("手机号", "获取验证码") if locale == "zh" else ("Phone number", "Send code")
    number = opened.get_by_label(label).locator("input")
    expect(number).to_be_visible()
    assert find_serious(opened) == []
    number.fill(f"1380013{size + 8_000}")
    press(opened, send)
    expect(opened.locator("input[maxlength='6']")).to_be_focused()
    assert find_serious(opened) == []
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


def forget_counts(shop: Served) -> None:
    async def work() -> None:
        owner = await connect(shop.environ["LIUKE_DATABASE_OWNER_URL"])
        await owner.execute("TRUNCATE phone_login_count")
        await owner.close()

    asyncio.run(work())
