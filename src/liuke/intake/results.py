"""What a request came to: the field ``result`` of its answer, for the reference.

The domains write it and the answer carries it as it was recorded; a test compares each with what is said here.
"""

from __future__ import annotations

import msgspec


# -- members ----------------------------------------------------------------------------------------------------------
class ProfileChanged(msgspec.Struct):
    """``changed``: names of the attributes that are others than before."""

    changed: list[str]


# -- activities -------------------------------------------------------------------------------------------------------
class CheckedIn(msgspec.Struct):
    """A day that counts as checked in.

    Args:
        day: YYYY-MM-DD, of the merchant's calendar.
        streak: Days in a row up to today.
        run: Length of the row of days that this day is in.
        position: Place on the ladder.
        total: Days ever.
    """

    day: str
    streak: int
    run: int
    position: int
    total: int


class TaskClaimed(msgspec.Struct):
    """A task's reward.

    Args:
        activity: The task.
        period: First day of the period whose reward it was.
        left: Periods whose reward can still be claimed.
    """

    activity: str
    period: str
    left: int


# -- coupons ----------------------------------------------------------------------------------------------------------
class CouponReceived(msgspec.Struct):
    """A coupon of the member's own; ``code``: empty where the batch has none."""

    coupon_id: str
    batch: str
    code: str
    valid_from_us: int
    valid_until_us: int


class CouponUsed(msgspec.Struct):
    """A coupon that is gone; ``saved_cents``: what it was worth."""

    coupon_id: str
    batch: str
    saved_cents: int


class CouponGiven(msgspec.Struct):
    """A coupon that waits for its receiver; ``expires_us``: when it goes back."""

    gift_id: str
    expires_us: int


class GiftAccepted(msgspec.Struct):
    """A coupon that comes as soon as the giver's side has let it go; ``status`` is ``on-its-way``."""

    gift_id: str
    status: str


# -- benefits ---------------------------------------------------------------------------------------------------------
class CodeIssued(msgspec.Struct):
    """A code to show to a clerk until ``expires_us``."""

    code: str
    expires_us: int
    benefit: str


class BenefitUsed(msgspec.Struct):
    """A use of a benefit.

    Args:
        redemption: To undo it by.
        benefit: Which.
        count: Uses at once.
        left: Of the period; null where it is not counted.
    """

    redemption: str
    benefit: str
    count: int
    left: int | None


class RedemptionUndone(msgspec.Struct):
    """Uses that are open again."""

    benefit: str
    count: int


# -- mall -------------------------------------------------------------------------------------------------------------
class ItemRedeemed(msgspec.Struct):
    """An order in the mall.

    Args:
        order_id: Of the mall, to hand it over or cancel it by.
        item: Which.
        quantity: Pieces.
        points: Spent.
        cash_cents: Paid beside the points.
        status: ``done``, or ``waiting`` for somebody to hand it over.
    """

    order_id: str
    item: str
    quantity: int
    points: int
    cash_cents: int
    status: str


class OrderFulfilled(msgspec.Struct):
    """An order that was handed over; ``status`` is ``done``."""

    order_id: str
    status: str


class OrderCancelled(msgspec.Struct):
    """An order that was cancelled: points that came back, and money to be given back; ``status`` is ``cancelled``."""

    order_id: str
    points: int
    cash_cents: int
    status: str


# -- checkout ---------------------------------------------------------------------------------------------------------
class PriceStep(msgspec.Struct):
    """A rule that took ``cents`` off.

    Args:
        path: Place in the program.
        source: ``promotion``, ``tier_price``, ``stamp_card``, ``benefit``, ``coupon`` or ``points``.
        id: Of the rule in the program; of points, how many.
        cents: The sum of ``lines`` and ``delivery_cents``.
        lines: Off each line.
        delivery_cents: Off the delivery.
        number: Id of the coupon; empty otherwise.
    """

    path: str
    source: str
    id: str
    cents: int
    lines: list[int]
    delivery_cents: int
    number: str


class UnusedOffer(msgspec.Struct):
    """An offer that the best combination leaves out.

    Args:
        source: As of a step.
        id: Of the rule in the program; of a coupon that the member does not hold, as it was named.
        number: Id of the coupon; empty otherwise.
        reason: Why; ``not-usable``: it was named, but is not the member's, used, in use, or not valid now.
        missing_cents: To its threshold; 0 where that is not the reason.
    """

    source: str
    id: str
    number: str
    reason: str
    missing_cents: int


class QuoteResult(msgspec.Struct):
    """The best legal combination of prices, offers and points.

    Args:
        list_cents: Goods at list price.
        goods_cents: Goods after all reductions, before points.
        delivery_cents: Delivery after reductions.
        points: Points to spend.
        points_cents: What they pay.
        payable_cents: Money to pay: goods and delivery less what points pay.
        line_cents: What each line costs after reductions, before points.
        steps: In the order of application.
        declined: ``member_price`` or ``promotions``, where doing without gains more.
        unused: Offers that were left out.
        hash: Stands for the quote; as ``quote_hash`` of a hold it makes sure that the price is still this one.
    """

    list_cents: int
    goods_cents: int
    delivery_cents: int
    points: int
    points_cents: int
    payable_cents: int
    line_cents: list[int]
    steps: list[PriceStep]
    declined: list[str]
    unused: list[UnusedOffer]
    hash: str


class CheckoutHeld(msgspec.Struct):
    """A checkout whose coupons, points and free items are reserved until ``expires_us``."""

    hold_id: str
    expires_us: int
    quote: QuoteResult


class CheckoutCommitted(msgspec.Struct):
    """An order that was paid.

    Args:
        order_id: The shop's number of it.
        amount_cents: Paid in money.
        saved_cents: By prices, coupons and points.
    """

    order_id: str
    amount_cents: int
    saved_cents: int


class CheckoutReleased(msgspec.Struct):
    """A checkout that gave everything back; ``status`` is ``released``."""

    hold_id: str
    status: str


# -- points -----------------------------------------------------------------------------------------------------------
class PointsMoved(msgspec.Struct):
    """A posting.

    Args:
        seq: Its number within the member and the asset; refunds name it.
        balance: Available after it.
    """

    seq: int
    balance: int


class PointsHeld(msgspec.Struct):
    """Points that are reserved; ``balance``: available after it."""

    hold_id: str
    seq: int
    balance: int


class PointsFrozen(msgspec.Struct):
    """Points that were put aside."""

    hold_id: str
    seq: int
    frozen: int


class PointsGiven(msgspec.Struct):
    """Points that wait for their receiver; ``expires_us``: when they go back."""

    gift_id: str
    hold_id: str
    expires_us: int


class GiftAnswered(msgspec.Struct):
    """A gift of points that was accepted or declined."""

    gift_id: str
    asset: str
    amount: int


class PointsExchanged(msgspec.Struct):
    """``credit``: what was received; ``balance``: of that asset after it."""

    credit: int
    balance: int


RESULTS: dict[str, type[msgspec.Struct]] = {
    "benefit.cancel": RedemptionUndone,
    "benefit.issue_code": CodeIssued,
    "benefit.redeem": BenefitUsed,
    "benefit.redeem_code": BenefitUsed,
    "check_in.do": CheckedIn,
    "check_in.make_up": CheckedIn,
    "checkout.commit": CheckoutCommitted,
    "checkout.hold": CheckoutHeld,
    "checkout.quote": QuoteResult,
    "checkout.release": CheckoutReleased,
    "coupon.claim": CouponReceived,
    "coupon.gift": CouponGiven,
    "coupon.gift_accept": GiftAccepted,
    "coupon.redeem_code": CouponReceived,
    "coupon.use": CouponUsed,
    "mall.fulfil": OrderFulfilled,
    "mall.redeem": ItemRedeemed,
    "mall.refund": OrderCancelled,
    "member.update": ProfileChanged,
    "points.accept_gift": GiftAnswered,
    "points.commit": PointsMoved,
    "points.decline_gift": GiftAnswered,
    "points.donate": PointsMoved,
    "points.earn": PointsMoved,
    "points.exchange": PointsExchanged,
    "points.freeze": PointsFrozen,
    "points.gift": PointsGiven,
    "points.hold": PointsHeld,
    "points.refund": PointsMoved,
    "points.release": PointsMoved,
    "points.spend": PointsMoved,
    "points.unfreeze": PointsMoved,
    "task.claim": TaskClaimed,
}
"""Type of event → its result; of the others it is empty."""
