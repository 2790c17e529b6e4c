"""What a member is shown of a check-in."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.activities.shown import ActivityShown


class CheckInMonth(msgspec.Struct):
    """A month of a check-in's calendar.

    Args:
        first: Its first day.
        last: Its last day.
        checked: Days that are checked in, made-up ones included.
        made_up: Those that were made up for.
    """

    first: str
    last: str
    checked: list[str]
    made_up: list[str]


class StepAhead(msgspec.Struct):
    """A step of the ladder that is to come.

    Args:
        in_days: Days until it is reached.
        at: Days in a row that it takes.
        rewards: In words.
    """

    in_days: int
    at: int
    rewards: str


class MakeUpShown(msgspec.Struct):
    """What can be made up for.

    Args:
        left: Times that are left this month.
        days: Days that can be made up for.
        prices: What one costs: one of these.
    """

    left: int
    days: list[str]
    prices: list[dict[str, Any]]


class CheckInShown(ActivityShown, kw_only=True, tag="check_in"):
    """A check-in.

    Args:
        today: The merchant's day.
        checked_in: Whether the member has checked in today.
        streak: Days in a row.
        position: Place in the ladder.
        total: Days in all.
        month: The calendar of this month.
        next: Steps to come, the nearest first.
        make_up: Null: days cannot be made up for.
    """

    today: str
    checked_in: bool
    streak: int
    position: int
    total: int
    month: CheckInMonth
    next: list[StepAhead]
    make_up: MakeUpShown | None
