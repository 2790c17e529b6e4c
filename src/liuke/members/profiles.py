"""Attributes of members that rules read: what no rule could read is a fault, and not kept to be skipped in silence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from liuke.decision.turn import Turn
from liuke.kernel.errors import Fault
from liuke.kernel.json_limits import JsonLimits, find_json_faults
from liuke.kernel.lunar import FIRST_YEAR, LAST_YEAR, find_lunar_day, list_months

MAX_PROFILE = 16 * 1024
"""Most bytes of a profile as JSON."""
LIMITS = JsonLimits(values=1_000, text=4_000, name=100, total=MAX_PROFILE)
_BIRTHDAY = re.compile(r"(?:\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
"""A birthday with or without its year."""
_LUNAR = re.compile(r"lunar:(?:(\d{4})-)?(leap-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|30)")
"""By the Chinese calendar: ``lunar:1990-08-15``, ``lunar:08-15``, in a leap month ``lunar:2020-leap-04-08``."""
_LEAP_YEAR = 2024
"""Has every day that a birthday may be."""


class Birthday(NamedTuple):
    """Month and day of a birthday, by the Gregorian or by the Chinese calendar, there perhaps of a leap month."""

    month: int
    day: int
    lunar: bool = False
    leap: bool = False


def read_birthday(birthday: str) -> Birthday | None:
    """A birthday from its text; ``None`` where the text is none.

    >>> read_birthday("1990-03-08")
    Birthday(month=3, day=8, lunar=False, leap=False)
    >>> read_birthday("lunar:2020-leap-04-08")
    Birthday(month=4, day=8, lunar=True, leap=True)
    """
    found = _BIRTHDAY.fullmatch(birthday)
    if found is not None:
        return Birthday(int(found[1]), int(found[2]))
    found = _LUNAR.fullmatch(birthday)
    return Birthday(int(found[3]), int(found[4]), lunar=True, leap=bool(found[2])) if found is not None else None


def is_birthday(text: str) -> bool:
    """Whether a text says a birthday; 29 February is one, without a year or of a leap year.

    >>> is_birthday("02-29"), is_birthday("2000-02-29"), is_birthday("2001-02-29"), is_birthday("02-30")
    (True, True, False, False)
    >>> is_birthday("lunar:02-30"), is_birthday("lunar:2020-leap-04-08"), is_birthday("lunar:2021-leap-04-08")
    (True, True, False)
    """
    found = read_birthday(text)
    if found is None:
        return False
    if found.lunar:
        return _is_lunar_birthday(text, found)
    try:
        year = (int(text[:4]) if len(text) == 10 else 0) or _LEAP_YEAR  # shops write 0000 where they do not know it
        return bool(date(year, found.month, found.day))
    except ValueError:
        return False


def _is_lunar_birthday(text: str, found: Birthday) -> bool:
    """Whether its year has such a day; of no year, or one that the table lacks, whether any year has."""
    matched = _LUNAR.fullmatch(text)
    year = int(matched[1] or 0) if matched is not None else 0
    if FIRST_YEAR <= year <= LAST_YEAR:
        return find_lunar_day(year, found.month, found.day, leap=found.leap) is not None
    return (found.month, found.day, found.leap) in _list_lunar_days()


@lru_cache(1)
def _list_lunar_days() -> frozenset[tuple[int, int, bool]]:
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    months = [month for year in years for month in list_months(year)]
    return frozenset((one.number, day, one.leap) for one in months for day in range(1, one.days + 1))


def find_profile_faults(profile: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with a profile; null, which removes an attribute, is not."""
    faults = find_json_faults(dict(profile), "profile", LIMITS)
    birthday = profile.get("birthday")
    if birthday is None or (isinstance(birthday, str) and is_birthday(birthday)):
        return faults
    words = f"{str(birthday)[:20]!r} is no birthday"
    fix = "write YYYY-MM-DD, or MM-DD without the year; by the Chinese calendar lunar:YYYY-MM-DD"
    return [*faults, Fault("profile.birthday", "not-a-birthday", words, fix)]


def merge(profile: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A profile with changes; null removes an attribute."""
    return {name: value for name, value in {**profile, **changes}.items() if value is not None}


def run_update(turn: Turn) -> None:
    """``member.update``: change attributes, and state ``member.updated`` if any is another one than before."""
    old = turn.state.profile
    new = merge(old, turn.data["profile"])
    if faults := find_profile_faults(new):
        turn.refuse("profile-invalid", faults[0].message, fix=faults[0].fix)
    if len(msgspec.json.encode(new)) > MAX_PROFILE:
        turn.refuse("profile-too-long", f"a profile has at most {MAX_PROFILE} bytes", fix="send fewer attributes")
    changed = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    turn.result = {"changed": changed}
    if not changed:
        turn.skipped("members", "profile-unchanged")
        return
    turn.state.change_profile(new)
    turn.applied("members", "profile-changed", count=len(changed))
    turn.emit("member.updated", {"attributes": changed})
