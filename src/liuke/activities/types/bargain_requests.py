"""What can be asked of a bargain."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from liuke.events.request import Request
from liuke.http.fields import Body, Name
from liuke.kernel.text import text


class StartBargain(Body):
    """``good``: of the activity; needed where it has several."""

    good: Annotated[Name, text("商品", "Good")] | UnsetType = UNSET


class NameBargain(Body):
    """``ref``: as ``start`` answered it; the link that friends are sent carries it."""

    ref: Annotated[Name, text("砍价编号", "Bargain")]


# -- results ----------------------------------------------------------------------------------------------------------
class BargainStarted(msgspec.Struct):
    """A bargain: send ``ref`` to friends.

    Args:
        ref: Its name.
        friends: How many it takes to the floor.
        cuts_cents: What each cuts, in turn; empty: it is drawn.
        until_us: First instant at which nobody helps any more.
        pay_until_us: First instant at which it can be bought no more.
    """

    activity: str
    ref: str
    good: str
    full_cents: int
    floor_cents: int
    friends: int
    cuts_cents: list[int]
    until_us: int
    pay_until_us: int


class BargainHelped(msgspec.Struct):
    """What the member cut.

    Args:
        cut_cents: By this help.
        price_cents: What it costs now.
        friends_left: How many more it takes to the floor.
        newcomer: Whether the help counted as a newcomer's.
    """

    activity: str
    ref: str
    cut_cents: int
    price_cents: int
    friends_left: int
    newcomer: bool


class BargainSeen(msgspec.Struct):
    """A bargain as a friend sees it; looking helps nobody.

    Args:
        status: ``running``, ``in_checkout``, ``bought`` or ``over``.
        mine: Whether the member started it.
        why_not: Code of the reason why the member cannot help; empty: they can.
        next_cents: What the member would cut; null: it is drawn, or they cannot.
    """

    activity: str
    ref: str
    good: str
    full_cents: int
    floor_cents: int
    price_cents: int
    helpers: int
    friends_left: int
    until_us: int
    status: str
    mine: bool
    why_not: str
    next_cents: int | None


class BargainGivenUp(msgspec.Struct):
    """A bargain that the member does not want any more."""

    activity: str
    ref: str


# -- the requests -----------------------------------------------------------------------------------------------------
_SCOPES = ("members:write",)
REQUESTS: tuple[Request, ...] = (
    Request(
        "bargain.start_bargain", text("发起砍价", "Start a bargain"), (), _SCOPES, StartBargain, "activities",
        result=BargainStarted, member=True,
    ),
    Request(
        "bargain.cut_price", text("帮好友砍价", "Help a friend's bargain"), (), _SCOPES, NameBargain, "activities",
        result=BargainHelped, member=True,
    ),
    Request(
        "bargain.see_bargain", text("查看好友的砍价", "See a friend's bargain"), (), _SCOPES, NameBargain, "activities",
        result=BargainSeen, member=True,
    ),
    Request(
        "bargain.drop_bargain", text("放弃砍价", "Give a bargain up"), (), _SCOPES, NameBargain, "activities",
        result=BargainGivenUp, member=True,
    ),
)  # fmt: skip
