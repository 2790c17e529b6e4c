"""The audit log's line about an act of the merchant's that went through the engine."""

from __future__ import annotations

from liuke.audit.store import insert_audit_once
from liuke.db.contracts import Pool
from liuke.db.pool import run_transaction
from liuke.decision.event import Event


async def note_act(pool: Pool, tenant_id: int, action: str, event: Event, actor: str) -> None:
    """Note what an event did, once; whoever repeats it after a crash notes what was left out.

    Args:
        pool: Of the tenant.
        tenant_id: Whose.
        action: What it is called (``order.moved``).
        event: As it was taken.
        actor: Who did it.
    """
    details = {name: str(value) for name, value in event.data.items() if name != "actor"}
    await run_transaction(
        pool,
        lambda c: insert_audit_once(
            c, tenant_id, actor=actor, action=action, subject=f"member/{event.member_id}", key=event.key,
            details=details,
        ),
        tenant_id=tenant_id, idempotent=True,
    )  # fmt: skip
