"""Pictures of a console that runs: ``python -m tests.console.pictures FOLDER [PAGE…] --url URL --password WORD``."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Page

from tests.console.browser import listen, open_browser, prefer, settle, sign_in

PAGES = {
    "login": "/login",
    "overview": "/",
    "members": "/members",
    "member": "{member}?why={key}",
    "orders": "{member}?tab=orders",
    "order": "{order}",
    "accounts": "{member}?tab=accounts",
    "benefits": "{member}?tab=benefits",
    "tier": "{member}?tab=tier",
    "past": "{member}?tab=past",
    "adjustments": "/adjustments",
    "givings": "/givings",
    "prizes": "/prizes?tab=all",
    "posts": "/posts?tab=all",
    "reviews": "/reviews",
    "studio": "/program",
    "earning": "/program?section=earning",
    "activities": "/program?section=activities",
    "preview": "/program?section=activities&page=1",
    "yaml": "/program?section=earning&yaml=1",
    "findings": "/program?tab=findings",
    "try": "/program?tab=try",
    "changes": "/program?tab=changes",
    "templates": "/program?tab=templates",
    "rules": "/program?section=tiers&rules=1",
    "history": "/program?tab=history",
    "campaigns": "/campaigns",
    "calendar": "/campaigns?tab=calendar",
    "campaign": "/campaigns/anniversary",
    "answers": "/campaigns?tab=answers",
    "quiz": "/activities/greengrocer",
    "tea_quiz": "/activities/tea_quiz",
    "survey": "/activities/visit",
    "rhythm": "/program?section=rhythm",
    "coupons": "/coupons",
    "mall": "/coupons?tab=mall",
    "redeem": "/redeem",
    "handover": "/handover?status=all",
    "finance": "/finance",
    "books": "/finance?tab=books",
    "postings": "/finance?tab=postings",
    "proof": "/finance?tab=proof",
    "clearing": "/clearing",
    "league": "/activities/weekly_league",
    "transfers": "/clearing?tab=over",
    "statement": "/clearing?tab=statement",
    "keys": "/developers",
    "webhooks": "/developers?tab=webhooks",
    "dead": "/developers?tab=dead",
    "events": "/developers?tab=events",
    "reference": "/developers?tab=reference",
    "audit": "/audit",
    "settings": "/settings",
    "people": "/settings?tab=people",
    "roles": "/settings?tab=roles",
}
"""Name → address; ``{member}`` is a member's page, ``{key}`` a decision on them, ``{order}`` one of their orders.

``tea_quiz`` and ``survey`` are of the demo's tea shop."""
OF_THE_DEMO = frozenset({"campaign", "quiz", "tea_quiz", "survey"})
"""What only the demo has."""


def find_somebody(page: Page, base: str) -> dict[str, str]:
    """A member with a story, and the late decision that says most, for the addresses of :data:`PAGES`."""
    api = base.removesuffix("/console") + "/v1"
    rows = [
        row
        for order in ("newest", "oldest")
        for row in page.request.get(f"{api}/members?limit=200&sort={order}").json()["items"]
    ]
    chosen = max(rows, key=lambda row: int(row["operations"]))
    path = f"/members/{chosen['member_id']}"
    told = page.request.get(f"{api}{path}/operations?limit=5").json()["items"]
    key = max(told, key=lambda row: len(row["texts"]))["key"]
    orders = page.request.get(f"{api}{path}/orders?limit=1").json()["items"]
    order = f"/orders/{orders[0]['order_id']}" if orders else path
    return {"member": path, "key": str(key), "order": order}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("pages", nargs="*", help=" ".join(PAGES))
    parser.add_argument("--url", required=True)
    parser.add_argument("--email", default="owner@demo.local")
    parser.add_argument("--password", required=True)
    parser.add_argument("--width", type=int, default=1440)
    parser.add_argument("--theme", default="light")
    parser.add_argument("--locale", default="zh")
    parser.add_argument("--at", help="what the browser takes for now, as 2017-12-31T21:50-05:00")
    given = parser.parse_intermixed_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    base = f"{given.url}/console"
    with open_browser() as browser:
        page = browser.new_page(
            viewport={"width": given.width, "height": 900 if given.width > 500 else 844}, reduced_motion="reduce"
        )
        if given.at:
            page.clock.set_fixed_time(datetime.fromisoformat(given.at))
        prefer(page, locale=given.locale, theme=given.theme)
        said = listen(page)
        sign_in(page, base, given.email, given.password)
        places = find_somebody(page, base)
        for name in given.pages or list(PAGES):
            page.goto(base + PAGES[name].format(**places))
            settle(page)
            page.wait_for_timeout(350)
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            print(name, "WIDER THAN THE WINDOW" if wide else "", *said.take())
            page.screenshot(
                path=given.folder / f"{name}-{given.width}-{given.theme}-{given.locale}.png", full_page=True
            )


if __name__ == "__main__":
    main()
