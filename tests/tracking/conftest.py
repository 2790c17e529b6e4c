"""The tea shop, served by two processes, with a key that may stand in an app."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.server import TestDatabase


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tracking")


@pytest.fixture(scope="module")
def shop(module_database: TestDatabase, folder: Path) -> Iterator[Served]:
    """The tea shop."""
    environ = make_environ(module_database, folder, **NO_LIMITS)
    keys = prepare(environ, app=["track:write"], backend=["events:write"], reader=["members:read"])
    with serve(environ, keys, workers=2) as served:
        yield served
