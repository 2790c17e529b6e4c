# ruff: noqa: E501 - a table of pages
"""Pictures: ``python -m tests.console.pictures FOLDER [PAGE…] [--width 1440] [--theme dark] [--locale en]``."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.console.browser import open_browser, sign_in
from tests.console.fixture_data import MEMBERS
from tests.console.fixture_server import start

MEMBER = f"/members/{MEMBERS[0]['member_id']}"
PAGES = {
    "login": "/login", "overview": "/", "members": "/members", "member": f"{MEMBER}?why=order:31343896843",
    "accounts": f"{MEMBER}?tab=accounts", "benefits": f"{MEMBER}?tab=benefits", "tier": f"{MEMBER}?tab=tier",
    "adjustments": "/adjustments", "studio": "/program", "earning": "/program?section=earning",
    "activities": "/program?section=activities", "yaml": "/program?section=earning&yaml=1", "findings": "/program?tab=findings",
    "try": "/program?tab=try", "changes": "/program?tab=changes", "history": "/program?tab=history", "coupons": "/coupons",
    "mall": "/coupons?tab=mall", "redeem": "/redeem", "finance": "/finance", "books": "/finance?tab=books",
    "postings": "/finance?tab=postings", "proof": "/finance?tab=proof", "keys": "/developers", "webhooks": "/developers?tab=webhooks",
    "events": "/developers?tab=events", "reference": "/developers?tab=reference", "audit": "/audit", "settings": "/settings",
    "people": "/settings?tab=people",
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("pages", nargs="*", choices=[*PAGES, []])
    parser.add_argument("--width", type=int, default=1440)
    parser.add_argument("--theme", default="light")
    parser.add_argument("--locale", default="zh")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    server, _ = start()
    base = f"http://127.0.0.1:{server.server_address[1]}/console"
    with open_browser() as browser:
        page = browser.new_page(viewport={"width": given.width, "height": 900 if given.width > 500 else 844})
        kept = f'{{"locale":"{given.locale}","theme":"{given.theme}"}}'
        page.add_init_script(
            f"localStorage.getItem('liuke.preferences') || localStorage.setItem('liuke.preferences', '{kept}')"
        )
        page.on("console", lambda said: print("console:", said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: print("error:", error))
        for name in given.pages or PAGES:
            if name == "login":
                page.goto(base + "/login")
            else:
                if "aside" not in page.content():
                    sign_in(page, base)
                page.goto(base + PAGES[name])
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(350)
            page.screenshot(
                path=given.folder / f"{name}-{given.width}-{given.theme}-{given.locale}.png", full_page=True
            )
    server.shutdown()


if __name__ == "__main__":
    main()
