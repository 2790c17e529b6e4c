"""Takes the pictures of the guide and of the member app: ``python -m docs.guide_pictures [calendar] [phones]``.

A tea shop of its own with activities of every kind, some campaigns and one member with a story is served for it, and is
gone afterwards. The pictures go to ``docs/pictures/NAME.LOCALE.webp``; one of more than 100 kB fails.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import hatch_build
from PIL import Image
from playwright.sync_api import Browser
from tests.api.examples import members, operators
from tests.api.examples.recorder import Recorder
from tests.api.examples.shop import day, make_program, name, open_shop
from tests.api.people_support import PASSWORD
from tests.api.support import Served
from tests.console.browser import open_browser, prefer, settle, sign_in
from tests.miniapp.support import Phone, build
from tests.server import Administrator, join_run, leave_run, make_run_dir, start_shared

FOLDER = Path(__file__).parent / "pictures"
MOST_BYTES = 100_000
SEEN = re.compile("^(知道了|OK)$")
"""Closes what greets a member after an upgrade."""
PHONES = ("home", "activities", "coupons")
GAP = 24
CAMPAIGNS = (
    ("warm_week", "暖饮周", "Warm drinks", -6, 6), ("weekend", "周末双倍", "Double weekend", 2, 4),
    ("gold_night", "黄金会员之夜", "Gold night", 5, 6), ("year_end", "年末答谢", "Thank you", 9, 20),
)  # fmt: skip
STEPS = (
    operators.staff, operators.keep_the_catalogue, members.register, members.use_coupons, members.befriend,
)  # fmt: skip


def set_up(shop: Served) -> str:
    """Members with stories, and campaigns; the number of one of them."""
    told = dict[str, str]()
    call = Recorder(shop, {})
    for step in STEPS:
        step(call, told)
    spec: dict[str, Any] = make_program()
    spec["campaigns"] = [
        {"id": id_, "name": name(zh, en), "holdout_bps": 0, "window": {"from": day(first), "to": day(last)}}
        for id_, zh, en, first, last in CAMPAIGNS
    ]
    made = shop.ok("POST", "/v1/program/publish", {"spec": spec, "accept_warnings": True})
    shop.wait_for_version(made["version"])
    return told["lin"]


def save(pictures: list[bytes], file: Path) -> str:
    """Put pictures side by side into a file; what is wrong with its size, or nothing."""
    opened = [Image.open(io.BytesIO(one)).convert("RGB") for one in pictures]
    width = sum(one.width for one in opened) + GAP * (len(opened) - 1)
    whole = Image.new("RGB", (width, max(one.height for one in opened)), "white")
    left = 0
    for one in opened:
        whole.paste(one, (left, 0))
        left += one.width + GAP
    whole.save(file, "WEBP", quality=82, method=6)
    size = file.stat().st_size
    sys.stdout.write(f"{file.name}  {size:,} bytes\n")
    return f"{file.name} has {size:,} bytes; at most {MOST_BYTES:,}" if size > MOST_BYTES else ""


def take_calendar(browser: Browser, shop: Served, locale: str) -> bytes:
    """The campaigns of the console in their calendar."""
    with closing(browser.new_context(reduced_motion="reduce", viewport={"width": 1280, "height": 800})) as context:
        page = context.new_page()
        prefer(page, locale=locale, theme="light")
        sign_in(page, f"{shop.url}/console", "boss@tea.example", PASSWORD)
        page.goto(f"{shop.url}/console/campaigns?tab=calendar")
        settle(page)
        page.wait_for_timeout(800)
        return page.screenshot()


def take_phones(browser: Browser, shop: Served, member: str, locale: str) -> list[bytes]:
    """Pages of the member app, as one member sees them."""
    with closing(Phone(browser, shop)) as phone:
        found = list[bytes]()
        for name_ in PHONES:
            page = phone.open(member, name_, locale=locale)
            if greeting := page.get_by_role("dialog").all():  # of an upgrade, once
                greeting[0].get_by_role("button", name=SEEN).click()
            page.wait_for_timeout(800)
            found.append(page.screenshot())
        return found


def take_all(shop: Served) -> list[str]:
    """All pictures in both languages; those that are too heavy, in words."""
    member, heavy = set_up(shop), list[str]()
    wanted = sys.argv[1:] or ["calendar", "phones"]
    with open_browser() as browser:
        for locale in ("zh", "en"):
            if "calendar" in wanted:
                heavy.append(save([take_calendar(browser, shop, locale)], FOLDER / f"calendar.{locale}.webp"))
            if "phones" in wanted:
                phones = take_phones(browser, shop, member, locale)
                heavy.append(save(phones, FOLDER / f"phones.{locale}.webp"))
    return [one for one in heavy if one]


def main() -> int:
    """Serve, take, and leave nothing behind but the pictures."""
    hatch_build.build_console()
    build()
    run_dir = make_run_dir()
    descriptor = join_run(run_dir)
    administrator = Administrator(start_shared(run_dir))
    database = administrator.make_database()
    try:
        with tempfile.TemporaryDirectory() as folder, open_shop(database, Path(folder), timedelta(), {}) as shop:
            heavy = take_all(shop)
    finally:
        administrator.drop_database(database)
        administrator.close()
        leave_run(run_dir, descriptor)
    sys.stderr.write("".join(f"{one}\n" for one in heavy))
    return 1 if heavy else 0


if __name__ == "__main__":
    raise SystemExit(main())
