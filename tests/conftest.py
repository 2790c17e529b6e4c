"""Fixtures of all tests: one real PostgreSQL for the whole run, a fresh migrated database for each test.

`LIUKE_TEST_POSTGRES=16` takes another supported major version than that of the wheel.
"""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from liuke.db.contracts import Pool
from liuke.db.embedded import ServerInfo
from liuke.db.pool import create_pool
from tests.postgres.installations import install_postgres
from tests.server import RUN_DIR, Administrator, TestDatabase, join_run, leave_run, make_run_dir, start_shared

_membership: dict[Path, int] = {}


def pytest_configure(config: pytest.Config) -> None:
    """The controlling process makes the run's folder; workers of xdist inherit its name."""
    del config
    if RUN_DIR not in os.environ:
        run_dir = make_run_dir()
        os.environ[RUN_DIR] = str(run_dir)
        _membership[run_dir] = join_run(run_dir)
        if os.environ.get("LIUKE_TEST_POSTGRES"):
            bindir = install_postgres(int(os.environ["LIUKE_TEST_POSTGRES"]), run_dir / "installation")
            os.environ["LIUKE_POSTGRES_BINDIR"] = str(bindir)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The controlling process leaves last; the reaper stops the server then."""
    del config
    for run_dir, descriptor in _membership.items():
        os.environ.pop(RUN_DIR, None)
        leave_run(run_dir, descriptor)
    _membership.clear()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[ServerInfo]:
    """The run's server, shared by all workers. Durable as in production: fsync is on."""
    run_dir = Path(os.environ[RUN_DIR])
    descriptor = join_run(run_dir)
    yield start_shared(run_dir)
    os.close(descriptor)


@pytest.fixture(scope="session")
def administrator(postgres_server: ServerInfo) -> Iterator[Administrator]:
    """For making databases."""
    made = Administrator(postgres_server)
    yield made
    made.close()


@pytest.fixture(scope="module")
def module_database(administrator: Administrator) -> Iterator[TestDatabase]:
    """A migrated database for the tests of one module."""
    made = administrator.make_database()
    yield made
    administrator.drop_database(made)


@pytest.fixture
def database(administrator: Administrator) -> Iterator[TestDatabase]:
    """A fresh migrated database, dropped afterwards."""
    made = administrator.make_database()
    yield made
    administrator.drop_database(made)


@pytest.fixture
def empty_database(administrator: Administrator) -> Iterator[TestDatabase]:
    """A fresh database without any table, dropped afterwards."""
    made = administrator.make_database(template="template0")
    yield made
    administrator.drop_database(made)


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    """A pool on `database` under the application's role."""
    made = await create_pool(database.dsn, min_size=1, max_size=10)
    yield made
    await made.close()
