"""A member as of a moment, worked out anew from what is only ever added to. Pure; reading is the route's affair.

The moment stands between two operations: whatever an operation did is there as a whole or not at all. Accounts, lots,
holds and the tier are exact. What keeps no history of its own is told as exact only where nothing later can have
changed it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from liuke.kernel.clock import DAY_US, FOREVER_US, SECOND_US
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
        expires_exact: False where giving back later may have moved it.
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
    """A coupon; ``exact``: false where its status may have been another one."""

    coupon_id: str
    batch: str
    status: str
    valid_from_us: int
    valid_until_us: int | None
    granted_us: int
    exact: bool


class PastEntitlement(msgspec.Struct):
    """The use of a benefit in the period of the moment; ``exact``: false where ``used`` may have been less."""

    entitlement_id: str
    benefit: str
    period_start_us: int
    period_end_us: int | None
    quota: int
    carried: int
    used: int
    source: str
    exact: bool


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


def derive_lots(postings: Sequence[Posting], lots: Sequence[Row], uses: Sequence[Row], n: int) -> list[PastLot]:
    """Open lots after the first ``n`` operations.

    A lot is what its posting gave less what later postings drew. Settling does not say which lot it was: it is the
    first one of the same rule and reference that was pending with exactly this amount.
    """
    drawn: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for asset, seq, lot_seq, amount in uses:
        drawn.setdefault((asset, seq), []).append((lot_seq, amount))
    rows = {(row[0], row[1]): row for row in lots}
    found: dict[tuple[str, int], PastLot] = {}
    for posting in postings:
        place = (posting.asset, posting.seq)
        if posting.op_n > n:
            _note_extension(posting, drawn.get(place, ()), found)
            continue
        if place in rows:
            _, seq, amount, expires_us, _, rule, ref = rows[place]
            pending = posting.target == "pending"
            found[place] = PastLot(posting.asset, seq, amount, amount, pending, _until(expires_us), True, rule, ref)
        for lot_seq, amount in drawn.get(place, ()):
            found[posting.asset, lot_seq].remaining -= amount
        if posting.kind == "settle":
            _settle(posting, found)
    return [lot for lot in found.values() if lot.remaining]


def _settle(posting: Posting, found: dict[tuple[str, int], PastLot]) -> None:
    for lot in found.values():
        same = (lot.asset, lot.rule, lot.ref, lot.remaining) == (
            posting.asset, posting.rule, posting.ref, posting.amount
        )  # fmt: skip
        if lot.pending and same:
            lot.pending = False
            return


def _note_extension(posting: Posting, parts: Sequence[tuple[int, int]], found: dict[tuple[str, int], PastLot]) -> None:
    """What was given back to an expired lot gave it some whole days from then on: its expiry before is not known."""
    for lot_seq, amount in parts:
        lot = found.get((posting.asset, lot_seq))
        if lot is not None and amount < 0 and lot.expires_us is not None:
            after = lot.expires_us - posting.t_us
            if after <= SECOND_US or (after + SECOND_US) % DAY_US <= 2 * SECOND_US:
                lot.expires_exact = False


def derive_holds(postings: Sequence[Posting], holds: Sequence[Row], n: int) -> list[PastHold]:
    """Holds that were open after the first ``n`` operations."""
    opened = {(posting.asset, posting.seq): posting.op_n for posting in postings if posting.kind in {"hold", "freeze"}}
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


_MOVES_COUPONS = frozenset(
    (
        "coupon.gift", "coupon.gift_accept", "coupon.gift_cancel", "coupon.gift_claimed", "coupon.gift_lapsed",
        "coupon.revoke", "checkout.hold", "checkout.commit", "checkout.release", "timer.checkout", "order.refunded",
    )
)  # fmt: skip
"""After these a coupon's status before cannot be told from what it is now."""


def derive_coupons(coupons: Sequence[Row], later: set[str], t_us: int) -> list[PastCoupon]:
    """Coupons granted by then; ``later``: types of the operations since."""
    moved = not _MOVES_COUPONS.isdisjoint(later)
    found = list[PastCoupon]()
    for coupon_id, batch, status, from_us, until_us, granted_us, used_us in coupons:
        if status == "used" and used_us <= t_us:
            then = "used"
        elif until_us <= t_us and status != "used":
            then = status if status in {"given", "revoked"} else "expired"
        elif status in {"used", "expired"} or moved:
            then = "active"
        else:
            then = status
        found.append(PastCoupon(str(coupon_id), batch, then, from_us, _until(until_us), granted_us, not moved))
    return found


def derive_entitlements(entitlements: Sequence[Row], redemptions: Sequence[Row], n: int) -> list[PastEntitlement]:
    """Entitlements of the moment, with the uses of the first ``n`` operations."""
    parts = {key: data["parts"] for kind, key, _, data in redemptions if kind == "benefit_redemption"}
    then, ever = dict[str, int](), dict[str, int]()
    for kind, key, op_n, _ in redemptions:
        sign = 1 if kind == "benefit_redemption" else -1
        for entitlement_id, count in parts.get(key, ()):
            ever[entitlement_id] = ever.get(entitlement_id, 0) + sign * count
            if op_n <= n:
                then[entitlement_id] = then.get(entitlement_id, 0) + sign * count
    found = list[PastEntitlement]()
    for number, benefit, start_us, end_us, quota, carried, used, source in entitlements:
        name = str(number)
        # what else uses up entitlements (a checkout) keeps no record of its own
        exact = ever.get(name, 0) == used
        count = then.get(name, 0) if exact else used
        found.append(PastEntitlement(name, benefit, start_us, _until(end_us), quota, carried, count, source, exact))
    return found
