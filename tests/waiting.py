"""Waiting for what other processes do, and making them slow enough to be met in mid-work."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from liuke.db.pool import connect
from tests.server import TestDatabase


async def until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Look again and again until it holds.

    Args:
        condition: What is looked at, or an awaitable of it.
        seconds: After which the test fails.
    """
    async with asyncio.timeout(seconds):
        while not (await found if isinstance(found := condition(), Awaitable) else found):  # noqa: ASYNC110 - what is waited for happens in other processes
            await asyncio.sleep(0.003)


async def slow_down(database: TestDatabase, what: str, row_s: float) -> None:
    """Let each row take some time.

    Args:
        database: Of the test.
        what: Is done to a row: ``INSERT ON posting``.
        row_s: Seconds it takes then, at least.
    """
    owner = await connect(database.owner_dsn)
    await owner.execute(
        "CREATE OR REPLACE FUNCTION take_time() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN PERFORM pg_sleep({row_s}); RETURN NULL; END $$"
    )
    await owner.execute(f"CREATE TRIGGER take_time AFTER {what} FOR EACH ROW EXECUTE FUNCTION take_time()")
    await owner.close()
