"""Partitions of the months that a history reaches: none is missing, and making them stops nobody else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.engine import run_store
from liuke.engine.batch import submission
from liuke.engine.months import Months
from liuke.kernel.clock import DAY_US, day_of

NOW = date(2026, 12, 1)


def at(day: date) -> Any:
    return submission(Event("order.paid", 1, "order:1", day_of(day) * DAY_US, {}))


async def make_today(pool: Any) -> set[int]:
    """The months of a database in which something of today has happened."""
    await Months(pool, lambda: day_of(NOW) * DAY_US).ensure([at(NOW)], None)
    return await list_all(pool)


async def list_all(pool: Any) -> set[int]:
    async with acquire(pool) as connection, transaction(connection):
        return await run_store.list_months(connection)


async def test_an_event_of_long_ago_holds_up_nobody_while_its_months_are_made(
    pool: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await make_today(pool)
    ensure, seen = run_store.ensure_month, list[tuple[int, int]]()

    async def watch(connection: Any, t_us: int) -> None:
        # whoever else comes has every partition that was made before this one, and waits for none of them
        seen.append((await connection.fetchval("SELECT txid_current()"), len(await list_all(pool)) - len(before)))
        await ensure(connection, t_us)

    monkeypatch.setattr(run_store, "ensure_month", watch)
    months = Months(pool, lambda: day_of(NOW) * DAY_US)
    await months.ensure([at(date(min(before) // 12 - 3, 5, 17))], None)
    first = (min(before) // 12 - 3) * 12 + 4
    made = await list_all(pool)
    assert made >= set(range(first, max(before) + 1))
    assert len({number for number, _ in seen}) == len(seen) == len(made - before)
    assert [count for _, count in seen] == list(range(len(seen)))


async def test_what_was_cut_short_is_made_up_for(pool: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before, ensure, left = await make_today(pool), run_store.ensure_month, [5]

    async def break_off(connection: Any, t_us: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise RuntimeError("cut")
        await ensure(connection, t_us)

    old = date(min(before) // 12 - 1, 1, 1)
    months = Months(pool, lambda: day_of(NOW) * DAY_US)
    with monkeypatch.context() as patch:
        patch.setattr(run_store, "ensure_month", break_off)
        with pytest.raises(RuntimeError):
            await months.ensure([at(old)], None)
    assert len(await list_all(pool)) == len(before) + 5
    await make_today(pool)  # by another process
    await months.ensure([at(old)], None)
    assert await list_all(pool) >= set(range(old.year * 12, max(before) + 1))
