"""Phones on which members open the app."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import hatch_build
from playwright.sync_api import Browser, BrowserContext, Page, expect

from liuke.db.process import hold_lock
from tests.api.support import Served
from tests.console.browser import PATIENCE_MS, Said, listen
from tests.console.support import AXE, SERIOUS
from tests.console.support import BUILDING as CONSOLE_BUILDING

BUILDING = hatch_build.MINIAPP / ".install.lock"
H5 = hatch_build.MINIAPP_DIST
SOURCES = hatch_build.MINIAPP / "src"


def build() -> None:
    """Build the app for browsers if it is out of date; other processes of the run wait for the one that does."""
    with hold_lock(BUILDING):
        hatch_build.build_miniapp()
    with hold_lock(CONSOLE_BUILDING):  # the checker of accessibility is among the console's packages
        hatch_build.install_packages()


class Phone:
    """Windows on the member app.

    Args:
        browser: A real one.
        shop: Whose members they are.
        moment: What the windows take for now; ``None``: the machine's time.
    """

    def __init__(self, browser: Browser, shop: Served, moment: datetime | None = None) -> None:
        self.browser, self.shop, self.moment = browser, shop, moment
        self.said = Said()
        self._contexts: list[BrowserContext] = []

    def open(
        self,
        member: str,
        page: str = "",
        *,
        width: int = 390,
        height: int = 844,
        locale: str = "zh",
        theme: str = "light",
        size: int = 100,
        strict: bool = True,
        url: str = "",
    ) -> Page:
        """The app as a merchant's link opens it, with a fresh token of the member (``""``: without any).

        Args:
            member: Their number.
            page: As ``points`` or ``coupons?show=benefits``; empty: where the link leads.
            width: Of the window, in pixels.
            height: Likewise.
            locale: As chosen in the settings.
            theme: Likewise.
            size: Likewise, in per cent.
            url: Where the shop is reached; empty: at its own address.
            strict: Whether the page's own policy holds; ``False`` lets the test add its checker of accessibility.
        """
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            bypass_csp=not strict,
            has_touch=True,
            timezone_id="Asia/Shanghai" if self.moment is not None else None,
        )
        self._contexts.append(context)
        opened = context.new_page()
        if self.moment is not None:
            opened.clock.set_fixed_time(self.moment)
        opened.set_default_timeout(PATIENCE_MS)
        kept = json.dumps({"type": "string", "data": json.dumps({"locale": locale, "theme": theme, "size": size})})
        name = "liuke.member.preferences"
        opened.add_init_script(f"localStorage.getItem('{name}') ?? localStorage.setItem('{name}', {json.dumps(kept)})")
        self.said = listen(opened)
        token = self.token(member) if member else ""
        opened.goto(f"{url or self.shop.url}/m/#/" + (f"?token={token}" if token else ""))
        settle(opened)
        if page:
            self.go(opened, page)
        return opened

    def token(self, member: str, seconds: int = 3_600) -> str:
        """What the merchant's backend hands out."""
        found: str = self.shop.ok("POST", f"/v1/members/{member}/token", {"seconds": seconds})["token"]
        return found

    @staticmethod
    def go(opened: Page, page: str) -> None:
        """To another page, as a link within the app goes there."""
        name, _, query = page.partition("?")
        if f"/pages/{name}/index" in opened.url:  # a page with another query is another page
            Phone.go(opened, "home" if name != "home" else "me")
        opened.evaluate("to => { location.hash = to }", f"#/pages/{name}/index{'?' + query if query else ''}")
        settle(opened)

    def close(self) -> None:
        """Close all windows."""
        for context in self._contexts:
            context.close()
        self._contexts.clear()


def settle(opened: Page) -> None:
    """Until a page is there and nothing on it is still being asked for."""
    opened.wait_for_selector(".app", state="attached")
    expect(opened.locator("[aria-busy=true]")).to_have_count(0)
    opened.wait_for_timeout(150)


def find_serious(opened: Page) -> list[str]:
    """What axe calls serious or critical on the page as it is shown."""
    opened.add_script_tag(path=AXE)
    found: dict[str, Any] = opened.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{one['id']}: {node['target']} {node['html'][:160]}"
        for one in found["violations"]
        if one["impact"] in SERIOUS
        for node in one["nodes"][:3]
    ]
