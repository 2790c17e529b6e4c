"""Fields of conditions that no domain needs to bring: the event, the member, balances and the calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from liuke.kernel.clock import date_of

if TYPE_CHECKING:
    from liuke.decision.turn import Turn


_MEMBER: Mapping[str, Callable[[Turn], Any]] = {
    "tier": lambda turn: turn.state.tier,
    "labels": lambda turn: tuple(sorted(turn.state.labels)),
    "frozen": lambda turn: turn.state.is_frozen,
    "days_since_registration": lambda turn: turn.now.day - turn.state.registered_day,
}


def find_builtin_field(root: str, rest: str, path: str) -> Callable[[Turn], Any]:
    """Getter over a turn for a field that every program has.

    Args:
        root: ``event``, ``profile``, ``label``, ``balance``, ``member`` or ``calendar``.
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
        case "calendar":
            match rest:
                case "weekday":
                    return lambda turn: (turn.now.day + 3) % 7 + 1
                case "day_of_month":
                    return lambda turn: _date(turn).day
                case "month":
                    return lambda turn: _date(turn).month
                case "hour":
                    return lambda turn: turn.calendar.local_hour(turn.now.t_us)
                case _:
                    raise KeyError(path)
        case _:
            raise KeyError(path)


def _date(turn: Turn) -> date:
    return date_of(turn.now.day)
