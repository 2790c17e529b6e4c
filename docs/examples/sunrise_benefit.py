"""A sunrise (日出): a kind of benefit that is there from six to seven every morning. The example of one in one file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal

from pydantic import Field

from liuke.benefits.spec import BenefitSpec, Span
from liuke.decision.state import MemberState
from liuke.kernel.clock import HOUR_US, MerchantCalendar
from liuke.kernel.text import Locale, Text, text
from liuke.program.spec import hint


class Sunrise(BenefitSpec):
    """A look at the sunrise, one each morning."""

    label: ClassVar[Text] = text("日出", "Sunrise")
    kind: Literal["sunrise"] = Field(default="sunrise", json_schema_extra=hint("类型", "Kind"))
    terrace: str = Field(json_schema_extra=hint("露台", "Terrace"))

    @property
    def has_periods(self) -> bool:
        """Every morning."""
        return True

    def find_span(self, calendar: MerchantCalendar, state: MemberState, day: int, t_us: int) -> Span | None:
        """From six to seven; nothing at other times."""
        del state
        start_us = calendar.day_start_us(day) + 6 * HOUR_US
        return Span(start_us, start_us + HOUR_US) if start_us <= t_us < start_us + HOUR_US else None

    def next_start_us(self, calendar: MerchantCalendar, state: MemberState, day: int) -> int:
        """Six in the morning of the next day."""
        del state
        return calendar.day_start_us(day + 1) + 6 * HOUR_US

    def render_terms(self, locale: Locale) -> Iterable[str]:
        """Where and when."""
        yield text(f"每天 6 点在{self.terrace}", f"at six every morning, {self.terrace}").get(locale)
