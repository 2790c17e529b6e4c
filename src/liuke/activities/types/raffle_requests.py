"""What can be asked of a raffle."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.events.request import Request
from liuke.http.fields import Body, Name
from liuke.kernel.text import text


class EnterRaffle(Body):
    """``count`` entries; ``pay_with``: ``free``, ``chance`` or ``price``; else what there is, the cheapest first."""

    count: Annotated[int, Meta(ge=1, le=100), text("次数", "Entries")] | UnsetType = UNSET
    pay_with: Annotated[Name, text("使用", "Pay with")] | UnsetType = UNSET


class RaffleEntered(msgspec.Struct):
    """Entries of one request.

    Args:
        activity: The raffle.
        round: Of which list.
        numbers: Of the new entries.
        entered: Entries of the member in that list.
        closes_us: When it closes.
    """

    activity: str
    round: int
    numbers: list[int]
    entered: int
    closes_us: int


REQUESTS: tuple[Request, ...] = (
    Request(
        "raffle.enter", text("参与抽奖", "Enter the raffle"), (), ("members:write",), EnterRaffle, "activities",
        result=RaffleEntered, member=True,
    ),
)  # fmt: skip
