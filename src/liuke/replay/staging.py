"""The temporary database in which a history is sorted: on disk, with little memory, and more if that is too little."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import duckdb

from liuke.replay.errors import SourceTooLarge

Built = TypeVar("Built")


@dataclass(frozen=True, slots=True)
class Room:
    """What a preparation may use.

    Args:
        memory_mb: Cap of the staging engine's memory, the rest spills to disk; what cannot be sorted so is tried again
            with twice as much, up to half of the machine's.
        threads: Threads of the staging engine.
        temp_dir: Where the temporary files go; the system's place without it.
    """

    memory_mb: int = 120
    threads: int = 2
    temp_dir: Path | None = None


@dataclass(frozen=True, slots=True)
class Staged(Generic[Built]):
    """A history that is sorted.

    Args:
        connection: On the temporary database.
        folder: Of all temporary files; whoever has this removes it.
        built: What the preparation came to.
    """

    connection: duckdb.DuckDBPyConnection
    folder: Path
    built: Built


def prepare(build: Callable[[duckdb.DuckDBPyConnection, Path], Built], room: Room) -> Staged[Built]:
    """Run a preparation, with more memory as long as that is what it lacks.

    Args:
        build: Given an empty database, and the folder of temporary files.
        room: What it may use.

    Raises:
        SourceTooLarge: half of the machine's memory is too little.
    """
    memory_mb = room.memory_mb
    most_mb = max(memory_mb, find_memory_mb() // 2)
    while True:
        try:
            return _try_once(build, memory_mb, room)
        except duckdb.OutOfMemoryException:
            if memory_mb >= most_mb:
                words = f"{memory_mb} MB, half of this machine's memory, are too little to sort these files"
                raise SourceTooLarge(words, fix="use a machine with more memory, or name fewer columns") from None
            memory_mb = min(memory_mb * 2, most_mb)


def _try_once(build: Callable[[duckdb.DuckDBPyConnection, Path], Built], memory_mb: int, room: Room) -> Staged[Built]:
    folder = Path(tempfile.mkdtemp(prefix="liuke-replay-", dir=room.temp_dir))
    try:
        connection = _connect(folder, memory_mb, room.threads)
        try:
            built = build(connection, folder)
        finally:
            connection.close()
        # opened anew, what sorting needed is given back; small ranges from now on: a second thread only costs
        connection = _connect(folder, room.memory_mb // 2, 1)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return Staged(connection, folder, built)


def find_memory_mb() -> int:
    """Of the machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20


def _connect(folder: Path, memory_mb: int, threads: int) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        str(folder / "stage.duckdb"),
        config={
            "memory_limit": f"{memory_mb}MB",
            "threads": threads,
            "temp_directory": str(folder / "spill"),
            "preserve_insertion_order": "false",
            "autoinstall_known_extensions": "false",
        },
    )
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")  # it would write into our standard output
    return connection
