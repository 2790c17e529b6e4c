"""The days around a birthday, in merchant-local days."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from liuke.benefits.spec import Birthday
from liuke.kernel.clock import date_of, day_of
from liuke.kernel.lunar import find_lunar_day
from liuke.members.profiles import Birthday as BirthDate
from liuke.members.profiles import read_birthday


def birthday_in(year: int, birthday: str, terms: Birthday) -> int | None:
    """Day of the birthday in ``year``; ``None`` when the text is no day of any year.

    ``year`` is that of the birthday's own calendar: of a birthday by the Chinese one the lunar year, whose last
    days lie in the January or February of the next.

    >>> from liuke.kernel.clock import date_of
    >>> date_of(birthday_in(2023, "02-29", Birthday())).isoformat()
    '2023-02-28'
    >>> birthday_in(2023, "1990-03-08", Birthday()) == birthday_in(2023, "03-08", Birthday())
    True
    >>> date_of(birthday_in(2027, "lunar:1990-08-15", Birthday())).isoformat()
    '2027-09-15'
    """
    found = read_birthday(birthday)
    if found is None:
        return None
    if found.lunar:
        return _lunar_birthday_in(year, found, terms)
    try:
        return day_of(date(year, found.month, found.day))
    except ValueError:
        if (found.month, found.day) != (2, 29):
            return None
        return day_of(date(year, int(terms.leap[:2]), int(terms.leap[3:])))


def _lunar_birthday_in(year: int, born: BirthDate, terms: Birthday) -> int | None:
    leap = born.leap and terms.lunar_leap == "leap_month" and find_lunar_day(year, born.month, 1, leap=True) is not None
    on = find_lunar_day(year, born.month, born.day, leap=leap)
    if on is not None or born.day < 30:
        return on
    last = find_lunar_day(year, born.month, 29, leap=leap)
    return last + (terms.lunar_short == "next_day") if last is not None else None


def birthday_days(birthday: str, terms: Birthday, day: int) -> tuple[int, int] | None:
    """First and last day of the birthday window that holds ``day`` or comes next after it."""
    earliest = day - terms.days_after
    for found in _list_near(date_of(day).year, birthday, terms.leap, terms.lunar_leap, terms.lunar_short):
        if found >= earliest:
            return found - terms.days_before, found + terms.days_after
    return None


@lru_cache(65_536)
def _list_near(year: int, birthday: str, leap: str, lunar_leap: str, lunar_short: str) -> tuple[int, ...]:
    """The birthdays of a few years; asked after every order, and the same all year."""
    terms = Birthday.model_construct(leap=leap, lunar_leap=lunar_leap, lunar_short=lunar_short)
    found = (birthday_in(one, birthday, terms) for one in range(year - 2, year + 3))
    return tuple(day for day in found if day is not None)
