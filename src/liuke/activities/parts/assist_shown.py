"""What a member is shown of an assist."""

from __future__ import annotations

import msgspec

from liuke.activities.shown import ActivityShown


class AssistStageShown(msgspec.Struct):
    """A stage of the activity.

    Args:
        friends: How many it takes.
    """

    id: str
    name: str
    friends: int


class AssistRunShown(msgspec.Struct):
    """A run of the member's.

    Args:
        ref: Its name: what friends are sent.
        helpers: Friends whose help counts.
        reached: Stages that are reached, by id.
        running: Whether friends can still help.
        until_us: First instant at which nobody helps any more.
    """

    ref: str
    helpers: int
    reached: list[str]
    running: bool
    until_us: int


class AssistShown(ActivityShown, kw_only=True, tag="assist"):
    """An assist.

    Args:
        runs: That the member started, the newest first.
        runs_left: How many more the member may start; null: without limit.
        helps_left: How often the member may still help today; null: without limit.
    """

    stages: list[AssistStageShown]
    runs: list[AssistRunShown]
    runs_left: int | None
    helps_left: int | None
