"""Dump and restore: PostgreSQL's custom format beside a manifest that proves what was restored."""

import asyncio
import hashlib
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from liuke.db.account import clean_environment
from liuke.db.binaries import Binaries
from liuke.db.contracts import Connection
from liuke.db.errors import DumpInvalid, OutOfDiskSpace, RestoreRefused
from liuke.db.folders import sync_folder, write_durably
from liuke.db.pool import connect, snapshot
from liuke.db.restoring import run_restore
from liuke.db.url import split_password

FORMAT = 1
_CHUNK_BYTES = 1024 * 1024


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a dump holds.

    Attributes:
        format: version of this manifest.
        database: name of the dumped database.
        server_version: of the server it came from.
        created_at: UTC.
        sha256: of the dump file.
        size_bytes: of the dump file.
        rows: for each table, how many rows it had at the moment of the dump.
    """

    format: int
    database: str
    server_version: str
    created_at: datetime
    sha256: str
    size_bytes: int
    rows: dict[str, int]


def get_manifest_path(path: Path) -> Path:
    """The manifest's file beside a dump."""
    return path.with_name(f"{path.name}.manifest.json")


async def dump(admin_dsn: str, path: Path, binaries: Binaries) -> Manifest:
    """Write a consistent dump of the database to `path`, which appears only when it is whole and on disk.

    Args:
        admin_dsn: address whose role may read all rows of all tenants.
        path: must not exist yet.
        binaries: where pg_dump is.

    Raises:
        DumpInvalid: `path` exists or cannot be written, or pg_dump refused.
        OutOfDiskSpace: no room for the dump; nothing is left behind.
    """
    _check_target(path)
    partial = path.with_name(f".{path.name}.partial")
    connection = await connect(admin_dsn)
    try:
        partial.unlink(missing_ok=True)
        partial.touch(mode=0o600, exist_ok=False)  # pg_dump would make a file that others may read
        async with snapshot(connection) as name:
            options = ["--format=custom", f"--snapshot={name}", f"--file={partial}"]
            await _run(binaries.program("pg_dump"), admin_dsn, options, "pg_dump failed")
            rows = await count_rows(connection)
            database = str(await connection.fetchval("SELECT current_database()"))
            server_version = str(await connection.fetchval("SHOW server_version"))
        digest, size = await asyncio.to_thread(_digest, partial)
        manifest = Manifest(
            format=FORMAT,
            database=database,
            server_version=server_version,
            created_at=datetime.now(UTC),
            sha256=digest,
            size_bytes=size,
            rows=rows,
        )
        text = msgspec.json.format(msgspec.json.encode(manifest), indent=2).decode() + "\n"
        write_durably(get_manifest_path(path), text, mode=0o600)
        partial.rename(path)
        sync_folder(path.parent)
        return manifest
    finally:
        with suppress(FileNotFoundError):
            partial.unlink()
        await connection.close()


def _check_target(path: Path) -> None:
    if path.exists():
        raise DumpInvalid(f"{path} exists already.", fix="Choose another file name, or remove the old dump.")
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise DumpInvalid(f"{path.parent} is no folder that can be written to.", fix="Make the folder first.")


async def restore(admin_dsn: str, path: Path, binaries: Binaries) -> Manifest:
    """Read a dump into the empty database of `admin_dsn`, all of it or nothing, and check it by its manifest.

    Raises:
        DumpInvalid: dump or manifest is missing, damaged, or of a newer format; pg_restore refused.
        RestoreRefused: the database is not empty, or its rows differ from the manifest afterwards.
        OutOfDiskSpace: no room; the database is empty as before.
    """
    manifest = await asyncio.to_thread(read_manifest, path)
    connection = await connect(admin_dsn)
    try:
        present = await _find_contents(connection)
        if present:
            raise RestoreRefused("The database already holds:", faults=present)
        server_version = int(await connection.fetchval("SELECT current_setting('server_version_num')"))
        _check_done(*await run_restore(binaries, admin_dsn, path, server_version), "pg_restore failed")
        rows = await count_rows(connection)
        faults = [
            f"{table}: {manifest.rows.get(table, 0)} rows dumped, {rows.get(table, 0)} restored"
            for table in sorted({*rows, *manifest.rows})
            if rows.get(table) != manifest.rows.get(table)
        ]
        if faults:
            raise RestoreRefused("The restored rows differ from the manifest:", faults=faults)
        await connection.execute("ANALYZE")
        return manifest
    finally:
        await connection.close()


def read_manifest(path: Path) -> Manifest:
    """Read a dump's manifest and check the dump against it.

    Raises:
        DumpInvalid: one of them is missing or damaged; lists every fault.
    """
    beside = get_manifest_path(path)
    missing = [f"{file} does not exist" for file in (path, beside) if not file.is_file()]
    if missing:
        raise DumpInvalid("Files are missing:", faults=missing, fix="A dump is two files; keep both together.")
    try:
        manifest = msgspec.json.decode(beside.read_bytes(), type=Manifest)
    except msgspec.DecodeError as error:
        raise DumpInvalid(f"{beside} cannot be read: {error}.", fix="Use another dump.") from error
    if manifest.format > FORMAT:
        raise DumpInvalid(f"The dump has format {manifest.format}.", fix="Restore with the release that wrote it.")
    digest, size = _digest(path)
    faults: list[str] = []
    if size != manifest.size_bytes:
        faults.append(f"the file has {size} bytes, the manifest says {manifest.size_bytes}")
    if digest != manifest.sha256:
        faults.append(f"the file's SHA-256 is {digest}, the manifest says {manifest.sha256}")
    if faults:
        raise DumpInvalid(
            f"{path} is damaged:", faults=faults, fix="Copy it again from where it was kept, or use another."
        )
    return manifest


async def count_rows(connection: Connection) -> dict[str, int]:
    """How many rows each table has; a partitioned table counts with its partitions and once."""
    tables = await connection.fetch(
        "SELECT format('%I.%I', n.nspname, c.relname) AS name "
        "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_' "
        "AND n.nspname <> 'information_schema' ORDER BY 1"
    )
    return {row["name"]: int(await connection.fetchval(f"SELECT count(*) FROM {row['name']}")) for row in tables}


async def _find_contents(connection: Connection) -> list[str]:
    rows = await connection.fetch(
        "WITH own AS (SELECT oid, nspname FROM pg_namespace "
        "             WHERE nspname !~ '^pg_' AND nspname <> 'information_schema') "
        "SELECT 'schema ' || nspname AS what FROM own WHERE nspname <> 'public' "
        "UNION ALL SELECT 'relation ' || c.oid::regclass "
        "FROM pg_class c JOIN own ON own.oid = c.relnamespace "
        "WHERE c.relkind <> 'i' UNION ALL "
        "SELECT 'function ' || p.oid::regprocedure "
        "FROM pg_proc p JOIN own ON own.oid = p.pronamespace ORDER BY 1 LIMIT 20"
    )
    return [row["what"] for row in rows]


async def _run(program: Path, dsn: str, options: list[str], what: str) -> None:
    bare, password = split_password(dsn)
    process = await asyncio.create_subprocess_exec(
        os.fspath(program),
        *options,
        f"--dbname={bare}",
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env=clean_environment({"PGPASSWORD": password} if password else None),
    )
    try:
        _, errors = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    _check_done(process.returncode or 0, errors.decode("utf-8", errors="replace").strip(), what)


def _check_done(code: int, text: str, what: str) -> None:
    if code == 0:
        return
    if "No space left on device" in text or "Disk quota exceeded" in text:
        raise OutOfDiskSpace(f"{what}: {text[-600:]}")
    raise DumpInvalid(f"{what}: {text[-2000:]}", fix="Read what it says above; nothing was changed.")


def _digest(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file, after making sure that it is on disk."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size
