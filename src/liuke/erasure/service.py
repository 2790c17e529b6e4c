"""Erasing who a member is, and handing out what is kept of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from liuke.addresses.service import AddressBook
from liuke.addresses.store import list_addresses
from liuke.audit.store import insert_audit
from liuke.db.contracts import Connection
from liuke.db.pool import acquire, transaction
from liuke.decision import hooks
from liuke.decision.choosing import choose_program
from liuke.decision.event import Event
from liuke.decision.hooks import ExportCase
from liuke.decision.state import MemberState, Need
from liuke.engine.engine import Engine
from liuke.engine.pairing import PairBatch
from liuke.engine.reader import MemberReader
from liuke.engine.signals import render_place
from liuke.engine.submissions import submission
from liuke.erasure import store
from liuke.erasure.store import ErasureRow, Held
from liuke.kernel.errors import NotFound
from liuke.kernel.text import Locale
from liuke.members.errors import MemberErased
from liuke.members.identity_store import find_erased, find_left, list_identities

KEY = "erased"
"""Key of the operation of an erasure: a member is erased once."""
ERASE = "member.erase"
_NEEDS = (
    ("holds", ""), ("coupons", ""), ("entitlements", ""), ("records", "mall_order"), ("records", "mall_fulfilled"),
    ("records", "mall_refunded"), ("records", "mall_sent"), ("records", "benefit_redemption"),
    ("records", "benefit_cancelled"), ("records", "draw"),
)  # fmt: skip
"""What most exports ask for, loaded at once."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What came of an erasure, or would come of it.

    Args:
        member_id: Who is left of the member.
        t_us: When they were erased; 0 in a preview.
        new: Whether it was this call.
        held: What there was to erase; of an erasure that is on record: nothing.
    """

    member_id: int
    t_us: int
    new: bool
    held: Held


async def erase(engine: Engine, member_id: int, *, reason: str, actor: str, preview: bool = False) -> Erased:
    """Let nothing lead from a member to who they are; amounts, orders and draws stay under the number.

    All of it is one transaction with everybody who went into the member: it has happened, or nothing of it has. Asked
    twice, it answers the same.

    Args:
        engine: Of the tenant.
        member_id: Whom; who is left of them is erased.
        reason: For the record: who asked for it, and when.
        actor: Who does it.
        preview: Whether it is only to be seen what there is to erase.

    Raises:
        NotFound: there is no such member.
        VaultMissing: the fingerprints of names cannot be made.
    """

    async def work(batch: PairBatch) -> Erased:
        connection, tenant_id = batch.connection, batch.tenant_id
        left = await find_left(connection, tenant_id, member_id)
        if left is None:
            raise NotFound(f"there is no member {member_id}")
        members = await store.lock_whole(connection, tenant_id, left)
        held = await store.count_held(connection, tenant_id, members)
        known = await store.find_erasure(connection, left)
        if known is not None:
            return Erased(left, known.t_us, False, held)
        if preview:
            return Erased(left, 0, True, held)
        row = await _forget(batch, members, left, reason=reason, actor=actor)
        return Erased(left, row.t_us, True, held)

    await engine.personal.ready(engine.pool)
    return await engine.run_pair(work)


async def _forget(batch: PairBatch, members: list[int], left: int, *, reason: str, actor: str) -> ErasureRow:
    connection, tenant_id = batch.connection, batch.tenant_id
    outcome = (await batch.run([submission(Event(ERASE, left, KEY, 0, {"by": actor}))]))[0]
    if outcome.error is not None:
        raise outcome.error
    decision = outcome.decision
    assert decision is not None, "an erasure that was decided before is on record"
    await store.forget(connection, tenant_id, members, batch.personal, decision.t_us)
    op_n = await store.find_op_n(connection, left, KEY)
    row = ErasureRow(left, left, op_n, decision.t_us, actor, reason)
    await store.insert_erasure(connection, tenant_id, members, row)
    await insert_audit(
        connection, tenant_id, actor=actor, action="member.erased", subject=f"member/{left}",
        details={"reason": reason, "members": [str(one) for one in members]},
    )  # fmt: skip
    return row


# -- handing out ----------------------------------------------------------------------------------------------------
async def export(
    engine: Engine, reader: MemberReader, member_id: int, *, locale: Locale, actor: str, now_us: int
) -> dict[str, Any]:
    """Everything that is kept of a member, as plain data that the member can read.

    Args:
        engine: Of the tenant.
        reader: Of the tenant.
        member_id: Whose.
        locale: Language of names.
        actor: Who asks, for the audit log.
        now_us: The database's clock.

    Raises:
        NotFound: there is no such member.
        MemberErased: nothing says any more who it was.
    """
    await engine.personal.try_ready(engine.pool)
    program = engine.program_at(now_us)

    def look(state: MemberState) -> dict[str, Any]:
        chosen = choose_program(program, state, now_us).program
        return hooks.export(ExportCase(chosen, state, now_us, locale))

    needs = [Need(kind, member_id, key) for kind, key in _NEEDS]  # pyright: ignore[reportArgumentType] - kinds of needs
    parts = await reader.read_with(member_id, look, *needs)
    async with acquire(engine.pool) as connection, transaction(connection, tenant_id=engine.tenant_id):
        left = await find_left(connection, engine.tenant_id, member_id)
        assert left is not None, "members are not removed"
        if await find_erased(connection, left) is not None:
            raise MemberErased(left)
        stored = await _read_stored(connection, engine, left)
        await insert_audit(
            connection, engine.tenant_id, actor=actor, action="member.exported", subject=f"member/{left}", details={}
        )
    return {"exported_us": now_us, "parts": parts, **stored}


async def _read_stored(connection: Connection, engine: Engine, member_id: int) -> dict[str, Any]:
    """What lies beside the state: names, lists, what was reported, from where."""
    personal, members = engine.personal, await store.list_whole(connection, member_id)
    boxes = {owner: personal.box(owner, key) for owner, key in (await store.list_keys(connection, members)).items()}
    names = await list_identities(connection, engine.tenant_id, member_id, personal)
    events = await store.list_events(connection, members)
    signals = await store.list_signals(connection, members)
    book = AddressBook(engine.pool, personal)
    addresses = book.open_rows(await list_addresses(connection, members))
    return {
        "names": [{"namespace": one[0], "name": one[1], "linked_us": one[2]} for one in names],
        "addresses": [
            {**msgspec.to_builtins(one.address), "default": one.is_default, "changed_us": one.changed_us}
            for one in addresses
        ],
        **await store.list_sections(connection, members),
        "events": [
            {"type": type_, "t_us": t_us, "data": boxes[owner].open_fields(data, key)}
            for owner, type_, key, t_us, data in events
        ],
        "signals": [
            {"t_us": t_us, **msgspec.json.decode(boxes[owner].open(sealed, render_place(op_n)))}
            for owner, op_n, t_us, sealed in signals
        ],
    }
