"""Background work of messages: forgetting them in time."""

from __future__ import annotations

from liuke.db.contracts import Connection
from liuke.hooks.job import Job, Work, in_transaction
from liuke.kernel.clock import DAY_US
from liuke.messages.spec import MessagesSpec
from liuke.messages.store import delete_old


async def _forget(connection: Connection, work: Work) -> int:
    days = work.program.section("messages", MessagesSpec).keep_days
    return await delete_old(connection, work.tenant_id, work.now_us - days * DAY_US, work.limits.rows)


JOBS = (Job("messages", 3_600.0, in_transaction(_forget), needs_program=True),)
