"""What is remembered of welfare pools: the pool, which everybody shares, and what a member gave."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from liuke.decision.shared import SharedKind
from liuke.decision.state import Slot

MAX_OPEN = 300
"""Contributions of a member that no goal has made final."""


class WelfarePool(msgspec.Struct):
    """A pool.

    Args:
        donated: Points that members gave.
        credited: What acts of members are worth that were credited.
        final: Goals that were reached, in order; what was given before the last of them is final.
        settled: The total when the last of them was reached.
        certificates: How many were issued: their numbers go on from there.
    """

    donated: int = 0
    credited: int = 0
    final: list[str] = []
    settled: int = 0
    certificates: int = 0

    @property
    def total(self) -> int:
        """In all."""
        return self.donated + self.credited


def _faults(key: str, doc: WelfarePool) -> Iterable[str]:
    del key
    if min(doc.donated, doc.credited, doc.certificates) < 0 or doc.total < doc.settled:
        yield f"{doc.donated} donated, {doc.credited} credited, {doc.settled} of it final"
    if len(set(doc.final)) < len(doc.final):
        yield "a goal was reached twice"


POOL = SharedKind("welfare_pool", WelfarePool, _faults)


class Given(msgspec.Struct, array_like=True, gc=False):
    """A contribution that no goal has made final.

    Args:
        amount: How much.
        stage: Goals that had been reached then.
        seq: Posting of a donation; 0: an act that was credited.
        thing: What the act was about.
        owner: Member whose posting it is, where that is one who went into another.
    """

    amount: int
    stage: int
    seq: int = 0
    thing: str = ""
    owner: int = 0


class WelfareDoc(msgspec.Struct, array_like=True, gc=False):
    """One pool of a member.

    Args:
        total: Given in all.
        first_stage: Goals that had been reached when the member gave first.
        open: What may still be taken back.
        day: Of the two counts that follow.
        given_today: Donated on that day.
        acts_today: Acts credited on that day.
    """

    total: int = 0
    first_stage: int = 0
    open: list[Given] = []
    day: int = 0
    given_today: int = 0
    acts_today: int = 0


class WelfareBook(msgspec.Struct):
    """All pools of a member, by activity id."""

    docs: dict[str, WelfareDoc] = {}


SLOT = Slot("activity_welfare", WelfareBook)
