"""The Chinese calendar: published dates, leap months, and the laws that a table must obey."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from math import radians, sin

import pytest

from liuke.kernel.clock import date_of, day_of
from liuke.kernel.lunar import (
    FESTIVAL_NAMES,
    FESTIVALS,
    FIRST_YEAR,
    LAST_YEAR,
    TERMS,
    find_festival,
    find_lunar,
    find_lunar_day,
    list_months,
    render_lunar,
)


def on(year: int, festival: str) -> str:
    found = find_festival(year, festival)
    assert found is not None
    return date_of(found).isoformat()


@pytest.mark.parametrize(
    ("year", "festival", "day"),
    [
        # general holidays of Hong Kong, and almanacs of the Hong Kong Observatory
        (2013, "dragon_boat", "2013-06-12"), (2020, "mid_autumn", "2020-10-01"),
        (2023, "spring_festival", "2023-01-22"),
        (2023, "dragon_boat", "2023-06-22"), (2023, "mid_autumn", "2023-09-29"),
        (2024, "spring_festival", "2024-02-10"),
        (2024, "qingming", "2024-04-04"), (2024, "double_ninth", "2024-10-11"), (2025, "spring_festival", "2025-01-29"),
        (2025, "dragon_boat", "2025-05-31"), (2025, "mid_autumn", "2025-10-06"), (2025, "double_ninth", "2025-10-29"),
        (2026, "spring_festival", "2026-02-17"), (2026, "qingming", "2026-04-05"), (2026, "dragon_boat", "2026-06-19"),
        (2026, "mid_autumn", "2026-09-25"), (2026, "double_ninth", "2026-10-18"), (2026, "dongzhi", "2026-12-22"),
        # years in which calendars of browsers are a day off
        (2027, "spring_festival", "2027-02-06"), (2027, "mid_autumn", "2027-09-15"),
        (2026, "new_years_eve", "2027-02-05"),
        (2030, "spring_festival", "2030-02-03"), (2029, "new_years_eve", "2030-02-02"),
        (2028, "spring_festival", "2028-01-26"), (2033, "spring_festival", "2033-01-31"),
        (2033, "mid_autumn", "2033-09-08"), (2034, "spring_festival", "2034-02-19"),
        (2100, "spring_festival", "2100-02-09"),
        (2021, "dongzhi", "2021-12-21"), (2025, "laba", "2026-01-26"), (2026, "little_new_year", "2027-01-30"),
    ],
)  # fmt: skip
def test_published_dates(year: int, festival: str, day: str) -> None:
    assert on(year, festival) == day


def test_leap_months_are_those_of_the_almanacs() -> None:
    found = {year: next((one.number for one in list_months(year) if one.leap), 0) for year in range(2001, 2045)}
    assert {year: leap for year, leap in found.items() if leap} == {
        2001: 4, 2004: 2, 2006: 7, 2009: 5, 2012: 4, 2014: 9, 2017: 6, 2020: 4, 2023: 2, 2025: 6, 2028: 5, 2031: 3,
        2033: 11, 2036: 6, 2039: 5, 2042: 2, 2044: 7,
    }  # fmt: skip
    assert date_of(find_lunar_day(2020, 4, 1, leap=True) or 0) == date(2020, 5, 23)
    assert date_of(find_lunar_day(2033, 11, 1, leap=True) or 0) == date(2033, 12, 22)
    assert find_lunar_day(2021, 4, 1, leap=True) is None
    assert find_lunar_day(2027, 6, 30) is None
    assert date_of(find_lunar_day(2027, 6, 29) or 0) == date(2027, 8, 1)


def test_every_day_has_one_place_and_leads_back() -> None:
    first, end = list_months(FIRST_YEAR)[0].first, day_of(date(2101, 1, 29))
    assert date_of(first) == date(1901, 2, 19)
    before = None
    for day in range(first, end):
        found = find_lunar(day)
        assert found is not None
        assert find_lunar_day(found.year, found.month, found.day, leap=found.leap) == day
        assert before is None or found.day in {before.day + 1, 1}
        before = found
    assert find_lunar(first - 1) is None
    assert find_lunar(end) is None


def test_every_year_is_whole() -> None:
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        months = list_months(year)
        assert [one.number for one in months if not one.leap] == list(range(1, 13))
        assert sum(one.days for one in months) in {353, 354, 355, 383, 384, 385}
        assert all(a.first + a.days == b.first for a, b in pairwise(months))
        if year > FIRST_YEAR:
            assert list_months(year - 1)[-1].first + list_months(year - 1)[-1].days == months[0].first


def _longitude(day: float) -> float:
    """Apparent longitude of the sun in degrees, to about 0.01; ``day`` is of UTC since 1970."""
    t = (day + 2_440_587.5 + 70 / 86_400 - 2_451_545.0) / 36_525
    mean = 280.46646 + 36_000.76983 * t + 0.0003032 * t * t
    m = radians(357.52911 + 35_999.05029 * t - 0.0001537 * t * t)
    centre = (1.914602 - 0.004817 * t) * sin(m) + (0.019993 - 0.000101 * t) * sin(2 * m) + 0.000289 * sin(3 * m)
    return (mean + centre - 0.00569 - 0.00478 * sin(radians(125.04 - 1_934.136 * t))) % 360


def test_solar_terms_are_where_the_sun_is() -> None:
    """At the end of the day the sun has passed the term's degree, at its beginning it has not; in China's time."""
    for year in range(1950, LAST_YEAR + 1):
        for place, term in enumerate(TERMS):
            day = find_festival(year, term)
            assert day is not None
            wanted = (285 + 15 * place) % 360
            since = [((_longitude(at - 8 / 24) - wanted + 180) % 360) - 180 for at in (day, day + 1)]
            assert since[0] < 0.012, (year, term)
            assert since[1] > -0.012, (year, term)


def test_the_eleventh_month_holds_the_winter_solstice() -> None:
    """The law that puts leap months where they are, also in 2033."""
    for year in range(FIRST_YEAR, LAST_YEAR):
        solstice = find_lunar(find_festival(year, "dongzhi") or 0)
        assert solstice is not None
        assert (solstice.month, solstice.leap) == (11, False)


def test_leap_months_hold_no_principal_term() -> None:
    principal = {
        find_festival(year, TERMS[place]) for year in range(FIRST_YEAR, LAST_YEAR + 1) for place in range(1, 24, 2)
    }
    for year in range(FIRST_YEAR, LAST_YEAR):
        for one in list_months(year):
            if one.leap:
                assert not principal.intersection(range(one.first, one.first + one.days))


def test_words() -> None:
    shown = [render_lunar(*day).zh for day in ((1, 1), (8, 15), (9, 9), (11, 20), (12, 23), (12, 30), (5, 10), (2, 19))]
    assert shown == [
        "农历正月初一", "农历八月十五", "农历九月初九", "农历冬月二十", "农历腊月廿三", "农历腊月三十", "农历五月初十",
        "农历二月十九",
    ]  # fmt: skip
    assert render_lunar(6, 1, leap=True).zh == "农历闰六月初一"
    assert render_lunar(6, 1, leap=True).en == "day 1 of leap lunar month 6"
    assert set(FESTIVAL_NAMES) == {*FESTIVALS, *TERMS}


def test_new_moons_begin_months() -> None:
    """A day's 29 or 30 days hold one lunation each: the count of months since a known new moon never drifts."""
    known = date(2000, 2, 5)
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for one in list_months(year):
            lunations = (date_of(one.first) - known) / timedelta(days=29.530588853)
            assert abs(lunations - round(lunations)) * 29.53 < 1.2
