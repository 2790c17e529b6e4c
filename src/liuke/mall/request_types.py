"""What can be asked of the mall."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.events.catalogue import EventField
from liuke.events.request import Request
from liuke.http.fields import Because, Body, Cents, Name, Words
from liuke.kernel.text import text

_AddressId = Annotated[str, Meta(min_length=1, max_length=40)]
_Line = Annotated[str, Meta(max_length=200)]


class RedeemItem(Body):
    """Buy pieces of an item with points; ``paid_cents`` is the money that was paid beside them.

    What is sent needs an address: ``address_id`` names one of the member's book, or recipient, phone and address say
    it. It is kept sealed, as it is now.
    """

    item: Annotated[Name, text("商品", "Item")]
    quantity: Annotated[int, Meta(ge=1, le=100), text("数量", "Quantity")] | UnsetType = UNSET
    paid_cents: Annotated[Cents, text("已付现金", "Money paid")] | UnsetType = UNSET
    address_id: Annotated[_AddressId, text("地址编号", "Address")] | UnsetType = UNSET
    recipient: Annotated[_Line, text("收件人", "Recipient")] | UnsetType = UNSET
    phone: Annotated[_Line, text("电话", "Phone")] | UnsetType = UNSET
    address: Annotated[Words, text("地址", "Address")] | UnsetType = UNSET


class SendItem(Body):
    """The parcel."""

    carrier: Annotated[_Line, text("承运人", "Carrier")] | UnsetType = UNSET
    tracking: Annotated[_Line, text("运单号", "Tracking number")] | UnsetType = UNSET


class Fulfil(Body):
    """What was redeemed has been handed over."""

    store: Annotated[Name, text("门店", "Store")] | UnsetType = UNSET
    note: Annotated[Words, text("备注", "Note")] | UnsetType = UNSET


# -- results ----------------------------------------------------------------------------------------------------------
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


class OrderSent(msgspec.Struct):
    """An order that was sent; ``status`` is ``sent``."""

    order_id: str
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


# -- the requests -----------------------------------------------------------------------------------------------------
REQUESTS: tuple[Request, ...] = (
    Request(
        "mall.redeem",
        text("积分兑换", "Redeem in the mall"),
        ("/mall/redeem",),
        ("members:write",),
        RedeemItem,
        "mall",
        result=ItemRedeemed,
        member=True,
        addressed=True,
        fields={
            "recipient": EventField("str", text("收件人", "Recipient"), most=200, personal=True),
            "phone": EventField("str", text("电话", "Phone"), most=200, personal=True),
            "address": EventField("str", text("地址", "Address"), most=500, personal=True),
        },
    ),
    Request(
        "mall.send",
        text("寄出兑换", "Send a redemption"),
        ("/mall/orders/{order_id}/send",),
        ("redeem", "members:write"),
        SendItem,
        "mall",
        result=OrderSent,
        fields={"order_id": EventField("str", text("兑换单号", "Redemption"), required=True)},
        by="merchant",
    ),
    Request(
        "mall.fulfil",
        text("发放兑换", "Hand over a redemption"),
        ("/mall/orders/{order_id}/fulfil",),
        ("redeem", "members:write"),
        Fulfil,
        "mall",
        result=OrderFulfilled,
        fields={"order_id": EventField("str", text("兑换单号", "Redemption"), required=True)},
        by="merchant",
    ),
    Request(
        "mall.refund",
        text("取消兑换", "Cancel a redemption"),
        ("/mall/orders/{order_id}/refund",),
        ("members:write",),
        Because,
        "mall",
        result=OrderCancelled,
        fields={"order_id": EventField("str", text("兑换单号", "Redemption"), required=True)},
    ),
)
