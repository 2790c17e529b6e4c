"""A member as of a moment, worked out anew from what is only ever added to. Pure; reading is the route's affair.

The moment stands between two operations: whatever an operation did is there as a whole or not at all. Everything is
read from what operations noted; what an earlier release did not note yet is marked as not exact, item by item.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from liuke.kernel.clock import FOREVER_US
from liuke.ledger.views import PostingView

Row = tuple[Any, ...]
_OWN = ("available", "pending", "held", "frozen", "debt")


class PastAccounts(msgspec.Struct):
    """An asset's accounts; ``earned``: ever, less what was taken back."""

    asset: str
    available: int = 0
    pending: int = 0
    held: int = 0
    frozen: int = 0
    debt: int = 0
    earned: int = 0


class PastLot(msgspec.Struct):
    """Points that expire together.

    Args:
        seq: Number of the posting that gave them.
        pending: Whether they had not settled yet.
        expires_us: Null: never.
        expires_exact: False where something was given back to it later, in an earlier release.
    """

    asset: str
    seq: int
    amount: int
    remaining: int
    pending: bool
    expires_us: int | None
    expires_exact: bool
    rule: str
    ref: str


class PastHold(msgspec.Struct):
    """A reservation that was open."""

    hold_id: str
    asset: str
    amount: int
    purpose: str
    expires_us: int | None
    ref: str


class PastCoupon(msgspec.Struct):
    """A coupon; ``exact``: false where an earlier release moved it later."""

    coupon_id: str
    batch: str
    status: str
    valid_from_us: int
    valid_until_us: int | None
    granted_us: int
    exact: bool


class PastEntitlement(msgspec.Struct):
    """The use of a benefit in the period of the moment; ``exact``: false where an earlier release used it later."""

    entitlement_id: str
    benefit: str
    period_start_us: int
    period_end_us: int | None
    quota: int
    carried: int
    used: int
    source: str
    exact: bool


class LotChange(msgspec.Struct, frozen=True, array_like=True):
    """How a lot stood before an operation; ``None``: not known."""

    asset: str
    lot_seq: int
    op_n: int
    expires_us: int | None
    settles_us: int | None


class CouponMove(msgspec.Struct, frozen=True, array_like=True):
    """A coupon's status before an operation; ``None``: not known."""

    coupon_id: int
    op_n: int
    old: str | None


class EntitlementUse(msgspec.Struct, frozen=True, array_like=True):
    """Uses that an operation took of an entitlement; ``None``: what was used up to then is not known in detail."""

    entitlement_id: int
    op_n: int
    count: int | None


class Posting(PostingView, frozen=True):
    """A posting, as far as the past needs it."""

    op_n: int
    t_us: int


def _until(t_us: int) -> int | None:
    return t_us if t_us < FOREVER_US else None


def derive_accounts(postings: Sequence[Posting], n: int) -> list[PastAccounts]:
    """Sums of the legs of the first ``n`` operations."""
    found: dict[str, PastAccounts] = {}
    for posting in postings:
        if posting.op_n > n:
            continue
        accounts = found.setdefault(posting.asset, PastAccounts(posting.asset))
        for account, amount in ((posting.source, -posting.amount), (posting.target, posting.amount)):
            if account == "issuance":
                accounts.earned -= amount
            elif account in _OWN:
                sign = -1 if account == "debt" else 1
                setattr(accounts, account, getattr(accounts, account) + sign * amount)
    return list(found.values())


def derive_lots(
    postings: Sequence[Posting], lots: Sequence[Row], uses: Sequence[Row], changes: Sequence[LotChange], n: int
) -> list[PastLot]:
    """Open lots after the first ``n`` operations: what each posting gave less what later ones drew.

    Args:
        postings: By asset and number.
        lots: Asset, seq, amount, expiry, settles, rule, reference, as they are now.
        uses: Asset, posting, lot, amount.
        changes: By operation.
        n: Operations.
    """
    made = {(posting.asset, posting.seq): posting.op_n for posting in postings}
    drawn: dict[tuple[str, int], int] = {}
    for asset, seq, lot_seq, amount in uses:
        if made[asset, seq] <= n:
            drawn[asset, lot_seq] = drawn.get((asset, lot_seq), 0) + amount
    later: dict[tuple[str, int], list[LotChange]] = {}
    for change in changes:
        if change.op_n > n:
            later.setdefault((change.asset, change.lot_seq), []).append(change)
    found = list[PastLot]()
    for asset, seq, amount, expires_us, settles_us, rule, ref in lots:
        remaining = amount - drawn.get((asset, seq), 0)
        if made[asset, seq] > n or not remaining:
            continue
        after = later.get((asset, seq), ())
        expires = next((change.expires_us for change in after if change.expires_us is not None), expires_us)
        settles = next((change.settles_us for change in after if change.settles_us is not None), settles_us)
        exact = all(change.expires_us is not None for change in after)
        found.append(PastLot(asset, seq, amount, remaining, bool(settles), _until(expires), exact, rule, ref))
    return found


def derive_holds(postings: Sequence[Posting], holds: Sequence[Row], n: int) -> list[PastHold]:
    """Holds that were open after the first ``n`` operations."""
    opened = {
        (posting.asset, posting.seq): posting.op_n
        for posting in postings
        if posting.kind in {"hold", "freeze", "merge_use"}
    }
    closed = {
        (posting.asset, posting.ref): posting.op_n
        for posting in postings
        if posting.source in {"held", "frozen"} and posting.op_n <= n
    }
    return [
        PastHold(hold_id, asset, amount, purpose, _until(expires_us), ref)
        for hold_id, asset, amount, seq, purpose, _status, expires_us, ref in holds
        if opened.get((asset, seq), n + 1) <= n and (asset, hold_id) not in closed
    ]


def derive_coupons(coupons: Sequence[Row], moves: Sequence[CouponMove], n: int, t_us: int) -> list[PastCoupon]:
    """Coupons granted by then, each with its status after the first ``n`` operations.

    Args:
        coupons: Coupon, batch, status now, valid from, valid until, granted.
        moves: By operation.
        n: Operations.
        t_us: The moment.
    """
    later: dict[int, list[CouponMove]] = {}
    for move in moves:
        if move.op_n > n:
            later.setdefault(move.coupon_id, []).append(move)
    found = list[PastCoupon]()
    for coupon_id, batch, status, from_us, until_us, granted_us in coupons:
        after = later.get(coupon_id, ())
        then = status if not after else "active" if after[0].old is None else after[0].old
        if not then:
            continue  # granted later
        if then == "active" and until_us <= t_us:
            then = "expired"
        exact = all(move.old is not None for move in after)
        found.append(PastCoupon(str(coupon_id), batch, then, from_us, _until(until_us), granted_us, exact))
    return found


def derive_entitlements(entitlements: Sequence[Row], uses: Sequence[EntitlementUse], n: int) -> list[PastEntitlement]:
    """Entitlements of the moment, with the uses of the first ``n`` operations.

    Args:
        entitlements: Entitlement, benefit, period, quota, carried, used now, source.
        uses: In any order.
        n: Operations.
    """
    later: dict[int, list[EntitlementUse]] = {}
    for use in uses:
        if use.op_n > n:
            later.setdefault(use.entitlement_id, []).append(use)
    found = list[PastEntitlement]()
    for number, benefit, start_us, end_us, quota, carried, used, source in entitlements:
        after = later.get(number, ())
        then = used - sum(use.count or 0 for use in after)
        exact = all(use.count is not None for use in after)
        found.append(
            PastEntitlement(str(number), benefit, start_us, _until(end_us), quota, carried, then, source, exact)
        )
    return found
