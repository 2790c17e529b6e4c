"""One served tea shop with people and members in it, and one browser, for the console's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.api.people_support import add_person
from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.console.browser import open_browser
from tests.console.support import ROLES, Console, build, fill
from tests.server import Administrator


@pytest.fixture(scope="package")
def shop(administrator: Administrator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The tea shop, served with the console, with a person of each role and members who have done things."""
    build()
    database = administrator.make_database()
    folder: Path = tmp_path_factory.mktemp("console")
    environ = make_environ(database, folder, **NO_LIMITS, LIUKE_LOCALE="zh", LIUKE_WEBHOOK_ALLOW_PRIVATE="yes")
    with serve(environ, prepare(environ, events=["events:write", "members:read"])) as served:
        for role in ROLES:
            add_person(served, f"{role}@example.com", role)
        fill(served)
        yield served
    administrator.drop_database(database)


@pytest.fixture(scope="package")
def browser(shop: Served) -> Iterator[Browser]:
    """A real Chromium.

    It comes after the shop, since an event loop runs in this thread as long as it is open.
    """
    del shop
    with open_browser() as opened:
        yield opened


@pytest.fixture
def console(browser: Browser, shop: Served) -> Iterator[Console]:
    """The console of the shop, in windows that are closed afterwards."""
    made = Console(browser, shop)
    yield made
    made.close()
