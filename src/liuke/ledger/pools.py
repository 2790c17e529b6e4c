"""Public-welfare pools: totals for everybody to read, and the news of a reached goal for everybody who gave.

A member's decision never reads a shared total (it would need a lock that all givers wait for), so a goal is noticed
afterwards: :func:`announce_goals` sends ``pool.goal_reached`` to each giver, exactly once under a key that follows from
the pool, however often it runs. Rules react to it as to any event (a certificate, a badge).
"""

from __future__ import annotations

from collections.abc import Sequence

from liuke.db.contracts import Connection
from liuke.ledger import store
from liuke.ledger.trade_spec import PoolSpec


async def read_pools(connection: Connection, tenant_id: int) -> dict[str, int]:
    """Total of each pool that anything was given to."""
    return await store.read_pools(connection, tenant_id)


async def announce_goals(connection: Connection, tenant_id: int, pools: Sequence[PoolSpec]) -> int:
    """Send the news of reached goals to givers who have not had it; returns to how many."""
    totals = await store.read_pools(connection, tenant_id)
    sent = 0
    for pool in pools:
        if pool.goal is not None and totals.get(pool.id, 0) >= pool.goal:
            sent += await store.send_goal(connection, tenant_id, pool.id, pool.goal)
    return sent
