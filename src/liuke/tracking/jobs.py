"""Background work of tracking: days to come are made, days that nobody keeps are dropped, ids are forgotten in time."""

from __future__ import annotations

from liuke.db.contracts import Connection
from liuke.hooks.job import Job, Work, in_transaction
from liuke.kernel.clock import DAY_US
from liuke.tracking import store
from liuke.tracking.contracts import REMEMBERED_DAYS
from liuke.tracking.spec import TrackingSpec

DAYS_AHEAD = 3


async def _make_days(connection: Connection, work: Work) -> int:
    del work
    await store.ensure_days(connection, DAYS_AHEAD)
    return 0


async def _forget(connection: Connection, work: Work) -> int:
    """Whole days first; rows one by one only where another tenant keeps the day for longer."""
    keep_days = work.program.section("tracking", TrackingSpec).keep_days
    before_us = work.now_us - keep_days * DAY_US
    await store.set_horizon(connection, work.tenant_id, before_us)
    dropped = await store.drop_days(connection, work.now_us, work.limits.rows)
    removed = await store.delete_old(connection, before_us, work.limits.rows)
    before_day = work.now_us // DAY_US - max(keep_days, REMEMBERED_DAYS)
    forgotten = await store.delete_ids(connection, work.tenant_id, before_day, work.limits.rows)
    return dropped + removed + forgotten


JOBS = (
    Job("track_days", 3_600.0, in_transaction(_make_days)),
    Job("tracking", 3_600.0, in_transaction(_forget), needs_program=True),
)
