"""Forward-only migrations: numbered SQL files, each applied once, in order, by whoever comes first.

A file `NNNN_name.sql` runs in one transaction together with the row that records it. If its first line is
`-- no-transaction` it must hold one single statement (CREATE INDEX CONCURRENTLY and the like), written so
that running it again after a crash does no harm.
"""

import asyncio
import hashlib
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import asyncpg

from liuke.db.contracts import Connection
from liuke.db.errors import MigrationFailed, MigrationsInvalid, OutOfDiskSpace
from liuke.db.pool import connect, transaction, translate_error

_FOLDER = Path(__file__).with_name("migrations")
_NAME = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")
_OUTSIDE = "-- no-transaction"
_LOCK_KEY = 0x6C69756B65  # "liuke"; taken for the whole session so that two starters do not meet

_HISTORY = """
CREATE TABLE IF NOT EXISTS schema_migration (
    version integer PRIMARY KEY CHECK (version > 0),
    name text NOT NULL,
    sha256 text NOT NULL,
    release text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    duration interval NOT NULL
)
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One migration file.

    Attributes:
        version: its number, from 1 without gaps.
        name: what it is called.
        sql: its text.
        sha256: of the text's UTF-8 bytes.
        in_transaction: False if its first line is `-- no-transaction`.
    """

    version: int
    name: str
    sql: str
    sha256: str
    in_transaction: bool


@dataclass(frozen=True, slots=True)
class Applied:
    """One migration that the database has."""

    version: int
    name: str
    sha256: str
    release: str
    applied_at: datetime
    duration: timedelta


@dataclass(frozen=True, slots=True)
class MigrationStatus:
    """How files and database compare.

    Attributes:
        applied: what the database has, in order.
        pending: files it does not have yet, in order.
        ahead: what it has from a later release than this one.
    """

    applied: tuple[Applied, ...]
    pending: tuple[Migration, ...]
    ahead: tuple[Applied, ...]


def read_migrations(folder: Path | None = None) -> tuple[Migration, ...]:
    """All migrations of a folder (by default Liuke's own), in order.

    Raises:
        MigrationsInvalid: lists every badly named file, number used twice and gap.
    """
    found: list[Migration] = []
    faults: list[str] = []
    for file in sorted((folder or _FOLDER).glob("*.sql")):
        matched = _NAME.fullmatch(file.name)
        if not matched:
            faults.append(f"{file.name}: the name is not like 0001_what_it_does.sql")
            continue
        sql = file.read_text(encoding="utf-8")
        digest = hashlib.sha256(sql.encode()).hexdigest()
        inside = sql.split("\n", 1)[0].strip() != _OUTSIDE
        found.append(Migration(int(matched[1]), matched[2], sql, digest, inside))
    for expected, migration in enumerate(found, start=1):
        if migration.version != expected:
            faults.append(f"{migration.version:04}_{migration.name}: expected number {expected:04}")
    if faults:
        raise MigrationsInvalid(f"In {folder or _FOLDER}:", faults=faults)
    return tuple(found)


async def read_status(dsn: str, folder: Path | None = None) -> MigrationStatus:
    """Compare files and database without changing anything.

    Raises:
        MigrationsInvalid: see `migrate`.
    """
    connection = await connect(dsn)
    try:
        return _compare(read_migrations(folder), await _read_history(connection))
    finally:
        await connection.close()


async def pending(dsn: str, folder: Path | None = None) -> tuple[Migration, ...]:
    """The migrations that the database does not have yet."""
    return (await read_status(dsn, folder)).pending


async def migrate(owner_dsn: str, folder: Path | None = None, *, app_role: str = "liuke_app") -> tuple[Migration, ...]:
    """Bring the database up to date and return what was applied now. Several processes may call it at once.

    Args:
        owner_dsn: address with the role that owns the schema.
        folder: where the files are; by default Liuke's own.
        app_role: if that role exists, it may read and write the tables that the owner makes.

    Raises:
        MigrationsInvalid: lists every applied migration whose file was changed, renamed or removed.
        MigrationFailed: the server refused one; earlier ones stay applied.
        OutOfDiskSpace: no room; earlier ones stay applied.
    """
    migrations = read_migrations(folder)
    connection = await connect(owner_dsn)
    try:
        await _take_lock(connection)
        await _prepare_schema(connection, app_role)
        todo = _compare(migrations, await _read_history(connection)).pending
        for migration in todo:
            await _apply(connection, migration)
        return todo
    finally:
        await connection.close()  # gives the lock back


async def _take_lock(connection: Connection) -> None:
    """Ask again and again.

    Waiting inside the server would hold a snapshot, which CREATE INDEX CONCURRENTLY of the holder waits for.
    """
    while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK_KEY):  # noqa: ASYNC110 - another process holds it
        await asyncio.sleep(0.05)


async def _prepare_schema(connection: Connection, app_role: str) -> None:
    async with transaction(connection):
        await connection.execute("SET LOCAL client_min_messages = warning")
        await connection.execute(_HISTORY)
        known = await connection.fetchval("SELECT quote_ident(rolname) FROM pg_roles WHERE rolname = $1", app_role)
        if known:
            grants = (
                "SELECT, INSERT, UPDATE, DELETE ON TABLES",
                "USAGE, SELECT ON SEQUENCES",
                "EXECUTE ON FUNCTIONS",
            )
            await connection.execute(f"GRANT SELECT ON schema_migration TO {known}")
            for grant in grants:
                await connection.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {grant} TO {known}")


async def _read_history(connection: Connection) -> tuple[Applied, ...]:
    if await connection.fetchval("SELECT to_regclass('schema_migration')") is None:
        return ()
    rows = await connection.fetch(
        "SELECT version, name, sha256, release, applied_at, duration FROM schema_migration ORDER BY version"
    )
    return tuple(Applied(*row) for row in rows)


def _compare(migrations: Sequence[Migration], applied: Sequence[Applied]) -> MigrationStatus:
    files = {migration.version: migration for migration in migrations}
    faults: list[str] = []
    for done in applied:
        file = files.get(done.version)
        if file is None:
            if done.version <= len(migrations):
                faults.append(f"{done.version:04}_{done.name} was applied, but its file is gone")
        elif (file.name, file.sha256) != (done.name, done.sha256):
            faults.append(
                f"{done.version:04}_{done.name} was applied on {done.applied_at:%Y-%m-%d} with the checksum "
                f"{done.sha256[:12]}; the file {file.version:04}_{file.name} now has {file.sha256[:12]}"
            )
    have = {done.version for done in applied}
    latest = max(have, default=0)
    todo = tuple(migration for migration in migrations if migration.version not in have)
    faults += [
        f"{m.version:04}_{m.name} is new, but {latest:04} was applied already" for m in todo if m.version < latest
    ]
    if faults:
        raise MigrationsInvalid("Files and database contradict each other:", faults=faults)
    return MigrationStatus(tuple(applied), todo, tuple(done for done in applied if done.version not in files))


async def _apply(connection: Connection, migration: Migration) -> None:
    began = time.perf_counter()
    try:
        if migration.in_transaction:
            async with transaction(connection):
                await connection.execute(migration.sql)
                await _record(connection, migration, began)
        else:
            await connection.execute(migration.sql)
            async with transaction(connection):
                await _record(connection, migration, began)
    except asyncpg.PostgresError as error:
        translated = translate_error(error)
        if isinstance(translated, OutOfDiskSpace):
            raise translated from error
        raise MigrationFailed(f"{migration.version:04}_{migration.name}: {error}") from error


async def _record(connection: Connection, migration: Migration, began: float) -> None:
    try:
        release = version("liuke")
    except PackageNotFoundError:
        release = "unknown"
    await connection.execute(
        "INSERT INTO schema_migration (version, name, sha256, release, duration) VALUES ($1, $2, $3, $4, $5)",
        migration.version,
        migration.name,
        migration.sha256,
        release,
        timedelta(seconds=time.perf_counter() - began),
    )
