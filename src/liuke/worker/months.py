"""Partitions of the months to come."""

from __future__ import annotations

from liuke.db.contracts import Pool
from liuke.db.pool import run_transaction
from liuke.worker import store

MONTHS_AHEAD = 3


async def ensure_months(pool: Pool) -> int:
    """Make the partitions of this month and the next ones before anybody needs them; gives way to writers.

    It locks whole tables, each after the other, which others may lock the other way round: it is then tried again.
    """
    await run_transaction(pool, lambda connection: store.ensure_months(connection, MONTHS_AHEAD))
    return 0
