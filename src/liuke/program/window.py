"""From … to: the one model behind every pair of dates or moments in a program.

A bare date means the merchant-local day: a beginning begins with it, an end includes it. With a time of day, the
beginning is the first instant and the end the first instant after. Sections spell the keys in their own way; what they
mean is said here once. Days around a festival are a window like any other: its dates are worked out when the program is
read, and stand in the published version.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, GetPydanticSchema, model_validator
from pydantic_core import CoreSchema, core_schema

from liuke.kernel.clock import FOREVER_US, MerchantCalendar, date_of, day_of, to_us
from liuke.kernel.text import Text, text
from liuke.program.fault_words import broken
from liuke.program.lunar_days import LunarSpan
from liuke.program.spec import Spec, hint

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?")
_BEFORE_ALL, _AFTER_ALL = -(10**7), 10**7


def _as_moment(value: Any) -> Any:
    """A date or time as text, so that JSON and YAML say the same."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        try:
            good = _MOMENT.fullmatch(value) is not None and datetime.fromisoformat(value)
        except ValueError:  # no such day
            good = False
        if not good:
            raise broken(
                "请填写日期，或日期加时刻，如 2026-11-11 或 2026-11-11 20:00",
                "give a date, or a date with a time, such as 2026-11-11 20:00",
            )
    return value


def _day_schema(source: Any, handler: Any) -> CoreSchema:
    del source, handler
    return core_schema.no_info_after_validator_function(
        date.isoformat, core_schema.date_schema(), serialization=core_schema.to_string_ser_schema()
    )


Moment = Annotated[str, BeforeValidator(_as_moment)]
"""``YYYY-MM-DD`` or ``YYYY-MM-DD HH:MM``, in the merchant's time zone."""
Day = Annotated[str, GetPydanticSchema(_day_schema)]
"""``YYYY-MM-DD``, a merchant-local day; a date in JSON Schema."""


class Window(Spec):
    """Moments in the merchant's time zone; an open end has no limit.

    With ``around`` it is the days around a festival: the dates follow from it, whatever else is written.
    """

    from_: Moment | None = Field(
        default=None, alias="from", json_schema_extra=hint("开始", "From", widget="moment", example="2026-02-10")
    )
    to: Moment | None = Field(
        default=None, json_schema_extra=hint("结束", "To", widget="moment", example="2026-02-24 22:00")
    )
    around: LunarSpan | None = Field(
        default=None,
        json_schema_extra=hint("农历节日前后", "Around a festival", widget="lunar"),
        description="Whole days by the Chinese calendar; beginning and end are worked out from it.",
    )

    @model_validator(mode="after")
    def _take_days(self) -> Window:
        """The dates of the festival: everything that reads a window finds them where dates stand."""
        if self.around is not None:
            first, last = self.around.find_days()
            object.__setattr__(self, "from_", date_of(first).isoformat())  # frozen for everybody else
            object.__setattr__(self, "to", date_of(last).isoformat())
            self.__pydantic_fields_set__.update(("from_", "to"))
        return self

    @model_validator(mode="after")
    def _in_order(self) -> Window:
        if self.from_ is not None and self.to is not None:
            # "2026-02-10" as an end is later than "2026-02-10 08:00" as a beginning
            end = self.to if " " in self.to else f"{self.to} 99:99"
            if self.from_ >= end:
                raise broken(
                    f"结束（{self.to}）早于开始（{self.from_}）", f"it ends ({self.to}) before it begins ({self.from_})"
                )
        return self

    def bounds_us(self, calendar: MerchantCalendar) -> tuple[int, int]:
        """First instant of the window, and first instant after it."""
        opens = _instant(self.from_, calendar, 0) if self.from_ is not None else 0
        closes = _instant(self.to, calendar, 1) if self.to is not None else FOREVER_US
        return opens, closes

    def render(self) -> Text:
        """Words for people."""
        first, last = self.from_, self.to
        if self.around is not None:
            return self.around.render_dated()
        if first is None and last is None:
            return text("长期", "always")
        if last is None:
            return text(f"{first} 起", f"from {first}")
        if first is None:
            return text(f"至 {last}", f"until {last}")
        return text(f"{first} 至 {last}", f"{first} to {last}")


class DayWindow(Window):
    """Merchant-local days, both included; an open end has no limit."""

    from_: Day | None = Field(default=None, alias="from_day", json_schema_extra=hint("开始日", "From day"))
    to: Day | None = Field(default=None, alias="to_day", json_schema_extra=hint("结束日", "To day"))

    def days(self) -> tuple[int, int]:
        """First and last day number."""
        return (
            _day_number(self.from_) if self.from_ is not None else _BEFORE_ALL,
            _day_number(self.to) if self.to is not None else _AFTER_ALL,
        )

    def is_over(self, day: int) -> bool:
        """Whether ``day`` is after the window."""
        return day > self.days()[1]

    def holds(self, day: int) -> bool:
        """Whether ``day`` is inside."""
        first, last = self.days()
        return first <= day <= last


class DateSpan(DayWindow):
    """From a date to a date, both included, in merchant-local days; an open end is no limit."""

    from_: Day | None = Field(
        default=None, alias="start", json_schema_extra=hint("开始日期", "From", example="2026-11-01")
    )
    to: Day | None = Field(default=None, alias="end", json_schema_extra=hint("结束日期", "To", example="2026-11-11"))


def _instant(moment: str, calendar: MerchantCalendar, add_days: int) -> int:
    if " " in moment:
        return to_us(datetime.fromisoformat(moment).replace(tzinfo=calendar.zone))
    return calendar.day_start_us(_day_number(moment) + add_days)


@lru_cache(4_096)
def _day_number(day: str) -> int:
    return day_of(date.fromisoformat(day))
