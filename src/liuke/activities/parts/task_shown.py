"""What a member is shown of a task."""

from __future__ import annotations

from typing import Literal

import msgspec

from liuke.activities.shown import ActivityShown


class TaskStepShown(msgspec.Struct):
    """A step of a task.

    Args:
        value: So far.
        target: That it takes.
    """

    id: str
    name: str | None
    value: int
    target: int
    unit: str


class TaskShown(ActivityShown, kw_only=True, tag="task"):
    """A task.

    Args:
        cadence: How often it can be done.
        completed: Times that it was done.
        period: First day of the period; null: it is done once.
        ends_day: First day after the period; null: it has no end.
        match: Whether all steps are needed, or any.
        claimable: First days of periods whose reward waits to be claimed.
        rewards: In words.
    """

    cadence: str
    status: Literal["open", "completed"]
    completed: int
    period: str | None
    ends_day: str | None
    match: str
    steps: list[TaskStepShown]
    claimable: list[str]
    rewards: str
