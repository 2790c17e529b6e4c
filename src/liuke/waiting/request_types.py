"""What can be asked about facts that wait."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.events.request import Request
from liuke.http.fields import Body
from liuke.kernel.text import text


class Dismissal(Body):
    """Let a fact wait no longer.

    Args:
        place: What it waits for, as listed: ``order/A1``.
        ref: Its reference, as listed.
        reason: Why nothing will follow from it.
    """

    place: Annotated[str, Meta(min_length=1, max_length=500), text("等待对象", "Waits for")]
    ref: Annotated[str, Meta(min_length=1, max_length=500), text("编号", "Reference")]
    reason: Annotated[str, Meta(max_length=500), text("原因", "Reason")] | UnsetType = UNSET


class Dismissed(msgspec.Struct):
    """The fact waits no more."""

    place: str
    ref: str


REQUESTS: tuple[Request, ...] = (
    Request(
        "waiting.dismiss",
        text("不再等待", "Let a fact wait no longer"),
        ("/waiting/dismiss",),
        ("members:write",),
        Dismissal,
        "members",
        result=Dismissed,
        by="merchant",
    ),
)
