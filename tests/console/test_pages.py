"""Every page in a real Chromium against the real server: it opens, nothing is refused, axe finds nothing serious."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import (
    TimeoutError,  # noqa: A004 - the name the library gives it
    expect,
)

from tests.console.pictures import OF_THE_DEMO, PAGES, find_somebody
from tests.console.support import Console, find_serious

WIDTHS = (1024, 390)
NAMES = [name for name in PAGES if name != "login" and name not in OF_THE_DEMO]
"""Taken in two parts, so that two processes share them."""


@pytest.mark.slow
@pytest.mark.parametrize("part", [0, 1])
@pytest.mark.parametrize(("theme", "locale"), [("light", "zh"), ("dark", "en")])
def test_every_page_works_is_accessible_and_fits_its_window(
    console: Console, theme: str, locale: str, part: int
) -> None:
    # Once every address is opened as a link that somebody sent, once from the page before it.
    go = console.go if theme == "light" else console.turn
    page = console.open("/", theme=theme, locale=locale)
    places = find_somebody(page, console.base)
    wrong: dict[str, list[str]] = {}
    for name in NAMES[part::2]:
        page.set_viewport_size({"width": 1440, "height": 900})
        go(page, PAGES[name].format(**places))
        found = find_serious(page)
        for width in (1440, *WIDTHS):
            page.set_viewport_size({"width": width, "height": 900})
            with suppress(TimeoutError):  # drawings follow the window a moment later
                page.wait_for_function("document.documentElement.scrollWidth <= innerWidth", timeout=30_000)
            reached = page.evaluate("document.documentElement.scrollWidth")
            found += [f"{reached} px of {width}"] if reached > width else []
        found += console.said.take()
        if found:
            wrong[name] = found
    assert wrong == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_way_in_is_accessible(console: Console, theme: str) -> None:
    page = console.open("/login", role="", theme=theme, width=390)
    assert find_serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("input[type=email]").fill("owner@example.com")
    page.locator("input[type=password]").fill("not the password")
    page.locator("form button[type=submit]").click()
    expect(page.get_by_role("alert")).to_have_text("邮箱或密码不正确")
    assert page.url.endswith("/login")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_open_forms_and_dialogs_are_accessible(console: Console, theme: str) -> None:
    page = console.open("/program?section=earning", theme=theme)
    places = find_somebody(page, console.base)
    page.locator("button.open").nth(3).click()
    assert find_serious(page) == []
    console.go(page, places["member"])
    page.get_by_role("button", name="操作", exact=True).click()
    page.get_by_role("menuitem", name="调整积分").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_timeout(300)
    assert find_serious(page) == []
    console.go(page, "/developers?tab=webhooks")
    page.get_by_role("button", name="投递记录").click()
    page.get_by_role("button", name="新建 Webhook").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_timeout(300)
    assert find_serious(page) == []
    console.go(page, "/")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
    page.wait_for_timeout(300)
    assert find_serious(page) == []
    assert console.said.take() == []
