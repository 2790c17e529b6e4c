"""What can be asked for a member: one row a request, each of which becomes an endpoint over one event type.

A row says the path, the event, who may, the typed body, and what is put in that the client does not say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from liuke.http.fields import Amount, Body, Cents, Count, Day, Moment, Name, Nothing, TimeUs, Words
from liuke.kernel.money import MAX_AMOUNT
from liuke.kernel.text import Text, text

EVENT_SCOPES = ("events:write", "members:write", "points:write", "points:adjust", "checkout", "redeem")
"""Any of them lets in; then the event's own type decides."""


# -- members ----------------------------------------------------------------------------------------------------------
class ChangeProfile(Body):
    """Attributes to change; null removes one, and those that are not named stay as they are."""

    profile: Annotated[dict[Annotated[str, Meta(min_length=1, max_length=200)], Any], Meta(max_length=200)]


# -- activities -------------------------------------------------------------------------------------------------------
class CheckIn(Body):
    """``activity`` is needed only where the program has several check-ins."""

    activity: Name | UnsetType = UNSET


class MakeUp(Body):
    """Make up for a missed day; ``pay_with`` is the asset that pays for it."""

    day: Day
    activity: Name | UnsetType = UNSET
    pay_with: Name | UnsetType = UNSET


class ClaimTask(Body):
    """``period`` is the first day of the period whose reward is meant; by default the oldest."""

    period: Day | UnsetType = UNSET


# -- coupons ----------------------------------------------------------------------------------------------------------
class ClaimCoupon(Body):
    """Claim a coupon that the program offers."""

    batch: Name


class RedeemCouponCode(Body):
    """Turn a code into its coupon."""

    code: Name


class UseCoupon(Body):
    """Use a coupon outside a checkout of ours."""

    order_id: Name | UnsetType = UNSET
    saved_cents: Cents | UnsetType = UNSET
    amount_cents: Cents | UnsetType = UNSET
    store: Name | UnsetType = UNSET


class GiveCoupon(Body):
    """``to_member`` is the receiver's number or ``namespace:external_id``."""

    to_member: Name


class Because(Body):
    """Why, for whoever reads it later."""

    reason: Words | UnsetType = UNSET


# -- benefits ---------------------------------------------------------------------------------------------------------
class IssueCode(Body):
    """A short-lived code that a clerk redeems."""

    count: Count | UnsetType = UNSET
    seconds: Annotated[int, Meta(ge=60, le=300)] | UnsetType = UNSET


class UseBenefit(Body):
    """Use a benefit without a clerk."""

    count: Count | UnsetType = UNSET
    ref: Name | UnsetType = UNSET
    store: Name | UnsetType = UNSET


# -- mall, checkout, orders -------------------------------------------------------------------------------------------
class RedeemItem(Body):
    """Buy pieces of an item with points; ``paid_cents`` is the money that was paid beside them."""

    item: Name
    quantity: Annotated[int, Meta(ge=1, le=100)] | UnsetType = UNSET
    paid_cents: Cents | UnsetType = UNSET


class Fulfil(Body):
    """What was redeemed has been handed over."""

    note: Words | UnsetType = UNSET


class CartLine(Body):
    """Pieces of one thing.

    Args:
        sku: The shop's number of it; coupons and benefits may be for some only.
        unit_cents: List price of one piece, before every reduction; with ``grams``, of a kilogram.
        category: The shop's word for its kind; coupons and benefits may be for some only.
        grams: Of what is sold by weight.
    """

    sku: Annotated[str, Meta(max_length=200)]
    unit_cents: Cents
    quantity: Annotated[int, Meta(ge=1, le=MAX_AMOUNT)] | UnsetType = UNSET
    category: Annotated[str, Meta(max_length=200)] | UnsetType = UNSET
    grams: Annotated[int, Meta(ge=0, le=MAX_AMOUNT)] | UnsetType = UNSET


class Cart(Body):
    """What is to be paid for.

    Args:
        lines: Goods, as they stand in the basket.
        coupon_ids: Coupons to consider; none: all.
        max_points: Points to use at most.
        use_benefits: Whether free items are used.
    """

    lines: Annotated[list[CartLine], Meta(min_length=1, max_length=500)]
    store: Name | UnsetType = UNSET
    delivery_cents: Cents | UnsetType = UNSET
    coupon_ids: Annotated[list[Name], Meta(max_length=100)] | UnsetType = UNSET
    max_points: Annotated[int, Meta(ge=0, le=MAX_AMOUNT)] | UnsetType = UNSET
    use_benefits: bool | UnsetType = UNSET


class HoldCart(Cart, kw_only=True):
    """Reserve what the quote uses, until it is paid, released, or its time is over."""

    hold_id: Name
    order_id: Name | UnsetType = UNSET
    quote_hash: Name | UnsetType = UNSET


class CommitCheckout(Body):
    """The checkout was paid: the order happens."""

    hold_id: Name
    order_id: Name | UnsetType = UNSET
    channel: Name | UnsetType = UNSET


class ReleaseCheckout(Body):
    """The checkout was given up."""

    hold_id: Name


class OrderPaid(Body):
    """An order that was paid.

    Args:
        order_id: The shop's number of it.
        amount_cents: Paid in money, after all discounts.
        t_us: When; 0: now.
        attributes: Fields of the merchant's own, which rules may ask for.
    """

    order_id: Name
    amount_cents: Cents
    t_us: TimeUs = 0
    list_cents: Cents | UnsetType = UNSET
    discount_cents: Cents | UnsetType = UNSET
    items: Annotated[int, Meta(ge=0, le=MAX_AMOUNT)] | UnsetType = UNSET
    store: Name | UnsetType = UNSET
    channel: Name | UnsetType = UNSET
    categories: dict[str, Any] | UnsetType = UNSET
    lines: Annotated[list[dict[str, Any]], Meta(max_length=1_000)] | UnsetType = UNSET
    coupon_ids: Annotated[list[Name], Meta(max_length=100)] | UnsetType = UNSET
    hold_id: Name | UnsetType = UNSET
    attributes: dict[str, Any] | UnsetType = UNSET


class RefundOrder(Body):
    """A refund of an order, in part or in full."""

    refund_id: Name
    amount_cents: Cents | UnsetType = UNSET
    full: bool | UnsetType = UNSET
    t_us: TimeUs = 0


# -- points -----------------------------------------------------------------------------------------------------------
class Earn(Body):
    """Give points by decision of the caller."""

    asset: Name
    amount: Amount
    ref: Words | UnsetType = UNSET
    reason: Words | UnsetType = UNSET
    settles_us: Moment | UnsetType = UNSET
    expires_us: Moment | UnsetType = UNSET


class Spend(Body):
    """Take points for something."""

    asset: Name
    amount: Amount
    ref: Words | UnsetType = UNSET


class RefundPoints(Body):
    """Give back what the posting ``seq`` spent, to the same lots."""

    asset: Name
    amount: Amount
    seq: Annotated[int, Meta(ge=1, lt=2**62)]
    ref: Words | UnsetType = UNSET


class HoldPoints(Body):
    """Reserve points for something that is not certain yet."""

    asset: Name
    amount: Amount
    hold_id: Name
    ref: Words | UnsetType = UNSET
    expires_us: Moment | UnsetType = UNSET


class GivePoints(Body):
    """``to_member`` is the receiver's number or ``namespace:external_id``."""

    asset: Name
    amount: Amount
    to_member: Name
    note: Words | UnsetType = UNSET


class ExchangePoints(Body):
    """Exchange one asset for another by a rule of the program."""

    exchange: Name
    amount: Amount
    ref: Words | UnsetType = UNSET


class DonatePoints(Body):
    """Give points to a pool of the program."""

    pool: Name
    amount: Amount


class FreezePoints(Body):
    """Put points aside while something is looked into; all that are available if no amount is given."""

    asset: Name
    hold_id: Name
    reason: Annotated[str, Meta(min_length=1, max_length=500)]
    amount: Amount | UnsetType = UNSET


class LiftFreeze(Body):
    """End a freeze."""

    reason: Annotated[str, Meta(min_length=1, max_length=500)]


# -- the table --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Request:
    """One row.

    Args:
        path: Below the member.
        type: Event type.
        scopes: Any of them suffices.
        body: Type of the body.
        summary: One line.
        tag: Of the reference.
        member: Whether a member may ask for it with a token of their own.
        params: Segment of the path → field of the event that it fills.
        filled: Fields that the server fills with who calls.
        members: Fields that name another member, and whether the event wants a number (else text).
        days: Fields of the body that are days.
        result_days: Fields of the result that are days.
    """

    path: str
    type: str
    scopes: tuple[str, ...]
    body: type[Body]
    summary: Text
    tag: str
    member: bool = False
    params: Mapping[str, str] = field(default_factory=dict[str, str])
    filled: tuple[str, ...] = ()
    members: Mapping[str, bool] = field(default_factory=dict[str, bool])
    days: tuple[str, ...] = ()
    result_days: tuple[str, ...] = ()


_ACT = ("members:write",)
_TILL = ("checkout", "redeem")
_POINTS = ("points:write",)
_ADJUST = ("points:adjust",)

REQUESTS: tuple[Request, ...] = (
    Request("/profile", "member.update", _ACT, ChangeProfile, text("修改资料", "Change a member's profile"), "members"),
    Request("/check-in", "check_in.do", _ACT, CheckIn, text("签到", "Check in"), "check-in", member=True,
            result_days=("day",)),
    Request("/check-in/make-up", "check_in.make_up", _ACT, MakeUp, text("补签", "Make up for a missed day"), "check-in",
            member=True, days=("day",), result_days=("day",)),
    Request("/tasks/{activity}/claim", "task.claim", _ACT, ClaimTask, text("领取任务奖励", "Claim a task's reward"),
            "tasks", member=True, params={"activity": "activity"}, days=("period",), result_days=("period",)),
    Request("/coupons/claim", "coupon.claim", _ACT, ClaimCoupon, text("领券", "Claim a coupon"), "coupons",
            member=True),
    Request("/coupons/redeem-code", "coupon.redeem_code", _ACT, RedeemCouponCode,
            text("兑换券码", "Turn a code into its coupon"), "coupons", member=True),
    Request("/coupons/{coupon_id}/use", "coupon.use", _TILL, UseCoupon, text("核销券", "Use a coupon"), "coupons",
            params={"coupon_id": "coupon_id"}),
    Request("/coupons/{coupon_id}/gift", "coupon.gift", _ACT, GiveCoupon, text("转赠券", "Give a coupon away"),
            "coupons",
            member=True, params={"coupon_id": "coupon_id"}, members={"to_member": False}),
    Request("/coupons/{coupon_id}/revoke", "coupon.revoke", _ACT, Because, text("收回券", "Revoke a coupon"), "coupons",
            params={"coupon_id": "coupon_id"}),
    Request("/coupon-gifts/{gift_id}/accept", "coupon.gift_accept", _ACT, Nothing,
            text("接受转赠的券", "Accept a coupon as a gift"), "coupons", member=True, params={"gift_id": "gift_id"}),
    Request("/coupon-gifts/{gift_id}/cancel", "coupon.gift_cancel", _ACT, Nothing,
            text("取消转赠", "Take a gift of a coupon back"), "coupons", member=True, params={"gift_id": "gift_id"}),
    Request("/benefits/{benefit}/code", "benefit.issue_code", _ACT, IssueCode,
            text("生成核销码", "Issue a redemption code"), "benefits", member=True, params={"benefit": "benefit"}),
    Request("/benefits/{benefit}/redeem", "benefit.redeem", _ACT, UseBenefit, text("使用权益", "Use a benefit"),
            "benefits", params={"benefit": "benefit"}),
    Request("/benefit-redemptions/{redemption}/cancel", "benefit.cancel", ("redeem",), Because,
            text("撤销核销", "Undo a redemption"), "benefits", params={"redemption": "redemption"}),
    Request("/mall/redeem", "mall.redeem", _ACT, RedeemItem, text("积分兑换", "Redeem in the mall"), "mall",
            member=True),
    Request("/mall/orders/{order_id}/fulfil", "mall.fulfil", ("redeem", "members:write"), Fulfil,
            text("发放兑换", "Hand over a redemption"), "mall", params={"order_id": "order_id"}),
    Request("/mall/orders/{order_id}/refund", "mall.refund", _ACT, Because, text("取消兑换", "Cancel a redemption"),
            "mall", params={"order_id": "order_id"}),
    Request("/checkout/quote", "checkout.quote", ("checkout",), Cart, text("试算", "Quote"), "checkout", member=True),
    Request("/checkout/hold", "checkout.hold", ("checkout",), HoldCart, text("占用优惠", "Hold a checkout"),
            "checkout"),
    Request("/checkout/commit", "checkout.commit", ("checkout",), CommitCheckout, text("支付完成", "Commit a checkout"),
            "checkout"),
    Request("/checkout/release", "checkout.release", ("checkout",), ReleaseCheckout,
            text("释放优惠", "Release a checkout"), "checkout"),
    Request("/orders", "order.paid", ("events:write", "checkout"), OrderPaid, text("订单支付", "An order was paid"),
            "orders"),
    Request("/orders/{order_id}/refunds", "order.refunded", ("events:write", "checkout"), RefundOrder,
            text("订单退款", "An order was refunded"), "orders", params={"order_id": "order_id"}),
    Request("/points/earn", "points.earn", _POINTS, Earn, text("发放积分", "Give points"), "points"),
    Request("/points/spend", "points.spend", _POINTS, Spend, text("扣减积分", "Spend points"), "points"),
    Request("/points/refund", "points.refund", _POINTS, RefundPoints, text("退回积分", "Give spent points back"),
            "points"),
    Request("/points/hold", "points.hold", _POINTS, HoldPoints, text("预扣积分", "Hold points"), "points"),
    Request("/points/holds/{hold_id}/commit", "points.commit", _POINTS, Nothing, text("确认扣减", "Commit a hold"),
            "points", params={"hold_id": "hold_id"}),
    Request("/points/holds/{hold_id}/release", "points.release", _POINTS, Nothing, text("释放预扣", "Release a hold"),
            "points", params={"hold_id": "hold_id"}),
    Request("/points/gift", "points.gift", _POINTS, GivePoints, text("赠送积分", "Give points to another member"),
            "points", member=True, members={"to_member": True}),
    Request("/points/gifts/{gift_id}/accept", "points.accept_gift", _POINTS, Nothing,
            text("领取赠送", "Accept a gift of points"), "points", member=True, params={"gift_id": "gift_id"}),
    Request("/points/gifts/{gift_id}/decline", "points.decline_gift", _POINTS, Nothing,
            text("谢绝赠送", "Decline a gift of points"), "points", member=True, params={"gift_id": "gift_id"}),
    Request("/points/exchange", "points.exchange", _POINTS, ExchangePoints, text("兑换账户", "Exchange assets"),
            "points",
            member=True),
    Request("/points/donate", "points.donate", _POINTS, DonatePoints, text("捐赠积分", "Give points to a pool"),
            "points",
            member=True),
    Request("/points/freeze", "points.freeze", _ADJUST, FreezePoints, text("冻结积分", "Freeze points"), "points",
            filled=("actor",)),
    Request("/points/freezes/{hold_id}/lift", "points.unfreeze", _ADJUST, LiftFreeze, text("解冻积分", "Lift a freeze"),
            "points", params={"hold_id": "hold_id"}, filled=("actor",)),
)  # fmt: skip

RESULT_DAYS = {row.type: row.result_days for row in REQUESTS if row.result_days}
"""Type of event → fields of its result that are days; clients see them as dates."""
