"""Somebody's first hour in the console: what they click and type, and what they read meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.console.browser import settle
from tests.console.support import ROLES

GUIDES = Path(__file__).resolve().parents[2] / "docs" / "operators"
_SEEN = """() => {
  const copy = document.body.cloneNode(true)
  const beside = 'code, kbd, .mono, .el-input__prefix, script, style, [aria-hidden=true]'
  copy.querySelectorAll(beside).forEach((one) => one.remove())
  return copy.innerText
}"""
_CALLED = re.compile(
    r"tea-shop|Liuke|YAML|Ctrl|wx-\d+|[\w.]+@[\w.-]+|SF\d+|API|CSV|Webhook|JPEG|PNG|WebP|drink|example|com|Asia/Shanghai|CNY|T2\d+|TS-\d+"
    r"|" + "|".join(ROLES)
)
"""What is called the same in both languages: names of the shop, its people, orders and categories, and of formats."""
_ENGLISH = re.compile(r"[A-Za-z]{3,}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def read_tasks(guide: str) -> dict[int, int]:
    """Number of each task of a guide → how many clicks it says that it takes."""
    text = (GUIDES / guide).read_text(encoding="utf-8")
    return {
        int(one[1]): int(one[2]) for one in re.finditer(r"^## (\d+)\. .+\n\n\*(?:点击|Clicks): (\d+)\*$", text, re.M)
    }


@dataclass
class Walk:
    """One person at a page.

    Args:
        page: Theirs.
        clicks: What they have clicked and chosen so far.
        foreign: Words in the other language that they met, with where.
    """

    page: Page
    clicks: int = 0
    foreign: list[str] = field(default_factory=list[str])

    def click(self, what: Locator) -> None:
        """Click, and count it."""
        what.click()
        self.clicks += 1

    def fill(self, what: Locator, text: str) -> None:
        """Type; the click into a field is counted."""
        what.fill(text)
        self.clicks += 1

    def menu(self, name: str) -> None:
        """To another page by the menu."""
        before = self.page.url
        self.click(self.page.get_by_role("navigation", name="主导航").get_by_role("link", name=name, exact=True))
        self.page.wait_for_url(lambda url: url != before)  # until then the page before stands there
        settle(self.page)

    def button(self, name: str) -> None:
        """Press a button of the page, or of the dialog that is open."""
        dialog = self.page.get_by_role("dialog")
        place: Page | Locator = dialog.last if dialog.count() else self.page
        self.click(place.get_by_role("button", name=name, exact=True))

    def read(self, words: str) -> None:
        """Wait for what must be said, and look at the page for words in the other language."""
        expect(self.page.get_by_text(words).first).to_be_visible()
        self.look()

    def look(self) -> None:
        """Note words that are not in the reader's language: English here, since these people read Chinese."""
        seen = _CALLED.sub("", str(self.page.evaluate(_SEEN)))
        place = re.sub(r"\?.*|\d+", "", self.page.url.partition("/console")[2])
        self.foreign += [f"{place}: {word}" for word in _ENGLISH.findall(seen)]


def find_chinese(page: Page, called: Iterable[str]) -> list[str]:
    """Chinese on a page in English, but for what people typed and what goods and guests are called."""
    seen = str(page.evaluate(_SEEN))
    for name in called:
        seen = seen.replace(name, "")
    return [f"{page.url.partition('/console')[2]}: {words}" for words in _CHINESE.findall(seen)]
