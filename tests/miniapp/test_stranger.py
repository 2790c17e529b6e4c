"""A stranger who means no good, or has a bad day: two taps, many of everything, odd names, links to nowhere."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, Page, expect

from liuke.db.pool import connect
from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.miniapp import festival
from tests.miniapp.support import Phone, settle
from tests.server import Administrator

T = TypeVar("T")
NAMES = {
    "long": "一" * 64, "latin": "W" * 64, "emoji": "👩‍👩‍👧‍👦🧋" * 6, "arabic": "محمد بن عبد الله",
    "markup": "<b>阿禾</b>{{ 1 + 1 }}",
}  # fmt: skip
LEADS_NOWHERE = (
    "activity?id=nothing", "activity?id=%00", "activity?id=..%2F..%2Fme", "campaign?id=nothing", "code?coupon=1",
    "code?coupon=x",
    "code?benefit=nothing",
    "activity?id=team&team=nothing", "activity?id=mug&ref=nothing", "points?asset=nothing", "month?month=2026-13",
)  # fmt: skip
ENGLISH = re.compile(r"[A-Za-z]{4,}(?: [A-Za-z]+){2,}|undefined|NaN|\[object|null\b|\bmust\b")
"""A sentence of no Chinese, or what a program says to itself."""


def in_thread(work: Callable[[], T]) -> T:
    """Do something with an event loop of its own: the browser's runs in this thread."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(work).result()


@pytest.fixture(scope="module")
def fair(browser: Browser, administrator: Administrator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The shop at mid-autumn."""
    del browser
    database = administrator.make_database()
    environ = make_environ(database, tmp_path_factory.mktemp("stranger"), **NO_LIMITS, LIUKE_LOCALE="zh")
    with serve(environ, in_thread(lambda: prepare(environ))) as served:
        festival.open_festival(served, sure="tea")
        yield served
    in_thread(lambda: administrator.drop_database(database))


@pytest.fixture
def phone(browser: Browser, fair: Served) -> Iterator[Phone]:
    made = Phone(browser, fair)
    yield made
    made.close()


def guest(fair: Served, name: str, nickname: str = "") -> str:
    """Somebody new, who has read the welcome."""
    body = {"namespace": "wechat", "external_id": name, "profile": {"nickname": nickname or name}}
    member = str(fair.ok("POST", "/v1/members", body)["member_id"])
    festival.read_all(fair, member)
    return member


def rows(fair: Served, sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
    """What the database holds."""
    return in_thread(lambda: fair.rows(sql, *arguments))


def as_owner(fair: Served, sql: str) -> None:
    async def work() -> None:
        owner = await connect(fair.environ["LIUKE_DATABASE_OWNER_URL"])
        await owner.execute(sql)
        await owner.close()

    in_thread(lambda: asyncio.run(work()))


def text_of(opened: Page) -> str:
    """What can be read on the page."""
    return opened.locator(".app").last.inner_text()


def tap_twice(opened: Page, name: str) -> None:
    """So fast that no answer comes between."""
    opened.get_by_role("button", name=name, exact=True).last.evaluate("one => { one.click(); one.click() }")


@pytest.mark.parametrize("page", LEADS_NOWHERE)
def test_a_link_that_leads_nowhere_says_so_in_the_members_language(phone: Phone, fair: Served, page: str) -> None:
    opened = phone.open(guest(fair, "lost"), page)
    said = text_of(opened)
    assert len(said.strip()) > 4
    assert ENGLISH.search(said) is None, said
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390
    opened.get_by_role("button", name="返回", exact=True).last.click()
    expect(opened.get_by_text("普通会员").last).to_be_visible()


@pytest.mark.parametrize("name", NAMES)
def test_any_name_fits_and_is_only_a_name(phone: Phone, fair: Served, name: str) -> None:
    member = guest(fair, f"named-{name}", NAMES[name])
    opened = phone.open(member, width=360)
    for page in ("home", "me", "invite", "story"):
        Phone.go(opened, page)
        assert opened.evaluate("document.documentElement.scrollWidth") <= 360, page
        assert opened.locator(".app b").count() == 0
    Phone.go(opened, "me")
    assert NAMES[name] in text_of(opened)
    assert phone.said.take() == []


def test_two_hundred_coupons_are_all_there_with_their_codes(phone: Phone, fair: Served) -> None:
    member = guest(fair, "hoarder")
    festival.order(fair, member, "hoarder", 20)
    [(coupon,)] = rows(fair, "SELECT coupon_id FROM coupon WHERE member_id = $1", int(member))
    named = (
        "SELECT column_name::text FROM information_schema.columns WHERE table_name = 'coupon' ORDER BY ordinal_position"
    )
    columns = [one for (one,) in rows(fair, named)]
    picked = ", ".join({"coupon_id": "coupon_id + n", "code": "''"}.get(str(one), str(one)) for one in columns)
    as_owner(
        fair, f"INSERT INTO coupon SELECT {picked} FROM coupon, generate_series(1, 199) n WHERE coupon_id = {coupon}"
    )
    opened = phone.open(member, "coupons")
    expect(opened.locator(".coupon")).to_have_count(200)
    Phone.go(opened, f"code?coupon={coupon}")
    expect(opened.get_by_role("heading", level=2)).to_have_text("满 15 减 3")


def test_two_taps_check_in_once(phone: Phone, fair: Served) -> None:
    member = guest(fair, "hasty")
    opened = phone.open(member)
    tap_twice(opened, "签到")
    expect(opened.get_by_role("button", name="已签到", exact=True)).to_be_visible()
    settle(opened)
    assert rows(fair, "SELECT count(*) FROM event WHERE member_id = $1 AND type = 'check_in.do'", int(member)) == [(1,)]


def test_two_taps_redeem_once(phone: Phone, fair: Served) -> None:
    member = guest(fair, "buyer")
    festival.order(fair, member, "buyer", 300)
    festival.read_all(fair, member)
    opened = phone.open(member, "mall")
    opened.get_by_role("button", name="兑换 5 元券", exact=True).click()
    tap_twice(opened, "确认兑换")
    expect(opened.locator(".floating")).to_contain_text("5 元")
    settle(opened)
    assert rows(fair, "SELECT count(*) FROM event WHERE member_id = $1 AND type = 'mall.redeem'", int(member)) == [(1,)]


def test_another_member_in_another_window_is_shown_in_both(phone: Phone, fair: Served) -> None:
    first, second = guest(fair, "first", "第一位"), guest(fair, "second", "第二位")
    opened = phone.open(first, "me")
    expect(opened.get_by_text("第一位")).to_be_visible()
    other = opened.context.new_page()
    other.goto(f"{fair.url}/m/#/?token={phone.token(second)}")
    expect(other.get_by_text(re.compile("，第二位$"))).to_be_visible()
    expect(opened.get_by_text("第二位")).to_be_visible()
    assert "第一位" not in text_of(opened)
    assert "第一位" not in opened.evaluate("JSON.stringify(localStorage)")


def test_who_is_frozen_reads_and_is_told_when_they_act(phone: Phone, fair: Served) -> None:
    member = guest(fair, "frozen")
    opened = phone.open(member)
    fair.ok("POST", f"/v1/members/{member}/account/freeze", {"reason": "stolen phone"})
    opened.get_by_role("button", name="签到", exact=True).click()
    expect(opened.get_by_text("你的账户已被冻结，请联系店员")).to_be_visible()
    opened.reload()
    settle(opened)
    expect(opened.get_by_text("普通会员").first).to_be_visible()
    assert ENGLISH.search(text_of(opened)) is None


def test_a_campaign_that_ends_while_its_page_is_open_says_so(phone: Phone, fair: Served) -> None:
    member = guest(fair, "late")
    opened = phone.open(member, "activity?id=luck")
    expect(opened.get_by_role("button", name="抽卡", exact=True)).to_be_visible()
    spec = fair.ok("GET", "/v1/program")["spec"]
    ended = {**spec, "activities": [{**one, "enabled": one["id"] != "luck"} for one in spec["activities"]]}
    made = fair.ok("POST", "/v1/program/publish", {"spec": ended, "accept_warnings": True})
    fair.wait_for_version(made["version"])
    opened.get_by_role("button", name="抽卡", exact=True).click()
    expect(opened.get_by_text("活动暂未开放").first).to_be_visible()
    assert ENGLISH.search(text_of(opened)) is None
    made = fair.ok("POST", "/v1/program/publish", {"spec": spec, "accept_warnings": True})
    fair.wait_for_version(made["version"])
