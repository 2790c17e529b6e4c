"""What can be asked of picked offers."""

from __future__ import annotations

from typing import Annotated

import msgspec

from liuke.events.request import Request
from liuke.http.fields import Body, Name
from liuke.kernel.text import text


class ShowPicks(Body):
    """Nothing: what was picked for the day or week stays until the next one begins."""


class TakePick(Body):
    """One of the offers that are shown."""

    choice: Annotated[Name, text("选项", "Offer")]


class PickedOffer(msgspec.Struct):
    """An offer in its place.

    Args:
        choice: Which.
        how: ``personal``: best for the member; ``explored``: by chance; ``general``: what most members took.
        bps: How likely it was to be shown in this place, of 10,000.
        taken: Whether the member took it.
    """

    choice: str
    how: str
    bps: int
    taken: bool


class PicksShown(msgspec.Struct):
    """What is shown to the member.

    Args:
        activity: Of the program.
        since: First day for which it was picked.
        items: In their places.
        takes_left: How many may still be taken.
    """

    activity: str
    since: str
    items: list[PickedOffer]
    takes_left: int


class PickTaken(msgspec.Struct):
    """An offer that was taken.

    Args:
        activity: Of the program.
        choice: Which.
        takes_left: How many may still be taken.
    """

    activity: str
    choice: str
    takes_left: int


REQUESTS: tuple[Request, ...] = (
    Request(
        "picks.show", text("查看精选", "See my picks"), (), ("members:write",), ShowPicks, "activities",
        result=PicksShown, result_days=("since",), member=True,
    ),
    Request(
        "picks.take", text("领取", "Take"), (), ("members:write",), TakePick, "activities", result=PickTaken,
        member=True,
    ),
)  # fmt: skip
