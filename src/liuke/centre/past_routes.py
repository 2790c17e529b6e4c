"""Time travel: how a member stood at a moment, for those who are asked about it later."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from liuke.centre import past_store as store
from liuke.centre.past import (
    CouponMove,
    EntitlementUse,
    LotChange,
    PastAccounts,
    PastCoupon,
    PastEntitlement,
    PastHold,
    PastLot,
    Posting,
    derive_accounts,
    derive_coupons,
    derive_entitlements,
    derive_holds,
    derive_lots,
)
from liuke.db.pool import acquire, snapshot
from liuke.engine.rows import MAX_TIER_MOVES
from liuke.http.contracts import Call, Endpoint
from liuke.http.members import get_member
from liuke.http.services import Services
from liuke.kernel.clock import EARLIEST_US, LATEST_US
from liuke.kernel.errors import Fault, InvalidInput, NotFound
from liuke.kernel.text import Locale, text
from liuke.program.errors import NoProgram
from liuke.tiers.views import NamedTier, view_named_tier


class PastQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``as_of_us``: the moment."""

    as_of_us: Annotated[int, Meta(ge=0, lt=LATEST_US, description="UTC microseconds.")] = 0


class Past(msgspec.Struct):
    """How a member stood at a moment.

    Args:
        as_of_us: The moment.
        operations: Done by then; the answer is the state after them.
        program_version: In force then.
        tier: Then, by the program of then.
        lots: With something left.
        holds: Open.
        exact: Parts that are as they were, to the last point.
        partly_exact: Parts in which each item says for itself whether it is.
        not_derived: What no history is kept of.
    """

    member_id: str
    as_of_us: int
    registered_us: int
    operations: int
    program_version: int
    tier: NamedTier
    accounts: list[PastAccounts]
    lots: list[PastLot]
    holds: list[PastHold]
    coupons: list[PastCoupon]
    entitlements: list[PastEntitlement]
    exact: list[str]
    partly_exact: list[str]
    not_derived: list[str]


async def _show(call: Call) -> Past:
    member_id = await get_member(call)
    return await read_past(call.services, member_id, call.query.as_of_us, call.locale)


async def read_past(services: Services, member_id: int, t_us: int, locale: Locale) -> Past:
    """A member as of a moment.

    Raises:
        NotFound: there is no such member, or they joined later.
        InvalidInput: the moment lies before there were any.
    """
    tenant_id = services.tenant_id
    async with acquire(services.pool) as connection, snapshot(connection, tenant_id=tenant_id):
        known = await store.find_member(connection, tenant_id, member_id)
        if known is None:
            raise NotFound(f"there is no member {member_id}")
        if t_us < EARLIEST_US:
            fault = Fault("query.as_of_us", "out-of-range", "is no time after 1990", "send UTC microseconds")
            raise InvalidInput("the moment cannot be shown", faults=[fault])
        registered_us, tier, _ = known
        if registered_us > t_us:
            raise NotFound(f"member {member_id} joined later", fix=f"ask for a moment from {registered_us} on")
        n = await store.count_operations(connection, member_id, t_us)
        then = await store.find_tier(connection, member_id, (n + 1) * MAX_TIER_MOVES)
        postings = [Posting(*row) for row in await store.list_postings(connection, member_id)]
        lots = await store.list_lots(connection, member_id)
        uses = await store.list_uses(connection, member_id)
        holds = await store.list_holds(connection, member_id)
        coupons = await store.list_coupons(connection, member_id, t_us)
        entitlements = await store.list_entitlements(connection, member_id, t_us)
        changes = [LotChange(*row) for row in await store.list_lot_changes(connection, member_id)]
        moves = [CouponMove(*row) for row in await store.list_coupon_moves(connection, member_id)]
        taken = [EntitlementUse(*row) for row in await store.list_entitlement_uses(connection, member_id)]
    program = services.book.program_at(t_us)
    return Past(
        str(member_id), t_us, registered_us, n, program.version,
        view_named_tier(program, tier if then is None else then, locale), derive_accounts(postings, n),
        derive_lots(postings, lots, uses, changes, n), derive_holds(postings, holds, n),
        derive_coupons(coupons, moves, n, t_us), derive_entitlements(entitlements, taken, n),
        ["accounts", "lots.remaining", "holds", "tier"],
        ["lots.expires_us", "coupons.status", "entitlements.used"],
        ["profile", "labels", "counters", "tasks", "check_in", "timers"],
    )  # fmt: skip


ENDPOINTS = (
    Endpoint(
        "GET", "/v1/members/{member}/past", _show, text("会员在某一时刻的状态", "A member as of a moment"), "members",
        ("members:read",), query=PastQuery, response=Past, errors=(InvalidInput, NotFound, NoProgram),
        about="Read from the history: accounts, lots, holds and the tier exactly. Coupons, entitlements and the expiry "
        "of lots say each whether they are exact: what an early release did is not noted in detail. What no history is "
        "kept of is named.",
    ),
)  # fmt: skip
