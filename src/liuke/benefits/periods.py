"""Which period an entitlement is for: calendar periods in merchant-local days, membership, birthdays."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from liuke.benefits.spec import BenefitSpec, Birthday
from liuke.kernel.clock import FOREVER_US, MerchantCalendar, date_of, day_of, period_end, period_start
from liuke.members.profiles import read_birthday


class Span(NamedTuple):
    """First instant of a period, and first instant after it."""

    start_us: int
    end_us: int


def birthday_in(year: int, birthday: str, terms: Birthday) -> int | None:
    """Day of the birthday (``MM-DD`` or ``YYYY-MM-DD``) in ``year``; ``None`` when the text is no day of any year.

    >>> from liuke.kernel.clock import date_of
    >>> date_of(birthday_in(2023, "02-29", Birthday())).isoformat()
    '2023-02-28'
    >>> birthday_in(2023, "1990-03-08", Birthday()) == birthday_in(2023, "03-08", Birthday())
    True
    """
    found = read_birthday(birthday)
    if found is None:
        return None
    month, day = found
    try:
        return day_of(date(year, month, day))
    except ValueError:
        if (month, day) != (2, 29):
            return None
        return day_of(date(year, int(terms.leap[:2]), int(terms.leap[3:])))


def birthday_days(birthday: str, terms: Birthday, day: int) -> tuple[int, int] | None:
    """First and last day of the birthday window that holds ``day`` or comes next after it."""
    year = date_of(day).year
    for candidate in (year - 1, year, year + 1, year + 2):
        found = birthday_in(candidate, birthday, terms)
        if found is not None and day <= found + terms.days_after:
            return found - terms.days_before, found + terms.days_after
    return None


def find_span(calendar: MerchantCalendar, benefit: BenefitSpec, birthday: str, day: int, t_us: int) -> Span | None:
    """The period of a counted benefit that holds ``day``; ``None`` outside of a birthday window."""
    if benefit.kind == "birthday_gift":
        days = birthday_days(birthday, benefit.birthday, day)
        if days is None or day < days[0]:
            return None
        return Span(calendar.day_start_us(days[0]), calendar.day_start_us(days[1] + 1))
    assert benefit.quota is not None
    period = benefit.quota.period
    if period == "membership":
        return Span(t_us, FOREVER_US)
    if period == "lifetime":
        return Span(0, FOREVER_US)
    return Span(calendar.day_start_us(period_start(day, period)), calendar.day_start_us(period_end(day, period)))


def next_start_us(calendar: MerchantCalendar, benefit: BenefitSpec, birthday: str, day: int) -> int:
    """When the next period after the one that holds ``day`` begins; never for those without end."""
    if benefit.kind == "birthday_gift":
        days = birthday_days(birthday, benefit.birthday, day)
        if days is not None and days[0] <= day:
            days = birthday_days(birthday, benefit.birthday, days[1] + 1)
        return calendar.day_start_us(days[0]) if days is not None else FOREVER_US
    assert benefit.quota is not None
    period = benefit.quota.period
    if period == "membership" or period == "lifetime":  # noqa: PLR1714 - the type is narrowed
        return FOREVER_US
    return calendar.day_start_us(period_end(day, period))
