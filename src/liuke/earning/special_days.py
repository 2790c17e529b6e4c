"""Member days: which merchant-local days match a pattern. Months that lack a day are decided by the program."""

from __future__ import annotations

import calendar as _calendar
from collections.abc import Callable
from typing import Any

from liuke.decision.domain import CompiledProgram, RulePage
from liuke.decision.turn import Turn
from liuke.earning.spec import DayPattern, SpecialDaySpec
from liuke.kernel.clock import LAST_DAY, date_of, day_of, weekday
from liuke.kernel.text import Locale, Text, entitle, text
from liuke.program.lunar_days import YearlyLunarDays
from liuke.program.window import DateSpan

_CACHE = 4_096
_LOOK_AHEAD = 8 * 366 + 2
"""Long enough to meet a 29 February whatever the century."""


class DayMatcher:
    """Answers whether a day matches; the answer for a day is kept."""

    __slots__ = ("_known", "_pattern", "name", "tiers")

    def __init__(self, spec: SpecialDaySpec) -> None:
        self._pattern = spec.on
        self._known: dict[int, bool] = {}
        self.tiers = frozenset(spec.tiers)
        self.name = spec.name

    def matches(self, day: int, tier: str = "") -> bool:
        """Whether ``day`` is such a day, for a member of ``tier``."""
        if self.tiers and tier not in self.tiers:
            return False
        found = self._known.get(day)
        if found is None:
            if len(self._known) >= _CACHE:
                self._known.clear()
            found = self._known[day] = matches_pattern(self._pattern, day)
        return found

    def find_next(self, day: int) -> int | None:
        """The first matching day from ``day`` on, or ``None`` when there is none for eight years."""
        return next((d for d in range(day, day + _LOOK_AHEAD) if matches_pattern(self._pattern, d)), None)


def matches_pattern(pattern: DayPattern, day: int) -> bool:
    """Whether the day matches any list of the pattern and lies in its span."""
    if pattern.between is not None:
        first, last = pattern.between.days()
        if not first <= day <= last:
            return False
        if not pattern.names_days:
            return True
    value = date_of(day)
    month_length = _calendar.monthrange(value.year, value.month)[1]
    clamp = pattern.short_month == "last_day" and value.day == month_length
    if weekday(day) in pattern.weekdays or value in pattern.dates or value.day in pattern.days_of_month:
        return True
    if any(one.holds(day) for one in pattern.lunar):
        return True
    if clamp and any(wanted > month_length for wanted in pattern.days_of_month):
        return True
    for month_day in pattern.month_days:
        month, wanted = int(month_day[:2]), int(month_day[3:])
        if month == value.month and (wanted == value.day or (clamp and wanted > month_length)):
            return True
    return False


def can_ever_match(pattern: DayPattern) -> bool:
    """Whether there is any day that matches (30 February is none, nor a Wednesday between a Monday and a Tuesday)."""
    if pattern.between is not None and pattern.between.from_ is not None:
        first = pattern.between.days()[0]
    elif pattern.dates:
        first = day_of(min(pattern.dates))
    else:
        first = day_of(date_of(0).replace(year=2024))
    last = first + _LOOK_AHEAD
    if pattern.between is not None:
        last = min(last, pattern.between.days()[1])
    if any(can_ever_come(one, pattern.between) for one in pattern.lunar):
        return True
    dates = (day_of(value) for value in pattern.dates)
    return any(matches_pattern(pattern, d) for d in dates) or any(
        matches_pattern(pattern, d) for d in range(first, last + 1)
    )


def can_ever_come(lunar: YearlyLunarDays, between: DateSpan | None) -> bool:
    """Whether a day by the Chinese calendar comes in the span, as far as the table reaches."""
    first, last = between.days() if between is not None else (0, LAST_DAY)
    found = lunar.find_span(max(first, 0))
    return found is not None and found[0] <= last


def render_coming(program: CompiledProgram, day: int, locale: Locale) -> list[RulePage]:
    """Member days by the Chinese calendar with the dates on which they come next, for the rules page.

    Args:
        program: In force.
        day: The merchant's, of asking.
        locale: Language.
    """
    lines = list[str]()
    for spec in program.items("special_days", SpecialDaySpec):
        if spec.on.between is None or not spec.on.between.is_over(day):
            shown = (entitle(spec.name, one.render_next(day)) for one in spec.on.lunar)
            lines += [one.get(locale) for one in shown]
    heading = text("农历节日的日期", "Dates of festivals")
    return [RulePage(heading.get(locale), tuple(lines), 25)] if lines else []


def special_day_matchers(program: CompiledProgram) -> dict[str, DayMatcher]:
    """Member days of the program by id."""
    return program.built(
        "earning.special_days",
        lambda p: {spec.id: DayMatcher(spec) for spec in p.items("special_days", SpecialDaySpec)},
    )


def special_day_field(rest: str) -> Callable[[Turn], Any]:
    """Getter of ``special_day.<id>``; ``None`` where the program has no such day."""

    def get(turn: Turn) -> bool | None:
        matcher = special_day_matchers(turn.program).get(rest)
        return matcher.matches(turn.now.day, turn.state.tier) if matcher is not None else None

    return get


_WEEKDAYS = (
    ("一", "Monday"), ("二", "Tuesday"), ("三", "Wednesday"), ("四", "Thursday"), ("五", "Friday"), ("六", "Saturday"),
    ("日", "Sunday"),
)  # fmt: skip


def render_pattern(pattern: DayPattern) -> Text:
    """Words for a pattern."""
    zh, en = list[str](), list[str]()
    if pattern.weekdays:
        zh.append("每周" + "、".join(_WEEKDAYS[d - 1][0] for d in pattern.weekdays))
        en.append("every " + ", ".join(_WEEKDAYS[d - 1][1] for d in pattern.weekdays))
    if pattern.days_of_month:
        days = [str(d) for d in pattern.days_of_month]
        zh.append("每月 " + "、".join(days) + " 日")
        en.append("each month on day " + ", ".join(days))
    if pattern.month_days:
        zh.append("每年 " + "、".join(pattern.month_days))
        en.append("each year on " + ", ".join(pattern.month_days))
    if pattern.lunar:
        shown = [one.render() for one in pattern.lunar]
        zh.append("每年" + "、".join(one.zh for one in shown))
        en.append("each year on " + ", ".join(one.get("en") for one in shown))
    if pattern.dates:
        dates = [str(d) for d in pattern.dates]
        zh.append("、".join(dates))
        en.append(", ".join(dates))
    span = pattern.between.render() if pattern.between is not None else None
    if not zh and span is not None:
        return span
    joined = text("，".join(zh), "; ".join(en))
    return joined if span is None else text(f"{joined.zh}（{span.zh}）", f"{joined.en} ({span.en})")
