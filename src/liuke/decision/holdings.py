"""What a member holds, as the engine keeps it: wallets and lots, holds, coupons, entitlements, orders. Data alone."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

from liuke.goods.lines import Basis, KeptLine
from liuke.goods.returns import Back
from liuke.kernel.clock import FOREVER_US


class Wallet(msgspec.Struct, gc=False):
    """One asset of one member.

    Args:
        available: May be spent; sum of what remains in settled lots (where the asset has lots).
        pending: Earned, not settled yet.
        held: Reserved by open holds.
        frozen: Put aside by risk review.
        debt: Owed: what was clawed back after it had been spent. Net balance = available − debt.
        seq: Number of the last posting.
        last_us: Time of the last posting.
        earned: All points ever earned, less those reversed.
    """

    asset: str
    available: int = 0
    pending: int = 0
    held: int = 0
    frozen: int = 0
    debt: int = 0
    seq: int = 0
    last_us: int = 0
    earned: int = 0

    @property
    def net(self) -> int:
        """What the member is shown: available less debt."""
        return self.available - self.debt


class Lot(msgspec.Struct, gc=False):
    """Points that were earned together and expire together.

    Args:
        seq: The posting that made it; with the asset its name within the member.
        settles_us: When pending points become available; 0 once they are.
        expires_us: First instant at which they are gone; ``FOREVER_US``: never.
        ref: What they were earned for (an order).
        rule: Rule that gave them.
    """

    asset: str
    seq: int
    amount: int
    remaining: int
    expires_us: int = FOREVER_US
    settles_us: int = 0
    ref: str = ""
    rule: str = ""
    t_us: int = 0


class LotUse(msgspec.Struct, gc=False):
    """How much a posting drew from a lot and how much of it was given back since.

    ``lot_seq`` is 0 where the asset is not kept in lots; ``kind`` is the posting's.
    """

    asset: str
    seq: int
    lot_seq: int
    amount: int
    restored: int = 0
    kind: str = ""


HoldStatus = Literal["open", "committed", "released", "expired"]


class Hold(msgspec.Struct):
    """Points reserved for something that is not certain yet (a checkout, a gift, a redemption).

    Args:
        parts: ``(lot_seq, amount)`` drawn, so that a release gives back the same lots.
    """

    hold_id: str
    asset: str
    amount: int
    seq: int
    purpose: str
    status: HoldStatus = "open"
    expires_us: int = FOREVER_US
    ref: str = ""
    parts: list[tuple[int, int]] = []
    data: dict[str, Any] = {}


CouponStatus = Literal["active", "locked", "used", "expired", "given", "revoked"]


class Coupon(msgspec.Struct, gc=False):
    """A coupon a member holds; ``batch`` names its terms in the program version ``program_version``.

    ``patches`` are the paths of the overlays that lay over it, with a blank between.
    """

    coupon_id: int
    batch: str
    status: CouponStatus = "active"
    valid_from_us: int = 0
    valid_until_us: int = FOREVER_US
    code: str = ""
    source: str = ""
    ref: str = ""
    program_version: int = 0
    granted_us: int = 0
    used_us: int = 0
    saved_cents: int = 0
    patches: str = ""


class Entitlement(msgspec.Struct, gc=False):
    """The use of a benefit for a period: ``used`` of ``quota`` + ``carried`` (from the period before)."""

    entitlement_id: int
    benefit: str
    period_start_us: int
    period_end_us: int
    quota: int
    carried: int = 0
    used: int = 0
    source: str = ""
    program_version: int = 0
    patches: str = ""


class EarnedPart(msgspec.Struct, gc=False, omit_defaults=True):
    """What one posting gave for an order, and how much of it was taken back.

    Args:
        returned: How much of what was taken back gave its room under caps back.
        exempt: Whether it did not count against the asset's overall caps.
        once: Under which name a rule of "once" noted the thing that it gave for.
        charge: Under which key the campaigns that paid for it get it back; empty: none did.
        owner: Whose posting it is, where the order came over and this was given to who stayed; 0: the order's member's.
    """

    asset: str
    seq: int
    amount: int
    rule: str = ""
    reversed: int = 0
    returned: int = 0
    exempt: bool = False
    basis: Basis | UnsetType = UNSET
    """The lines it was worked out from; unset: the whole order."""
    once: str = ""
    charge: str = ""
    owner: int = 0


class Order(msgspec.Struct):
    """An order as the engine remembers it: enough to take back exactly what it earned and used.

    Args:
        amount_cents: Paid in money, after all discounts.
        refunded_cents: Refunded so far.
        earned: Postings it caused.
        held: Points hold that paid part of it; empty for none.
        coupons: Ids of the coupons it used.
        counted: Contributions to counters, ``counter id → amount``.
        lines: What was bought; none: the order was reported without lines.
        bases: Of contributions that come from some lines only, what they were worked out from.
        delivery_cents: Of the amount, paid for the delivery.
        delivery_back_cents: Of that, refunded.
    """

    order_id: str
    t_us: int
    day: int
    amount_cents: int
    refunded_cents: int = 0
    status: Literal["quoted", "paid", "part_refunded", "refunded"] = "paid"
    earned: list[EarnedPart] = []
    hold_id: str = ""
    coupons: list[int] = []
    counted: dict[str, int] = {}
    saved_cents: int = 0
    data: dict[str, Any] = {}
    lines: list[KeptLine] = []
    bases: dict[str, Basis] = {}
    delivery_cents: int = 0
    delivery_back_cents: int = 0

    def back(self) -> Back:
        """What of it has gone back by now."""
        return Back(
            self.lines, self.amount_cents, self.refunded_cents, self.delivery_cents, self.delivery_back_cents,
            self.status == "refunded",
        )  # fmt: skip


class LotBook:
    """Loaded lots of one asset of one member.

    Attributes:
        lots: By posting number.
        complete: Whether every open lot is here.
        covered: Otherwise: the loaded ones cover this much, earliest expiry first.
        drawn: Taken from them since they were loaded.
    """

    __slots__ = ("complete", "covered", "drawn", "lots")

    def __init__(self, lots: dict[int, Lot] | None = None, *, complete: bool, covered: int = 0) -> None:
        self.lots = lots if lots is not None else {}
        self.complete = complete
        self.covered = covered
        self.drawn = 0

    def in_burn_order(self) -> list[Lot]:
        """Settled lots with something left, earliest expiry first, then oldest."""
        open_lots = [lot for lot in self.lots.values() if lot.remaining > 0 and lot.settles_us == 0]
        open_lots.sort(key=lambda lot: (lot.expires_us, lot.seq))
        return open_lots
