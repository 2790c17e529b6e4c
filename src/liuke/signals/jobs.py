"""Background work of signals: forgetting them in time."""

from __future__ import annotations

from liuke.db.contracts import Connection
from liuke.hooks.job import Job, Work, in_transaction
from liuke.kernel.clock import DAY_US
from liuke.signals.spec import SignalsSpec
from liuke.signals.store import delete_old


async def _forget(connection: Connection, work: Work) -> int:
    """Remove what is older than the program says, to the microsecond; fingerprints know days only."""
    program = work.program
    before_us = work.now_us - program.section("signals", SignalsSpec).keep_days * DAY_US
    before_day = program.calendar.local_day(before_us)
    return await delete_old(connection, work.tenant_id, before_us, before_day, work.limits.rows)


JOBS = (Job("signals", 600.0, in_transaction(_forget), needs_program=True),)
