"""What is done for a tenant, one bounded unit each: safe to do twice, to do in two processes, and to die in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, cast

import msgspec

from liuke.db.contracts import Connection, Pool
from liuke.db.pool import acquire, run_transaction, transaction
from liuke.engine.engine import MAX_BATCH
from liuke.features import FACT_VERSIONS
from liuke.kernel.clock import DAY_US, MINUTE_US
from liuke.ledger.adjustments import Submit, resume_adjustments
from liuke.ledger.pools import announce_goals
from liuke.ledger.seal import LAG_US, seal_once
from liuke.ledger.trade_spec import PoolSpec
from liuke.reports import rollup
from liuke.webhooks import queue
from liuke.webhooks.store import wake
from liuke.worker import store
from liuke.worker.tenants import Tenant

ADJUSTMENT_AGE_US = MINUTE_US
"""Who approves posts at once; after this long it is taken for granted that they died."""
MONTHS_AHEAD = 3


class Limits(msgspec.Struct, frozen=True):
    """Bounds of background work.

    Args:
        log_us: How long the log of deliveries is kept.
        adjustment_age_us: How long ago an adjustment was approved that is posted here.
        seal_lag_us: Distance of seals from the clock.
        members: Most members, or events between them, in one unit.
        rows: Most rows of the outbox in one unit.
    """

    log_us: int = 30 * DAY_US
    adjustment_age_us: int = ADJUSTMENT_AGE_US
    seal_lag_us: int = LAG_US
    members: int = MAX_BATCH
    rows: int = 1_000


@dataclass(frozen=True, slots=True)
class Work:
    """What a unit may use."""

    pool: Pool
    """Ordinary connections of the application's role."""
    tenant: Tenant
    now_us: int
    """The database's clock."""
    limits: Limits = field(default_factory=Limits)


class Unit(Protocol):
    """One unit for one tenant; returns how much was done, 0 when nothing is left."""

    def __call__(self, work: Work, /) -> Awaitable[int]:
        """Do it."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """Work for tenants.

    Args:
        name: As in logs, health and wake-ups.
        kind: Which tenants have some: see ``worker_tenants`` in the database.
        every_s: Pause when there is none.
        unit: What to do.
        needs_program: Whether tenants without a program are left out.
    """

    name: str
    kind: str
    every_s: float
    unit: Unit
    needs_program: bool = False


async def sweep_timers(work: Work) -> int:
    """Let the timers of one batch of members happen that are due."""
    return await work.tenant.engine.sweep(work.now_us, limit=work.limits.members, batches=1)


async def deliver_events(work: Work) -> int:
    """Hand one batch of events over to the members they are for."""
    return await work.tenant.engine.deliver(limit=work.limits.members)


async def seal_postings(work: Work) -> int:
    """Add one link to the chain of seals."""
    return await _in_transaction(work, _seal)


async def _seal(connection: Connection, work: Work) -> int:
    return int(await seal_once(connection, work.tenant.tenant_id, lag_us=work.limits.seal_lag_us) is not None)


async def post_adjustments(work: Work) -> int:
    """Post adjustments whose approval was written down by a process that died before posting."""
    tenant = work.tenant
    age_us = work.limits.adjustment_age_us
    return await resume_adjustments(work.pool, tenant.tenant_id, cast("Submit", tenant.engine.submit), older_us=age_us)


async def announce_pools(work: Work) -> int:
    """Send the news of reached goals to givers who have not had it."""
    return await _in_transaction(work, _announce)


async def _announce(connection: Connection, work: Work) -> int:
    program = work.tenant.book.program_at(work.now_us)
    sent = await announce_goals(connection, work.tenant.tenant_id, program.items("pools", PoolSpec))
    if sent:
        await wake(connection, "deliveries")
    return sent


async def fan_out(work: Work) -> int:
    """Move facts from the outbox to the endpoints that listen."""
    return await _in_transaction(work, _fan_out)


async def _fan_out(connection: Connection, work: Work) -> int:
    return await queue.fan_out(connection, work.tenant.tenant_id, versions=FACT_VERSIONS, limit=work.limits.rows)


async def purge_log(work: Work) -> int:
    """Forget what the log of deliveries need not keep any more."""
    return await _in_transaction(work, _purge)


async def _purge(connection: Connection, work: Work) -> int:
    return await queue.purge(connection, work.tenant.tenant_id, keep_us=work.limits.log_us)


async def fold_sums(work: Work) -> int:
    """Fold what was recorded since into the sums by day, from which figures are read."""
    await _in_transaction(work, _fold)
    return 0  # what is left cannot be folded before its time


async def _fold(connection: Connection, work: Work) -> int:
    return await rollup.refresh(connection, work.tenant.tenant_id, lag_us=work.limits.seal_lag_us) or 0


async def _in_transaction(work: Work, unit: Callable[[Connection, Work], Awaitable[int]]) -> int:
    async with acquire(work.pool) as connection, transaction(connection, tenant_id=work.tenant.tenant_id):
        return await unit(connection, work)


JOBS: Sequence[Job] = (
    Job("timers", "timers", 1.0, sweep_timers, needs_program=True),
    Job("deliveries", "deliveries", 0.5, deliver_events, needs_program=True),
    Job("outbox", "outbox", 0.5, fan_out),
    Job("seals", "all", 20.0, seal_postings),
    Job("adjustments", "adjustments", 20.0, post_adjustments, needs_program=True),
    Job("pools", "pools", 20.0, announce_pools, needs_program=True),
    Job("sums", "all", 30.0, fold_sums),
    Job("log", "all", 600.0, purge_log),
)
"""Every job for tenants. Beside them a worker runs ``webhooks`` (sends) and ``months`` (makes partitions)."""

EVERY_LOOP: tuple[str, ...] = (*(job.name for job in JOBS), "webhooks", "months")


async def ensure_months(pool: Pool) -> int:
    """Make the partitions of this month and the next ones before anybody needs them; gives way to writers.

    It locks whole tables, each after the other, which others may lock the other way round: it is then tried again.
    """
    await run_transaction(pool, lambda connection: store.ensure_months(connection, MONTHS_AHEAD))
    return 0
