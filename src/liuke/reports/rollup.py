"""Sums by merchant-local day: folded forward by windows of recording time, exact together with what came since."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import msgspec

from liuke.db.contracts import Connection, Pool
from liuke.db.pool import acquire, snapshot, transaction
from liuke.decision.domain import CompiledProgram
from liuke.kernel.clock import FOREVER_US, MINUTE_US
from liuke.ledger.finance import Cohort, compute_cohorts
from liuke.ledger.moves import moving_assets
from liuke.ledger.seal import LAG_US, read_closed_us
from liuke.ledger.store import sum_cohorts
from liuke.reports import rollup_store as store

Kept = TypeVar("Kept", bound=msgspec.Struct)
METRICS: tuple[str, ...] = tuple(store.DELTAS)
STALE_US = 5 * MINUTE_US
"""Who finds the sums older than this folds them forward first."""
FIRST_DAY, END_DAY = -(10**6), 10**7
CHEAP_US = 50_000
"""Figures that took no longer than this are worked out anew for every question."""
SHARE = 20
"""Other figures are kept for so many times as long as they took."""
KEPT_US = 60 * MINUTE_US


class Sum(msgspec.Struct, frozen=True):
    """One sum; see the package's README for what keys, count and amount are.

    Args:
        metric: Of what.
        day: Merchant-local day number; 0 in totals over all days.
        keys: Four, the unused ones empty.
        count: How many.
        amount: How much.
    """

    metric: str
    day: int
    keys: tuple[str, str, str, str]
    count: int
    amount: int


# -- growing ----------------------------------------------------------------------------------------------------------
async def refresh(connection: Connection, tenant_id: int, *, lag_us: int = LAG_US) -> int | None:
    """Fold in everything recorded that can have no more company; safe beside writers and other folders.

    Args:
        connection: In a transaction with the tenant set, begun for this call.
        tenant_id: Whose.
        lag_us: Distance kept from the clock; see :mod:`liuke.ledger.seal`.

    Returns:
        Sums that changed; ``None`` when nothing is closed yet or somebody else is at it.
    """
    if not await store.lock_rollup(connection, tenant_id):
        return None
    from_us = await store.find_until_us(connection, tenant_id)
    until_us = await read_closed_us(connection, lag_us)
    if until_us is None or until_us <= from_us:
        return None
    changed = 0
    for metric in METRICS:
        changed += await store.fold(connection, tenant_id, metric, from_us, until_us)
    await store.write_until_us(connection, tenant_id, until_us)
    return changed


async def refresh_stale(pool: Pool, tenant_id: int, *, stale_us: int = STALE_US) -> None:
    """Fold forward if nobody has done so for a while, so that questions need not look through all that came since."""
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        until_us = await store.find_until_us(connection, tenant_id)
        if await store.read_clock_us(connection) - until_us < stale_us:
            return
        await refresh(connection, tenant_id)


async def rebuild(connection: Connection, tenant_id: int) -> int | None:
    """Forget the sums and make them anew from the tables; see :func:`refresh`."""
    await store.clear(connection, tenant_id)
    return await refresh(connection, tenant_id)


# -- reading ----------------------------------------------------------------------------------------------------------
@asynccontextmanager
async def reading(pool: Pool, tenant_id: int) -> AsyncGenerator[Connection]:
    """A connection on one snapshot with the tenant set: what is read on it fits together."""
    async with acquire(pool) as connection, snapshot(connection, tenant_id=tenant_id):
        yield connection


async def read_days(
    connection: Connection,
    tenant_id: int,
    metrics: Sequence[str],
    from_day: int = FIRST_DAY,
    until_day: int = END_DAY,
    *,
    also: int = FIRST_DAY,
) -> list[Sum]:
    """Exact sums of days from ``from_day`` to before ``until_day``, in order.

    Args:
        connection: See :func:`reading`.
        tenant_id: Whose.
        metrics: Which.
        from_day: First day.
        until_day: First day that is not included.
        also: One more day.
    """
    found: dict[tuple[Any, ...], list[int]] = {}
    for *place, count, amount in await store.read_sums(connection, tenant_id, metrics, from_day, until_day, also):
        found[tuple(place)] = [count, amount]
    since_us = await store.find_until_us(connection, tenant_id)
    for metric in metrics:
        for day, *keys, count, amount in await store.read_since(connection, tenant_id, metric, since_us, FOREVER_US):
            if from_day <= day < until_day or day == also:
                sums = found.setdefault((metric, day, *keys), [0, 0])
                sums[0] += count
                sums[1] += amount
    return [
        Sum(metric, day, (a, b, c, d), *sums)
        for (metric, day, a, b, c, d), sums in sorted(found.items())
        if sums != [0, 0]
    ]


async def find_last_day(connection: Connection, tenant_id: int) -> int | None:
    """The last merchant-local day on which an event happened."""
    since_us = await store.find_until_us(connection, tenant_id)
    days = [row[0] for row in await store.read_since(connection, tenant_id, "event", since_us, FOREVER_US)]
    known = await store.find_last_day(connection, tenant_id)
    return max([*days, *([known] if known is not None else [])], default=None)


async def read_totals(
    connection: Connection, tenant_id: int, metrics: Sequence[str], until_day: int = END_DAY
) -> list[Sum]:
    """Exact sums over all days before ``until_day``."""
    return add_up(await read_days(connection, tenant_id, metrics, FIRST_DAY, until_day))


def add_up(sums: Sequence[Sum]) -> list[Sum]:
    """The same sums over all their days."""
    found: dict[tuple[str, tuple[str, str, str, str]], list[int]] = {}
    for one in sums:
        total = found.setdefault((one.metric, one.keys), [0, 0])
        total[0] += one.count
        total[1] += one.amount
    return [Sum(metric, 0, keys, *total) for (metric, keys), total in sorted(found.items()) if total != [0, 0]]


async def derive(connection: Connection, tenant_id: int, metrics: Sequence[str] = METRICS) -> list[Sum]:
    """The sums of all days worked out from the tables alone."""
    found = list[Sum]()
    for metric in metrics:
        for day, a, b, c, d, count, amount in await store.derive(connection, tenant_id, metric):
            found.append(Sum(metric, day, (a, b, c, d), count, amount))
    return sorted(found, key=lambda one: (one.metric, one.day, one.keys))


# -- what the figures of the ledger are made of -----------------------------------------------------------------------
_OWN = ("available", "pending", "held", "frozen", "debt")


def sum_accounts(postings: Sequence[Sum]) -> list[tuple[str, str, int, int]]:
    """Asset, account, what left (negative), what came, from sums of the metric ``posting``."""
    found: dict[tuple[str, str], list[int]] = {}
    for one in postings:
        asset, _, source, target = one.keys
        found.setdefault((asset, source), [0, 0])[0] -= one.amount
        found.setdefault((asset, target), [0, 0])[1] += one.amount
    return [(asset, account, out, into) for (asset, account), (out, into) in sorted(found.items())]


def sum_wallets(postings: Sequence[Sum]) -> list[tuple[str, int, int, int, int, int]]:
    """Asset, available, pending, held, frozen, debt of all members, from sums over all days."""
    found: dict[str, dict[str, int]] = {}
    for asset, account, out, into in sum_accounts(postings):
        if account in _OWN:
            found.setdefault(asset, dict.fromkeys(_OWN, 0))[account] += into + out
    return [
        (asset, own["available"], own["pending"], own["held"], own["frozen"], -own["debt"])
        for asset, own in found.items()
    ]


class OpenLots(msgspec.Struct):
    """What is open, and when that was so.

    Args:
        as_of_us: Database's clock.
        lots: Asset, instant of expiry, pending or not, amount, 0.
        wallets: Asset, available, pending, held, frozen, debt of the same moment.
    """

    as_of_us: int
    lots: list[tuple[str, int, bool, int, int]]
    wallets: list[tuple[str, int, int, int, int, int]]


async def read_open_lots(pool: Pool, tenant_id: int, program: CompiledProgram, *, fresh: bool = False) -> OpenLots:
    """Open lots by expiry: of this moment, or kept ones where working them out took long.

    Args:
        pool: Connections on which the planner may decide.
        tenant_id: Whose.
        program: In force: it says of which assets the member's acts put the expiry off.
        fresh: Of this moment in any case.
    """

    async def work(connection: Connection, now_us: int) -> OpenLots:
        lots = await store.sum_open_lots(connection, tenant_id, list(moving_assets(program)))
        wallets = sum_wallets(await read_totals(connection, tenant_id, ["posting"]))
        return msgspec.convert({"as_of_us": now_us, "lots": lots, "wallets": wallets}, OpenLots)

    return await _keep(pool, tenant_id, "open_lots", OpenLots, work, fresh=fresh)


class Cohorts(msgspec.Struct):
    """Months of earning, what of them expired and what is open, and when that was so."""

    as_of_us: int
    cohorts: list[Cohort]


async def read_cohorts(pool: Pool, tenant_id: int) -> Cohorts:
    """What breakage is estimated from; see :func:`read_open_lots`."""

    async def work(connection: Connection, now_us: int) -> Cohorts:
        return Cohorts(now_us, compute_cohorts(await sum_cohorts(connection, tenant_id)))

    return await _keep(pool, tenant_id, "cohorts", Cohorts, work, fresh=False)


async def _keep(
    pool: Pool,
    tenant_id: int,
    name: str,
    kind: type[Kept],
    work: Callable[[Connection, int], Awaitable[Kept]],
    *,
    fresh: bool,
) -> Kept:
    """What ``work`` answers, or answered before when that took long and is not long ago."""
    async with reading(pool, tenant_id) as connection:
        now_us = await store.read_clock_us(connection)
        kept = None if fresh else await store.find_snapshot(connection, tenant_id, name)
        if kept is not None and kept[1] > CHEAP_US and now_us - kept[0] < min(SHARE * kept[1], KEPT_US):
            return msgspec.convert(kept[2], kind)
        began = time.monotonic_ns()
        found = await work(connection, now_us)
        took_us = (time.monotonic_ns() - began) // 1_000
    if not fresh and took_us > CHEAP_US:
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            await store.write_snapshot(connection, tenant_id, name, now_us, took_us, msgspec.to_builtins(found))
    return found
