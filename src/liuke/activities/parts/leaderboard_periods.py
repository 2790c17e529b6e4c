"""Periods of a board, in the merchant's days. Pure."""

from __future__ import annotations

import msgspec

from liuke.activities.contracts import Activity
from liuke.kernel.clock import Period, date_of, period_end, period_start


class PeriodOf(msgspec.Struct, frozen=True):
    """One period.

    Args:
        key: As it is kept: ``week:2026-11-30``; ``campaign``: the whole activity.
        first_day: Merchant-local; 0: from the beginning.
        until_us: First instant after.
    """

    key: str
    first_day: int
    until_us: int


def find_end(activity: Activity) -> int:
    """First instant after the activity, and after the campaign in which it lives."""
    spec = activity.spec
    overlay = activity.program.origin.find_overlay(f"campaigns.{spec.campaign}") if spec.campaign else None
    return min(activity.closes_us, overlay.closes_us) if overlay is not None else activity.closes_us


def find_period(activity: Activity, kind: str, day: int) -> PeriodOf:
    """The period of a board that holds a merchant-local day; the activity's end ends it, too."""
    if kind == "campaign":
        return PeriodOf("campaign", 0, find_end(activity))
    first = period_start(day, _KINDS[kind])
    ends_us = activity.program.calendar.day_start_us(period_end(day, _KINDS[kind]))
    return PeriodOf(f"{kind}:{date_of(first).isoformat()}", first, min(ends_us, find_end(activity)))


def find_following(kind: str, day: int) -> int:
    """First day of the period after the one that holds a merchant-local day."""
    return period_end(day, _KINDS[kind])


def find_again(activity: Activity, key: str, first_day: int) -> PeriodOf:
    """A period that was counted, whatever periods the board has by now."""
    return find_period(activity, key.partition(":")[0], first_day)


_KINDS: dict[str, Period] = {"day": "day", "week": "week", "month": "month", "year": "year"}
