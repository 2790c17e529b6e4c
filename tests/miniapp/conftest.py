"""One served tea shop and one browser for the member app's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.console.browser import open_browser
from tests.miniapp.support import Phone, build
from tests.server import Administrator


@pytest.fixture(scope="package")
def shop(administrator: Administrator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The tea shop, served with the member app."""
    build()
    database = administrator.make_database()
    environ = make_environ(database, tmp_path_factory.mktemp("miniapp"), **NO_LIMITS, LIUKE_LOCALE="zh")
    with serve(environ, prepare(environ)) as served:
        yield served
    administrator.drop_database(database)


@pytest.fixture(scope="package")
def browser(shop: Served) -> Iterator[Browser]:
    """A real Chromium; it comes after the shop, since an event loop runs in this thread as long as it is open."""
    del shop
    with open_browser() as opened:
        yield opened


@pytest.fixture
def phone(browser: Browser, shop: Served) -> Iterator[Phone]:
    """Windows of a phone's size, closed afterwards."""
    made = Phone(browser, shop)
    yield made
    made.close()
