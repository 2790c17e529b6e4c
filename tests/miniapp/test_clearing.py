"""Points move from one shop to another on a phone: linked by a code, sent, come back; what became of each is shown."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.miniapp.support import Phone, find_serious, settle
from tests.server import Administrator

UNTIL = 4_000_000_000_000_000
OUT = {"give": 3, "get": 2, "least": 30, "member_day": 200}


@pytest.fixture(scope="module")
def shops(
    browser: Browser, administrator: Administrator, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Served, str]]:
    """The shop, and the key of a bookshop beside it with which it has agreed."""
    del browser  # its event loop runs in this thread
    database = administrator.make_database()
    environ = make_environ(database, tmp_path_factory.mktemp("shops"), **NO_LIMITS, LIUKE_LOCALE="zh")
    with ThreadPoolExecutor(1) as apart:
        keys = apart.submit(prepare, environ).result()
        books = apart.submit(prepare, {**environ, "LIUKE_TENANT": "books"}).result()["owner"]
    with serve(environ, keys) as served:
        body = {"partner": "books", "own_asset": "points", "other_asset": "points", "until_us": UNTIL, "out": OUT}
        made = served.ok("POST", "/v1/clearing/agreements", body)["agreement"]
        served.ok("POST", f"/v1/clearing/agreements/{made}/accept", key=books)
        yield served, books
    administrator.drop_database(database)


@pytest.fixture
def phone(browser: Browser, shops: tuple[Served, str]) -> Iterator[Phone]:
    made = Phone(browser, shops[0])
    yield made
    made.close()


def fits(opened: Page) -> None:
    assert opened.evaluate("document.documentElement.scrollWidth") <= opened.evaluate("innerWidth")


def test_points_move_to_the_linked_shop(phone: Phone, shops: tuple[Served, str]) -> None:
    served, books = shops
    body = {"namespace": "wechat", "external_id": "ann"}
    ours = served.ok("POST", "/v1/members", body)["member_id"]
    theirs = served.ok("POST", "/v1/members", body, key=books)["member_id"]
    had = served.ok("GET", f"/v1/members/{theirs}", key=books)["balances"][0]["available"]
    served.ok("POST", f"/v1/members/{ours}/points/earn", {"asset": "points", "amount": 500})
    slug = served.ok("GET", "/v1/me")["tenant"]["slug"]
    opened = phone.open(ours, "points", width=360, height=640, strict=False)
    opened.get_by_role("link", name="转到其他店铺").click()
    card = opened.get_by_role("region", name="books")
    expect(card).to_contain_text("3 积分 可转为 2")
    expect(card).to_contain_text("每次至少 30 · 每日最多 200")
    fits(opened)
    assert find_serious(opened) == []
    # nothing moves before it is known who the member is there
    expect(card.get_by_role("button", name="转出", exact=True)).to_have_count(0)
    code = served.ok("POST", f"/v1/members/{theirs}/clearing/code", {"shop": slug}, key=books)["code"]
    card.locator("input[aria-label='books 的关联码']").fill(code)
    card.get_by_role("button", name="关联", exact=True).click()
    expect(card).to_contain_text("已关联")
    move = card.get_by_role("button", name="转出", exact=True)
    card.locator("input[aria-label='转出数量']").fill("20")
    expect(move).to_have_attribute("aria-disabled", "true")
    card.locator("input[aria-label='转出数量']").fill("100")
    expect(card).to_contain_text("books 到账 66")
    assert find_serious(opened) == []
    move.click()
    asked = opened.get_by_role("dialog", name="转到 books？")
    expect(asked).to_contain_text("转出 100 积分，对方到账 66")
    fits(opened)
    asked.get_by_role("button", name="转出", exact=True).click()
    line = opened.locator(".item", has_text="转出")
    expect(line).to_contain_text("已到账")
    expect(line).to_contain_text("−100")
    assert served.ok("GET", f"/v1/members/{theirs}", key=books)["balances"][0]["available"] == had + 66
    # more than a day allows is refused in words, and moves nothing
    card.locator("input[aria-label='转出数量']").fill("150")
    move.click()
    opened.get_by_role("dialog").get_by_role("button", name="转出", exact=True).click()
    expect(opened.get_by_text("上限")).to_be_visible()
    expect(opened.locator(".item", has_text="转出")).to_have_count(1)
    # the link ends there: what was sent comes back, with the reason
    served.ok("POST", f"/v1/members/{theirs}/clearing/unlink", {"shop": slug}, key=books)
    opened.reload()
    settle(opened)
    expect(card).not_to_contain_text("已关联")
    card.get_by_role("button", name="取关联码").click()
    expect(card).to_contain_text("只能用一次")
    shown = card.locator(".whole").inner_text()
    made = served.ok("POST", f"/v1/members/{theirs}/clearing/link", {"code": shown}, key=books)
    assert made == {"shop": slug, "linked": True}
    opened.reload()
    settle(opened)
    expect(card).to_contain_text("已关联")
    card.get_by_role("button", name="解除关联").click()
    opened.get_by_role("dialog").get_by_role("button", name="解除关联").click()
    expect(card.locator("input[aria-label='books 的关联码']")).to_be_visible()


def test_a_member_of_a_shop_alone_sees_what_it_takes_in_both_languages(phone: Phone, shops: tuple[Served, str]) -> None:
    member = shops[0].member("bob")
    for locale, words in (("zh", "取一个关联码"), ("en", "First link your membership at books")):
        opened = phone.open(member, "clearing", locale=locale, theme="dark", size=200, strict=False)
        expect(opened.get_by_role("region", name="books")).to_contain_text(words)
        fits(opened)
        assert find_serious(opened) == []
