"""People who use the console of a served shop, and what has happened in that shop."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

import hatch_build
from playwright.sync_api import Browser, BrowserContext, Page

from liuke.db.process import hold_lock
from tests.api.people_support import PASSWORD
from tests.api.support import Served
from tests.console.browser import PATIENCE_MS, Said, listen, prefer, settle

BUILDING = hatch_build.CONSOLE / ".install.lock"
ROLES = ("owner", "operator", "clerk", "finance", "support", "reader")
AXE: Path = hatch_build.CONSOLE / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = {"serious", "critical"}
LONG = "一位名字特别特别长的会员-with-a-very-long-external-id-0123456789-0123456789"


def build() -> None:
    """Build the console if it is out of date; other processes of the run wait for the one that does."""
    with hold_lock(BUILDING):
        hatch_build.build_console()


class Console:
    """Windows on the console; each person has a session that is begun once."""

    sessions: ClassVar[dict[tuple[str, str], Any]] = {}

    def __init__(self, browser: Browser, shop: Served, moment: datetime | None = None) -> None:
        self.browser, self.shop, self.moment = browser, shop, moment
        self.base = f"{shop.url}/console"
        self.said: Said = Said()
        self._contexts: list[BrowserContext] = []

    def open(
        self, path: str, *, role: str = "owner", width: int = 1440, theme: str = "light", locale: str = "zh"
    ) -> Page:
        """A window of somebody with this role, signed in (``""``: nobody)."""
        known = self.sessions.get((self.shop.url, role))
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, bypass_csp=True, storage_state=known if role else None,
            reduced_motion="reduce",
        )  # fmt: skip
        self._contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        if self.moment is not None:
            page.clock.set_fixed_time(self.moment)
        prefer(page, locale=locale, theme=theme)
        self.said = listen(page)
        if role and known is None:
            begin_session(context, self.shop.url, f"{role}@example.com", PASSWORD)
            self.sessions[self.shop.url, role] = {**context.storage_state(), "origins": []}
        self.go(page, path)
        return page

    def go(self, page: Page, path: str) -> None:
        """To another page of the console."""
        page.goto(self.base + path)
        settle(page)

    def turn(self, page: Page, path: str) -> None:
        """To another page as a link of the console goes there, without loading it anew; waits for what it leads to."""
        page.evaluate(
            "async to => { await document.getElementById('app').__vue_app__.config.globalProperties.$router.push(to) }",
            path,
        )
        settle(page)

    @staticmethod
    def rest(page: Page) -> None:
        """Until drawings have been drawn for the window as it is."""
        settle(page)
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        page.wait_for_timeout(350)

    def close(self) -> None:
        """Close all windows."""
        for context in self._contexts:
            context.close()
        self._contexts.clear()


def begin_session(context: BrowserContext, url: str, email: str, password: str) -> None:
    """Log in without the page: the browser gets the cookies that the page would have got."""
    answer = context.request.post(f"{url}/v1/sessions", data={"email": email, "password": password})
    assert answer.ok, answer.text()


def find_serious(page: Page) -> list[str]:
    """What axe calls serious or critical on the page as it is shown."""
    page.add_script_tag(path=AXE)
    found: dict[str, Any] = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{one['id']}: {node['target']} {node['html'][:160]}"
        for one in found["violations"]
        if one["impact"] in SERIOUS
        for node in one["nodes"][:3]
    ]


DRAFT = "/v1/program/drafts/console"
"""What the studio works on."""


def keep_draft(shop: Served, spec: dict[str, Any]) -> None:
    """Write the studio's draft over whatever is there; a window that still saves is waited for."""
    _write_over(shop, "PUT", {"spec": spec})


def drop_draft(shop: Served) -> None:
    """Throw the studio's draft away."""
    _write_over(shop, "DELETE", None)


def _write_over(shop: Served, method: str, body: Any) -> None:
    limit = time.monotonic() + 30
    while True:
        found = shop.call("GET", DRAFT)
        known = {"If-Match": found.headers["etag"]} if found.is_success else {}
        answer = shop.call(method, DRAFT, body, **known)
        if answer.is_success or (method == "DELETE" and answer.status_code == 404):
            return
        assert answer.status_code in {412, 428}, answer.text
        assert time.monotonic() < limit


def fill(shop: Served) -> None:
    """Members with orders, refunds, check-ins, coupons, holds and freezes; a webhook; adjustments that wait."""
    for n, name in enumerate(["alice", "bob", "carol", LONG, "dora", "emil"]):
        member = shop.member(name)
        path = f"/v1/members/{member}"
        for order in range(n % 3 + 1):
            cents = 1_800 + 3_300 * n + 700 * order
            shop.ok("POST", f"{path}/orders", {"order_id": f"{n}-{order}", "amount_cents": cents, "items": 2})
        shop.ok("POST", f"{path}/check-in", {})
    _live_fully(shop, shop.member("alice"))
    shop.ok("POST", "/v1/webhooks", {"url": "http://127.0.0.1:9/hook", "description": "till", "event_types": []})


def _live_fully(shop: Served, member: str) -> None:
    """Everything that can stand on a member's pages."""
    path = f"/v1/members/{member}"
    shop.ok("POST", f"{path}/orders", {"order_id": "big", "amount_cents": 123_450, "items": 9})
    shop.ok("POST", f"{path}/orders/big/refunds", {"refund_id": "big-1", "amount_cents": 2_000})
    shop.ok("POST", f"{path}/mall/redeem", {"item": "five_yuan"})
    shop.ok("POST", f"{path}/points/hold", {"asset": "points", "amount": 15, "hold_id": "desk"})
    shop.ok(
        "POST", f"{path}/points/freeze", {"asset": "points", "amount": 20, "hold_id": "risk", "reason": "looked into"}
    )
    for amount in (5_000, -4_000):
        shop.ok(
            "POST",
            "/v1/adjustments",
            {
                "adjustment_id": f"adj{amount}",
                "member": member,
                "asset": "points",
                "amount": amount,
                "reason": "系统故障补偿：收银机断网期间的订单没有入账，按小票补登",
            },
        )
