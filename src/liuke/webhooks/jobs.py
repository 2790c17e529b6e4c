"""Background work of webhooks beside sending: facts to endpoints, and forgetting old deliveries."""

from __future__ import annotations

from liuke.db.contracts import Connection
from liuke.hooks.job import Job, Work, in_transaction
from liuke.hooks.job_store import tenants_with
from liuke.kernel.clock import DAY_US
from liuke.webhooks import queue

KEEP_US = 30 * DAY_US
"""How long the log of deliveries is kept."""


async def _fan_out(connection: Connection, work: Work) -> int:
    """Move facts from the outbox to the endpoints that listen."""
    return await queue.fan_out(connection, work.tenant_id, versions=work.facts, limit=work.limits.rows)


async def _purge(connection: Connection, work: Work) -> int:
    """Forget what the log of deliveries need not keep any more."""
    return await queue.purge(connection, work.tenant_id, keep_us=work.limits.ages_us.get("log", KEEP_US))


JOBS = (
    Job("outbox", 0.5, in_transaction(_fan_out), tenants_with("outbox")),
    Job("log", 600.0, in_transaction(_purge)),
)
