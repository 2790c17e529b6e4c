"""The member app looks as it did: the same shop, the same moment, compared with pictures that are kept."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from liuke.db.migrate import migrate
from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.clock import find_offset_us, move_database, move_processes
from tests.console.likeness import check_likeness
from tests.miniapp import festival
from tests.miniapp.support import Phone
from tests.server import Administrator

FOLDER = Path(__file__).parent / "baselines"
MORNING = datetime(2026, 3, 17, 10, 30, tzinfo=timezone(timedelta(hours=8)))
"""When the shop opens; the windows take it for now."""
MASKS = "[data-moving] { visibility: hidden !important; }"
"""How long something still lasts."""
LOOKS: dict[str, tuple[str, str, str, int]] = {
    "home-light": ("", "light", "zh", 100),
    "home-dark": ("", "dark", "zh", 100),
    "home-large": ("", "light", "zh", 150),
    "card-light": ("card", "light", "zh", 100),
    "campaign-light": ("campaign?id=moon", "light", "zh", 100),
    "campaign-large": ("campaign?id=moon", "light", "zh", 200),
    "wheel-light": ("activity?id=wheel", "light", "zh", 100),
    "wheel-dark-en": ("activity?id=wheel", "dark", "en", 100),
    "cards-light": ("activity?id=luck", "light", "zh", 100),
    "team-light": ("activity?id=team", "light", "zh", 100),
    "bargain-dark": ("activity?id=mug", "dark", "zh", 100),
    "board-en": ("activity?id=board", "light", "en", 100),
}
"""Page, theme, language, size of type in per cent."""


@pytest.fixture(scope="module")
def still(
    browser: Browser, administrator: Administrator, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Phone, str]]:
    """Windows on the festival in which time stands, and a guest in the middle of it."""
    database = administrator.make_database(template="template0")
    offset_us = find_offset_us(int(MORNING.timestamp() * 1_000_000))
    environ = make_environ(
        database, tmp_path_factory.mktemp("still"), **NO_LIMITS, **move_processes(offset_us), LIUKE_LOCALE="zh"
    )

    def make() -> dict[str, str]:
        move_database(database.admin_dsn, database.name, offset_us)
        asyncio.run(migrate(database.owner_dsn))
        return prepare(environ)

    with ThreadPoolExecutor(1) as apart:  # the browser's event loop runs in this thread
        keys = apart.submit(make).result()
    with serve(environ, keys) as shop:
        yield Phone(browser, shop, moment=MORNING + timedelta(minutes=1)), _live(shop)
    administrator.drop_database(database)


def _live(shop: Served) -> str:
    festival.open_festival(shop, sure="tea")
    people = festival.live(shop)
    festival.read_all(shop, people["ahe"])
    return people["ahe"]


@pytest.mark.parametrize("name", LOOKS)
def test_a_page_looks_as_it_did(still: tuple[Phone, str], name: str, tmp_path: Path) -> None:
    phone, member = still
    page, theme, locale, size = LOOKS[name]
    opened = phone.open(member, page, theme=theme, locale=locale, size=size, strict=False)
    opened.add_style_tag(content=MASKS)
    file = tmp_path / "taken.png"
    opened.screenshot(path=file, animations="disabled", caret="hide")
    assert phone.said.take() == []
    phone.close()
    check_likeness(name, file, folder=FOLDER)


def test_the_baselines_are_few_and_light() -> None:
    files = list(FOLDER.glob("*.png"))
    assert sorted(file.stem for file in files) == sorted(LOOKS)
    assert sum(file.stat().st_size for file in files) < 600_000
