"""What can be asked of points."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.events.catalogue import EventField
from liuke.events.request import Request
from liuke.http.fields import Amount, Body, Moment, Name, Nothing, Words
from liuke.kernel.text import text


class Earn(Body):
    """Give points by decision of the caller."""

    asset: Annotated[Name, text("账户", "Asset")]
    amount: Annotated[Amount, text("数量", "Amount")]
    ref: Annotated[Words, text("关联单号", "Reference")] | UnsetType = UNSET
    reason: Annotated[Words, text("原因", "Reason")] | UnsetType = UNSET
    settles_us: Annotated[Moment, text("入账时间", "Settles at")] | UnsetType = UNSET
    expires_us: Annotated[Moment, text("到期时间", "Expires at")] | UnsetType = UNSET


class Spend(Body):
    """Take points for something."""

    asset: Annotated[Name, text("账户", "Asset")]
    amount: Annotated[Amount, text("数量", "Amount")]
    ref: Annotated[Words, text("关联单号", "Reference")] | UnsetType = UNSET


class RefundPoints(Body):
    """Give back what the posting ``seq`` spent, to the same lots."""

    asset: Annotated[Name, text("账户", "Asset")]
    amount: Annotated[Amount, text("数量", "Amount")]
    seq: Annotated[int, Meta(ge=1, lt=2**62), text("原流水号", "Posting")]
    ref: Annotated[Words, text("关联单号", "Reference")] | UnsetType = UNSET


class HoldPoints(Body):
    """Reserve points for something that is not certain yet."""

    asset: Annotated[Name, text("账户", "Asset")]
    amount: Annotated[Amount, text("数量", "Amount")]
    hold_id: Annotated[Name, text("冻结单号", "Hold")]
    ref: Annotated[Words, text("关联单号", "Reference")] | UnsetType = UNSET
    expires_us: Annotated[Moment, text("到期时间", "Expires at")] | UnsetType = UNSET


class GivePoints(Body):
    """``to_member`` is the receiver's number or ``namespace:external_id``."""

    asset: Annotated[Name, text("账户", "Asset")]
    amount: Annotated[Amount, text("数量", "Amount")]
    to_member: Annotated[Name, text("会员", "Member")]
    note: Annotated[Words, text("留言", "Note")] | UnsetType = UNSET


class ExchangePoints(Body):
    """Exchange one asset for another by a rule of the program."""

    exchange: Annotated[Name, text("互换规则", "Exchange")]
    amount: Annotated[Amount, text("数量", "Amount")]
    ref: Annotated[Words, text("关联单号", "Reference")] | UnsetType = UNSET


class DonatePoints(Body):
    """Give points to a pool of the program."""

    pool: Annotated[Name, text("公益池", "Pool")]
    amount: Annotated[Amount, text("数量", "Amount")]


class FreezePoints(Body):
    """Put points aside while something is looked into; all that are available if no amount is given."""

    asset: Annotated[Name, text("账户", "Asset")]
    hold_id: Annotated[Name, text("冻结单号", "Hold")]
    reason: Annotated[str, Meta(min_length=1, max_length=500), text("原因", "Reason")]
    amount: Annotated[Amount, text("数量（缺省为全部）", "Amount; all by default")] | UnsetType = UNSET


class LiftFreeze(Body):
    """End a freeze."""

    reason: Annotated[str, Meta(min_length=1, max_length=500), text("原因", "Reason")]


# -- results ----------------------------------------------------------------------------------------------------------
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


class PointsFrozen(msgspec.Struct):
    """Points that were put aside."""

    hold_id: str
    seq: int
    frozen: int


# -- the requests -----------------------------------------------------------------------------------------------------
REQUESTS: tuple[Request, ...] = (
    Request(
        "points.earn",
        text("发放积分", "Earn points"),
        ("/points/earn",),
        ("points:write",),
        Earn,
        "points",
        summary=text("发放积分", "Give points"),
        result=PointsMoved,
        by="merchant",
    ),
    Request(
        "points.spend",
        text("消耗积分", "Spend points"),
        ("/points/spend",),
        ("points:write",),
        Spend,
        "points",
        summary=text("扣减积分", "Spend points"),
        result=PointsMoved,
    ),
    Request(
        "points.refund",
        text("退回积分", "Refund points"),
        ("/points/refund",),
        ("points:write",),
        RefundPoints,
        "points",
        summary=text("退回积分", "Give spent points back"),
        result=PointsMoved,
    ),
    Request(
        "points.hold",
        text("预扣积分", "Hold points"),
        ("/points/hold",),
        ("points:write",),
        HoldPoints,
        "points",
        result=PointsHeld,
        fields={"purpose": EventField("str", text("用途", "Purpose"))},
    ),
    Request(
        "points.commit",
        text("确认扣减", "Commit a hold"),
        ("/points/holds/{hold_id}/commit",),
        ("points:write",),
        Nothing,
        "points",
        result=PointsMoved,
        fields={"hold_id": EventField("str", text("冻结单号", "Hold"), required=True)},
    ),
    Request(
        "points.release",
        text("释放预扣", "Release a hold"),
        ("/points/holds/{hold_id}/release",),
        ("points:write",),
        Nothing,
        "points",
        result=PointsMoved,
        fields={"hold_id": EventField("str", text("冻结单号", "Hold"), required=True)},
    ),
    Request(
        "points.gift",
        text("赠送积分", "Give points"),
        ("/points/gift",),
        ("points:write",),
        GivePoints,
        "points",
        summary=text("赠送积分", "Give points to another member"),
        result=PointsGiven,
        member=True,
        members={"to_member": True},
    ),
    Request(
        "points.accept_gift",
        text("领取赠送", "Accept a gift"),
        ("/points/gifts/{gift_id}/accept",),
        ("points:write",),
        Nothing,
        "points",
        summary=text("领取赠送", "Accept a gift of points"),
        result=GiftAnswered,
        member=True,
        fields={"gift_id": EventField("str", text("赠送单号", "Gift"), required=True)},
    ),
    Request(
        "points.decline_gift",
        text("谢绝赠送", "Decline a gift"),
        ("/points/gifts/{gift_id}/decline",),
        ("points:write",),
        Nothing,
        "points",
        summary=text("谢绝赠送", "Decline a gift of points"),
        result=GiftAnswered,
        member=True,
        fields={"gift_id": EventField("str", text("赠送单号", "Gift"), required=True)},
    ),
    Request(
        "points.exchange",
        text("兑换账户", "Exchange assets"),
        ("/points/exchange",),
        ("points:write",),
        ExchangePoints,
        "points",
        result=PointsExchanged,
        member=True,
    ),
    Request(
        "points.donate",
        text("捐赠积分", "Give points to a pool"),
        ("/points/donate",),
        ("points:write",),
        DonatePoints,
        "points",
        result=PointsMoved,
        member=True,
    ),
    Request(
        "points.freeze",
        text("冻结积分", "Freeze points"),
        ("/points/freeze",),
        ("points:adjust",),
        FreezePoints,
        "points",
        result=PointsFrozen,
        fields={"actor": EventField("str", text("操作人", "Who asks"), required=True)},
        filled=("actor",),
        by="merchant",
    ),
    Request(
        "points.unfreeze",
        text("解冻积分", "Unfreeze points"),
        ("/points/freezes/{hold_id}/lift",),
        ("points:adjust",),
        LiftFreeze,
        "points",
        summary=text("解冻积分", "Lift a freeze"),
        result=PointsMoved,
        fields={
            "actor": EventField("str", text("操作人", "Who asks"), required=True),
            "hold_id": EventField("str", text("冻结单号", "Hold"), required=True),
        },
        filled=("actor",),
        by="merchant",
    ),
)
