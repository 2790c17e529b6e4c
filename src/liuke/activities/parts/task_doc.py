"""What is remembered of a member's tasks."""

from __future__ import annotations

import msgspec

from liuke.activities.parts.task_measures import Progress
from liuke.decision.state import Slot

OPEN, DONE, CLAIMABLE = 0, 1, 2


class TaskDoc(msgspec.Struct, array_like=True, gc=False):
    """One task of a member: progress by first day of its period, and how often it was completed."""

    periods: dict[int, Progress] = {}
    completed: int = 0


class TaskBook(msgspec.Struct):
    """All tasks of a member, by activity id."""

    docs: dict[str, TaskDoc] = {}


SLOT = Slot("activity_task", TaskBook)
