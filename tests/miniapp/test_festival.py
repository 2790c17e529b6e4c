"""A festival on the phone: its look on every page of it, and the pages of the kinds that have one of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.miniapp import festival
from tests.miniapp.support import Phone, find_serious, settle
from tests.server import Administrator

PAGES = (
    "campaign?id=moon", "activities", "activity?id=wheel", "activity?id=luck", "activity?id=team", "activity?id=mug",
    "activity?id=board", "badges", "story", "month", "invite",
)  # fmt: skip


@pytest.fixture(scope="module")
def fair(browser: Browser, administrator: Administrator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The shop at mid-autumn; the browser's event loop runs in this thread by now, so it is made in another one."""
    del browser
    database = administrator.make_database()
    environ = make_environ(database, tmp_path_factory.mktemp("festival"), **NO_LIMITS, LIUKE_LOCALE="zh")
    with ThreadPoolExecutor(1) as apart:
        keys = apart.submit(prepare, environ).result()
    with serve(environ, keys) as served:
        festival.open_festival(served, sure="tea")
        yield served
    administrator.drop_database(database)


@pytest.fixture(scope="module")
def people(fair: Served) -> dict[str, str]:
    """The guests, who have read what arrived."""
    found = festival.live(fair)
    for member in found.values():
        festival.read_all(fair, member)
    return found


@pytest.fixture
def phone(browser: Browser, fair: Served, people: dict[str, str]) -> Iterator[Phone]:
    del people
    made = Phone(browser, fair)
    yield made
    made.close()


def guest(fair: Served, name: str) -> str:
    """Somebody new, who has read the welcome."""
    member = festival.join(fair, name)
    festival.read_all(fair, member)
    return member


def token_of(opened: Page, name: str) -> str:
    """A custom property of the page as it is worn."""
    found: str = opened.locator(".app").last.evaluate(f"(node) => getComputedStyle(node).getPropertyValue('{name}')")
    return found.strip()


def test_the_home_page_leads_to_the_campaign_and_from_there_to_each_activity(phone: Phone, fair: Served) -> None:
    opened = phone.open(guest(fair, "walker"))
    assert token_of(opened, "--act") == "#1f5c4a"
    opened.locator(".banner").click()
    settle(opened)
    expect(opened.get_by_text("月圆人团圆").last).to_be_visible()
    assert token_of(opened, "--act") == "#2f3f7a", "the palette of mid-autumn"
    expect(opened.locator(".item")).to_have_count(5)
    opened.get_by_role("link").filter(has_text="月圆大转盘").click()
    settle(opened)
    assert token_of(opened, "--act") == "#2f3f7a"
    expect(opened.get_by_text("还可免费抽 2 次")).to_be_visible()
    assert phone.said.take() == []


def drawn(opened: Page) -> dict[str, Any]:
    """Press the middle of the wheel; what the server answered."""
    with opened.expect_response(re.compile("/activities/wheel/draw$")) as answered:
        opened.locator(".middle").click()
    found: dict[str, Any] = answered.value.json()["result"]["draws"][-1]
    return found


def test_the_wheel_rests_on_what_the_server_answered(phone: Phone, fair: Served) -> None:
    opened = phone.open(guest(fair, "spinner"), "activity?id=wheel")
    prizes = festival.ACTIVITIES[0]["prizes"]
    names = {one["id"]: one["name"]["zh"] for one in prizes}
    order, before = [one["id"] for one in prizes], 0.0
    for _ in range(2):
        found = drawn(opened)
        card = opened.get_by_role("dialog")
        expect(card).to_contain_text(names[found["prize"]])
        expect(card).to_contain_text("恭喜，抽中了" if found["won"] else "这次没有抽中")
        expect(opened.locator(".floating")).to_have_count(0)
        style = opened.locator(".disc").get_attribute("style") or ""
        [turned] = map(float, re.findall(r"rotate\(([\d.]+)deg\)", style))
        assert turned > before, "always onwards"
        assert (turned + order.index(found["prize"]) * 60) % 360 == 0, "the field is under the needle"
        assert "3.6s" not in style, "whoever wants no motion sees none"
        before = turned
        opened.get_by_role("button", name="知道了").click()
        expect(card).to_have_count(0)
    expect(opened.locator(".middle")).to_have_attribute("aria-disabled", "false")  # the points buy a third
    opened.locator(".middle").click()
    expect(opened.get_by_role("dialog")).to_contain_text("将使用 30 积分")


def test_with_motion_the_wheel_takes_its_time(phone: Phone, fair: Served) -> None:
    opened = phone.open(guest(fair, "mover"), "activity?id=wheel")
    opened.emulate_media(reduced_motion="no-preference")
    drawn(opened)
    expect(opened.locator(".disc")).to_have_attribute("style", re.compile(r"transition: transform 3\.6s"))
    expect(opened.get_by_role("dialog")).to_have_count(0)
    expect(opened.get_by_role("dialog")).to_be_visible()


def test_a_bargain_among_three(phone: Phone, fair: Served) -> None:
    owner, friend = guest(fair, "cutter"), guest(fair, "cutter-friend")
    ref = festival.do(fair, owner, "mug", "start-bargain", good="mug")["ref"]
    festival.do(fair, guest(fair, "cutter-third"), "mug", "cut-price", ref=ref)
    opened = phone.open(friend, f"activity?id=mug&ref={ref}")
    expect(opened.get_by_text("好友想请你帮忙砍价")).to_be_visible()
    expect(opened.locator(".t40").first).to_have_text("¥44")
    opened.get_by_role("button", name="帮好友砍掉 ¥16").click()
    expect(opened.locator(".t40").first).to_have_text("¥28")
    expect(opened.get_by_role("button", name="帮好友砍一刀")).to_have_attribute("aria-disabled", "true")
    mine = phone.open(owner, "activity?id=mug")
    expect(mine.locator(".t40")).to_have_text("¥28")
    expect(mine.locator(".hand .done")).to_have_count(2)
    expect(mine.get_by_text("−¥16")).to_be_visible()
    gone = phone.open(friend, "activity?id=mug&ref=1")
    expect(gone.get_by_text("没有找到这个砍价")).to_be_visible()


def test_a_team_between_two_browsers(phone: Phone, fair: Served) -> None:
    opener, friend = guest(fair, "opener"), guest(fair, "second")
    opened = phone.open(opener, "activity?id=team", strict=False)
    opened.get_by_role("button", name="我来开团").click()
    opened.get_by_role("button", name="2 人团").click()
    opened.get_by_role("dialog").get_by_role("button", name="开团：团圆茶礼盒").click()
    expect(opened.get_by_text("付款 ¥128，位置就是你的")).to_be_visible()
    festival.pay(fair, opener, "opener-pays", 12_800)
    opened.reload()
    settle(opened)
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.get_by_role("button", name="喊好友来拼").click()
    expect(opened.get_by_text("链接已复制，发给好友吧")).to_be_visible()
    link = opened.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{fair.url}/m/#/pages/activity/index?id=team&team=")
    assert "token" not in link
    other = phone.open(friend, link.partition("/pages/")[2].replace("/index", ""))
    expect(other.locator(".asked2")).to_contain_text("o***r")
    other.locator(".asked2").get_by_role("button").click()
    other.get_by_role("dialog").get_by_role("button", name="参加").click()
    expect(other.get_by_text("付款 ¥128，位置就是你的")).to_be_visible()
    expect(other.locator(".seat")).to_have_count(2)


def test_a_card_goes_to_a_friend(phone: Phone, fair: Served) -> None:
    giver, friend = guest(fair, "giver"), guest(fair, "taker")
    festival.befriend(fair, giver, friend)
    opened = phone.open(giver, "activity?id=luck")
    opened.get_by_role("button", name="抽卡").click()
    expect(opened.locator(".leafcard.has")).to_have_count(1)
    opened.locator(".leafcard.has").click()
    expect(opened.get_by_role("dialog")).to_contain_text("已有 1 张")
    opened.get_by_role("dialog").get_by_role("button", name="赠送").click()
    opened.get_by_role("radio").click()
    opened.get_by_role("dialog").get_by_role("button", name="赠送卡片").click()
    expect(opened.get_by_text("你送出「茶」，等好友收下")).to_be_visible()
    other = phone.open(friend, "activity?id=luck")
    other.get_by_role("button", name="领取「茶」").click()
    expect(other.locator(".leafcard.has")).to_have_count(1)
    # of what is missing one sees what it is, and nothing can be given
    other.locator(".leafcard:not(.has)").first.click()
    expect(other.get_by_role("dialog").get_by_role("button")).to_have_count(1)


def test_the_board_by_scope_and_period_and_out_of_it(phone: Phone, fair: Served, people: dict[str, str]) -> None:
    opened = phone.open(people["mo"], "activity?id=board")
    expect(opened.get_by_text("我排第 4")).to_be_visible()
    expect(opened.locator(".stand")).to_have_count(3)
    expect(opened.locator(".stand.p1")).to_contain_text("l***n")
    opened.get_by_role("tab", name="好友").click()
    expect(opened.locator(".stand")).to_have_count(2)
    opened.get_by_role("tab", name="上期").click()
    expect(opened.get_by_text("还没有人上榜")).to_be_visible()
    opened.get_by_role("button", name="退出排行").click()
    expect(opened.get_by_text("你已退出排行")).to_be_visible()
    opened.get_by_role("button", name="重新参加排行").click()
    expect(opened.get_by_text("你已退出排行")).to_have_count(0)


def test_the_app_opened_by_an_invitation_binds_it_once(phone: Phone, fair: Served, people: dict[str, str]) -> None:
    code = fair.ok("POST", f"/v1/members/{people['lin']}/referral/code", {})["result"]["code"]
    invited = festival.join(fair, "invited")
    opened = phone.open("")
    opened.goto(f"{fair.url}/m/?code={code}#/")  # nobody is known yet: it is kept
    opened.reload()
    expect(opened.get_by_role("heading", level=1)).to_have_text("请从小程序打开")
    opened.goto("about:blank")
    opened.goto(f"{fair.url}/m/#/?token={phone.token(invited)}")
    expect(opened.get_by_text("已接受好友的邀请")).to_be_visible()
    assert fair.ok("GET", f"/v1/members/{invited}/invites")["inviter"] == people["lin"]
    opened.reload()
    settle(opened)
    assert opened.evaluate("localStorage.getItem('liuke.member.invitation')") is None
    # the picture that is handed on holds the inviter's own code
    poster = phone.open(people["lin"], "invite")
    drawn = poster.locator(".poster .drawn img")
    expect(drawn).to_have_attribute("src", re.compile("^blob:"))
    assert drawn.evaluate("async (one) => { await one.decode(); return [one.naturalWidth, one.naturalHeight] }") == [
        1_080, 1_620,
    ]  # fmt: skip
    expect(poster.get_by_text(code, exact=True)).to_be_visible()
    with poster.expect_download() as saved:
        poster.get_by_role("button", name="保存图片").click()
    assert saved.value.suggested_filename == "邀请好友.jpg"


def test_badges_story_and_month(phone: Phone, people: dict[str, str]) -> None:
    opened = phone.open(people["ahe"], "badges")
    opened.get_by_role("button", name="白银茶友").click()
    opened.get_by_role("button", name="生成图片").click()
    expect(opened.get_by_role("dialog").locator("img")).to_have_attribute("src", re.compile("^blob:"))
    phone.go(opened, "story")
    for step in ("成为会员", "第一单", "升级为白银会员", "获得「白银茶友」"):
        expect(opened.get_by_text(step, exact=True)).to_be_visible()
    phone.go(opened, "month")
    expect(opened.get_by_role("button", name="上个月")).to_have_attribute("aria-disabled", "true")
    expect(opened.get_by_text("¥360", exact=True)).to_have_count(2)
    assert phone.said.take() == []


def test_an_upgrade_fills_the_screen_and_can_be_kept(phone: Phone, fair: Served) -> None:
    member = festival.join(fair, "climber")
    festival.order(fair, member, "climb", 1_200)
    opened = phone.open(member)
    moment = opened.get_by_role("dialog")
    expect(moment).to_have_count(1)
    box = moment.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (390, 844)
    for said in ("会员升级", "黄金会员", "从现在起，你享有", "优先核销"):
        expect(moment).to_contain_text(said)
    opened.get_by_role("button", name="保存这一刻").click()
    expect(opened.locator(".framed img")).to_have_attribute("src", re.compile("^blob:"))
    opened.get_by_role("button", name="关闭").click()
    with opened.expect_response(re.compile("/messages/read$")):
        opened.get_by_role("button", name="知道了").click()
    expect(opened.get_by_role("dialog")).to_have_count(0)
    opened.reload()
    settle(opened)
    expect(opened.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(("theme", "locale", "width"), [("light", "zh", 360), ("dark", "en", 390)])
def test_every_page_is_accessible_and_as_wide_as_its_window(
    phone: Phone, people: dict[str, str], theme: str, locale: str, width: int
) -> None:
    opened = phone.open(people["ahe"], width=width, height=640, theme=theme, locale=locale, strict=False)
    for page in PAGES:
        phone.go(opened, page)
        assert opened.evaluate("document.documentElement.scrollWidth") <= width, page
        assert find_serious(opened) == [], page
        if locale == "en":
            said = opened.locator(".app").last.inner_text()
            assert re.findall(r"[\u4e00-\u9fff]+", said.replace("阿禾", "")) == [], page
    assert phone.said.take() == []


def test_the_largest_type_fits(phone: Phone, people: dict[str, str]) -> None:
    opened = phone.open(people["ahe"], width=360, height=640, size=200)
    for page in PAGES:
        phone.go(opened, page)
        assert opened.evaluate("document.documentElement.scrollWidth") <= 360, page
