"""What anti-abuse keeps: what a member did and is part of, and reviews that people decide on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from liuke.decision.shared import SharedKind
from liuke.decision.state import Slot

Status = Literal["open", "released", "confirmed", "lapsed", "erased"]
"""``open``: somebody must look; ``released``: it was given; ``confirmed``: it was taken back; ``lapsed``: nobody
decided in time, and it was given; ``erased``: the member is."""
MAX_TIMES = 12
MAX_RETURNS = 20
MAX_ACTS = 30
"""Acts that a review lists: the newest."""


class RiskBook(msgspec.Struct, omit_defaults=True):
    """What a member's acts are weighed by.

    Args:
        times: When they acted, the newest last.
        returns: When orders that had earned something went back whole, the newest last.
        ring: Features of the ring that they are part of.
        ring_id: Which ring; empty: none.
        trusted_us: Until then nothing is held: somebody has looked.
        reviews: Open reviews, the newest last; more than one only where several became this member.
    """

    times: list[int] = []
    returns: list[int] = []
    ring: dict[str, int] = {}
    ring_id: str = ""
    trusted_us: int = 0
    reviews: list[str] = []


class SeenAct(msgspec.Struct, omit_defaults=True):
    """An act whose rewards were held.

    Args:
        key: Of its operation.
        type: Event type.
        t_us: When it happened.
        score: What it came to.
        features: What was measured and counted, by name.
    """

    key: str
    type: str
    t_us: int
    score: int
    features: dict[str, int] = {}


class Review(msgspec.Struct, omit_defaults=True):
    """One matter that people decide on; the only place where it is decided.

    Args:
        member_id: Whose acts.
        status: How far it has come.
        opened_us: Since when.
        due_us: From when on what is held is given if nobody has decided.
        score: The highest of its acts.
        features: Feature → its worst value of all acts.
        acts: The newest, the oldest first.
        count: How many acts there were.
        rewards: How many rewards are held, or were decided on.
        amounts: Asset → how much of it is held, or was decided on.
        ring_id: Ring that the member was part of; empty: none.
        decided_us: When it was last decided on.
        by: Who decided.
        reason: Why.
        froze: Whether the member was frozen with it.
        undone: Whether it was confirmed once, and that was undone.
    """

    member_id: int
    status: Status
    opened_us: int
    due_us: int
    score: int
    features: dict[str, int] = {}
    acts: list[SeenAct] = []
    count: int = 0
    rewards: int = 0
    amounts: dict[str, int] = {}
    ring_id: str = ""
    decided_us: int = 0
    by: str = ""
    reason: str = ""
    froze: bool = False
    undone: bool = False


def _find_faults(key: str, review: Review) -> Iterable[str]:
    if not 0 < review.score <= 100:
        yield f"{key}: {review.score} is no score that anything is held for"
    if (review.status in {"released", "confirmed"}) != bool(review.by):
        yield f"{key}: it is {review.status}, by {review.by or 'nobody'}"
    if review.count < len(review.acts) or len(review.acts) > MAX_ACTS:
        yield f"{key}: it lists {len(review.acts)} of {review.count} acts"
    if review.undone and review.status != "released":
        yield f"{key}: it was undone, and is {review.status}"
    if min(review.amounts.values(), default=1) <= 0 or review.rewards < 0:
        yield f"{key}: {review.rewards} rewards and {review.amounts} are held"


RISK = Slot("risk", RiskBook)
REVIEW = SharedKind("review", Review, _find_faults, keeps_place=False)
