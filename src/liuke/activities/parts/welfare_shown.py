"""What a member is shown of a welfare pool."""

from __future__ import annotations

import msgspec

from liuke.activities.shown import ActivityShown


class WelfareGoalShown(msgspec.Struct):
    """A goal; ``reached``: null where the pool was not read here."""

    id: str
    name: str
    at: int
    reached: bool | None = None


class WelfareShown(ActivityShown, kw_only=True, tag="welfare"):
    """A welfare pool.

    Args:
        given: By the member.
        total: In the pool; null: not read here.
        min_amount: Of one donation; 0: none is taken.
    """

    given: int
    total: int | None = None
    min_amount: int
    goals: list[WelfareGoalShown]
