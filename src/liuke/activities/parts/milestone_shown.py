"""What a member is shown of milestones."""

from __future__ import annotations

import msgspec

from liuke.activities.shown import ActivityShown


class MilestoneStepShown(msgspec.Struct):
    """One milestone.

    Args:
        at: Times that it takes.
        rewards: In words.
    """

    at: int
    name: str | None
    reached: bool
    rewards: str


class MilestoneShown(ActivityShown, kw_only=True, tag="milestone"):
    """Milestones.

    Args:
        count: Times so far.
        missing: Times until the next one; null: none is to come.
    """

    count: int
    missing: int | None
    steps: list[MilestoneStepShown]
