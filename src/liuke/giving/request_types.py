"""What a giving asks of the engine for each member; staff ask for givings, not for these."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from liuke.events.request import Request
from liuke.http.fields import Body, Name
from liuke.kernel.text import text


class GiveOne(Body):
    """Give one member what a giving gives."""

    giving: Annotated[Name, text("发放单号", "Giving")]
    what: Annotated[dict[str, Any], text("内容", "What")]
    actor: Annotated[Name, text("操作人", "By")]


class TakeOneBack(Body):
    """Take back from one member what a giving gave."""

    giving: Annotated[Name, text("发放单号", "Giving")]
    actor: Annotated[Name, text("操作人", "By")]


class OneGiven(msgspec.Struct):
    """What was given, and (taken back) what of it stays."""

    giving: str
    stays: list[dict[str, Any]] = []


REQUESTS: tuple[Request, ...] = (
    Request(
        "giving.give", text("人工发放", "Give by hand"), (), ("points:adjust",), GiveOne, "givings", result=OneGiven,
        by="merchant",
    ),
    Request(
        "giving.take_back", text("收回人工发放", "Take back what was given by hand"), (), ("points:adjust",),
        TakeOneBack, "givings", result=OneGiven, by="merchant",
    ),
)  # fmt: skip
