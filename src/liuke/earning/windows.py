"""The windows of merchant-local days that a total is taken over."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, model_validator

from liuke.kernel.clock import add_months, date_of, period_end, period_start
from liuke.kernel.text import Text, text
from liuke.program.fault_words import broken
from liuke.program.spec import Spec, hint

CalendarPeriod = Literal["day", "week", "month", "quarter", "year"]

_PERIOD_NAMES: dict[str, tuple[Text, Text]] = {
    "day": (text("当日", "today"), text("昨日", "yesterday")),
    "week": (text("本周", "this week"), text("上周", "last week")),
    "month": (text("本月", "this month"), text("上月", "last month")),
    "quarter": (text("本季度", "this quarter"), text("上季度", "last quarter")),
    "year": (text("本年度", "this year"), text("上年度", "last year")),
}
_LONGEST_DAYS = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}


class LifetimeWindow(Spec):
    """Everything since the member joined."""

    kind: Literal["lifetime"] = "lifetime"

    def bounds(self, day: int) -> tuple[int, int] | None:
        """First and last day of the window as of ``day``; ``None``: without limit."""
        del day
        return None

    @property
    def reach_days(self) -> int:
        """How many days back from its last day the window can reach; 0: no days are needed."""
        return 0

    def render(self) -> Text:
        """Words for people."""
        return text("累计", "in total")


class CalendarWindow(Spec):
    """The calendar period that holds the day, or the whole one before it."""

    kind: Literal["calendar"] = "calendar"
    period: CalendarPeriod = Field(default="month", json_schema_extra=hint("周期", "Period"))
    previous: bool = Field(default=False, json_schema_extra=hint("上一周期", "The period before"))

    def bounds(self, day: int) -> tuple[int, int] | None:
        """First and last day of the window as of ``day``."""
        start = period_start(day, self.period)
        if self.previous:
            return period_start(start - 1, self.period), start - 1
        return start, period_end(day, self.period) - 1

    @property
    def reach_days(self) -> int:
        """How many days back from its last day the window can reach."""
        return _LONGEST_DAYS[self.period] * (2 if self.previous else 1)

    def render(self) -> Text:
        """Words for people."""
        return _PERIOD_NAMES[self.period][int(self.previous)]


class RollingWindow(Spec):
    """The last so many days or months, the day itself included.

    A month back from the 31st ends in the shorter month's last day: one month as of 31 March is 1 to 31 March.
    """

    kind: Literal["rolling"] = "rolling"
    days: int = Field(default=0, ge=0, le=3_660, json_schema_extra=hint("天数", "Days", unit="days"))
    months: int = Field(default=0, ge=0, le=120, json_schema_extra=hint("月数", "Months", unit="months"))

    @model_validator(mode="after")
    def _one_unit(self) -> RollingWindow:
        if bool(self.days) == bool(self.months):
            raise broken("滚动周期填写天数或月数，二选一", "a rolling window needs days or months, and not both")
        return self

    def bounds(self, day: int) -> tuple[int, int] | None:
        """First and last day of the window as of ``day``."""
        if self.days:
            return day - self.days + 1, day
        return add_months(day, -self.months) + 1, day

    @property
    def reach_days(self) -> int:
        """How many days back from its last day the window can reach."""
        return self.days or self.months * 31

    def render(self) -> Text:
        """Words for people."""
        if self.days:
            return text(f"近 {self.days} 天", f"in the last {self.days} days")
        return text(f"近 {self.months} 个月", f"in the last {self.months} months")


Window = Annotated[LifetimeWindow | CalendarWindow | RollingWindow, Discriminator("kind")]
AnyWindow = LifetimeWindow | CalendarWindow | RollingWindow
LIFETIME = LifetimeWindow()


def iso(day: int) -> str:
    """``YYYY-MM-DD`` of a day number."""
    return date_of(day).isoformat()


def say_day(day: int, today: int) -> Text:
    """A day number as people say it, "3 月 1 日" and "1 Mar"; with its year where that is another than today's.

    >>> say_day(20_513, 20_513 - 30).en, say_day(20_513, 20_513 - 365).zh
    ('1 Mar', '2026 年 3 月 1 日')
    """
    value = date_of(day)
    zh, en = f"{value.month} 月 {value.day} 日", f"{value.day} {_MONTHS[value.month - 1]}"
    if value.year == date_of(today).year:
        return text(zh, en)
    return text(f"{value.year} 年 {zh}", f"{en} {value.year}")


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
