"""Embedded servers that a test makes for itself, in folders that the server's account can reach."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from liuke.db.embedded import EmbeddedPostgres

SMALL = {"shared_buffers": "16MB", "max_connections": 20, "max_wal_size": "64MB", "min_wal_size": "32MB"}
MakeServer = Callable[..., EmbeddedPostgres]


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every account can pass through; everything below it is removed afterwards."""
    made = Path(tempfile.mkdtemp(prefix="liuke-db-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def environ(place: Path) -> dict[str, str]:
    """An environment whose shared folder lies in `place`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIUKE_")}
    return {**kept, "LIUKE_SHARED_DIR": str(place / "shared")}


@pytest.fixture(scope="session")
def stopped_home() -> Iterator[Path]:
    """A home whose server was made and stopped, to be copied: initdb takes most of a second."""
    made = Path(tempfile.mkdtemp(prefix="liuke-db-"))
    made.chmod(0o711)
    server = EmbeddedPostgres(made / "home", settings=SMALL)
    assert server.start().location == "home"
    server.stop()
    yield made / "home"
    shutil.rmtree(made)


@pytest.fixture
def make_server(place: Path, environ: dict[str, str], stopped_home: Path) -> Iterator[MakeServer]:
    """Name servers by home; whatever still runs is stopped afterwards.

    The home is a copy of a made one, unless it is there already or `fresh` is asked for.
    """
    made: list[EmbeddedPostgres] = []

    def make(home: Path | None = None, *, fresh: bool = False, **settings: Any) -> EmbeddedPostgres:
        home = home or place / "home"
        if not fresh and not home.exists():
            home.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(["/bin/cp", "-a", str(stopped_home), str(home)], check=True)
        server = EmbeddedPostgres(home, settings={**SMALL, **settings}, environ=environ)
        made.append(server)
        return server

    yield make
    for server in made:
        server.stop("immediate")
