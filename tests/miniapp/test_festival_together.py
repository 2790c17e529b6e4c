"""A festival among friends, each on a phone of their own, large and small, on a network that cuts and past midnight."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.miniapp import festival
from tests.miniapp.support import Phone, settle
from tests.miniapp.test_weak_network import HARM
from tests.sdk.http_proxy import Network, faulty_network
from tests.server import Administrator

SIZES = ((390, 844), (360, 640))


@pytest.fixture(scope="module")
def fair(browser: Browser, administrator: Administrator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The shop at mid-autumn; the browser's event loop runs in this thread by now, so it is made in another one."""
    del browser
    database = administrator.make_database()
    environ = make_environ(database, tmp_path_factory.mktemp("together"), **NO_LIMITS, LIUKE_LOCALE="zh")
    with ThreadPoolExecutor(1) as apart:
        keys = apart.submit(prepare, environ).result()
    with serve(environ, keys) as served:
        festival.open_festival(served, sure="tea")
        yield served
    administrator.drop_database(database)


@pytest.fixture
def phone(browser: Browser, fair: Served) -> Iterator[Phone]:
    made = Phone(browser, fair)
    yield made
    made.close()


def guest(fair: Served, name: str) -> str:
    """Somebody new, who has read the welcome."""
    member = festival.join(fair, name)
    festival.read_all(fair, member)
    return member


def again(opened: Page) -> None:
    """What others did meanwhile is seen."""
    opened.reload()
    settle(opened)


def fits(opened: Page, width: int) -> None:
    """The page is as wide as its window."""
    assert opened.evaluate("document.documentElement.scrollWidth") <= width


def count(opened: Page, card: str) -> int:
    """How many of a card the album shows."""
    said = opened.locator(f".leafcard[aria-label^='{card} ']").get_attribute("aria-label") or ""
    found = re.search(r"已有 (\d+) 张", said)
    return int(found[1]) if found else 0


# -- cards ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_card_is_swapped_between_two_phones(phone: Phone, fair: Served, width: int, height: int) -> None:
    one, other = guest(fair, f"swap-a{width}"), guest(fair, f"swap-b{width}")
    festival.befriend(fair, one, other)
    first = phone.open(one, "activity?id=luck", width=width, height=height)
    first.get_by_role("button", name="抽卡").click()
    expect(first.locator(".leafcard.has")).to_have_count(1)
    festival.open_festival(fair, sure="moon")
    second = phone.open(other, "activity?id=luck", width=width, height=height)
    second.get_by_role("button", name="抽卡").click()
    expect(second.locator(".leafcard.has")).to_have_count(1)
    festival.open_festival(fair, sure="tea")
    assert (count(first, "茶"), count(second, "月")) == (1, 1)
    first.locator(".leafcard.has").click()
    first.get_by_role("dialog").get_by_role("button", name="交换").click()
    sheet = first.get_by_role("dialog")
    sheet.get_by_role("radio").click()
    sheet.get_by_role("group", name="想要的卡片").get_by_role("button", name="月", exact=True).click()
    fits(first, width)
    sheet.get_by_role("button", name="交换卡片").click()
    expect(first.get_by_text("你想用「茶」换「月」")).to_be_visible()
    again(second)
    expect(second.get_by_text("好友想用「茶」换你的「月」")).to_be_visible()
    fits(second, width)
    second.get_by_role("button", name=re.compile("^收下")).click()
    expect(second.locator(".leafcard[aria-label^='茶 '].has")).to_have_count(1)
    again(first)
    assert (count(first, "茶"), count(first, "月"), count(second, "茶"), count(second, "月")) == (0, 1, 1, 0)


# -- a team -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_team_of_two_phones_is_complete(phone: Phone, fair: Served, width: int, height: int) -> None:
    opener, friend = guest(fair, f"team-a{width}"), guest(fair, f"team-b{width}")
    first = phone.open(opener, "activity?id=team", width=width, height=height)
    first.get_by_role("button", name="我来开团").click()
    first.get_by_role("button", name="2 人团").click()
    fits(first, width)
    first.get_by_role("dialog").get_by_role("button", name="开团：团圆茶礼盒").click()
    expect(first.get_by_text("付款 ¥128，位置就是你的")).to_be_visible()
    festival.pay(fair, opener, f"team-a{width}", 12_800)
    again(first)
    expect(first.get_by_text("差 1 人成团")).to_be_visible()
    [seat] = fair.ok("GET", f"/v1/members/{opener}/activities/team")["shown"]["seats"]
    second = phone.open(friend, f"activity?id=team&team={seat['team']}", width=width, height=height)
    second.locator(".asked2").get_by_role("button").click()
    second.get_by_role("dialog").get_by_role("button", name="参加").click()
    expect(second.get_by_text("付款 ¥128，位置就是你的")).to_be_visible()
    festival.pay(fair, friend, f"team-b{width}", 12_800)
    for opened in (first, second):
        again(opened)
        expect(opened.get_by_text("拼团成功")).to_be_visible()
        expect(opened.locator(".seat")).to_have_count(2)
        fits(opened, width)


# -- a bargain --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_bargain_among_three_phones(phone: Phone, fair: Served, width: int, height: int) -> None:
    owner = guest(fair, f"cut-owner{width}")
    mine = phone.open(owner, "activity?id=mug", width=width, height=height, strict=False)
    mine.get_by_role("button", name="发起砍价").click()
    expect(mine.locator(".t40")).to_have_text("¥68")
    mine.context.grant_permissions(["clipboard-read", "clipboard-write"])
    mine.get_by_role("button", name="请好友帮砍").click()
    expect(mine.get_by_text("链接已复制，发给好友吧")).to_be_visible()
    link = mine.evaluate("navigator.clipboard.readText()")
    assert "token" not in link
    for n, (cut, price) in enumerate([(24, 44), (16, 28)]):
        friend = guest(fair, f"cut-friend{width}-{n}")
        page = link.partition("/pages/")[2].replace("/index", "")
        theirs = phone.open(friend, page, width=width, height=height)
        theirs.get_by_role("button", name=f"帮好友砍掉 ¥{cut}").click()
        expect(theirs.locator(".t40").first).to_have_text(f"¥{price}")
        fits(theirs, width)
        again(mine)
        expect(mine.locator(".t40")).to_have_text(f"¥{price}")
        expect(mine.locator(".hand .done")).to_have_count(n + 1)
    fits(mine, width)


# -- a network that cuts, and midnight --------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def network(fair: Served) -> Iterator[Network]:
    """A network before the shop."""
    with faulty_network(fair.url) as made:
        made.retry_after = "0"
        yield made


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_spin_on_a_network_that_cuts_is_one_draw(phone: Phone, fair: Served, network: Network, seed: int) -> None:
    member = guest(fair, f"cut-spin{seed}")
    network.plan()
    opened = phone.open(member, "activity?id=wheel", url=network.url, strict=False)
    dice = random.Random(seed)
    network.plan(*dice.choices(HARM, k=dice.randint(4, 9)))
    card = opened.get_by_role("dialog")
    for _ in range(10):  # what was not answered is tapped again, under the key that it had
        expect(opened.locator(".middle")).to_have_attribute("aria-disabled", "false")
        opened.locator(".middle").click()
        expect(card.or_(opened.locator(".toast"))).to_be_visible()
        if card.is_visible():
            break
        expect(opened.locator(".toast")).to_have_count(0)
    expect(card).to_be_visible()
    draws = [one.headers["idempotency-key"] for one in network.seen if one.path.endswith("/activities/wheel/draw")]
    assert len(set(draws)) == 1
    shown = fair.ok("GET", f"/v1/members/{member}/activities/wheel")["shown"]
    assert (shown["draws"], shown["free_left"]) == (1, 1)


def test_a_page_of_the_festival_that_is_open_at_midnight_asks_for_the_new_day(phone: Phone, fair: Served) -> None:
    opened = phone.open(guest(fair, "night-owl"), "activity?id=wheel", strict=False)
    opened.clock.install(time="2026-11-30T23:59:30")
    again(opened)
    with opened.expect_response("**/activities/wheel/page"):
        opened.clock.fast_forward(45_000)
    expect(opened.get_by_text("还可免费抽 2 次")).to_be_visible()


# -- a link where the app is open -------------------------------------------------------------------------------------
def test_a_link_to_another_activity_or_of_another_member_is_followed(phone: Phone, fair: Served) -> None:
    opened = phone.open(guest(fair, "linked"), "activity?id=wheel")
    expect(opened.get_by_role("heading", name="月圆大转盘")).to_be_visible()
    opened.evaluate("location.hash = '#/pages/activity/index?id=luck'")
    expect(opened.get_by_role("heading", name="集五福茶卡")).to_be_visible()
    settle(opened)
    other = str(
        fair.ok(
            "POST", "/v1/members", {"namespace": "wechat", "external_id": "round", "profile": {"nickname": "小圆"}}
        )["member_id"]
    )
    festival.read_all(fair, other)
    opened.evaluate(f"location.hash = '#/?token={phone.token(other)}'")
    expect(opened.get_by_text(re.compile("，小圆$"))).to_be_visible()
    assert "token" not in opened.url
    phone.go(opened, "activity?id=wheel")
    opened.go_back()
    settle(opened)
    expect(opened.get_by_text(re.compile("，小圆$"))).to_be_visible()
