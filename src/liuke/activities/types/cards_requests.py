"""What can be asked of a collection of cards."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from liuke.events.request import Request
from liuke.http.fields import Body, Name
from liuke.kernel.text import text

Card = Annotated[Name, text("卡片", "Card")]
Member = Annotated[Name, text("会员", "Member")]


class DrawCard(Body):
    """``pay_with``: ``free`` or ``price``; by default what costs less."""

    pay_with: Annotated[Name, text("支付方式", "Pay with")] | UnsetType = UNSET


class GiveCard(Body):
    """``to_member`` is the receiver's number or ``namespace:external_id``."""

    to_member: Member
    card: Card


class SwapCard(Body):
    """``wanted``: the card that the member wants for it."""

    to_member: Member
    card: Card
    wanted: Annotated[Name, text("想要的卡片", "Wanted")]


class OfOffer(Body):
    """``ref``: of the offer."""

    ref: Annotated[Name, text("单号", "Reference")]


class MakeCard(Body):
    """``recipe``: of the program."""

    recipe: Annotated[Name, text("合成方式", "Recipe")]


class FinishSet(Body):
    """Nothing needs to be said."""


# -- results ----------------------------------------------------------------------------------------------------------
class CardDrawn(msgspec.Struct):
    """A draw.

    Args:
        card: Empty: it was gone, and nothing stands in for it.
        paid: ``free`` or ``price``.
        free_left: Free draws that are left today.
    """

    activity: str
    card: str
    paid: str
    free_left: int


class CardOffered(msgspec.Struct):
    """An offer.

    Args:
        ref: Its reference.
        status: ``open``, ``taken``, ``declined`` or ``recalled``.
        wanted: Empty: it is a gift.
        until_us: Until when it can be taken.
    """

    activity: str
    ref: str
    status: str
    card: str
    wanted: str
    until_us: int


class CardMade(msgspec.Struct):
    """``card``: empty: it was gone, and nothing stands in for it."""

    activity: str
    recipe: str
    card: str


class SetFinished(msgspec.Struct):
    """A finished set.

    Args:
        sets: Of the member, this one included.
        number: In the jackpot, from 0; null: there is none.
        used: Cards that it took.
    """

    activity: str
    sets: int
    number: int | None
    used: list[str]


# -- the requests -----------------------------------------------------------------------------------------------------
def _ask(
    action: str, zh: str, en: str, body: type[Body], result: type[msgspec.Struct], *, names_member: bool = False
) -> Request:
    return Request(
        f"cards.{action}", text(zh, en), (), ("members:write",), body, "activities", result=result, member=True,
        members={"to_member": True} if names_member else {},
    )  # fmt: skip


REQUESTS: tuple[Request, ...] = (
    _ask("draw_card", "抽卡", "Draw a card", DrawCard, CardDrawn),
    _ask("give_card", "赠送卡片", "Give a card", GiveCard, CardOffered, names_member=True),
    _ask("swap_card", "交换卡片", "Swap a card", SwapCard, CardOffered, names_member=True),
    _ask("take_offer", "领取卡片", "Take an offered card", OfOffer, CardOffered),
    _ask("decline_offer", "婉拒卡片", "Decline an offered card", OfOffer, CardOffered),
    _ask("recall_offer", "撤回卡片", "Recall an offered card", OfOffer, CardOffered),
    _ask("make_card", "合成卡片", "Make a card of others", MakeCard, CardMade),
    _ask("finish_set", "集齐合成", "Finish a set", FinishSet, SetFinished),
)
