"""The tea shop, served by two processes, with a key that may stand in an app."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.server import Administrator


@pytest.fixture(scope="package")
def shop(administrator: Administrator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The tea shop; every test has ids of its own."""
    database = administrator.make_database()
    environ = make_environ(database, tmp_path_factory.mktemp("tracking"), **NO_LIMITS)
    keys = prepare(environ, app=["track:write"], backend=["events:write"], reader=["members:read"])
    with serve(environ, keys, workers=2) as served:
        yield served
    administrator.drop_database(database)
