"""What can be asked of reviews, and what comes of it."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from liuke.events.catalogue import EventField
from liuke.events.request import Request
from liuke.http.fields import Body, Words
from liuke.kernel.text import text

Decision = Literal["release", "confirm"]
_FIELDS = {
    "review": EventField("str", text("审核单号", "Review"), required=True),
    "clerk": EventField("str", text("操作人", "Clerk")),
}


class DecideReview(Body):
    """What a person decided."""

    decision: Decision
    reason: Annotated[Words, text("原因", "Reason")] | UnsetType = UNSET
    freeze: Annotated[bool, text("同时冻结会员", "Freeze the member, too")] | UnsetType = UNSET


class UndoReview(Body):
    """Why it was no abuse after all."""

    reason: Annotated[Words, text("原因", "Reason")]


class NoteRing(Body):
    """What the job found: features of the ring that the member is part of; none: they are part of none."""

    ring: Annotated[str, text("团伙", "Ring")] | UnsetType = UNSET
    features: Annotated[dict[str, int], text("特征", "Features")] | UnsetType = UNSET


class ReviewAnswer(msgspec.Struct):
    """How far it has come.

    Args:
        review: Its id.
        status: ``open``, ``released``, ``confirmed``, ``lapsed`` or ``erased``.
        rewards: How many rewards were decided on.
        amounts: Asset → how much of it.
    """

    review: str
    status: str
    rewards: int
    amounts: dict[str, int]


REQUESTS: tuple[Request, ...] = (
    Request(
        "review.decide", text("风险审核", "Decide on a review"), (), ("points:adjust",), DecideReview, "reviews",
        result=ReviewAnswer, by="merchant", filled=("clerk",), audit="review.decided",
        fields={**_FIELDS, "decision": EventField("str", text("决定", "Decision"), required=True)},
    ),
    Request(
        "review.undo", text("撤销风险认定", "Undo a review"), ("/reviews/{review}/undo",), ("points:adjust",),
        UndoReview, "reviews", result=ReviewAnswer, by="merchant", filled=("clerk",), audit="review.undone",
        fields=_FIELDS,
    ),
    Request(
        "risk.noted", text("团伙特征", "What the job found of a member"), (), ("points:adjust",), NoteRing, "reviews",
        by="system",
    ),
)  # fmt: skip
