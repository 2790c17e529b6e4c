"""What is remembered of a member's milestones."""

from __future__ import annotations

import msgspec

from liuke.decision.state import Slot


class MilestoneDoc(msgspec.Struct, array_like=True, gc=False):
    """How often it happened, and the last day that counted.

    Args:
        count: Up to the last step, where the steps do not begin anew.
        last_day: The last day that counted.
        beyond: What happened after the last step: it keeps the step when an earlier order goes back.
        held: Where a day counts once and orders go back: day → what holds it.
        again: Count → which time it is reached next, where a refund has undone it.
    """

    count: int = 0
    last_day: int = -(10**6)
    beyond: int = 0
    held: dict[int, int] = {}
    again: dict[int, int] = {}


class MilestoneBook(msgspec.Struct):
    """All milestones of a member, by activity id."""

    docs: dict[str, MilestoneDoc] = {}


SLOT = Slot("activity_milestone", MilestoneBook)
