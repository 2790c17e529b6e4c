"""What can be asked of a vote."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from liuke.events.request import Request
from liuke.http.fields import Body, Name
from liuke.kernel.text import text


class CastVote(Body):
    """The options that the member chooses, all of them: what was chosen before is chosen no more."""

    options: Annotated[list[Name], Meta(min_length=1, max_length=50), text("选项", "Options")]


class VoteCast(msgspec.Struct):
    """A vote as it counts.

    Args:
        activity: The vote.
        options: What is chosen.
        changed: Whether this changed anything; no: it was chosen already.
    """

    activity: str
    options: list[str]
    changed: bool


REQUESTS: tuple[Request, ...] = (
    Request(
        "vote.cast", text("投票", "Vote"), (), ("members:write",), CastVote, "activities", result=VoteCast, member=True
    ),
)
