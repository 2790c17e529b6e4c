"""Files that come and go without being held in memory: spools, lines, exports, uploads."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from liuke.bulk import store as bulk_store
from liuke.bulk.personal import Opener
from liuke.bulk.store import Column, Shape, Table
from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.http.errors import TooLarge
from liuke.privacy.box import Personal

if TYPE_CHECKING:
    import duckdb

Format = Literal["csv", "ndjson", "parquet"]
PIECE = 64 * 1024
MAX_LINE = 1024 * 1024
"""Bytes of one line of a stream."""
MAX_UPLOAD = 2 * 1024**3
"""Bytes of one file."""
ROW_GROUP = 20_480
_MEMORY = "48MB"


class Spool:
    """Takes bytes from one side and gives them to the other, through a file: neither waits for the other in memory."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed by close
        self._written = self._read = 0
        self._more = asyncio.Event()
        self._ended = False

    def write(self, piece: bytes) -> None:
        """Add bytes."""
        if self._read == self._written and self._written > PIECE:
            self._file.truncate(0)
            self._read = self._written = 0
        os.pwrite(self._file.fileno(), piece, self._written)
        self._written += len(piece)
        self._more.set()

    def end(self) -> None:
        """Say that nothing comes any more."""
        self._ended = True
        self._more.set()

    async def pieces(self) -> AsyncIterator[bytes]:
        """Everything that is written, until the end."""
        while True:
            if self._read < self._written:
                piece = os.pread(self._file.fileno(), PIECE, self._read)
                self._read += len(piece)
                yield piece
            elif self._ended:
                return
            else:
                self._more.clear()
                await self._more.wait()

    def close(self) -> None:
        """Forget it."""
        self._file.close()


async def run_spooled(produce: Callable[[Spool], Awaitable[None]]) -> AsyncGenerator[bytes]:
    """What ``produce`` writes, while it goes on; ended with it, and it with the one who reads."""
    spool = Spool()
    work = asyncio.ensure_future(produce(spool))
    work.add_done_callback(lambda _work: spool.end())
    try:
        async for piece in spool.pieces():
            yield piece
        await work
    finally:
        await _end(work)
        spool.close()


async def run_whole(produce: Callable[[Spool], Awaitable[None]]) -> AsyncGenerator[bytes]:
    """What ``produce`` wrote, once it has come to its end."""
    spool = Spool()
    try:
        await produce(spool)
    except BaseException:
        spool.close()
        raise
    spool.end()
    return _take_out(spool)


async def _take_out(spool: Spool) -> AsyncGenerator[bytes]:
    try:
        async for piece in spool.pieces():
            yield piece
    finally:
        spool.close()


async def _end(work: asyncio.Future[Any]) -> None:
    """Cancel what still runs, and wait until it is gone."""
    if not work.done():
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work


async def split_lines(pieces: AsyncIterator[bytes]) -> AsyncGenerator[tuple[int, bytes]]:
    """Number and content of every line that is not empty; one that is too long is cut just after :data:`MAX_LINE`."""
    number, rest = 0, b""
    async for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            number += 1
            if line.strip():
                yield number, line[: MAX_LINE + 1]
        rest = rest[: MAX_LINE + 1] if len(rest) > MAX_LINE else rest
    if rest.strip():
        yield number + 1, rest[: MAX_LINE + 1]


async def upload(pieces: AsyncIterator[bytes], path: Path) -> int:
    """Write a body to a file; its length.

    Raises:
        TooLarge: it is longer than :data:`MAX_UPLOAD`.
    """
    size = 0
    with path.open("wb") as file:
        async for piece in pieces:
            size += len(piece)
            if size > MAX_UPLOAD:
                raise TooLarge(f"at most {MAX_UPLOAD} bytes are taken here", fix="send it in parts", limit=MAX_UPLOAD)
            file.write(piece)
    return size


# -- exports ----------------------------------------------------------------------------------------------------------
async def export(
    pool: Pool, personal: Personal, table: Table, columns: Sequence[Column], format_: Format
) -> AsyncGenerator[bytes]:
    """A table as a file, in one snapshot.

    Args:
        pool: Connections on which the planner may decide; one of them is held until the end.
        personal: Of the tenant whose rows it is.
        table: What.
        columns: Of it.
        format_: ``csv`` and ``ndjson`` come as the database reads; ``parquet`` when it is complete.
    """
    if format_ == "parquet":
        async for piece in _export_parquet(pool, personal, table, columns):
            yield piece
        return
    pieces: asyncio.Queue[bytes] = asyncio.Queue(maxsize=4)
    work = asyncio.ensure_future(_copy(pool, personal, table, columns, format_, pieces))
    try:
        while piece := await _next_piece(pieces, work):
            yield piece
        await work
    finally:
        await _end(work)


async def _copy(
    pool: Pool, personal: Personal, table: Table, columns: Sequence[Column], shape: Shape, pieces: asyncio.Queue[bytes]
) -> None:
    kept = bytearray()

    async def take(data: bytes) -> None:
        kept.extend(data)
        if len(kept) >= PIECE:
            await pieces.put(bytes(kept))
            kept.clear()

    await _copy_opened(pool, personal, table, columns, shape, take)
    if kept:
        await pieces.put(bytes(kept))


async def _copy_opened(
    pool: Pool,
    personal: Personal,
    table: Table,
    columns: Sequence[Column],
    shape: Shape,
    take: Callable[[bytes], Awaitable[None]],
) -> None:
    """Send a table somewhere, with what is sealed in it opened."""
    opener = Opener(personal, columns, shape) if any(column.sealed for column in columns) else None

    async def open_and_take(data: bytes) -> None:
        await take(opener.open(data) if opener is not None else data)

    sent: Shape = "ndjson" if opener is not None else shape
    async with acquire(pool) as connection, transaction(connection, tenant_id=personal.tenant_id):
        await bulk_store.copy_out(connection, personal.tenant_id, table, columns, sent, open_and_take)
    if opener is not None:
        await take(opener.begin())


async def _next_piece(pieces: asyncio.Queue[bytes], work: asyncio.Future[None]) -> bytes:
    """The next piece; empty at the end."""
    if pieces.empty() and not work.done():
        coming = asyncio.ensure_future(pieces.get())
        try:
            await asyncio.wait([coming, work], return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _end(coming)
        if not coming.cancelled():
            return coming.result()
    return b"" if pieces.empty() else pieces.get_nowait()


async def _export_parquet(
    pool: Pool, personal: Personal, table: Table, columns: Sequence[Column]
) -> AsyncGenerator[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        plain, packed = Path(folder) / "rows.csv", Path(folder) / "rows.parquet"
        with plain.open("wb") as rows:

            async def take(data: bytes) -> None:
                rows.write(data)

            await _copy_opened(pool, personal, table, columns, "plain", take)
        await asyncio.to_thread(_pack, plain, packed, {column.name: column.duckdb for column in columns})
        plain.unlink()
        with packed.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def _pack(plain: Path, packed: Path, types: dict[str, str]) -> None:
    # values of COPY cannot be parameters of the prepared kind; the path is one of our own making
    read = (
        "SELECT * FROM read_csv($source, columns = $types, header = true, auto_detect = false, delim = ',', "
        "quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, buffer_size = 4194304, "
        f"max_line_size = {MAX_LINE})"
    )
    with open_duckdb(plain.parent) as memory:
        memory.execute(
            f"COPY ({read}) TO '{packed}' (FORMAT parquet, ROW_GROUP_SIZE {ROW_GROUP}, ROW_GROUP_SIZE_BYTES '8MB')",
            {"source": str(plain), "types": types},
        )


def open_duckdb(folder: Path, *, ordered: bool = False) -> duckdb.DuckDBPyConnection:
    """A database in memory that keeps to little of it."""
    import duckdb  # noqa: PLC0415 - 15 MB that only Parquet needs

    settings = {"threads": "1", "memory_limit": _MEMORY, "temp_directory": str(folder)}
    return duckdb.connect(config={**settings, "preserve_insertion_order": str(ordered).lower()})
