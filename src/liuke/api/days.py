"""Merchant-local days in queries: ``YYYY-MM-DD``, the first one included and the last one not."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from liuke.api.access import read_day
from liuke.api.intake import show_day
from liuke.kernel.errors import Fault, InvalidInput

Day = Annotated[str, Meta(pattern=r"^(\d{4}-\d{2}-\d{2})?$", description="Merchant-local day, `YYYY-MM-DD`.")]
Step = Literal["day", "month"]
MAX_DAYS = 3_700
"""Days that one question may span."""


def read_days(from_day: str, until_day: str, *, first: int, until: int) -> tuple[int, int]:
    """First day and first day that is not included any more.

    Args:
        from_day: As sent; empty: ``first``.
        until_day: As sent; empty: ``until``.
        first: Default.
        until: Default.

    Raises:
        InvalidInput: with every fault.
    """
    faults = list[Fault]()
    begin = read_day(from_day, "query.from_day", faults) if from_day else first
    end = read_day(until_day, "query.until_day", faults) if until_day else until
    if not faults and from_day and until_day and begin >= end:
        fix = "until_day is the first day that is not included"
        faults.append(Fault("query.until_day", "not-after", f"{until_day} is not after {from_day}", fix))
    if not faults and from_day and until_day and end - begin > MAX_DAYS:
        faults.append(
            Fault("query.until_day", "too-long", f"{end - begin} days are more than {MAX_DAYS}", "ask for less")
        )
    if faults:
        raise InvalidInput("the days cannot be used", faults=faults)
    return begin, end


def show_period(day: int, by: Step) -> str:
    """``YYYY-MM-DD`` or ``YYYY-MM``."""
    shown = show_day(day)
    return shown if by == "day" else shown[:7]
