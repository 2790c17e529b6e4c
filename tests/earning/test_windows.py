"""Windows over merchant-local days: month ends, leap days, daylight saving, a late cut-off."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from liuke.earning.spec import DayPattern
from liuke.earning.special_days import can_ever_match, matches_pattern
from liuke.earning.windows import CalendarWindow, LifetimeWindow, RollingWindow
from liuke.kernel.clock import MerchantCalendar, day_of, to_us


def d(text: str) -> int:
    return day_of(date.fromisoformat(text))


@pytest.mark.parametrize(
    ("window", "day", "first", "last"),
    [
        (RollingWindow(days=1), "2026-03-01", "2026-03-01", "2026-03-01"),
        (RollingWindow(days=30), "2026-03-01", "2026-01-31", "2026-03-01"),
        (RollingWindow(months=1), "2026-03-31", "2026-03-01", "2026-03-31"),
        (RollingWindow(months=12), "2027-02-28", "2026-03-01", "2027-02-28"),
        (RollingWindow(months=12), "2028-02-29", "2027-03-01", "2028-02-29"),
        (CalendarWindow(period="week"), "2026-03-01", "2026-02-23", "2026-03-01"),
        (CalendarWindow(period="month", previous=True), "2028-03-31", "2028-02-01", "2028-02-29"),
        (CalendarWindow(period="quarter", previous=True), "2026-01-01", "2025-10-01", "2025-12-31"),
        (CalendarWindow(period="year"), "2026-12-31", "2026-01-01", "2026-12-31"),
        (CalendarWindow(period="day", previous=True), "2026-03-01", "2026-02-28", "2026-02-28"),
    ],
)
def test_bounds(window: RollingWindow | CalendarWindow, day: str, first: str, last: str) -> None:
    assert window.bounds(d(day)) == (d(first), d(last))
    found = window.bounds(d(day))
    assert found is not None
    assert d(day) - found[0] < window.reach_days + 1


def test_lifetime_has_no_bounds() -> None:
    assert LifetimeWindow().bounds(20_000) is None


def test_a_rolling_window_has_one_unit() -> None:
    with pytest.raises(ValidationError):
        RollingWindow()
    with pytest.raises(ValidationError):
        RollingWindow(days=1, months=1)


@pytest.mark.parametrize(
    ("pattern", "hits", "misses"),
    [
        ({"weekdays": [3]}, ["2026-03-04"], ["2026-03-03", "2026-03-05"]),
        ({"days_of_month": [8]}, ["2026-03-08", "2026-04-08"], ["2026-03-07", "2026-03-18"]),
        ({"days_of_month": [31]}, ["2026-03-31"], ["2026-04-30", "2026-02-28"]),
        (
            {"days_of_month": [31], "short_month": "last_day"},
            ["2026-03-31", "2026-04-30", "2026-02-28", "2028-02-29"],
            ["2026-03-30", "2028-02-28"],
        ),
        ({"month_days": ["02-29"]}, ["2028-02-29"], ["2026-02-28", "2028-02-28"]),
        (
            {"month_days": ["02-29"], "short_month": "last_day"},
            ["2026-02-28", "2028-02-29"],
            ["2028-02-28", "2026-03-31"],
        ),
        ({"dates": ["2026-11-11"]}, ["2026-11-11"], ["2027-11-11"]),
        ({"between": {"start": "2026-11-01", "end": "2026-11-11"}}, ["2026-11-01", "2026-11-11"], ["2026-10-31"]),
        (
            {"weekdays": [3], "between": {"start": "2026-03-01", "end": "2026-03-31"}},
            ["2026-03-04", "2026-03-25"],
            ["2026-03-05", "2026-04-01"],
        ),
    ],
)
def test_patterns(pattern: dict[str, object], hits: list[str], misses: list[str]) -> None:
    made = DayPattern.model_validate(pattern)
    assert [day for day in hits if not matches_pattern(made, d(day))] == []
    assert [day for day in misses if matches_pattern(made, d(day))] == []
    assert can_ever_match(made)


@pytest.mark.parametrize(
    "pattern",
    [
        {"month_days": ["02-30"]},
        {"weekdays": [3], "between": {"start": "2026-03-05", "end": "2026-03-10"}},
        {"dates": ["2026-11-11"], "between": {"start": "2026-12-01"}},
    ],
)
def test_patterns_that_never_match(pattern: dict[str, object]) -> None:
    assert not can_ever_match(DayPattern.model_validate(pattern))


def test_a_pattern_names_something() -> None:
    with pytest.raises(ValidationError):
        DayPattern()


@pytest.mark.parametrize(
    ("moment", "day"),
    [("2026-03-08 01:59:59", "2026-03-07"), ("2026-03-08 03:00:00", "2026-03-08"), ("2026-11-01 02:30", "2026-10-31")],
)
def test_cut_off_at_three_across_daylight_saving(moment: str, day: str) -> None:
    calendar = MerchantCalendar("America/New_York", 180)
    at = to_us(datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("America/New_York")))
    assert calendar.local_day(at) == d(day)
