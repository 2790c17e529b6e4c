"""Adjustments that need a second person: asked by one, decided by another, posted exactly once.

The row is decided first, then the posting is submitted under a key that follows from the row; whatever dies in between,
:func:`resume_adjustments` submits it again and the key makes it one posting. When the engine refuses it (there is not
enough to take), the adjustment waits again and nothing has changed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Literal, Protocol

import msgspec

from liuke.audit.store import insert_audit
from liuke.db.contracts import Connection, Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.kernel.errors import Conflict, Fault, InvalidInput, KeyReused, LiukeError, NotFound
from liuke.kernel.money import MAX_AMOUNT
from liuke.ledger import store


class Answered(Protocol):
    """What the engine says to a submitted event."""

    @property
    def error(self) -> LiukeError | None:
        """Why it was not taken."""
        ...

    @property
    def answer(self) -> dict[str, Any] | None:
        """As recorded."""
        ...


Submit = Callable[[Event], Awaitable[Answered]]
"""``Engine.submit``."""


class Adjustment(msgspec.Struct, frozen=True):
    """A correction by hand and how far it is. ``amount`` is positive to add, negative to take."""

    adjustment_id: str
    member_id: int
    asset: str
    amount: int
    reason: str
    asked_by: str
    asked_us: int
    status: Literal["waiting", "approved", "rejected"] = "waiting"
    decided_by: str | None = None
    decided_us: int | None = None


async def ask_adjustment(
    connection: Connection,
    tenant_id: int,
    *,
    adjustment_id: str,
    member_id: int,
    asset: str,
    amount: int,
    reason: str,
    asked_by: str,
) -> Adjustment:
    """Write down that somebody wants an adjustment; asking again with the same id and content changes nothing.

    Raises:
        InvalidInput: with every fault.
        NotFound: there is no such member.
        KeyReused: the id stands for another adjustment.
    """
    faults = _faults(adjustment_id, asset, amount, reason, asked_by)
    if faults:
        raise InvalidInput(f"the adjustment has {len(faults)} fault(s)", faults=faults)
    wanted = (member_id, asset, amount, reason.strip(), asked_by)
    row, made = await store.insert_adjustment(connection, tenant_id, adjustment_id, *wanted)
    if row is None:
        raise NotFound(f"there is no member {member_id}")
    found = Adjustment(*row)
    if made:
        await _audit(connection, tenant_id, found, asked_by, "asked")
    if (found.member_id, found.asset, found.amount, found.reason, found.asked_by) != wanted:
        raise KeyReused(f"adjustment {adjustment_id!r} is another one", fix="take a new id")
    return found


def _faults(adjustment_id: str, asset: str, amount: int, reason: str, asked_by: str) -> list[Fault]:
    texts = {"adjustment_id": adjustment_id, "asset": asset, "reason": reason, "asked_by": asked_by}
    faults = [Fault(name, "missing", f"{name} is empty") for name, value in texts.items() if not value.strip()]
    if not amount or abs(amount) > MAX_AMOUNT:
        faults.append(Fault("amount", "out-of-range", f"must not be 0 nor beyond ±{MAX_AMOUNT}"))
    return faults


async def decide_adjustment(
    pool: Pool, tenant_id: int, submit: Submit, adjustment_id: str, *, decided_by: str, approve: bool
) -> Adjustment:
    """Approve (and post) or reject; once, whoever else decides at the same moment.

    Saying the same again, by the same person, is answered with the same adjustment.

    Raises:
        NotFound: there is no such adjustment.
        Conflict: it was decided already, otherwise or by somebody else; or who asked wants to approve.
        Refused: the posting is refused; the adjustment waits again.
    """
    status = "approved" if approve else "rejected"
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        row = await store.lock_adjustment(connection, tenant_id, adjustment_id)
        if row is None:
            raise NotFound(f"there is no adjustment {adjustment_id!r}")
        found = Adjustment(*row)
        if found.status == "waiting":
            if approve and decided_by == found.asked_by:
                raise Conflict(f"{decided_by} asked for it", fix="another person has to approve")
            decided = await store.decide_adjustment(connection, tenant_id, adjustment_id, status, decided_by)
            found = Adjustment(*decided)
            await _audit(connection, tenant_id, found, decided_by, status)
        elif (found.status, found.decided_by) != (status, decided_by):
            raise Conflict(f"adjustment {adjustment_id!r} was {found.status} by {found.decided_by}")
    if approve:
        await _post(pool, tenant_id, submit, found)
    return found


async def _post(pool: Pool, tenant_id: int, submit: Submit, found: Adjustment) -> None:
    data = {
        "asset": found.asset, "amount": found.amount, "reason": found.reason, "actor": found.asked_by,
        "approved_by": found.decided_by,
    }  # fmt: skip
    key = f"adjustment:{found.adjustment_id}"
    outcome = await submit(Event("points.adjust", found.member_id, key, found.decided_us or 0, data))
    if outcome.error is not None:
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            if await store.reopen_adjustment(connection, tenant_id, found.adjustment_id, found.member_id, key):
                await _audit(connection, tenant_id, found, found.decided_by or "", "reopened", str(outcome.error))
        raise outcome.error


async def _audit(
    connection: Connection, tenant_id: int, found: Adjustment, actor: str, what: str, because: str = ""
) -> None:
    details = {
        "member_id": str(found.member_id), "asset": found.asset, "amount": found.amount, "reason": found.reason,
        **({"because": because} if because else {}),
    }  # fmt: skip
    await insert_audit(
        connection, tenant_id, actor=actor, action=f"adjustment.{what}", subject=f"adjustment/{found.adjustment_id}",
        details=details,
    )  # fmt: skip


async def resume_adjustments(pool: Pool, tenant_id: int, submit: Submit, *, older_us: int = 0) -> int:
    """Post those that were approved when a process died before posting; returns how many.

    Args:
        pool: Connections.
        tenant_id: Whose.
        submit: ``Engine.submit``.
        older_us: Leaves those alone that were approved less than so long ago: who approved them is about to post them.
    """
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        rows = await store.find_unposted_adjustments(connection, tenant_id, older_us)
    posted = 0
    for row in rows:
        try:
            await _post(pool, tenant_id, submit, Adjustment(*row))
        except LiukeError:
            continue  # refused, so it waits for a decision again
        posted += 1
    return posted
