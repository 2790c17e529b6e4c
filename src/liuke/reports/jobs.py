"""Background work of reports: the sums by day."""

from __future__ import annotations

from liuke.db.contracts import Connection
from liuke.hooks.job import Job, Work, in_transaction
from liuke.ledger.seal import LAG_US
from liuke.reports import rollup


async def _fold(connection: Connection, work: Work) -> int:
    """Fold what was recorded since into the sums by day, from which figures are read."""
    await rollup.refresh(connection, work.tenant_id, lag_us=work.limits.ages_us.get("sums", LAG_US))
    return 0  # what is left cannot be folded before its time


JOBS = (Job("sums", 30.0, in_transaction(_fold)),)
