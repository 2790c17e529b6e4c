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


def find_period(activity: Activity, kind: str, day: int) -> PeriodOf:
    """The period of a board that holds a merchant-local day; the activity's end ends it, too."""
    if kind == "campaign":
        return PeriodOf("campaign", 0, activity.closes_us)
    first = period_start(day, _KINDS[kind])
    ends_us = activity.program.calendar.day_start_us(period_end(day, _KINDS[kind]))
    return PeriodOf(f"{kind}:{date_of(first).isoformat()}", first, min(ends_us, activity.closes_us))


_KINDS: dict[str, Period] = {"day": "day", "week": "week", "month": "month"}
