"""What can be asked of an assist."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from liuke.events.request import Request
from liuke.http.fields import Body, Name, Nothing
from liuke.kernel.text import text


class NameAssist(Body):
    """``ref``: as ``start_assist`` answered it; the link that friends are sent carries it."""

    ref: Annotated[Name, text("助力编号", "Assist")]


# -- results ----------------------------------------------------------------------------------------------------------
class StageSeen(msgspec.Struct):
    """A stage.

    Args:
        friends: How many it takes.
        reached: Whether so many have helped.
    """

    id: str
    friends: int
    reached: bool


class AssistStarted(msgspec.Struct):
    """A run: send ``ref`` to friends.

    Args:
        until_us: First instant at which nobody helps any more.
    """

    activity: str
    ref: str
    until_us: int
    stages: list[StageSeen]


class FriendHelped(msgspec.Struct):
    """What came of a help.

    Args:
        status: ``counted``, or ``pledged``: it counts once the member has done what the activity asks for.
        helpers: Friends whose help counts now.
        friends_left: How many more it takes to the next stage; 0: the last is reached.
    """

    activity: str
    ref: str
    status: Literal["counted", "pledged"]
    helpers: int
    friends_left: int


class AssistSeen(msgspec.Struct):
    """A run as a friend sees it; looking helps nobody.

    Args:
        running: Whether friends can help.
        mine: Whether the member started it.
        why_not: Code of the reason why the member cannot help; empty: they can.
    """

    activity: str
    ref: str
    helpers: int
    stages: list[StageSeen]
    until_us: int
    running: bool
    mine: bool
    why_not: str


# -- the requests -----------------------------------------------------------------------------------------------------
_SCOPES = ("members:write",)
REQUESTS: tuple[Request, ...] = (
    Request(
        "assist.start_assist", text("发起助力", "Start an assist"), (), _SCOPES, Nothing, "activities",
        result=AssistStarted, member=True,
    ),
    Request(
        "assist.help_friend", text("为好友助力", "Help a friend"), (), _SCOPES, NameAssist, "activities",
        result=FriendHelped, member=True,
    ),
    Request(
        "assist.see_assist", text("查看好友的助力", "See a friend's assist"), (), _SCOPES, NameAssist, "activities",
        result=AssistSeen, member=True,
    ),
)  # fmt: skip
