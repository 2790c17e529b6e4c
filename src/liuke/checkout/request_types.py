"""What can be asked of the checkout."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.checkout.late import Gone
from liuke.checkout.model import SECTIONS
from liuke.events.request import Request
from liuke.goods.lines import Tags, Word
from liuke.http.fields import Body, Cents, Kind, Name
from liuke.kernel.money import MAX_AMOUNT
from liuke.kernel.text import text


class CartLine(Body):
    """Pieces of one thing.

    Args:
        sku: The shop's number of it; coupons and benefits may be for some only.
        unit_cents: List price of one piece, before every reduction; with ``grams``, of a kilogram.
        category: The shop's word for its kind; coupons and benefits may be for some only.
        grams: Of what is sold by weight.
        discount_cents: What the shop took off the line already; rules may be for what is not reduced yet.
        id: Of the line, for a refund; by default its place, from 1.
        store: Where it is sold, where that is not the cart's store.
        tags: More words of the shop that coupons and benefits may be for.
    """

    sku: Annotated[str, Meta(max_length=200)]
    unit_cents: Cents
    quantity: Annotated[int, Meta(ge=1, le=MAX_AMOUNT)] | UnsetType = UNSET
    category: Annotated[str, Meta(max_length=200)] | UnsetType = UNSET
    grams: Annotated[int, Meta(ge=0, le=MAX_AMOUNT)] | UnsetType = UNSET
    discount_cents: Cents | UnsetType = UNSET
    id: Name | UnsetType = UNSET
    store: Word | UnsetType = UNSET
    tags: Tags | UnsetType = UNSET


class Cart(Body):
    """What is to be paid for.

    Args:
        lines: Goods, as they stand in the basket.
        coupon_ids: Coupons to consider; none: all.
        max_points: Points to use at most.
        use_benefits: Whether free items are used.
    """

    lines: Annotated[list[CartLine], Meta(min_length=1, max_length=500), text("商品", "Lines")]
    store: Annotated[Name, text("门店", "Store")] | UnsetType = UNSET
    delivery_cents: Annotated[Cents, text("配送费", "Delivery")] | UnsetType = UNSET
    coupon_ids: (
        Annotated[list[Name], Meta(max_length=100), text("可用的券（空为全部）", "Coupons to consider (none: all)")]
        | UnsetType
    ) = UNSET
    max_points: (
        Annotated[int, Meta(ge=0, le=MAX_AMOUNT), Kind("points"), text("最多用积分", "Points at most")] | UnsetType
    ) = UNSET
    use_benefits: Annotated[bool, text("使用免费权益", "Use free items")] | UnsetType = UNSET


class HoldCart(Cart, kw_only=True):
    """Reserve what the quote uses, until it is paid, released, or its time is over."""

    hold_id: Annotated[Name, text("结算单号", "Checkout")]
    order_id: Annotated[Name, text("订单号", "Order")] | UnsetType = UNSET
    quote_hash: Annotated[Name, text("试算指纹", "Hash of the quote")] | UnsetType = UNSET


class CommitCheckout(Body):
    """The checkout was paid: the order happens."""

    hold_id: Annotated[Name, text("结算单号", "Checkout")]
    order_id: Annotated[Name, text("订单号", "Order")] | UnsetType = UNSET
    channel: Annotated[Name, text("渠道", "Channel")] | UnsetType = UNSET


class ReleaseCheckout(Body):
    """The checkout was given up."""

    hold_id: Annotated[Name, text("结算单号", "Checkout")]


# -- results ----------------------------------------------------------------------------------------------------------
class PriceStep(msgspec.Struct):
    """A rule that took ``cents`` off.

    Args:
        path: Place in the program.
        source: ``agreed_price``, ``promotion``, ``tier_price``, ``stamp_card``, ``benefit``, ``coupon`` or ``points``.
        id: Of the rule or activity in the program; of points, how many.
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
    """A checkout whose coupons, points and free items are reserved.

    Args:
        hold_id: As it was asked for.
        expires_us: Until when.
        quote: What it was held at.
        payable_cents: Money to pay, as in the quote.
    """

    hold_id: str
    expires_us: int
    quote: QuoteResult
    payable_cents: int


class CheckoutCommitted(msgspec.Struct):
    """An order that was paid.

    Args:
        order_id: The shop's number of it.
        amount_cents: Paid in money.
        saved_cents: By prices, coupons and points.
        late: The checkout was over when it was paid; ``gone`` and ``gone_cents`` are there then.
        gone: What it was reduced by and what could not be used any more; of a checkout that was paid in time: a team
            that was over by then.
        gone_cents: The money of that.
    """

    order_id: str
    amount_cents: int
    saved_cents: int
    late: bool | UnsetType = UNSET
    gone: list[Gone] | UnsetType = UNSET
    gone_cents: int | UnsetType = UNSET


class CheckoutReleased(msgspec.Struct):
    """A checkout that gave everything back; ``status`` is ``released``."""

    hold_id: str
    status: str


# -- in words ---------------------------------------------------------------------------------------------------------
def _name_step(step: Mapping[str, Any]) -> tuple[str, str, dict[str, Any]]:
    return step["path"], f"price-{step['source']}", {"id": step["id"], "cents": step["cents"]}


def _name_unused(left: Mapping[str, Any]) -> tuple[str, str, dict[str, Any]]:
    figures = {"id": left["id"], "missing_cents": left["missing_cents"]}
    return f"{SECTIONS[left['source']]}.{left['id']}", left["reason"], figures


# -- the requests -----------------------------------------------------------------------------------------------------
REQUESTS: tuple[Request, ...] = (
    Request(
        "checkout.quote",
        text("试算", "Quote"),
        ("/checkout/quote",),
        ("checkout",),
        Cart,
        "checkout",
        result=QuoteResult,
        member=True,
        named={"steps": _name_step, "unused": _name_unused},
    ),
    Request(
        "checkout.hold",
        text("占用优惠", "Hold a checkout"),
        ("/checkout/hold",),
        ("checkout",),
        HoldCart,
        "checkout",
        result=CheckoutHeld,
        named={"quote.steps": _name_step, "quote.unused": _name_unused},
    ),
    Request(
        "checkout.commit",
        text("支付完成", "Commit a checkout"),
        ("/checkout/commit",),
        ("checkout",),
        CommitCheckout,
        "checkout",
        result=CheckoutCommitted,
    ),
    Request(
        "checkout.release",
        text("释放优惠", "Release a checkout"),
        ("/checkout/release",),
        ("checkout",),
        ReleaseCheckout,
        "checkout",
        result=CheckoutReleased,
    ),
)
