"""What can be asked of a task."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from liuke.events.catalogue import EventField
from liuke.events.request import Request
from liuke.http.fields import Body, Day
from liuke.kernel.text import text


class ClaimTask(Body):
    """``period`` is the first day of the period whose reward is meant; by default the oldest."""

    period: Annotated[Day, text("周期首日", "First day of the period")] | UnsetType = UNSET


# -- results ----------------------------------------------------------------------------------------------------------
class TaskClaimed(msgspec.Struct):
    """A task's reward.

    Args:
        activity: The task.
        period: First day of the period whose reward it was.
        left: Periods whose reward can still be claimed.
    """

    activity: str
    period: str
    left: int


# -- the requests -----------------------------------------------------------------------------------------------------
REQUESTS: tuple[Request, ...] = (
    Request(
        "task.claim",
        text("领取任务奖励", "Claim a task's reward"),
        ("/tasks/{activity}/claim",),
        ("members:write",),
        ClaimTask,
        "tasks",
        result=TaskClaimed,
        result_days=("period",),
        member=True,
        fields={"activity": EventField("str", text("任务", "Task"))},
    ),
)
