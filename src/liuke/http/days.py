"""Merchant-local days as clients write them, ``YYYY-MM-DD``; of a range the last one is not included."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from msgspec import Meta

from liuke.kernel.clock import FOREVER_US, date_of, day_of
from liuke.kernel.errors import Fault, InvalidInput

Day = Annotated[str, Meta(pattern=r"^(\d{4}-\d{2}-\d{2})?$", description="Merchant-local day, `YYYY-MM-DD`.")]
Step = Literal["day", "month"]
MAX_DAYS = 3_700
"""Days that one question may span."""
FIRST_YEAR, UNTIL_YEAR = 1990, 2200
"""Days outside these years are refused: no calendar of a merchant reaches there."""


def read_day(value: str, path: str, faults: list[Fault]) -> int:
    """The day number of ``YYYY-MM-DD``; a fault and 0 where it is no day."""
    try:
        found = date.fromisoformat(value)
    except ValueError:
        faults.append(Fault(path, "not-a-day", f"{value[:20]!r} is no day", "write YYYY-MM-DD"))
        return 0
    if not FIRST_YEAR <= found.year < UNTIL_YEAR:
        words = f"{value[:20]} is no day from {FIRST_YEAR} to {UNTIL_YEAR - 1}"
        faults.append(Fault(path, "out-of-range", words, "name a day that rules can be about"))
        return 0
    return day_of(found)


def show_day(day: int) -> str:
    """A day number as ``YYYY-MM-DD``."""
    return date_of(day).isoformat()


def show_days(result: dict[str, Any], days: Sequence[str]) -> dict[str, Any]:
    """A result with these fields as dates."""
    numbers = {name: result[name] for name in days if isinstance(result.get(name), int)}
    return {**result, **{name: show_day(number) for name, number in numbers.items()}}


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


def show_until(t_us: int) -> int | None:
    """An end; ``None`` where there is none."""
    return t_us if 0 < t_us < FOREVER_US else None
