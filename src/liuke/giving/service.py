"""Givings: what they are worth, who must agree, and giving to each member once, however often it is begun."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import msgspec

from liuke.audit.store import insert_audit
from liuke.db.contracts import Connection, Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.domain import CompiledProgram
from liuke.decision.event import Event
from liuke.giving import store
from liuke.giving.errors import GivingDecided
from liuke.giving.rules import read_what
from liuke.giving.spec import GivingSpec
from liuke.giving.store import Giving, ItemStatus, Status
from liuke.kernel.errors import Conflict, KeyReused, LiukeError, NotFound, Refused
from liuke.ledger.spec import AssetSpec
from liuke.staff.hand_store import list_hands

TURNS: dict[Status, ItemStatus] = {"running": "waiting", "undoing": "returning"}
"""How far a giving is → the members whose turn it is."""
AT_ONCE = 20
"""So many members are given to before the answer; more are given to by the worker."""


class Submits(Protocol):
    """What giving uses of the engine."""

    async def submit(self, event: Any) -> Any:
        """Take one event."""
        ...


class Worth(msgspec.Struct, frozen=True):
    """What a giving comes to.

    Args:
        each_cents: What one member gets is worth; ``None``: nobody can say.
        approval: Why a second person must agree: ``worth``, ``members``, ``amount``; empty: nobody need.
    """

    each_cents: int | None
    cost_cents: int | None
    approval: str


def weigh(program: CompiledProgram, what: Mapping[str, Any], members: int) -> Worth:
    """What it is worth to give this to so many.

    Raises:
        InvalidInput: this cannot be given.
    """
    reward = read_what(program, what)
    each = _find_worth(program, what) if reward is not None else 0
    cost = each * members if each is not None else None
    terms = program.section("giving", GivingSpec)
    approval = ""
    if cost is not None and cost > terms.approval_above_cents:
        approval = "worth"
    elif members > terms.approval_above_members:
        approval = "members"
    elif what["kind"] == "asset":
        asset = next(one for one in program.items("assets", AssetSpec) if one.id == what.get("asset", "points"))
        approval = "amount" if what["amount"] * members > asset.adjust_approval_above else ""
    return Worth(each, cost, approval)


def _find_worth(program: CompiledProgram, what: Mapping[str, Any]) -> int | None:
    kind, spec = what["kind"], program.spec
    if kind == "asset":
        asset = next(one for one in program.items("assets", AssetSpec) if one.id == what.get("asset", "points"))
        return what["amount"] * asset.value.cents // asset.value.amount if asset.value is not None else 0
    if kind == "coupon":
        batch: Any = next(one for one in spec.section("coupons") if one.id == what["batch"])
        return batch.amount_cents * what.get("count", 1) if batch.kind == "amount" else None
    if kind == "benefit":
        benefit: Any = next(one for one in spec.section("benefits") if one.id == what["benefit"])
        return benefit.value_cents * what.get("count", 1)
    return 0


async def ask(
    pool: Pool,
    tenant_id: int,
    program: CompiledProgram,
    *,
    giving_id: str,
    what: dict[str, Any],
    members: Sequence[int],
    reason: str,
    asked_by: str,
) -> Giving:
    """Write down a giving; it runs, or waits for a second person. Asked twice, it is the same.

    Raises:
        InvalidInput: this cannot be given.
        KeyReused: the id stands for another giving.
    """
    worth = weigh(program, what, len(members))
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        found, made = await store.insert_giving(
            connection, tenant_id, giving_id, what=what, reason=reason, asked_by=asked_by,
            status="waiting" if worth.approval else "running", members=members, cost_cents=worth.cost_cents,
        )  # fmt: skip
        if made:
            await _audit(connection, tenant_id, found, asked_by, "asked")
    if (found.what, found.reason, found.asked_by, found.members) != (what, reason, asked_by, len(members)):
        raise KeyReused(f"giving {giving_id!r} is another one", fix="take a new id")
    return found


async def decide(pool: Pool, tenant_id: int, giving_id: str, *, decided_by: str, approve: bool) -> Giving:
    """Let it run, or reject it; once, whoever else decides at the same moment.

    Raises:
        NotFound: there is none.
        GivingDecided: it does not wait.
        Conflict: who asked for it, or stands behind who asked, wants to approve.
    """
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        found = await _get(connection, tenant_id, giving_id)
        if found.status != "waiting":
            if found.decided_by == decided_by and (found.status == "rejected") is not approve:
                return found
            raise GivingDecided(f"giving {giving_id!r} is {found.status}")
        if approve:
            asked = await list_hands(connection, tenant_id, found.asked_by)
            if not asked.isdisjoint(await list_hands(connection, tenant_id, decided_by)):
                raise Conflict(f"{found.asked_by} asked for it", fix="another person has to approve")
        status: Status = "running" if approve else "rejected"
        found = await store.set_status(connection, tenant_id, giving_id, status, decided_by)
        await _audit(connection, tenant_id, found, decided_by, "approved" if approve else "rejected")
        return found


async def undo(pool: Pool, tenant_id: int, giving_id: str, *, undone_by: str) -> Giving:
    """Let everything that was given go back, as far as it is still there. Asked twice, it is the same.

    Raises:
        NotFound: there is none.
        GivingDecided: it waits, or was rejected.
    """
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        found = await _get(connection, tenant_id, giving_id)
        if found.status in {"undoing", "undone"}:
            return found
        if found.status not in {"running", "done"}:
            raise GivingDecided(f"giving {giving_id!r} is {found.status}: nothing was given")
        await store.begin_undo(connection, tenant_id, giving_id, undone_by)
        await _audit(connection, tenant_id, found, undone_by, "undone")
        return await _get(connection, tenant_id, giving_id)


async def _get(connection: Connection, tenant_id: int, giving_id: str) -> Giving:
    found = await store.find_giving(connection, tenant_id, giving_id, lock=True)
    if found is None:
        raise NotFound(f"there is no giving {giving_id[:100]!r}")
    return found


async def _audit(connection: Connection, tenant_id: int, found: Giving, actor: str, what: str) -> None:
    details = {"what": found.what, "members": found.members, "cost_cents": found.cost_cents, "reason": found.reason}
    await insert_audit(
        connection, tenant_id, actor=actor, action=f"giving.{what}", subject=f"giving/{found.giving_id}",
        details=details,
    )  # fmt: skip


# -- giving to each -------------------------------------------------------------------------------------------------
async def run_some(pool: Pool, tenant_id: int, engine: Submits, *, limit: int) -> int:
    """Give to, or take back from, some members of givings that are on their way; returns to how many.

    Each has one operation key a giving: whoever does it again after a kill, or beside another process, gives nothing
    twice.
    """
    done = 0
    for status, was in TURNS.items():
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            givings = await store.list_by_status(connection, tenant_id, status)
        for giving in givings:
            if done < limit:
                done += await run_giving(pool, tenant_id, engine, giving, was, limit=limit - done)
    return done


async def run_giving(
    pool: Pool, tenant_id: int, engine: Submits, giving: Giving, was: ItemStatus, *, limit: int
) -> int:
    """As :func:`run_some`, of one giving; ends it when nobody is left."""
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        members = await store.list_open_items(connection, tenant_id, giving.giving_id, was, limit)
    settled = await asyncio.gather(*(_give(engine, giving, member, was) for member in members))
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        current = await _get(connection, tenant_id, giving.giving_id)
        await store.settle_items(connection, tenant_id, giving.giving_id, was, settled)
        left = await store.list_open_items(connection, tenant_id, giving.giving_id, was, 1)
        if not left and current.status == giving.status:
            over: Status = "done" if was == "waiting" else "undone"
            await store.set_status(connection, tenant_id, giving.giving_id, over, "")
    return len(members)


async def _give(engine: Submits, giving: Giving, member: int, was: ItemStatus) -> tuple[int, str, str]:
    """Member, what became of it, and why not."""
    key, data = f"giving:{giving.giving_id}", {"giving": giving.giving_id}
    if was == "waiting":
        data |= {"what": giving.what, "actor": giving.decided_by or giving.asked_by}
        outcome = await engine.submit(Event("giving.give", member, key, 0, data))
        return (member, "given", "") if outcome.error is None else (member, "refused", _why(outcome.error))
    data["actor"] = giving.undone_by or giving.asked_by
    outcome = await engine.submit(Event("giving.take_back", member, f"{key}:back", 0, data))
    if outcome.error is not None:
        return member, "kept", _why(outcome.error)
    answer: Any = outcome.answer
    stays: list[dict[str, str]] = answer["result"]["stays"]
    return (member, "kept", stays[0]["reason"]) if stays else (member, "returned", "")


def _why(error: LiukeError) -> str:
    return error.reason if isinstance(error, Refused) else error.code
