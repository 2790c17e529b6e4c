"""Reading a period's draws, and giving up a seed."""

from __future__ import annotations

from liuke.audit.store import insert_audit
from liuke.db.contracts import Connection, Pool
from liuke.db.pool import run_transaction
from liuke.draws import store
from liuke.draws.store import SeedRow
from liuke.draws.verify import Export
from liuke.kernel.errors import NotFound


async def list_seeds(pool: Pool, tenant_id: int, activity: str) -> list[SeedRow]:
    """Seeds of an activity, the newest first."""
    return await run_transaction(pool, lambda c: store.list_seeds(c, tenant_id, activity), tenant_id=tenant_id)


async def export_draws(pool: Pool, tenant_id: int, activity: str, period: str) -> Export:
    """Everything of a period, for whoever wants to check it.

    Raises:
        NotFound: nothing was ever drawn in it.
    """
    found = await run_transaction(
        pool, lambda c: store.read_export(c, tenant_id, activity, period), tenant_id=tenant_id
    )
    if not found.seeds and not found.draws:
        raise NotFound(
            f"nothing was drawn in {activity[:100]}/{period[:50]}",
            fix="`liuke draw seeds` lists the periods of an activity",
        )
    return found


async def discard_seed(pool: Pool, tenant_id: int, activity: str, period: str, *, reason: str, actor: str) -> int:
    """Give up the seed in use (its vault key was lost, somebody saw it); it stays on record and is revealed.

    Raises:
        NotFound: there is none in use.
    """

    async def write(connection: Connection) -> int:
        await store.lock_batches(connection, tenant_id)
        number = await store.discard_seed(connection, tenant_id, activity, period, reason=reason)
        if number is None:
            raise NotFound(f"no seed is in use in {activity[:100]}/{period[:50]}")
        subject = f"draw/{activity}/{period}/{number}"
        await insert_audit(
            connection,
            tenant_id,
            actor=actor,
            action="draw.seed_discarded",
            subject=subject,
            details={"reason": reason},
        )
        return number

    return await run_transaction(pool, write, tenant_id=tenant_id)
