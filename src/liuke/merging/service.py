"""Merging two members and undoing it: who is meant, the transaction of both, its record, the audit log."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import msgspec

from liuke.audit.store import insert_audit
from liuke.decision.reasons import Reason
from liuke.engine.engine import Engine
from liuke.engine.pairing import Pair, PairBatch, Paired, ValueSpent
from liuke.engine.submissions import MemberMerged
from liuke.kernel.errors import NotFound
from liuke.members.errors import MemberErased
from liuke.members.identity_store import find_erased, find_left
from liuke.merging import store
from liuke.merging.errors import MergedElsewhere, NoSuchMerge, OneAlready
from liuke.merging.store import MergeRow
from liuke.reports import rollup_store

MAX_CHAIN = 20
"""Times another merge may come between before this one gives up."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge, or would come of it.

    Args:
        into: Who stays.
        other: Who goes.
        merge_id: Its number; empty in a preview.
        new: Whether it was this call.
        answer: Balances and tier of who stays, as recorded.
        reasons: What went over, and (not applied) what both have or what is left behind.
    """

    into: int
    other: int
    merge_id: str
    new: bool
    answer: dict[str, Any]
    reasons: list[Reason]


class _Shown(Exception):
    """Rolls a preview back."""

    def __init__(self, paired: Paired, into: int) -> None:
        self.paired = paired
        self.into = into
        super().__init__()


async def merge(engine: Engine, into: int, other: int, *, reason: str, actor: str, preview: bool = False) -> Merged:
    """Let ``other`` go into ``into``, or into whom that one has gone.

    Args:
        engine: Of the tenant.
        into: Who stays.
        other: Who goes.
        reason: For the audit log.
        actor: Who says so.
        preview: Whether it is only to be seen what would come of it.

    Raises:
        NotFound: one of them does not exist.
        OneAlready: both names are one member.
        MergedElsewhere: ``other`` has gone into a third member.
        Refused: a domain cannot do it; ``reason`` says why.
    """

    async def work(batch: PairBatch) -> Merged:
        connection, tenant_id = batch.connection, batch.tenant_id
        await rollup_store.wait_for_rollup(connection, tenant_id)
        left = await find_left(connection, tenant_id, into)
        root = await find_left(connection, tenant_id, other)
        for member_id, found in ((into, left), (other, root)):
            if found is None:
                raise NotFound(f"there is no member {member_id}", fix="register the member first")
        assert left is not None
        assert root is not None
        await _refuse_erased(batch, left, root)
        if root != other:
            return await _answer_again(batch, left, other, root)
        if left == other:
            raise OneAlready(f"{into} and {other} are member {left}", into=str(left))
        data = {"reason": reason, "by": actor}
        paired = await batch.run_pair(Pair(left, other, None, data), keep=not preview)
        if preview:
            raise _Shown(paired, left)
        row = MergeRow(
            other, paired.other_op_n, left, paired.into_op_n, paired.t_us, actor, reason, paired.kept, None, None, None
        )
        await store.insert_merge(connection, tenant_id, row)
        await rollup_store.count_member(connection, tenant_id, other, -1)
        await insert_audit(
            connection, tenant_id, actor=actor, action="member.merged", subject=f"member/{left}",
            details={"other": str(other), "reason": reason, "merge_id": row.merge_id},
        )  # fmt: skip
        return Merged(left, other, row.merge_id, True, msgspec.json.decode(paired.answer_json), paired.reasons)

    try:
        return await _run(engine, work)
    except _Shown as shown:
        paired = shown.paired
        return Merged(shown.into, other, "", True, msgspec.json.decode(paired.answer_json), paired.reasons)


async def _refuse_erased(batch: PairBatch, *members: int) -> None:
    for member_id in members:
        if await find_erased(batch.connection, member_id) is not None:
            raise MemberErased(member_id)


async def _run(engine: Engine, work: Any) -> Merged:
    """Look again who is left where somebody went into another one meanwhile."""
    for _ in range(MAX_CHAIN):
        with suppress(MemberMerged):
            return await engine.run_pair(work)
    return await engine.run_pair(work)


async def _answer_again(batch: PairBatch, into: int, other: int, root: int | None) -> Merged:
    if root != into:
        raise MergedElsewhere(
            f"member {other} has gone into member {root}", fix=f"merge member {root} instead", into=str(root)
        )
    row = await store.find_holding(batch.connection, other)
    assert row is not None, "who leads to another one has a merge"
    answer, reasons = await store.read_answer(batch.connection, row.into, row.into_op_n)
    return Merged(
        into, other, row.merge_id, False, msgspec.json.decode(answer), msgspec.json.decode(reasons, type=list[Reason])
    )


async def undo(engine: Engine, into: int, merge_id: str, *, reason: str, actor: str, preview: bool = False) -> Merged:
    """Let two members be two again, by the record of what came from whom.

    Raises:
        NoSuchMerge: there is none that holds.
        MergedElsewhere: who stays has gone into another member since: that comes first.
        ValueSpent: something that came from one was spent by the other; ``spent`` lists it.
    """
    number, _, op_n = merge_id.partition(".")

    async def work(batch: PairBatch) -> Merged:
        connection, tenant_id = batch.connection, batch.tenant_id
        await rollup_store.wait_for_rollup(connection, tenant_id)
        known = number.isascii() and number.isdigit() and op_n.isascii() and op_n.isdigit() and len(merge_id) < 40
        if await find_left(connection, tenant_id, into) is None:
            raise NotFound(f"there is no member {into}")
        row = await store.find_merge(connection, int(number), int(op_n)) if known else None
        if row is None or await find_left(connection, tenant_id, into) != await find_left(
            connection, tenant_id, row.into
        ):
            raise NoSuchMerge(f"there is no merge {merge_id[:40]!r} into member {into}", fix="list them")
        await _refuse_erased(batch, row.into)
        if row.split_us is not None:
            return Merged(row.into, row.other, row.merge_id, False, {}, [])
        left = await find_left(connection, tenant_id, row.into)
        if left != row.into:
            raise MergedElsewhere(
                f"member {row.into} has gone into member {left}", fix="undo that merge first", into=str(left)
            )
        data = {"reason": reason, "by": actor}
        paired = await batch.run_pair(Pair(row.into, row.other, row.kept, data), keep=not preview)
        orders = await store.list_touched_orders(connection, row)
        if orders:
            spent = [{"what": "order-refunded", "order_id": order_id} for order_id in orders]
            raise ValueSpent(f"{len(spent)} things are not as they were", fix="see `spent`", spent=spent)
        if preview:
            raise _Shown(paired, row.into)
        await store.end_merge(connection, row, t_us=paired.t_us, by=actor, reason=reason, into_op_n=paired.into_op_n)
        await rollup_store.count_member(connection, tenant_id, row.other, 1)
        await insert_audit(
            connection, tenant_id, actor=actor, action="member.split", subject=f"member/{row.into}",
            details={"other": str(row.other), "reason": reason, "merge_id": row.merge_id},
        )  # fmt: skip
        return Merged(row.into, row.other, row.merge_id, True, msgspec.json.decode(paired.answer_json), paired.reasons)

    try:
        return await _run(engine, work)
    except _Shown as shown:
        answer = msgspec.json.decode(shown.paired.answer_json)
        return Merged(shown.into, int(number), merge_id, True, answer, shown.paired.reasons)
