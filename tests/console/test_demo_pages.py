"""Pages that only the demo's merchants have: a running campaign, a quiz and a survey, with what was played of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    TimeoutError,  # noqa: A004 - the name the library gives it
)

from liuke.bootstrap import open_platform, read_program_file
from liuke.cli.demo_festival import add_opinions, celebrate, make_year, play_opinions
from liuke.decision.domain import Evidence
from liuke.kernel.clock import DAY_US
from liuke.replay.history import SINCE_ALWAYS_US, Later
from liuke.settings import read_settings
from tests.api.people_support import add_person
from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.console.pictures import OF_THE_DEMO, PAGES
from tests.console.support import Console, find_serious
from tests.server import Administrator

GROCERY = ("campaign", "quiz", "campaigns", "calendar", "answers", "reviews")
TEA = ("tea_quiz", "survey")
WIDTHS = (1440, 1024, 390)
LOOKS = (("light", "zh"), ("dark", "en"))
TODAY = date.fromtimestamp(time.time() - 86_400)  # noqa: DTZ012 - yesterday, wherever this runs


def _apart(work: Coroutine[Any, Any, Any]) -> Any:
    """Run async work while a browser's event loop runs in this thread."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, work).result()


async def _publish(environ: dict[str, str], later: Sequence[Later]) -> None:
    async with open_platform(read_settings(environ), connections=2, make_new=True) as platform:
        for one in later:
            await platform.programs.publish(
                dict(one.document), actor="replay", active_from_us=one.active_from_us, note=one.note,
                force_warnings=True, evidence=Evidence(),
            )  # fmt: skip


@contextmanager
def _open(administrator: Administrator, folder: Path, later: Sequence[Later], namespace: str) -> Generator[Served]:
    """A merchant of the demo with eight members, each of whom has ordered twice."""
    database = administrator.make_database()
    environ = make_environ(database, folder, **NO_LIMITS, LIUKE_LOCALE="zh")
    _apart(_publish(environ, later))
    with ThreadPoolExecutor(1) as apart:
        keys = apart.submit(prepare, environ).result()
    with serve(environ, keys) as shop:
        add_person(shop, "owner@example.com", "owner")
        now_us = time.time_ns() // 1_000
        for n in range(8):
            body = {"namespace": namespace, "external_id": f"m-{n}", "registered_us": now_us - 40 * DAY_US}
            shop.ok("POST", "/v1/members", body)
            for back in (25, 24):
                event = {
                    "type": "order.paid", "member": f"{namespace}:m-{n}", "key": f"order:{n}-{back}",
                    "t_us": now_us - back * DAY_US + n, "data": {"order_id": f"{n}-{back}", "amount_cents": 6_000},
                }  # fmt: skip
                shop.ok("POST", "/v1/events", event)
        yield shop
    administrator.drop_database(database)


def _look_at(console: Console, names: Sequence[str]) -> dict[str, list[str]]:
    """What is wrong with these pages, in every width, theme and language."""
    wrong: dict[str, list[str]] = {}
    for theme, locale in LOOKS:
        page = console.open("/", theme=theme, locale=locale)
        for name in names:
            page.set_viewport_size({"width": 1440, "height": 900})
            console.go(page, PAGES[name])
            found = find_serious(page)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                with suppress(TimeoutError):  # drawings follow the window a moment later
                    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth", timeout=30_000)
                reached = page.evaluate("document.documentElement.scrollWidth")
                found += [f"{reached} px of {width}"] if reached > width else []
            script = "[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}" if locale == "zh" else "[一-鿿]"
            # What members wrote stays as they wrote it.
            left = page.evaluate(
                "given => (document.querySelector('main').innerText.match(new RegExp(given, 'g')) || [])", script
            )
            found += [f"{locale}: {one}" for one in left]
            found += console.said.take()
            if found:
                wrong[f"{name} {theme} {locale}"] = found
    return wrong


@pytest.mark.slow
def test_the_campaign_of_the_demo_works_fits_and_is_accessible(
    browser: Browser, administrator: Administrator, tmp_path: Path
) -> None:
    year, later = make_year("grocery", TODAY, "America/New_York", "zh")
    programs = [Later(year, SINCE_ALWAYS_US, ""), *later]
    with _open(administrator, tmp_path, programs, "household") as shop:
        played, _ = _apart(celebrate(read_settings(shop.environ), "tea", "household", TODAY))
        assert played is not None
        assert played.requests > 0
        console = Console(browser, shop)
        try:
            assert _look_at(console, GROCERY) == {}
        finally:
            console.close()


@pytest.mark.slow
def test_the_quiz_and_the_survey_of_the_demo_work_fit_and_are_accessible(
    browser: Browser, administrator: Administrator, tmp_path: Path
) -> None:
    first = Later(read_program_file("tea_shop").data, SINCE_ALWAYS_US, "")
    programs = [first, *add_opinions("tea_shop", TODAY, "Asia/Shanghai", "zh")]
    with _open(administrator, tmp_path, programs, "wechat") as shop:
        assert _apart(play_opinions(read_settings(shop.environ), "tea", TODAY)) is not None
        console = Console(browser, shop)
        try:
            assert _look_at(console, TEA) == {}
        finally:
            console.close()


def test_no_page_of_the_demo_is_left_out() -> None:
    assert {*GROCERY, *TEA} >= OF_THE_DEMO
