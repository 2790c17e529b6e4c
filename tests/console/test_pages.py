"""Every page in a real Chromium, against a stand-in for the API: it opens, logs nothing, axe finds nothing serious."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import hatch_build
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.console.browser import find_chromium, open_browser, sign_in
from tests.console.fixture_server import Shop, start
from tests.console.pictures import PAGES

pytestmark = pytest.mark.skipif(find_chromium() is None, reason="needs a browser: apt-get install chromium")
AXE = hatch_build.CONSOLE / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = {"serious", "critical"}


class Console:
    """A signed-in console in a browser of its own context."""

    def __init__(self, browser: Browser, base: str, shop: Shop) -> None:
        self.browser, self.base, self.shop = browser, base, shop

    def open(
        self, path: str, *, role: str = "owner", width: int = 1280, theme: str = "light", locale: str = "zh"
    ) -> Page:
        context = self.browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
        page = context.new_page()
        page.add_init_script(
            f'localStorage.setItem(\'liuke.preferences\', \'{{"locale":"{locale}","theme":"{theme}"}}\')'
        )
        if path != "/login":
            sign_in(page, self.base, role)
        page.goto(self.base + path)
        page.wait_for_load_state("networkidle")
        return page


@pytest.fixture(scope="module")
def console() -> Iterator[Console]:
    hatch_build.build_console()
    server, shop = start()
    with open_browser() as browser:
        yield Console(browser, f"http://127.0.0.1:{server.server_address[1]}/console", shop)
    server.shutdown()
    server.server_close()


def find_serious(page: Page) -> list[str]:
    page.wait_for_timeout(250)
    page.add_script_tag(path=AXE)
    found: dict[str, Any] = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{one['id']}: {node['target']} {node['html'][:160]}"
        for one in found["violations"]
        if one["impact"] in SERIOUS
        for node in one["nodes"][:3]
    ]


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(console: Console, theme: str) -> None:
    found: dict[str, list[str]] = {}
    page = console.open("/login", theme=theme)
    found["login"] = find_serious(page)
    page = console.open("/", theme=theme)
    for name, path in PAGES.items():
        if name != "login":
            page.goto(console.base + path)
            page.wait_for_load_state("networkidle")
            found[name] = find_serious(page)
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_axe_finds_nothing_serious_in_open_forms_and_dialogs(console: Console) -> None:
    page = console.open("/program?section=earning")
    page.locator("button.open").nth(3).click()
    assert find_serious(page) == []
    page.goto(console.base + PAGES["member"])
    page.get_by_role("button", name="操作", exact=True).click()
    page.get_by_role("menuitem", name="调整积分").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert find_serious(page) == []
    page.goto(console.base + "/")
    page.locator("header.top").wait_for()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    assert find_serious(page) == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1024, 1440])
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_no_page_is_wider_than_its_window_and_nothing_is_logged(console: Console, width: int, locale: str) -> None:
    said: list[str] = []
    page = console.open("/", width=width, locale=locale)
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    wide = []
    for name, path in PAGES.items():
        if name == "login":
            continue
        page.goto(console.base + path)
        page.wait_for_load_state("networkidle")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(name)
    assert wide == []
    # a draft that is not there yet is a 404, which the browser reports
    assert [text for text in said if "404" not in text] == []


def test_roles_see_only_what_is_theirs(console: Console) -> None:
    page = console.open("/", role="clerk")
    names = page.locator("aside nav a").all_inner_texts()
    assert [name.strip() for name in names] == ["概览", "会员", "核销", "优惠券与商城", "设置"]
    page.goto(console.base + "/finance")
    expect(page.get_by_text("没有权限").last).to_be_visible()
    assert "¥" not in page.locator("main").inner_text()


def test_a_rule_is_changed_refused_mended_and_published(console: Console) -> None:
    page = console.open("/program?section=earning")
    before = len(console.shop.versions)
    page.locator("#field-earning-0 > .head > button.open").click()
    amount = page.locator("#field-earning-0-amount-fixed input")
    expect(amount).to_have_value("100")
    amount.fill("-5")
    expect(page.locator("#field-earning-0 .finding.error").first).to_be_visible()
    expect(page.get_by_role("button", name="发布")).to_be_disabled()
    assert len(console.shop.versions) == before
    amount.fill("150")
    expect(page.locator(".finding.error")).to_have_count(0)
    expect(page.get_by_role("button", name="发布")).to_be_enabled()
    page.get_by_role("button", name="发布").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("100 → 150")).to_be_visible()
    dialog.get_by_role("button", name="立即发布").click()
    expect(page.get_by_text(f"第 {before + 1} 版已发布")).to_be_visible()
    assert console.shop.versions[-1]["spec"]["earning"][0]["amount"] == {"fixed": 150}
    assert console.shop.drafts == {}


def test_text_and_form_are_one_document(console: Console) -> None:
    page = console.open("/program?section=special_days&yaml=1")
    expect(page.locator(".cm-content")).to_be_visible()
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.press("End")
    page.keyboard.type("\nindustry: bakery")
    page.goto(console.base + "/program?section=special_days&yaml=1")
    expect(page.locator(".cm-content")).to_contain_text("schema_version")


def test_a_code_is_redeemed_once(console: Console) -> None:
    page = console.open("/redeem", role="clerk")
    box = page.get_by_label("核销码")
    for code, words in (("7K2M9Q", "核销成功"), ("7K2M9Q", "这个码已经核销过"), ("NOPE", "不能核销")):
        box.fill(code)
        box.press("Enter")
        expect(page.get_by_role("status").last).to_contain_text(words)
    keys = [key for method, path, key in console.shop.writes if path == "/v1/redeem"]
    assert keys == ["redeem:7K2M9Q", "redeem:7K2M9Q", "redeem:NOPE"]


def test_a_link_leads_to_the_reasons_of_a_decision(console: Console) -> None:
    page = console.open(PAGES["member"])
    expect(page.get_by_text("消费 88.00 元，每 1 元 1 积分")).to_be_visible()
    expect(page.get_by_text("今天不是 8 号")).not_to_be_visible()
    page.get_by_role("button", name="查看 3 条未生效的规则").click()
    expect(page.get_by_text("今天不是 8 号")).to_be_visible()
