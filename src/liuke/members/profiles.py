"""Attributes of members that rules read: what no rule could read is a fault, and not kept to be skipped in silence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from liuke.decision.turn import Turn
from liuke.kernel.errors import Fault
from liuke.kernel.json_limits import JsonLimits, find_json_faults

MAX_PROFILE = 16 * 1024
"""Most bytes of a profile as JSON."""
LIMITS = JsonLimits(values=1_000, text=4_000, name=100, total=MAX_PROFILE)
_BIRTHDAY = re.compile(r"(?:\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
"""A birthday with or without its year."""
_LEAP_YEAR = 2024
"""Has every day that a birthday may be."""


def read_birthday(birthday: str) -> tuple[int, int] | None:
    """Month and day of ``MM-DD`` or ``YYYY-MM-DD``; ``None`` where the text is neither."""
    found = _BIRTHDAY.fullmatch(birthday)
    return (int(found[1]), int(found[2])) if found is not None else None


def is_birthday(text: str) -> bool:
    """Whether a text says a birthday; 29 February is one, without a year or of a leap year.

    >>> is_birthday("02-29"), is_birthday("2000-02-29"), is_birthday("2001-02-29"), is_birthday("02-30")
    (True, True, False, False)
    """
    found = read_birthday(text)
    try:
        year = (int(text[:4]) if len(text) == 10 else 0) or _LEAP_YEAR  # shops write 0000 where they do not know it
        return found is not None and bool(date(year, *found))
    except ValueError:
        return False


def find_profile_faults(profile: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with a profile; null, which removes an attribute, is not."""
    faults = find_json_faults(dict(profile), "profile", LIMITS)
    birthday = profile.get("birthday")
    if birthday is None or (isinstance(birthday, str) and is_birthday(birthday)):
        return faults
    words = f"{str(birthday)[:20]!r} is no birthday"
    return [*faults, Fault("profile.birthday", "not-a-birthday", words, "write YYYY-MM-DD, or MM-DD without the year")]


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
