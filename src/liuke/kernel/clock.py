"""Merchant-local days and calendar periods.

Every instant is an ``int`` of UTC microseconds since 1970-01-01 (``t_us``). Every day is an ``int`` of days since
1970-01-01 in the merchant's time zone (``day``). "Daily", "streak" and "monthly" are always in merchant-local days.
A merchant may let the day begin later than midnight (a tea shop that closes at 2 h counts its late guests to the
evening before).
"""

from __future__ import annotations

import calendar as _calendar
from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US
FOREVER_US = 2**62
"""An instant after everything: 'never expires'."""
EARLIEST_US = 631_152_000 * SECOND_US
LATEST_US = 4_102_444_800 * SECOND_US
"""Events happen from 1990 on and before 2100: what lies outside is a slip of the unit, not a time."""

_EPOCH = date(1970, 1, 1)
_EPOCH_ORDINAL = _EPOCH.toordinal()

Period = Literal["day", "week", "month", "quarter", "year", "lifetime"]


def is_moment(t_us: int) -> bool:
    """Whether rules can be about it; seconds and milliseconds, taken for microseconds, are of 1970."""
    return EARLIEST_US <= t_us < LATEST_US


def day_of(value: date) -> int:
    """Number of the calendar date."""
    return value.toordinal() - _EPOCH_ORDINAL


def date_of(day: int) -> date:
    """Calendar date of a day number."""
    return date.fromordinal(day + _EPOCH_ORDINAL)


FIRST_DAY, LAST_DAY = day_of(date.min), day_of(date.max)
"""Of the calendar: years 1 to 9999."""


def to_us(value: datetime) -> int:
    """Microseconds of an aware datetime, exactly."""
    assert value.tzinfo is not None, "a time without a zone has no place on the clock"
    delta = value.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * SECOND_US + delta.microseconds


def from_us(t_us: int) -> datetime:
    """Aware UTC datetime of an instant."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=t_us)


@lru_cache(maxsize=16_384)
def add_months(day: int, months: int) -> int:
    """The same day of the month ``months`` later, or that month's last day (31 Jan + 1 → 28/29 Feb)."""
    start = date_of(day)
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    last = _calendar.monthrange(year, month + 1)[1]
    return day_of(date(year, month + 1, min(start.day, last)))


@lru_cache(maxsize=16_384)
def period_start(day: int, period: Period) -> int:
    """First day of the period that holds ``day``; weeks begin on Monday, ``lifetime`` on day 0."""
    if period == "day":
        return day
    if period == "week":
        return day - (day + 3) % 7
    if period == "lifetime":
        return 0
    value = date_of(day)
    month = {"month": value.month, "quarter": value.month - (value.month - 1) % 3, "year": 1}[period]
    return day_of(date(value.year, month, 1))


@lru_cache(maxsize=16_384)
def period_end(day: int, period: Period) -> int:
    """First day after the period that holds ``day``."""
    if period == "lifetime":
        return FOREVER_US // DAY_US
    start = period_start(day, period)
    if period == "day":
        return start + 1
    if period == "week":
        return start + 7
    return add_months(start, {"month": 1, "quarter": 3, "year": 12}[period])


def weekday(day: int) -> int:
    """ISO weekday: Monday 1 … Sunday 7."""
    return (day + 3) % 7 + 1


_BLOCK_DAYS = 512
_BLOCK_US = _BLOCK_DAYS * DAY_US
_MARGIN_DAYS = 2
"""A merchant's day begins at most a day before, and one and a half after, the day of UTC of the same number."""
_FIRST_BLOCK, _LAST_BLOCK = FIRST_DAY // _BLOCK_DAYS + 1, LAST_DAY // _BLOCK_DAYS - 1


class MerchantCalendar:
    """Turns instants into merchant-local days and back, daylight saving and late-night cut-off included.

    Args:
        time_zone: IANA name, such as ``Asia/Shanghai``.
        day_starts_at_minutes: Minutes after local midnight at which the merchant's day begins (0–720).
    """

    def __init__(self, time_zone: str = "Asia/Shanghai", day_starts_at_minutes: int = 0) -> None:
        self.time_zone = time_zone
        self.day_starts_at_minutes = day_starts_at_minutes
        self.zone = ZoneInfo(time_zone)
        self._blocks: dict[int, list[int]] = {}
        self._last = (0, 0, 0)
        """First instant of the day that was asked for last, first instant after it, its number."""

    def day_start_us(self, day: int) -> int:
        """Instant at which the merchant-local day begins."""
        number = day // _BLOCK_DAYS
        if not _FIRST_BLOCK <= number <= _LAST_BLOCK:
            return self._compute_start_us(day)
        bounds = self._blocks.get(number) or self._cover(number)
        return bounds[day - number * _BLOCK_DAYS + _MARGIN_DAYS]

    def _compute_start_us(self, day: int) -> int:
        clock = time(self.day_starts_at_minutes // 60, self.day_starts_at_minutes % 60)
        local = datetime.combine(date_of(day), clock, tzinfo=self.zone)
        return to_us(local)

    def local_day(self, t_us: int) -> int:
        """Merchant-local day of an instant."""
        first_us, end_us, day = self._last
        if first_us <= t_us < end_us:
            return day
        number = t_us // _BLOCK_US
        bounds = self._blocks.get(number) or self._cover(number)
        place = bisect_right(bounds, t_us)
        day = number * _BLOCK_DAYS - _MARGIN_DAYS + place - 1
        self._last = bounds[place - 1], bounds[place], day
        return day

    def local_time(self, t_us: int) -> datetime:
        """Wall-clock time in the merchant's zone."""
        return from_us(t_us).astimezone(self.zone)

    def local_hour(self, t_us: int) -> int:
        """Hour of the wall clock, 0–23."""
        return self.local_time(t_us).hour

    def _cover(self, number: int) -> list[int]:
        """The starts of a block's days, with some before and after it; computed once."""
        assert _FIRST_BLOCK <= number <= _LAST_BLOCK, f"block {number} of days lies outside of the calendar"
        first, end = number * _BLOCK_DAYS - _MARGIN_DAYS, (number + 1) * _BLOCK_DAYS + _MARGIN_DAYS
        made = self._blocks[number] = [self._compute_start_us(day) for day in range(first, end)]
        return made
