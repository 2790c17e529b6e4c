"""Fields of conditions that no domain needs to bring: the event, the member, balances and the calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from liuke.kernel.clock import date_of
from liuke.kernel.lunar import FESTIVAL_NAMES, FIRST_YEAR, LAST_YEAR, LunarDay, find_festival, find_lunar

if TYPE_CHECKING:
    from liuke.decision.turn import Turn


_MEMBER: Mapping[str, Callable[[Turn], Any]] = {
    "tier": lambda turn: turn.state.tier,
    "labels": lambda turn: tuple(sorted(turn.state.labels)),
    "frozen": lambda turn: turn.state.is_frozen,
    "days_since_registration": lambda turn: turn.now.day - turn.state.registered_day,
}


def _date(turn: Turn) -> date:
    return date_of(turn.now.day)


def _of_lunar(read: Callable[[LunarDay], Any]) -> Callable[[Turn], Any]:
    def get(turn: Turn) -> Any:
        found = find_lunar(turn.now.day)
        return read(found) if found is not None else None

    return get


_CALENDAR: Mapping[str, Callable[[Turn], Any]] = {
    "weekday": lambda turn: (turn.now.day + 3) % 7 + 1,
    "day_of_month": lambda turn: _date(turn).day,
    "month": lambda turn: _date(turn).month,
    "hour": lambda turn: turn.calendar.local_hour(turn.now.t_us),
    "lunar_month": _of_lunar(lambda found: found.month),
    "lunar_day": _of_lunar(lambda found: found.day),
    "lunar_leap": _of_lunar(lambda found: found.leap),
}


def find_builtin_field(root: str, rest: str, path: str) -> Callable[[Turn], Any]:
    """Getter over a turn for a field that every program has.

    Args:
        root: ``event``, ``profile``, ``label``, ``balance``, ``member``, ``calendar`` or ``festival``.
        rest: What follows the first dot.
        path: The whole, for the error.

    Raises:
        KeyError: the path leads nowhere.
    """
    match root:
        case "event" if rest:
            return lambda turn: turn.now.data.get(rest)
        case "profile" if rest:
            return lambda turn: turn.state.profile.get(rest)
        case "label" if rest:
            return lambda turn: turn.state.labels.get(rest)
        case "balance" if rest:
            return lambda turn: turn.state.wallet(rest).available
        case "member" if rest in _MEMBER:
            return _MEMBER[rest]
        case "calendar" if rest in _CALENDAR:
            return _CALENDAR[rest]
        case "festival" if rest in FESTIVAL_NAMES:
            return lambda turn: count_from_festival(turn.now.day, rest)
        case _:
            raise KeyError(path)


@lru_cache(1_024)
def count_from_festival(day: int, festival: str) -> int | None:
    """Days since the nearest one of a festival, below zero before it; ``None`` outside of the table.

    >>> from liuke.kernel.clock import day_of
    >>> count_from_festival(day_of(date(2027, 9, 12)), "mid_autumn")
    -3
    """
    year = date_of(day).year
    if not FIRST_YEAR < year < LAST_YEAR:
        return None
    found = [find_festival(one, festival) for one in (year - 1, year, year + 1)]
    return min((day - one for one in found if one is not None), key=abs)
