"""A clock that stands elsewhere: a database and the processes on it live at another time, and time goes on as usual.

What is shown depends on when it happened. Pictures that are compared, and pictures of a history that ended years ago,
need a time of their own; nothing of what runs is told that it is not the real one.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import asyncpg

FOLDER = Path(__file__).parent
OFFSET = "LIUKE_TEST_CLOCK_OFFSET_NS"
"""Environment variable: nanoseconds that a process adds to the time of the machine (see ``sitecustomize.py``)."""

_MOVE = """
CREATE SCHEMA IF NOT EXISTS moved_clock;
GRANT USAGE ON SCHEMA moved_clock TO PUBLIC;
CREATE OR REPLACE FUNCTION moved_clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    RETURN pg_catalog.clock_timestamp() + interval '{offset_us} microseconds';
CREATE OR REPLACE FUNCTION moved_clock.now() RETURNS timestamptz LANGUAGE sql STABLE
    RETURN pg_catalog.now() + interval '{offset_us} microseconds';
"""


def find_offset_us(wanted_us: int) -> int:
    """What must be added to the machine's time so that it is ``wanted_us`` now (UTC microseconds)."""
    return wanted_us - time.time_ns() // 1_000


def move_processes(offset_us: int) -> dict[str, str]:
    """Environment variables by which Python processes, and those that they start, live at the other time."""
    return {"PYTHONPATH": str(FOLDER), OFFSET: str(offset_us * 1_000)}


def move_database(admin_dsn: str, name: str, offset_us: int) -> None:
    """Let an empty database live at the other time; migrate it afterwards, since defaults keep the clock they saw.

    Args:
        admin_dsn: Of a superuser, into this database.
        name: Of the database.
        offset_us: At most 0: the moment up to which all is written (see ``liuke.ledger.seal``) knows the real time.
    """
    assert offset_us <= 0

    async def move() -> None:
        connection = await asyncpg.connect(admin_dsn)
        try:
            await connection.execute(_MOVE.format(offset_us=offset_us))
            # a name is looked for in this order, and PostgreSQL's own functions come last for once
            await connection.execute(f'ALTER DATABASE "{name}" SET search_path = public, moved_clock, pg_catalog')
        finally:
            await connection.close()

    asyncio.run(move())
