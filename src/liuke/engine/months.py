"""The partitions of history by month: made before anything is written into them, and remembered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.engine import run_store as store
from liuke.engine.submissions import Submission
from liuke.kernel.clock import DAY_US, date_of, day_of

_NOW_CHECK_S = 3_600.0
"""How long it is taken for granted that today's partitions and tomorrow's are there."""


class Months:
    """The months that have partitions, as far as this process knows.

    Args:
        pool: Of the application's role.
        clock: Engine time in UTC microseconds; ``None``: the database's clock.
    """

    def __init__(self, pool: Pool, clock: Callable[[], int] | None) -> None:
        self._pool = pool
        self._clock = clock
        self._days: set[int] = set()
        self._now_checked_s = -_NOW_CHECK_S
        self._lock = asyncio.Lock()
        self._months: set[int] = set()

    async def ensure(self, work: Iterable[Submission], due: Mapping[int, int] | None) -> None:
        """Make the partitions of every month that may be written, without gaps: timers fire when they were due."""
        days = {(item.event.t_us or item.clock_us) // DAY_US for item in work}
        days |= {item.clock_us // DAY_US for item in work} | {t_us // DAY_US for t_us in (due or {}).values()}
        checked_s = time.monotonic()
        if 0 in days and (self._clock or checked_s - self._now_checked_s >= _NOW_CHECK_S):
            today = (self._clock() if self._clock else await self._read_clock()) // DAY_US
            days |= {today, today + 1}
        else:
            checked_s = self._now_checked_s
            days.discard(0)
        if days <= self._days:
            return
        wanted = {_month_of(day) for day in days if day}
        async with self._lock:
            if not self._months:
                async with acquire(self._pool) as connection, transaction(connection):
                    self._months = await store.list_months(connection)
            reached = self._months | wanted
            for month in sorted(set(range(min(reached), max(reached) + 1)) - self._months):
                # One at a time: making a partition holds up everybody who writes, and each takes locks until it ends.
                async with acquire(self._pool) as connection, transaction(connection):
                    await store.ensure_month(connection, day_of(date(month // 12, month % 12 + 1, 1)) * DAY_US)
                self._months = self._months | {month}
        self._days |= days - {0}
        self._now_checked_s = checked_s

    async def _read_clock(self) -> int:
        async with acquire(self._pool) as connection, transaction(connection):
            return await store.read_clock(connection)


def _month_of(day: int) -> int:
    value = date_of(day)
    return value.year * 12 + value.month - 1
