"""What the command line and the application ask of the database, in one call each."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path

from liuke.db import backup
from liuke.db.backup import Manifest
from liuke.db.binaries import get_binaries
from liuke.db.embedded import EmbeddedPostgres, ServerInfo, ServerStatus, StopMode
from liuke.db.migrate import Migration, MigrationStatus, migrate, read_status
from liuke.db.url import DatabaseAddress, check_server, find_address

Settings = Mapping[str, str | int]


def start(home: Path | None = None, *, settings: Settings | None = None) -> ServerInfo:
    """Start or adopt the embedded server (see `EmbeddedPostgres.start`)."""
    return EmbeddedPostgres(home, settings=settings).start()


def stop(home: Path | None = None, *, mode: StopMode = "fast") -> bool:
    """Stop the embedded server; False if it was not running."""
    return EmbeddedPostgres(home).stop(mode)


def status(home: Path | None = None) -> ServerStatus:
    """How the embedded server is; changes nothing."""
    return EmbeddedPostgres(home).status()


async def open_database(home: Path | None = None, *, environ: Mapping[str, str] = os.environ) -> DatabaseAddress:
    """The database to use: the one that LIUKE_DATABASE_URL names, checked; else the embedded one, started.

    Raises:
        DbError: a typed error of this package.
    """
    address = find_address(environ)
    if address is not None:
        await check_server(address.dsn)
        return address
    info = await asyncio.to_thread(EmbeddedPostgres(home, environ=environ).start)
    return DatabaseAddress(info.dsn, info.owner_dsn, info.admin_dsn, embedded=True)


async def migrate_database(home: Path | None = None) -> tuple[Migration, ...]:
    """Bring the database up to date; returns what was applied now."""
    return await migrate((await open_database(home)).owner_dsn)


async def read_migration_status(home: Path | None = None) -> MigrationStatus:
    """What is applied and what is pending."""
    return await read_status((await open_database(home)).owner_dsn)


async def dump_database(path: Path, home: Path | None = None) -> Manifest:
    """Dump the database to a new file and its manifest."""
    address = await open_database(home)
    return await backup.dump(address.admin_dsn, path, get_binaries())


async def restore_database(path: Path, home: Path | None = None) -> Manifest:
    """Restore a dump into the database, which must be empty."""
    address = await open_database(home)
    return await backup.restore(address.admin_dsn, path, get_binaries())
