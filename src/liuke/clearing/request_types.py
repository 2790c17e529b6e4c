"""What clearing asks of the engine for a member; `member_routes` sends these, after looking at the agreement."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from liuke.events.catalogue import EventField
from liuke.events.request import Request
from liuke.http.fields import Amount, Body, Name
from liuke.kernel.text import text

_SCOPES = ("members:write",)


class SendValue(Body):
    """Move value to another shop."""

    agreement: Annotated[Name, text("清算协议", "Agreement")]
    amount: Annotated[Amount, text("数量", "Amount")]
    shop: Annotated[int, text("对方店铺", "The other shop")]
    way: Annotated[dict[str, Any], text("条款", "Terms")]


class LinkShop(Body):
    """Know that the member is known in another shop, too."""

    shop: Annotated[int, text("对方店铺", "The other shop")]
    other: Annotated[int, text("对方会员", "Member there")]


class UnlinkShop(Body):
    """Know it no more."""

    shop: Annotated[int, text("对方店铺", "The other shop")]


class ValueSent(msgspec.Struct):
    """A transfer that has begun.

    Args:
        transfer: Its number, in both shops.
        amount: What was given.
        credit: What arrives.
    """

    transfer: str
    amount: int
    credit: int


class ShopLinked(msgspec.Struct):
    """Whether the member is linked with a member of that shop now."""

    shop: int
    linked: bool


REQUESTS: tuple[Request, ...] = (
    Request(
        "clearing.send", text("跨店转积分", "Move value to another shop"), (), _SCOPES, SendValue, "clearing",
        result=ValueSent,
        fields={"until_us": EventField("t_us", text("协议截止", "Until when"), required=True, kept=False)},
    ),
    Request(
        "clearing.link", text("关联他店会员", "Link a member of another shop"), (), _SCOPES, LinkShop, "clearing",
        result=ShopLinked,
    ),
    Request(
        "clearing.unlink", text("解除他店关联", "End a link with another shop"), (), _SCOPES, UnlinkShop, "clearing",
        result=ShopLinked,
    ),
)  # fmt: skip
