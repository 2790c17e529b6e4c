"""What can be asked of coupons."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from liuke.events.catalogue import EventField
from liuke.events.request import Request
from liuke.http.fields import Because, Body, Cents, Name, Nothing
from liuke.kernel.text import text


class ClaimCoupon(Body):
    """Claim a coupon that the program offers."""

    batch: Annotated[Name, text("券", "Coupon")]


class RedeemCouponCode(Body):
    """Turn a code into its coupon."""

    code: Annotated[Name, text("券码", "Code")]


class UseCoupon(Body):
    """Use a coupon outside a checkout of ours."""

    order_id: Annotated[Name, text("订单号", "Order")] | UnsetType = UNSET
    saved_cents: Annotated[Cents, text("节省", "Saved")] | UnsetType = UNSET
    amount_cents: Annotated[Cents, text("订单金额", "Order amount")] | UnsetType = UNSET
    store: Annotated[Name, text("门店", "Store")] | UnsetType = UNSET


class GiveCoupon(Body):
    """``to_member`` is the receiver's number or ``namespace:external_id``."""

    to_member: Annotated[Name, text("受赠会员", "To member")]


# -- results ----------------------------------------------------------------------------------------------------------
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


# -- the requests -----------------------------------------------------------------------------------------------------
REQUESTS: tuple[Request, ...] = (
    Request(
        "coupon.claim",
        text("领券", "Claim a coupon"),
        ("/coupons/claim",),
        ("members:write",),
        ClaimCoupon,
        "coupons",
        result=CouponReceived,
        member=True,
    ),
    Request(
        "coupon.redeem_code",
        text("兑换券码", "Redeem a coupon code"),
        ("/coupons/redeem-code",),
        ("members:write",),
        RedeemCouponCode,
        "coupons",
        summary=text("兑换券码", "Turn a code into its coupon"),
        result=CouponReceived,
        member=True,
    ),
    Request(
        "coupon.use",
        text("核销券", "Use a coupon"),
        ("/coupons/{coupon_id}/use",),
        ("checkout", "redeem"),
        UseCoupon,
        "coupons",
        result=CouponUsed,
        fields={"coupon_id": EventField("str", text("券号", "Coupon number"), required=True)},
    ),
    Request(
        "coupon.gift",
        text("转赠券", "Give a coupon"),
        ("/coupons/{coupon_id}/gift",),
        ("members:write",),
        GiveCoupon,
        "coupons",
        summary=text("转赠券", "Give a coupon away"),
        result=CouponGiven,
        member=True,
        fields={"coupon_id": EventField("str", text("券号", "Coupon number"), required=True)},
        members={"to_member": False},
    ),
    Request(
        "coupon.revoke",
        text("收回券", "Revoke a coupon"),
        ("/coupons/{coupon_id}/revoke",),
        ("members:write",),
        Because,
        "coupons",
        fields={"coupon_id": EventField("str", text("券号", "Coupon number"), required=True)},
        by="merchant",
    ),
    Request(
        "coupon.gift_accept",
        text("接受转赠", "Accept a gift"),
        ("/coupon-gifts/{gift_id}/accept",),
        ("members:write",),
        Nothing,
        "coupons",
        summary=text("接受转赠的券", "Accept a coupon as a gift"),
        result=GiftAccepted,
        member=True,
        fields={"gift_id": EventField("str", text("转赠单号", "Gift"), required=True)},
    ),
    Request(
        "coupon.gift_cancel",
        text("取消转赠", "Take a gift back"),
        ("/coupon-gifts/{gift_id}/cancel",),
        ("members:write",),
        Nothing,
        "coupons",
        summary=text("取消转赠", "Take a gift of a coupon back"),
        member=True,
        fields={"gift_id": EventField("str", text("转赠单号", "Gift"), required=True)},
    ),
)
