"""One served tea shop for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.server import TestDatabase


@pytest.fixture(scope="module")
def shop(module_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The tea shop, served."""
    folder: Path = tmp_path_factory.mktemp("shop")
    environ = make_environ(module_database, folder, **NO_LIMITS)
    keys = prepare(
        environ,
        events=["events:write"],
        reader=["members:read"],
        clerk=["redeem"],
        points=["points:write"],
        keys=["keys:write"],
    )
    with serve(environ, keys) as served:
        yield served
