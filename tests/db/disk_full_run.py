"""Run by test_disk_full: a server whose disk is filled up.

Prints one JSON object.
"""

import asyncio
import json
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path

from liuke.db.embedded import EmbeddedPostgres
from liuke.db.errors import ConnectionLostInDoubt, DatabaseUnavailable, DbError, OutOfDiskSpace
from liuke.db.pool import acquire, connect, create_pool, transaction

SETTINGS = {"shared_buffers": "8MB", "max_connections": 20, "max_wal_size": "48MB", "min_wal_size": "32MB"}


def fill(disk: Path, left_bytes: int) -> Path:
    """Write a file that leaves so much room."""
    ballast = disk / "ballast"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    with ballast.open("wb") as stream:
        for _ in range(max(0, free - left_bytes) // 65536):
            stream.write(bytes(65536))
    return ballast


async def write_until_full(dsn: str) -> tuple[list[int], list[int], list[str]]:
    """Insert one row a transaction; returns what was acknowledged, what is in doubt, and the codes."""
    acknowledged: list[int] = []
    doubtful: list[int] = []
    codes: list[str] = []
    pool = await create_pool(dsn, max_size=1)
    for number in range(5000):
        try:
            async with acquire(pool) as connection, transaction(connection):
                await connection.execute("INSERT INTO kept VALUES ($1, $2)", number, os.urandom(100_000))
            acknowledged.append(number)
        except (OutOfDiskSpace, ConnectionLostInDoubt, DatabaseUnavailable) as error:
            codes.append(error.code)
            if isinstance(error, ConnectionLostInDoubt):
                doubtful.append(number)
            if len(codes) == 3:
                break
    pool.terminate()
    return acknowledged, doubtful, codes


async def read_numbers(dsn: str) -> list[int]:
    connection = await connect(dsn)
    try:
        return [
            row["n"] for row in await connection.fetch("SELECT n, sum(length(doc)) FROM kept GROUP BY n ORDER BY n")
        ]
    finally:
        await connection.close()


async def prepare(dsn: str) -> None:
    connection = await connect(dsn)
    await connection.execute("CREATE TABLE kept (n int PRIMARY KEY, doc bytea); GRANT ALL ON kept TO liuke_app")
    await connection.close()


def run(disk: Path, left_bytes: int) -> dict[str, object]:
    """Fill the disk up to `left_bytes`, then write, then fill it wholly, then make room."""
    server = EmbeddedPostgres(disk / "home", settings=SETTINGS)
    info = server.start()
    asyncio.run(prepare(info.owner_dsn))
    ballast = fill(disk, left_bytes)
    outcome = asyncio.run(write_until_full(info.dsn))
    server.stop("immediate")
    refused = "started"
    rest = disk / "rest"
    with suppress(OSError), rest.open("wb", buffering=0) as stream:  # not a page is left when it starts again
        while True:
            stream.write(bytes(4096))
    try:
        server.start()
    except DbError as error:
        refused = error.code
    server.stop("immediate")
    for file in (ballast, rest):
        file.unlink(missing_ok=True)
    return {"refused": refused, **compare(server, *outcome)}


def run_limited(disk: Path, limit_bytes: int) -> dict[str, object]:
    """The same under a limit on the size of each file, which needs no rights."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, hard))
    server = EmbeddedPostgres(disk / "home", settings=SETTINGS)
    info = server.start()
    asyncio.run(prepare(info.owner_dsn))
    outcome = asyncio.run(write_until_full(info.dsn))
    server.stop("immediate")
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    return compare(server, *outcome)


def compare(
    server: EmbeddedPostgres, acknowledged: list[int], doubtful: list[int], codes: list[str]
) -> dict[str, object]:
    """Start again with room and see what is there."""
    info = server.start()
    kept = asyncio.run(read_numbers(info.dsn))
    after = asyncio.run(write_some(info.dsn))
    server.stop()
    return {
        "acknowledged": len(acknowledged),
        "codes": codes,
        "lost": sorted(set(acknowledged) - set(kept)),
        "unexplained": sorted(set(kept) - set(acknowledged) - set(doubtful)),
        "written_after": after,
    }


async def write_some(dsn: str) -> list[int]:
    connection = await connect(dsn)
    async with transaction(connection):
        await connection.execute("DELETE FROM kept")
        await connection.execute("INSERT INTO kept VALUES (1, 'x'), (2, 'y')")
    await connection.close()
    return await read_numbers(dsn)


if __name__ == "__main__":
    scenario = {"disk": run, "limit": run_limited}[sys.argv[1]]
    print(json.dumps(scenario(Path(sys.argv[2]), int(sys.argv[3]))))
