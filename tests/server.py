"""The one embedded PostgreSQL that a test run shares, and the databases made on it."""

import asyncio
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from liuke.db.embedded import EmbeddedPostgres, ServerInfo
from liuke.db.migrate import migrate
from liuke.db.process import hold_lock

RUN_DIR = "LIUKE_TEST_RUN_DIR"
TEMPLATE = "liuke_template"
NEEDED_BYTES = 4 * 1024**3
SETTINGS = {
    "max_connections": 300,
    "shared_buffers": "256MB",
    "max_wal_size": "1GB",
    "autovacuum_naptime": "5min",
}
Result = TypeVar("Result")


def make_run_dir() -> Path:
    """A folder of this run, in memory if there is room; the system's temporary folder otherwise."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > NEEDED_BYTES
    made = Path(tempfile.mkdtemp(prefix="liuke-tests-", dir=memory if roomy else None))
    made.chmod(0o711)
    return made


def join_run(run_dir: Path) -> int:
    """Count this process among the users of the run, for as long as it lives or keeps the descriptor open."""
    descriptor = os.open(run_dir / "users.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def reap(run_dir: Path) -> None:
    """Wait until no user of the run lives, however they ended; then stop the server and remove the folder."""
    with (run_dir / "users.lock").open("r+") as users:
        fcntl.flock(users, fcntl.LOCK_EX)
        EmbeddedPostgres(run_dir / "home").stop("immediate")
        shutil.rmtree(run_dir, ignore_errors=True)


def leave_run(run_dir: Path, descriptor: int) -> None:
    """Stop counting this process; the last one waits for the reaper."""
    os.close(descriptor)
    if not (run_dir / "home").exists():
        shutil.rmtree(run_dir, ignore_errors=True)
        return
    limit = time.monotonic() + 20
    while run_dir.exists() and time.monotonic() < limit:
        time.sleep(0.02)


def start_shared(run_dir: Path) -> ServerInfo:
    """Start or adopt the run's server and make the migrated template database once."""
    home = run_dir / "home"
    server = EmbeddedPostgres(home, settings=SETTINGS)
    with hold_lock(run_dir / "template.lock"):
        made = (run_dir / "template.made").exists()
        if not made:
            command = [
                sys.executable,
                "-c",
                "import sys; from tests.server import *; reap(Path(sys.argv[1]))",
                str(run_dir),
            ]
            quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            root = Path(__file__).resolve().parent.parent
            # A shell hands it over to the system's first process, so that it is nobody's child to wait for.
            subprocess.run(
                ["/bin/sh", "-c", '"$@" &', "sh", *command],
                check=True,
                start_new_session=True,
                cwd=root,
                **quiet,
            )
        info = server.start()
        if not made:
            asyncio.run(make_template(info))
            (run_dir / "template.made").touch()
    return info


async def make_template(info: ServerInfo) -> None:
    admin = await asyncpg.connect(info.admin_dsn)
    try:
        await admin.execute(f'CREATE DATABASE "{TEMPLATE}" OWNER liuke_owner')
    finally:
        await admin.close()
    await migrate(with_database(info.owner_dsn, TEMPLATE))


def with_database(dsn: str, name: str) -> str:
    """The same server and role, another database."""
    return urlunsplit(urlsplit(dsn)._replace(path=f"/{name}"))


@dataclass(frozen=True)
class TestDatabase:
    """One fresh database, by its addresses for application, schema owner and administrator."""

    __test__ = False

    name: str
    dsn: str
    owner_dsn: str
    admin_dsn: str


class Administrator:
    """One lasting connection for making and dropping databases, on an event loop of its own.

    Fixtures can use it from tests with or without a running event loop.
    """

    def __init__(self, info: ServerInfo) -> None:
        self.info = info
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="test-administrator", daemon=True)
        self._thread.start()
        self._connection: asyncpg.Connection[asyncpg.Record] = self.run(asyncpg.connect(info.admin_dsn))

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def execute(self, sql: str) -> None:
        self.run(self._connection.execute(sql))

    def make_database(self, *, template: str = TEMPLATE) -> TestDatabase:
        name = f"test_{uuid.uuid4().hex[:16]}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER liuke_owner STRATEGY file_copy')
        info = self.info
        return TestDatabase(name, *(with_database(dsn, name) for dsn in (info.dsn, info.owner_dsn, info.admin_dsn)))

    def drop_database(self, database: TestDatabase) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{database.name}" WITH (FORCE)')

    def count(self, database: TestDatabase, table: str) -> int:
        """Rows of a table that others write to."""

        async def ask() -> int:
            connection = await asyncpg.connect(database.admin_dsn)
            try:
                return int(await connection.fetchval(f'SELECT count(*) FROM "{table}"'))
            finally:
                await connection.close()

        return self.run(ask())

    def close(self) -> None:
        self.run(self._connection.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
