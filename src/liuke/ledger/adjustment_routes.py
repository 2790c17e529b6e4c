"""Adjustments by hand: one asks, somebody else decides; approved ones are posted exactly once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from liuke.db.pool import acquire, run_transaction, transaction
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.errors import Forbidden
from liuke.http.paging import Cursor, Limit, make_page, read_cursor
from liuke.kernel.errors import Conflict, Fault, InvalidInput, KeyReused, NotFound, Refused
from liuke.kernel.money import MAX_AMOUNT
from liuke.kernel.text import text
from liuke.ledger import store
from liuke.ledger.adjustments import Adjustment, ask_adjustment, decide_adjustment
from liuke.ledger.spec import AssetSpec
from liuke.members.identity_store import list_shown
from liuke.program.errors import NoProgram
from liuke.staff.hand_store import list_hands

PATH = "/v1/adjustments"
ASK, APPROVE = ("points:adjust",), ("points:approve",)
_Id = Annotated[str, Meta(min_length=1, max_length=150, pattern=r"^[^\x00-\x1f]+$")]
Status = Literal["waiting", "approved", "rejected"]


class NewAdjustment(msgspec.Struct, forbid_unknown_fields=True):
    """A correction by hand.

    Args:
        adjustment_id: Yours; asking again with the same id and content changes nothing.
        member: Number of the member, or ``namespace:external_id``.
        asset: Id of the account (``points``).
        amount: Positive to add, negative to take; in units of the asset.
        reason: Why, for the approver and the audit.
    """

    adjustment_id: _Id
    member: Annotated[str, Meta(max_length=300)]
    asset: Annotated[str, Meta(min_length=1, max_length=100)]
    amount: Annotated[int, Meta(ge=-MAX_AMOUNT, le=MAX_AMOUNT)]
    reason: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]


class AdjustmentView(msgspec.Struct):
    """An adjustment and how far it is.

    Args:
        member: What the member is called, masked where it is personal; empty: they have no name any more.
        mine: Whether the caller stands behind the asking, and so may not approve it.
    """

    adjustment_id: str
    member_id: str
    member: str
    asset: str
    amount: int
    reason: str
    asked_by: str
    asked_us: int
    status: Status
    decided_by: str | None
    decided_us: int | None
    mine: bool


class AdjustmentQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which adjustments; newest first."""

    status: Literal["", "waiting", "approved", "rejected"] = ""
    member: Annotated[str, Meta(max_length=300)] = ""
    limit: Limit = 50
    cursor: Cursor = ""


async def _ask(call: Call) -> AdjustmentView:
    given: NewAdjustment = call.body
    services, actor = call.services, call.principal.actor
    member_id = await services.identities.get(given.member)
    _check_content(call, given)
    found = await run_transaction(
        services.pool,
        lambda c: ask_adjustment(
            c, services.tenant_id, adjustment_id=given.adjustment_id, member_id=member_id, asset=given.asset,
            amount=given.amount, reason=given.reason, asked_by=actor,
        ),
        tenant_id=services.tenant_id, idempotent=True,
    )  # fmt: skip
    return await _tell(call, found, mine=True)


async def _tell(call: Call, found: Adjustment, *, mine: bool) -> AdjustmentView:
    services = call.services
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        shown = await list_shown(connection, services.tenant_id, [found.member_id])
    return _show(found, shown, mine=mine)


def _check_content(call: Call, given: NewAdjustment) -> None:
    faults = list[Fault]()
    assets = [asset.id for asset in call.services.program.items("assets", AssetSpec)]
    if given.asset not in assets:
        message = f"the program has no asset {given.asset[:100]!r}"
        faults.append(Fault("asset", "unknown-asset", message, f"assets: {', '.join(assets)}"))
    if not given.amount:
        faults.append(Fault("amount", "out-of-range", "must not be 0"))
    if not given.reason.strip():
        faults.append(Fault("reason", "missing", "reason is empty"))
    if faults:
        raise InvalidInput(f"the adjustment has {len(faults)} fault(s)", faults=faults)


async def _list(call: Call) -> Page[AdjustmentView]:
    query: AdjustmentQuery = call.query
    before = read_cursor(query.cursor, (int, str))
    services = call.services
    member_id = await services.identities.get(query.member) if query.member else None
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await store.list_adjustments(
            connection, services.tenant_id, status=query.status, member_id=member_id, before=before,
            limit=query.limit + 1,
        )  # fmt: skip
        own = await list_hands(connection, services.tenant_id, call.principal.actor)
        asked = {row[5] for row in rows}
        mine = {one for one in asked if own & await list_hands(connection, services.tenant_id, one)}
        shown = await list_shown(connection, services.tenant_id, [row[1] for row in rows])
    found = [Adjustment(*row) for row in rows]
    return make_page(
        found, query.limit, lambda one: _show(one, shown, mine=one.asked_by in mine),
        lambda one: (one.asked_us, one.adjustment_id),
    )  # fmt: skip


async def _get(call: Call) -> AdjustmentView:
    found, mine = await _find(call)
    return await _tell(call, found, mine=mine)


async def _find(call: Call) -> tuple[Adjustment, bool]:
    """The adjustment that the path names; whether the caller and who asked are the same hand."""
    services, adjustment_id = call.services, call.params["adjustment_id"]
    missing = NotFound(f"there is no adjustment {adjustment_id[:150]!r}")
    if "\x00" in adjustment_id:
        raise missing
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        row = await store.find_adjustment(connection, services.tenant_id, adjustment_id)
        if row is None:
            raise missing
        found = Adjustment(*row)
        asked = await list_hands(connection, services.tenant_id, found.asked_by)
        mine = not asked.isdisjoint(await list_hands(connection, services.tenant_id, call.principal.actor))
    return found, mine


async def _approve(call: Call) -> AdjustmentView:
    found, mine = await _find(call)
    if mine and found.status == "waiting":
        raise Conflict(
            f"{found.asked_by} asked for it, and stands behind {call.principal.actor}",
            fix="another person has to approve: neither who asked nor who made the key that asked",
        )
    return await _decide(call, approve=True)


async def _reject(call: Call) -> AdjustmentView:
    _, mine = await _find(call)
    if not mine and APPROVE[0] not in call.principal.scopes:
        raise Forbidden("only who asked, or an approver, may reject it", scopes=list(APPROVE))
    return await _decide(call, approve=False)


async def _decide(call: Call, *, approve: bool) -> AdjustmentView:
    services = call.services
    found = await decide_adjustment(
        services.pool, services.tenant_id, services.engine.submit, call.params["adjustment_id"],
        decided_by=call.principal.actor, approve=approve,
    )  # fmt: skip
    return await _tell(call, found, mine=found.asked_by == call.principal.actor)


def _show(found: Adjustment, shown: Mapping[int, str], *, mine: bool) -> AdjustmentView:
    return AdjustmentView(
        found.adjustment_id, str(found.member_id), shown.get(found.member_id, ""), found.asset, found.amount,
        found.reason, found.asked_by, found.asked_us, found.status, found.decided_by, found.decided_us, mine,
    )  # fmt: skip


_ONE = f"{PATH}/{{adjustment_id}}"
_DECIDED = (NotFound, Conflict, Refused, NoProgram)
ENDPOINTS = (
    Endpoint(
        "POST", PATH, _ask, text("申请调账", "Ask for an adjustment"), "adjustments", ASK, body=NewAdjustment,
        response=AdjustmentView, status=201, errors=(InvalidInput, NotFound, KeyReused, NoProgram),
        about="Nothing moves before somebody else approves. The id is the idempotency key.",
    ),
    Endpoint(
        "GET", PATH, _list, text("调账列表", "List adjustments"), "adjustments", (*ASK, *APPROVE, "finance:read"),
        query=AdjustmentQuery, response=Page[AdjustmentView], errors=(InvalidInput, NotFound),
    ),
    Endpoint(
        "GET", _ONE, _get, text("查看调账", "Look at an adjustment"), "adjustments", (*ASK, *APPROVE, "finance:read"),
        response=AdjustmentView, errors=(NotFound,),
    ),
    Endpoint(
        "POST", f"{_ONE}/approve", _approve, text("通过调账", "Approve an adjustment and post it"), "adjustments",
        APPROVE, response=AdjustmentView, errors=_DECIDED,
        about="Refused to who asked, also under another key or name: who made a key stands behind it.",
    ),
    Endpoint(
        "POST", f"{_ONE}/reject", _reject, text("驳回调账", "Reject an adjustment"), "adjustments", (*ASK, *APPROVE),
        response=AdjustmentView, errors=(NotFound, Conflict),
    ),
)  # fmt: skip
