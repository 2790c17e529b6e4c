"""What the merchant's side says of orders."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.events.catalogue import EventField
from liuke.events.request import Request
from liuke.goods.lines import MAX_LINES, OrderLine, ReturnLine
from liuke.http.fields import Body, Cents, Name, TimeUs
from liuke.kernel.money import MAX_AMOUNT
from liuke.kernel.text import text


class OrderPaid(Body):
    """An order that was paid.

    Args:
        order_id: The shop's number of it.
        amount_cents: Paid in money, after all discounts.
        t_us: When; 0: now.
        lines: What was bought. With them it is known what lies in a rule's scope, and a refund can name lines.
        delivery_cents: Of the amount, paid for the delivery.
        goods_cents: Of the amount, paid for goods; by default it follows from the lines and the delivery.
        attributes: Fields of the merchant's own, which rules may ask for.
    """

    order_id: Annotated[Name, text("订单号", "Order id")]
    amount_cents: Annotated[Cents, text("实付金额", "Paid")]
    t_us: TimeUs = 0
    list_cents: Annotated[Cents, text("原价", "List price")] | UnsetType = UNSET
    discount_cents: Annotated[Cents, text("优惠金额", "Discount")] | UnsetType = UNSET
    items: Annotated[int, Meta(ge=0, le=MAX_AMOUNT), text("件数", "Items")] | UnsetType = UNSET
    store: Annotated[Name, text("门店", "Store")] | UnsetType = UNSET
    channel: Annotated[Name, text("渠道", "Channel")] | UnsetType = UNSET
    categories: Annotated[dict[str, Any], text("品类金额", "Cents by category")] | UnsetType = UNSET
    lines: Annotated[list[OrderLine], Meta(max_length=MAX_LINES), text("明细", "Lines")] | UnsetType = UNSET
    delivery_cents: Annotated[Cents, text("配送费", "Delivery")] | UnsetType = UNSET
    goods_cents: Annotated[Cents, text("商品实付", "Paid for goods")] | UnsetType = UNSET
    coupon_ids: Annotated[list[Name], Meta(max_length=100), text("用券", "Coupons used")] | UnsetType = UNSET
    hold_id: Annotated[Name, text("积分预扣单号", "Points hold")] | UnsetType = UNSET
    attributes: dict[str, Any] | UnsetType = UNSET


class RefundOrder(Body):
    """A refund of an order, in part or in full: by lines, by an amount, or both.

    Args:
        refund_id: The shop's number of it.
        amount_cents: Money that goes back; with ``lines`` it need not be sent: it follows from what was paid for them.
        full: Everything that is left.
        t_us: When; 0: now.
        lines: What comes back, of an order that was reported with lines.
        delivery_cents: As much of the delivery goes back.
    """

    refund_id: Annotated[Name, text("退款单号", "Refund id")]
    amount_cents: Annotated[Cents, text("退款金额", "Refunded")] | UnsetType = UNSET
    full: Annotated[bool, text("全部剩余", "All that is left")] | UnsetType = UNSET
    lines: Annotated[list[ReturnLine], Meta(max_length=MAX_LINES), text("退回明细", "Lines returned")] | UnsetType = (
        UNSET
    )
    delivery_cents: Annotated[Cents, text("退配送费", "Delivery refunded")] | UnsetType = UNSET
    t_us: TimeUs = 0


class MoveOrder(Body):
    """An order that was reported for the wrong member.

    Args:
        to_member: Whose it is: number of the member, or ``namespace:external_id``.
        reason: Why; both members' histories keep it.
    """

    to_member: Annotated[Name, text("现会员", "To member")]
    reason: Annotated[str, Meta(min_length=1, max_length=500), text("原因", "Reason")]


# -- results ----------------------------------------------------------------------------------------------------------


class RefundedReward(msgspec.Struct):
    """A reward that the order had earned, and that went back with it.

    Args:
        rule: Path of the rule that gave it.
        ref: What it belonged to.
        taken: What was taken back, by kind.
        stays: What could not be: used, or gone already.
    """

    rule: str
    ref: str = ""
    taken: list[dict[str, Any]] = []
    stays: list[dict[str, Any]] = []


class OrderRefunded(msgspec.Struct):
    """What a refund came to; nothing of it where the order is not known yet: the refund waits for it then.

    Args:
        order_id: The shop's number of the order.
        amount_cents: Of this refund.
        left_cents: Of the order, after all refunds so far.
        full: Nothing of the order is left.
        taken_back: Asset → what the refund took, as points that the order had earned; a debt counts.
        given_back: Asset → what came back, as points that had paid for it.
        rewards_back: Coupons, badges and so on that went back with it.
    """

    order_id: str | UnsetType = UNSET
    amount_cents: int | UnsetType = UNSET
    left_cents: int | UnsetType = UNSET
    full: bool | UnsetType = UNSET
    taken_back: dict[str, int] | UnsetType = UNSET
    given_back: dict[str, int] | UnsetType = UNSET
    rewards_back: list[RefundedReward] | UnsetType = UNSET


class JoinedRefund(OrderRefunded):
    """A refund that had been reported before its order, and went back with it.

    Args:
        refund_id: Its number; empty: it had none.
    """

    refund_id: str = ""


class OrderTaken(msgspec.Struct):
    """What an order came to, beside its gains, which are less what these took back again.

    Args:
        refunds: Refunds that had been reported before it.
    """

    refunds: list[JoinedRefund] | UnsetType = UNSET


class OrderMoved(msgspec.Struct):
    """An order that is on its way to another member."""

    order_id: str
    to_member: str


# -- the requests -----------------------------------------------------------------------------------------------------
REQUESTS: tuple[Request, ...] = (
    Request(
        "order.paid",
        text("支付订单", "Order paid"),
        ("/orders",),
        ("events:write", "checkout"),
        OrderPaid,
        "orders",
        summary=text("订单支付", "An order was paid"),
        result=OrderTaken,
        fields={
            "list_cents": EventField("cents", text("原价", "List price"), least=0),
            "discount_cents": EventField("cents", text("优惠金额", "Discount"), least=0),
            "items": EventField("int", text("件数", "Items"), least=0),
            "lines": EventField("list", text("明细", "Lines"), items=OrderLine, most=MAX_LINES),
        },
        open=True,
        origin="reported",
    ),
    Request(
        "order.refunded",
        text("订单退款", "Order refunded"),
        ("/orders/{order_id}/refunds",),
        ("events:write", "checkout", "points:adjust"),
        RefundOrder,
        "orders",
        summary=text("订单退款", "An order was refunded"),
        result=OrderRefunded,
        fields={
            "order_id": EventField("str", text("订单号", "Order id"), least=1),
            "refund_id": EventField("str", text("退款单号", "Refund id"), least=1),
            "lines": EventField("list", text("退回明细", "Lines returned"), items=ReturnLine, most=MAX_LINES),
        },
        open=True,
        origin="reported",
    ),
    Request(
        "order.move",
        text("转移订单", "Move an order"),
        ("/orders/{order_id}/move",),
        ("points:adjust",),
        MoveOrder,
        "orders",
        summary=text("把订单转给其所属会员", "Move an order to its rightful member"),
        result=OrderMoved,
        fields={
            "order_id": EventField("str", text("订单号", "Order id"), required=True),
            "actor": EventField("str", text("操作人", "Who asks"), required=True),
        },
        filled=("actor",),
        members={"to_member": True},
        by="merchant",
        audit="order.moved",
    ),
)
