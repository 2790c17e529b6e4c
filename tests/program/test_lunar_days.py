"""Days by the Chinese calendar in programs: what they mean, what is wrong with them, and how they are said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from liuke.decision.fields import count_from_festival
from liuke.earning.special_days import render_coming
from liuke.features import compile_program, lint_program, load_program
from liuke.kernel.clock import MerchantCalendar, day_of
from liuke.members.profiles import find_profile_faults
from liuke.program.lunar_days import LunarSpan, YearlyLunarDays
from liuke.program.window import DateSpan, DayWindow, Window
from liuke.publishing.words import describe_lunar, list_fields

CALENDAR = MerchantCalendar("Asia/Shanghai", 0)


def d(text: str) -> int:
    return day_of(date.fromisoformat(text))


def yearly(**terms: Any) -> YearlyLunarDays:
    return YearlyLunarDays.model_validate(terms)


@pytest.mark.parametrize(
    ("terms", "fault"),
    [
        ({}, "choose a festival or a solar term, or give a lunar month and day, not both"),
        ({"festival": "qixi", "month": 7, "day": 7}, "choose a festival or a solar term"),
        ({"month": 7}, "give the lunar month and the day"),
        ({"festival": "qixi", "leap_month": "leap_month"}, "festivals are in the regular month"),
        ({"month": 13, "day": 1}, "less than or equal to 12"),
        ({"month": 1, "day": 31}, "less than or equal to 30"),
    ],
)
def test_what_names_no_day_is_a_fault(terms: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        yearly(**terms)


@pytest.mark.parametrize(
    ("terms", "fault"),
    [
        ({"festival": "qixi", "year": 2101}, "known from 2000 to 2100"),
        ({"festival": "qixi", "year": 1999}, "known from 2000 to 2100"),
        ({"month": 6, "day": 1, "leap_month": "leap_month", "year": 2027}, "2027 has no day 1 of leap lunar month 6"),
        ({"month": 6, "day": 30, "short_month": "skip", "year": 2027}, "2027 has no day 30 of lunar month 6"),
        ({"month": 6, "day": 1, "leap_month": "both_months", "year": 2025}, "choose one"),
    ],
)
def test_what_a_year_lacks_is_a_fault(terms: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        LunarSpan.model_validate(terms)


def test_the_span_before_and_after_is_found_from_any_day() -> None:
    moon = yearly(festival="mid_autumn", days_before=3, days_after=2)
    assert moon.find_span(d("2026-09-28")) == (d("2027-09-12"), d("2027-09-15"), d("2027-09-17"))
    assert moon.find_span(d("2027-09-17")) == (d("2027-09-12"), d("2027-09-15"), d("2027-09-17"))
    assert [moon.holds(d(day)) for day in ("2027-09-11", "2027-09-12", "2027-09-17", "2027-09-18")] == [
        False, True, True, False,
    ]  # fmt: skip
    assert moon.find_span(d("2100-09-25")) is None
    eve = yearly(festival="new_years_eve", days_before=30)
    assert eve.find_span(d("2027-02-06")) == (d("2027-12-26"), d("2028-01-25"), d("2028-01-25"))
    assert yearly(month=11, day=1, leap_month="leap_month").find_span(d("2027-01-01")) == (d("2033-12-22"),) * 3
    assert yearly(month=12, day=1, leap_month="leap_month").find_span(d("2001-01-01")) is None


@pytest.mark.parametrize(("model", "first", "last"), [(Window, "from", "to"), (DateSpan, "start", "end"),
                                                        (DayWindow, "from_day", "to_day")])  # fmt: skip
def test_a_window_takes_its_dates_from_the_festival(model: type[Window], first: str, last: str) -> None:
    around = {"festival": "spring_festival", "year": 2030, "days_before": 3, "days_after": 3}
    window = model.model_validate({"around": around, first: "2029-12-01"})
    assert window.bounds_us(CALENDAR) == (
        CALENDAR.day_start_us(d("2030-01-31")),
        CALENDAR.day_start_us(d("2030-02-07")),
    )
    stored = window.model_dump(mode="json", by_alias=True)
    assert (stored[first], stored[last]) == ("2030-01-31", "2030-02-06")
    assert model.model_validate(stored) == window
    assert window.render().zh == "2030 年春节·农历正月初一前后各 3 天（2030 年 1 月 31 日至 2 月 6 日）"
    assert (
        window.render().en
        == "Spring Festival, day 1 of lunar month 1 ± 3 days, 2030 (31 January 2030 to 6 February 2030)"
    )


def test_a_day_is_said_with_the_date_on_which_it_comes() -> None:
    today = d("2026-11-30")
    assert yearly(month=8, day=15).render_next(today).zh == "农历八月十五（2027 年 9 月 15 日）"
    assert yearly(month=8, day=15).render_next(today).en == "day 15 of lunar month 8 (15 September 2027)"
    assert (
        yearly(festival="dongzhi", days_before=1).render_next(today).zh
        == "冬至及前 1 天（2026 年 12 月 21 日至 12 月 22 日）"
    )
    assert yearly(festival="laba", days_after=2).render_next(today).en == (
        "Laba Festival, day 8 of lunar month 12 and 2 days after (15 January 2027 to 17 January 2027)"
    )
    assert yearly(festival="new_years_eve", days_before=40, days_after=1).render_next(d("2029-01-05")).zh == (
        "除夕前 40 天至后 1 天（2029 年 1 月 3 日至 2 月 13 日）"
    )
    assert yearly(month=6, day=1, leap_month="both_months").render().zh == "农历六月初一（含闰月）"
    assert yearly(festival="qixi").render_next(d("2100-12-01")).zh == "七夕·农历七月初七（2100 年后日期未知）"


MOON = {"festival": "mid_autumn", "days_before": 1}
PROGRAM: dict[str, Any] = {
    "id": "shop",
    "name": "Shop",
    "special_days": [{"id": "moon", "name": {"zh": "中秋会员日", "en": "Moon day"}, "on": {"lunar": [MOON]}}],
    "campaigns": [
        {"id": "eve", "name": "除夕", "window": {"around": {"festival": "new_years_eve", "year": 2026}}, "patch": []}
    ],
}


def test_the_rules_page_and_the_forms_say_the_dates() -> None:
    program = compile_program(PROGRAM)
    (page,) = render_coming(program, d("2026-11-30"), "zh")
    assert page.lines == ("中秋会员日：中秋节·农历八月十五及前 1 天（2027 年 9 月 14 日至 9 月 15 日）",)
    (page,) = render_coming(program, d("2027-09-16"), "en")
    assert page.lines == (
        "Moon day: Mid-Autumn Festival, day 15 of lunar month 8 and 1 day before (2 October 2028 to 3 October 2028)",
    )
    rows = {path: said.zh for path, said in describe_lunar(program.spec, d("2026-11-30")).items()}
    assert rows == {
        "special_days.moon.on.lunar.0": "中秋节·农历八月十五及前 1 天（2027 年 9 月 14 日至 9 月 15 日）",
        "campaigns.eve.window.around": "2026 年除夕（2027 年 2 月 5 日）",
    }
    words = {one.path: one.label for one in list_fields(program, "zh")}
    assert words["festival.mid_autumn"] == "距中秋节天数（之前为负）"
    assert words["calendar.lunar_month"] == "农历月"
    assert render_coming(compile_program({"id": "plain", "name": "Plain"}), 0, "zh") == []


@pytest.mark.parametrize(
    ("on", "codes"),
    [
        ({"lunar": [MOON]}, set()),
        ({"lunar": [{"month": 12, "day": 1, "leap_month": "leap_month"}]}, {"member-day-never-comes"}),
        ({"lunar": [MOON, {"month": 12, "day": 1, "leap_month": "leap_month"}]}, {"lunar-day-never-comes"}),
        ({"lunar": [{"month": 11, "day": 1, "leap_month": "leap_month"}]}, set()),
        ({"lunar": [MOON], "between": {"start": "2090-01-01", "end": "2110-01-01"}}, {"lunar-outside-table"}),
        (
            {"lunar": [MOON], "between": {"start": "2101-03-01", "end": "2110-01-01"}},
            {"lunar-outside-table", "member-day-never-comes"},
        ),
        ({"lunar": [MOON], "between": {"start": "2027-10-01", "end": "2028-01-01"}}, {"member-day-never-comes"}),
    ],
)
def test_lint_names_what_the_table_lacks(on: dict[str, Any], codes: set[str]) -> None:
    spec = load_program({"id": "shop", "name": "Shop", "special_days": [{"id": "moon", "name": "Moon", "on": on}]})
    findings = lint_program(spec)
    assert {one.code for one in findings if one.path.startswith("special_days")} == codes


def test_days_from_a_festival() -> None:
    assert count_from_festival(d("2027-09-15"), "mid_autumn") == 0
    assert count_from_festival(d("2027-02-08"), "spring_festival") == 2
    assert count_from_festival(d("2027-01-01"), "spring_festival") == -36
    assert count_from_festival(d("2027-01-15"), "laba") == 0
    assert count_from_festival(d("1890-01-01"), "laba") is None


@pytest.mark.parametrize(
    ("birthday", "good"),
    [
        ("lunar:1990-08-15", True), ("lunar:08-15", True), ("lunar:02-30", True), ("lunar:2020-leap-04-08", True),
        ("lunar:leap-11-01", True), ("lunar:1850-leap-04-08", True), ("lunar:2021-leap-04-08", False),
        ("lunar:leap-12-01", False), ("lunar:2027-06-30", False), ("lunar:13-01", False), ("lunar:01-31", False),
        ("lunar:", False), ("lunar:1990-8-15", False), ("农历八月十五", False),
    ],
)  # fmt: skip
def test_birthdays_by_the_chinese_calendar(birthday: str, good: bool) -> None:
    assert [fault.code for fault in find_profile_faults({"birthday": birthday})] == ([] if good else ["not-a-birthday"])
