"""What can be asked of prizes, and what comes of it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.events.catalogue import EventField
from liuke.events.request import Request
from liuke.http.fields import Body, Name, Words
from liuke.kernel.text import text

_Line = Annotated[str, Meta(max_length=200)]
_AddressId = Annotated[str, Meta(min_length=1, max_length=40)]
_Reason = Annotated[str, Meta(min_length=1, max_length=500)]


class ClaimPrize(Body):
    """Who gets it where. Which of these are needed says ``asks`` of the prize; all are kept sealed.

    ``address_id`` names an address of the member's book instead of recipient, phone and address; it is kept as it is
    now.
    """

    address_id: Annotated[_AddressId, text("地址编号", "Address")] | UnsetType = UNSET
    recipient: Annotated[_Line, text("收件人", "Recipient")] | UnsetType = UNSET
    phone: Annotated[_Line, text("电话", "Phone")] | UnsetType = UNSET
    address: Annotated[Words, text("地址", "Address")] | UnsetType = UNSET
    contact: Annotated[_Line, text("充值账号", "Account")] | UnsetType = UNSET
    real_name: Annotated[_Line, text("真实姓名", "Real name")] | UnsetType = UNSET
    id_number: Annotated[_Line, text("证件号", "Number of the identity document")] | UnsetType = UNSET


class SendPrize(Body):
    """The parcel."""

    carrier: Annotated[_Line, text("承运人", "Carrier")] | UnsetType = UNSET
    tracking: Annotated[_Line, text("运单号", "Tracking number")] | UnsetType = UNSET


class HandOverPrize(Body):
    """Where it was handed over."""

    store: Annotated[Name, text("门店", "Store")] | UnsetType = UNSET


class ForfeitPrize(Body):
    """Why the member does not get it."""

    reason: Annotated[_Reason, text("原因", "Reason")]


class ReplacePrize(Body):
    """Who gets it instead, and why."""

    to_member: Annotated[str, Meta(min_length=1, max_length=300), text("给谁", "To whom")]
    reason: Annotated[_Reason, text("原因", "Reason")]


class PrizeAnswer(msgspec.Struct):
    """How far it has come.

    Args:
        prize: Its id.
        status: ``won``, ``claimed``, ``sent``, ``handed_over``, ``forfeited`` or ``withdrawn``.
        replaced_by: Prize that another member was given in its place; empty: none.
    """

    prize: str
    status: str
    replaced_by: str


_PRIZE = {"prize": EventField("str", text("奖品单号", "Prize"), required=True)}
_CLERK = {"clerk": EventField("str", text("操作人", "Clerk"))}
_HANDS, _STAFF = ("redeem", "members:write"), ("points:adjust",)


def _personal(zh: str, en: str, most: int = 200) -> EventField:
    return EventField("str", text(zh, en), most=most, personal=True)


REQUESTS: tuple[Request, ...] = (
    Request(
        "prize.claim", text("领取奖品", "Claim a prize"), ("/prizes/{prize}/claim",), ("members:write",), ClaimPrize,
        "prizes", result=PrizeAnswer, member=True, addressed=True,
        fields={
            **_PRIZE, "recipient": _personal("收件人", "Recipient"), "phone": _personal("电话", "Phone"),
            "address": _personal("地址", "Address", 500), "contact": _personal("充值账号", "Account"),
            "real_name": _personal("真实姓名", "Real name"),
            "id_number": _personal("证件号", "Number of the identity document"),
        },
    ),
    Request(
        "prize.send", text("寄出奖品", "Send a prize"), ("/prizes/{prize}/send",), _HANDS, SendPrize, "prizes",
        result=PrizeAnswer, by="merchant", filled=("clerk",), fields={**_PRIZE, **_CLERK},
    ),
    Request(
        "prize.hand_over", text("交付奖品", "Hand a prize over"), ("/prizes/{prize}/hand-over",), _HANDS, HandOverPrize,
        "prizes", result=PrizeAnswer, by="merchant", filled=("clerk",), fields={**_PRIZE, **_CLERK},
    ),
    Request(
        "prize.forfeit", text("作废奖品", "Forfeit a prize"), ("/prizes/{prize}/forfeit",), _STAFF, ForfeitPrize,
        "prizes", result=PrizeAnswer, by="merchant", filled=("clerk",), fields={**_PRIZE, **_CLERK},
        audit="prize.forfeited",
    ),
    Request(
        "prize.replace", text("转给候补", "Give a forfeited prize to another"), ("/prizes/{prize}/replace",), _STAFF,
        ReplacePrize, "prizes", result=PrizeAnswer, by="merchant", filled=("clerk",), members={"to_member": True},
        fields={**_PRIZE, **_CLERK}, audit="prize.replaced",
    ),
)  # fmt: skip
