"""Calling off an activity or a campaign: at once for everybody, and each who holds something gets it back once.

Every batch of the tenant holds a lock in shared mode while it decides and reads what was called off under it; who calls
off holds it alone. So no decision that saw the thing open commits after the row, and those who list the members see
everything that was ever held.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import asyncpg

from liuke.audit.store import insert_audit
from liuke.db.contracts import Connection, Pool
from liuke.db.errors import TransactionConflict
from liuke.db.pool import run_transaction
from liuke.decision.called_off import list_cancelled
from liuke.decision.cancelling import Cancellable
from liuke.decision.domain import CompiledProgram
from liuke.hooks.job import Work
from liuke.hooks.job_store import wake
from liuke.kernel.ids import subject_id
from liuke.publishing import cancellation_store as store
from liuke.publishing.cancellation_store import CancellationRow

WAIT_MS = 500
"""How long batches that come meanwhile may have to wait behind one that is stuck."""
TRIES = 20


async def cancel(
    pool: Pool,
    tenant_id: int,
    program: CompiledProgram,
    path: str,
    *,
    reason: str,
    actor: str,
    clock: Callable[[], int] | None = None,
) -> tuple[CancellationRow, bool]:
    """Call something off; returns the record and whether it is new. What is called off stays so.

    Args:
        pool: Connections of the application's role.
        tenant_id: Whose.
        program: In force.
        path: ``activities.<id>`` or ``campaigns.<id>``.
        reason: For the record, the members' facts and the audit log.
        actor: Who does it.
        clock: Engine time; by default the database's.

    Raises:
        NotFound: there is no such thing in the program.
        TransactionConflict: some batch never ended.
    """
    found = list_cancelled(program, path)

    async def write(connection: Connection) -> tuple[CancellationRow, bool]:
        now_us = await store.lock_batches(connection, tenant_id, wait_ms=WAIT_MS)
        t_us = clock() if clock else now_us
        created = [
            one for one in found if await store.insert_cancellation(
                connection, tenant_id, one, t_us=t_us, reason=reason, actor=actor
            )
        ]  # fmt: skip
        for one in created:
            await _tell(connection, tenant_id, one)
        row = await store.find_cancellation(connection, tenant_id, path)
        assert row is not None
        if created:
            details = {"reason": reason, "paths": [one.path for one in created]}
            await insert_audit(
                connection, tenant_id, actor=actor, action="program.cancelled", subject=path, details=details
            )
            await wake(connection, "cancellations")
            await wake(connection, "deliveries")
        return row, bool(created)

    for attempt in range(TRIES):
        try:
            return await run_transaction(pool, write, tenant_id=tenant_id)
        except asyncpg.LockNotAvailableError:
            await asyncio.sleep(0.01 * attempt)
    raise TransactionConflict("some batch is under way for ever", fix="try again")


async def _tell(connection: Connection, tenant_id: int, one: Cancellable) -> None:
    """The activity itself learns of it, whether or not anything ever happened to it."""
    if one.entry:
        row = await store.find_cancellation(connection, tenant_id, one.path)
        assert row is not None
        await store.insert_deliveries(connection, tenant_id, [subject_id(tenant_id, one.entry)], row, one.key)


async def list_all(pool: Pool, tenant_id: int) -> list[CancellationRow]:
    """What was called off, the newest first."""
    return await run_transaction(pool, lambda c: store.list_cancellations(c, tenant_id), tenant_id=tenant_id)


async def give_back(connection: Connection, work: Work) -> int:
    """Tell the next members of something that was called off; each unit looks at a bounded number and dies whole."""
    unfinished = await store.lock_unfinished(connection, work.tenant_id)
    if unfinished is None:
        return 0
    row, found, after = unfinished
    holders, last = await store.list_holders(
        connection, work.tenant_id, found, after=max(after, 0), limit=work.limits.rows
    )
    if holders:
        await store.insert_deliveries(connection, work.tenant_id, holders, row, found.key)
        await wake(connection, "deliveries")
    await store.note_progress(connection, work.tenant_id, row.path, after=last, members=len(holders))
    return 1
