"""Days of the Chinese calendar as programs name them: a festival, a solar term, or a day of a lunar month.

What they mean is worked out from the table of :mod:`liuke.kernel.lunar`; the date is that of China, and the day is the
merchant's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field, field_validator, model_validator

from liuke.kernel import lunar
from liuke.kernel.clock import date_of
from liuke.kernel.text import Text, text
from liuke.program.fault_words import broken
from liuke.program.spec import Spec, hint

Festival = Literal[
    "spring_festival", "lantern_festival", "dragon_head", "shangsi", "dragon_boat", "qixi", "zhongyuan", "mid_autumn",
    "double_ninth", "laba", "little_new_year", "new_years_eve",
    "xiaohan", "dahan", "lichun", "yushui", "jingzhe", "chunfen", "qingming", "guyu", "lixia", "xiaoman", "mangzhong",
    "xiazhi", "xiaoshu", "dashu", "liqiu", "chushu", "bailu", "qiufen", "hanlu", "shuangjiang", "lidong", "xiaoxue",
    "daxue", "dongzhi",
]  # fmt: skip
ShortMonth = Literal["last_day", "skip"]
LeapMonth = Literal["regular_month", "leap_month", "both_months"]
_FIRST, _LAST = 2000, lunar.LAST_YEAR


class LunarDays(Spec):
    """A day by the Chinese calendar, and days before and after it: what yearly ones and those of one year share."""

    festival: Festival | None = Field(
        default=None, json_schema_extra=hint("节日或节气", "Festival or solar term", example="mid_autumn")
    )
    month: int | None = Field(default=None, ge=1, le=12, json_schema_extra=hint("农历月", "Lunar month", example="8"))
    day: int | None = Field(
        default=None, ge=1, le=30, json_schema_extra=hint("农历日", "Day of the lunar month", example="15")
    )
    days_before: int = Field(default=0, ge=0, le=60, json_schema_extra=hint("提前天数", "Days before", unit="days"))
    days_after: int = Field(default=0, ge=0, le=60, json_schema_extra=hint("延后天数", "Days after", unit="days"))
    short_month: ShortMonth = Field(
        default="last_day",
        json_schema_extra=hint("小月没有三十", "When the month has no 30th"),
        description="A lunar month has 29 or 30 days; ``last_day``: its 29th instead.",
    )
    leap_month: LeapMonth = Field(
        default="regular_month",
        json_schema_extra=hint("遇闰月", "In a year that repeats the month"),
        description="Festivals are always in the regular month.",
    )

    @model_validator(mode="after")
    def _one_day(self) -> LunarDays:
        if (self.festival is None) == (self.month is None and self.day is None):
            raise broken(
                "选择一个节日或节气，或填写农历月和日，二者选一",
                "choose a festival or a solar term, or give a lunar month and day, not both",
            )
        if (self.month is None) != (self.day is None):
            raise broken("农历月和日要一起填写", "give the lunar month and the day")
        if self.festival is not None and self.leap_month != "regular_month":
            raise broken("节日只在平月，不设闰月", "festivals are in the regular month: leave the leap month out")
        return self

    def list_in(self, year: int) -> list[int]:
        """The days it names in a lunar year (a solar term: in the Gregorian year), those around left out."""
        if self.festival is not None:
            found = lunar.find_festival(year, self.festival)
            return [found] if found is not None else []
        assert self.month is not None
        assert self.day is not None
        leaps = {"regular_month": (False,), "leap_month": (True,), "both_months": (False, True)}[self.leap_month]
        days = [self._find(year, leap=leap) for leap in leaps]
        return [day for day in days if day is not None]

    def _find(self, year: int, *, leap: bool) -> int | None:
        assert self.month is not None
        assert self.day is not None
        found = lunar.find_lunar_day(year, self.month, self.day, leap=leap)
        if found is None and self.day == 30 and self.short_month == "last_day":
            return lunar.find_lunar_day(year, self.month, 29, leap=leap)
        return found

    def render_day(self) -> Text:
        """``中秋节·农历八月十五``, ``农历八月十五``, ``冬至``."""
        if self.festival is None:
            assert self.month is not None
            assert self.day is not None
            shown = lunar.render_lunar(self.month, self.day, leap=self.leap_month == "leap_month")
            if self.leap_month == "both_months":
                return text(f"{shown.zh}（含闰月）", f"{shown.get('en')} (leap months too)")
            return shown
        name = lunar.FESTIVAL_NAMES[self.festival]
        if self.festival not in lunar.FESTIVALS or self.festival == "new_years_eve":
            return name
        of = lunar.render_lunar(*lunar.FESTIVALS[self.festival])
        return text(f"{name.zh}·{of.zh}", f"{name.get('en')}, {of.get('en')}")

    def render_around(self) -> Text:
        """The days before and after in words; empty in both languages where there are none."""
        before, after = self.days_before, self.days_after
        zh, en = "", ""
        if before and before == after:
            zh, en = f"前后各 {before} 天", f" ± {before} {_days(before)}"
        elif before and after:
            zh, en = (
                f"前 {before} 天至后 {after} 天",
                f", from {before} {_days(before)} before to {after} {_days(after)} after",
            )
        elif before:
            zh, en = f"及前 {before} 天", f" and {before} {_days(before)} before"
        elif after:
            zh, en = f"及后 {after} 天", f" and {after} {_days(after)} after"
        return Text.model_construct(zh=zh, en=en)

    def render(self) -> Text:
        """The day and those around it."""
        day, around = self.render_day(), self.render_around()
        return text(f"{day.zh}{around.zh}", f"{day.get('en')}{around.en}")


def _days(count: int) -> str:
    return "day" if count == 1 else "days"


class YearlyLunarDays(LunarDays):
    """A day by the Chinese calendar that comes every year, and days before and after it."""

    def list_spans(self, day: int) -> Iterable[tuple[int, int, int]]:
        """First day, the day itself and last day of what holds ``day`` or comes after it, in order."""
        year = date_of(day).year
        for one in range(max(year - 2, lunar.FIRST_YEAR), lunar.LAST_YEAR + 1):
            for on in sorted(self.list_in(one)):
                if on + self.days_after >= day:
                    yield on - self.days_before, on, on + self.days_after

    def find_span(self, day: int) -> tuple[int, int, int] | None:
        """The first of :meth:`list_spans`; ``None`` where the table ends."""
        return next(iter(self.list_spans(day)), None)

    def holds(self, day: int) -> bool:
        """Whether ``day`` is one of them."""
        found = self.find_span(day)
        return found is not None and found[0] <= day

    def render_next(self, day: int) -> Text:
        """With the dates on which it comes from ``day`` on: ``农历八月十五（2027 年 9 月 15 日）``."""
        shown, found = self.render(), self.find_span(day)
        if found is None:
            return text(
                f"{shown.zh}（{lunar.LAST_YEAR} 年后日期未知）",
                f"{shown.get('en')} (no date is known after {lunar.LAST_YEAR})",
            )
        dates = render_dates(found[0], found[2])
        return text(f"{shown.zh}（{dates.zh}）", f"{shown.get('en')} ({dates.get('en')})")


def render_dates(first: int, last: int) -> Text:
    """A day, or from a day to a day, as people write dates."""
    start, end = date_of(first), date_of(last)
    zh, en = f"{start.year} 年 {start.month} 月 {start.day} 日", f"{start.day} {start:%B %Y}"
    if first == last:
        return text(zh, en)
    year = f"{end.year} 年 " if end.year != start.year else ""
    return text(f"{zh}至 {year}{end.month} 月 {end.day} 日", f"{en} to {end.day} {end:%B %Y}")


class LunarSpan(LunarDays):
    """Days around a day by the Chinese calendar, in one year."""

    year: int = Field(
        json_schema_extra=hint("农历年", "Lunar year", example="2027"),
        description=(
            "The Gregorian year in which the lunar year begins: New Year's Eve of 2026 is 5 February 2027. "
            "Of a solar term: the Gregorian year."
        ),
    )

    @field_validator("year")
    @classmethod
    def _in_table(cls, year: int) -> int:
        if not _FIRST <= year <= _LAST:
            raise broken(
                f"农历日期可填写 {_FIRST} 年至 {_LAST} 年",
                f"days by the Chinese calendar are known from {_FIRST} to {_LAST}",
            )
        return year

    @model_validator(mode="after")
    def _comes(self) -> LunarSpan:
        if self.leap_month == "both_months":
            raise broken(
                "一段时间只能对应平月或闰月之一", "one span is in the regular or in the leap month: choose one"
            )
        if not self.list_in(self.year):
            raise broken(
                f"{self.year} 年没有{self.render_day().zh}", f"{self.year} has no {self.render_day().get('en')}"
            )
        return self

    def find_days(self) -> tuple[int, int]:
        """First and last day."""
        on = self.list_in(self.year)[0]
        return on - self.days_before, on + self.days_after

    def render_year(self) -> Text:
        """``2027 年中秋节·农历八月十五前后各 3 天``."""
        shown, year = self.render(), self.year
        return text(f"{year} 年{shown.zh}", f"{shown.get('en')}, {year}")

    def render_dated(self) -> Text:
        """With its dates: ``2027 年中秋节·农历八月十五（2027 年 9 月 15 日）``."""
        shown, dates = self.render_year(), render_dates(*self.find_days())
        return text(f"{shown.zh}（{dates.zh}）", f"{shown.get('en')} ({dates.get('en')})")
