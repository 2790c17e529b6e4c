"""The days around a birthday, in merchant-local days."""

from __future__ import annotations

from datetime import date

from liuke.benefits.spec import Birthday
from liuke.kernel.clock import date_of, day_of
from liuke.members.profiles import read_birthday


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
