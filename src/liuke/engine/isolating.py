"""What a batch that was not kept says about its cause, so that only the event or the timer at fault is refused.

The engine halves such a batch until each fault stands alone; what this module decides is pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import asyncpg

from liuke.engine.batch import Internal, Submission
from liuke.engine.store import RowVanished
from liuke.kernel.errors import Conflict, InvalidInput, LiukeError

PutOff = Mapping[int, Mapping[str, str]]
"""Members, and their timers that are tried again later, with the reason."""

_EVERYBODY = frozenset({"25", "28", "3D", "53", "58"})
"""Classes of errors that no single event causes: a server that only reads, or has no room, no rights, no database."""


class NotStorable(InvalidInput):
    """The database cannot hold what follows from the event: a text or a number is beyond its bounds."""

    code = "not-storable"
    title = "The database cannot hold this event"


class TookTooLong(LiukeError):
    """The database gave the statement up; nothing was kept."""

    code = "took-too-long"
    status = 503
    title = "The database took too long over this event"


class NotKept(Exception):
    """A batch failed as a whole, and one of its events or timers may be why; the error is chained.

    Args:
        due: Members whose timers had come due in it: up to when, and which (when due, name), in order.
    """

    def __init__(self, due: Mapping[int, tuple[int, list[tuple[int, str]]]]) -> None:
        self.due = due
        super().__init__("nothing of the batch was kept")

    @property
    def reason(self) -> Exception:
        """What happened."""
        assert isinstance(self.__cause__, Exception)
        return self.__cause__


def may_be_of_one(error: Exception) -> bool:
    """Whether a single event can be the cause; others met the same otherwise."""
    if isinstance(error, LiukeError | asyncpg.LockNotAvailableError):
        return False
    return not (isinstance(error, asyncpg.PostgresError) and find_state(error)[:2] in _EVERYBODY)


def find_state(error: Exception) -> str:
    """The SQLSTATE of an error of the server, or nothing."""
    return str(getattr(error, "sqlstate", "") or "")


def explain(error: Exception, item: Submission) -> LiukeError:
    """The typed error for the one event that cannot be taken."""
    event, state = item.event, find_state(error)
    what = f"{event.type} {event.key!r}: {error}"
    if isinstance(error, asyncpg.IntegrityConstraintViolationError | RowVanished):
        return Conflict(str(error), fix="the record exists already; look it up")
    if state.startswith(("22", "54")) or isinstance(error, asyncpg.InterfaceError):
        return NotStorable(what, fix="send shorter texts and smaller numbers; nothing was changed")
    if state == "57014":
        return TookTooLong(what, fix="send it again later with the same key; nothing was changed")
    return Internal(what, fix="see the log; nothing was changed")


Part = tuple[list[int], dict[int, int]]
"""Indexes of work, and members whose timers are due with the instant."""


def split(work: Sequence[Submission], due: Mapping[int, int]) -> tuple[Part, Part] | None:
    """Two parts, of which the first is taken before the second; ``None`` where there is no smaller one.

    Members are told apart first; then a member's timers from the events, then earlier events from later ones.
    """
    members = list(dict.fromkeys([*due, *(item.event.member_id for item in work)]))
    every, half = range(len(work)), len(work) // 2
    if len(members) > 1:
        first = set(members[: len(members) // 2])
        return (
            ([i for i in every if work[i].event.member_id in first], {m: t for m, t in due.items() if m in first}),
            (
                [i for i in every if work[i].event.member_id not in first],
                {m: t for m, t in due.items() if m not in first},
            ),
        )
    if due and work:
        return ([], dict(due)), (list(every), {})
    return ((list(every[:half]), {}), (list(every[half:]), {})) if half else None
