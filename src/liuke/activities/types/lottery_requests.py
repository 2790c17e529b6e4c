"""What can be asked of a lottery."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.events.request import Request
from liuke.http.fields import Body, Name
from liuke.kernel.text import text


class DrawPrizes(Body):
    """``count`` draws, one after the other; ``pay_with``: ``free``, ``chance`` or ``price``; else what there is."""

    count: Annotated[int, Meta(ge=1, le=10), text("次数", "Draws")] | UnsetType = UNSET
    pay_with: Annotated[Name, text("使用", "Pay with")] | UnsetType = UNSET


# -- results ----------------------------------------------------------------------------------------------------------
class DrawnPrize(msgspec.Struct):
    """What one draw came to.

    Args:
        number: Of the member's draws of this lottery.
        prize: Id of the prize that is given.
        hit: Id of the prize that was drawn; another one where that was gone.
        won: Whether anything is won.
        guaranteed: Whether a guarantee was due.
        paid: ``free``, ``chance`` or ``price``.
    """

    number: int
    prize: str
    hit: str
    won: bool
    guaranteed: bool
    paid: str


class PrizesDrawn(msgspec.Struct):
    """Draws of one request.

    Args:
        activity: The lottery.
        draws: In their order.
        free_left: Free draws that are left today.
    """

    activity: str
    draws: list[DrawnPrize]
    free_left: int


# -- the requests -----------------------------------------------------------------------------------------------------
REQUESTS: tuple[Request, ...] = (
    Request(
        "lottery.draw", text("抽奖", "Draw"), (), ("members:write",), DrawPrizes, "activities", result=PrizesDrawn,
        member=True,
    ),
)  # fmt: skip
