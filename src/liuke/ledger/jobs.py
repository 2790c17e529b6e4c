"""Background work of the ledger: seals, adjustments that were approved and not posted, the news of pools."""

from __future__ import annotations

from liuke.db.contracts import Connection
from liuke.hooks.job import Job, Work, in_transaction
from liuke.hooks.job_store import tenants_with, wake
from liuke.kernel.clock import MINUTE_US
from liuke.ledger.adjustments import resume_adjustments
from liuke.ledger.pools import announce_goals
from liuke.ledger.seal import LAG_US, seal_once
from liuke.ledger.trade_spec import PoolSpec

ADJUSTMENT_AGE_US = MINUTE_US
"""Who approves posts at once; after this long it is taken for granted that they died."""


async def _seal(connection: Connection, work: Work) -> int:
    """Add one link to the chain of seals."""
    lag_us = work.limits.ages_us.get("seals", LAG_US)
    return int(await seal_once(connection, work.tenant_id, lag_us=lag_us) is not None)


async def post_adjustments(work: Work) -> int:
    """Post adjustments whose approval was written down by a process that died before posting."""
    age_us = work.limits.ages_us.get("adjustments", ADJUSTMENT_AGE_US)
    return await resume_adjustments(work.pool, work.tenant_id, work.engine.submit, older_us=age_us)


async def _announce(connection: Connection, work: Work) -> int:
    """Send the news of reached goals to givers who have not had it."""
    sent = await announce_goals(connection, work.tenant_id, work.program.items("pools", PoolSpec))
    if sent:
        await wake(connection, "deliveries")
    return sent


JOBS = (
    Job("seals", 20.0, in_transaction(_seal)),
    Job("adjustments", 20.0, post_adjustments, tenants_with("adjustment", where=("status", "approved")),
        needs_program=True),
    Job("pools", 20.0, in_transaction(_announce), tenants_with("pool_total"), needs_program=True),
)  # fmt: skip
