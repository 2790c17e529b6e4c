"""Facts that were stated of two members who became one, for one and the same thing: they are undone together.

Who completed a task that somebody else had completed too, has completed it once when they are found to be one person;
it was stated twice, and counters, boards and tasks have counted it twice. When it is undone, each statement is, on its
own day.
"""

from __future__ import annotations

from typing import Any

from liuke.decision.hooks import MergeCase
from liuke.decision.turn import Turn
from liuke.earning.book import EARNING, EarningBook, StatedFact


def find_stated(turn: Turn, kind: str, key: str) -> StatedFact:
    """When and of whom something was stated, by the record of it; without a day where there is none."""
    found = turn.state.find_record(kind, key)
    if found is None:
        return StatedFact(turn.state.member_id)
    owner = turn.state.owners.get((kind, key), turn.state.member_id)
    return StatedFact(owner, turn.program.calendar.local_day(found["t_us"]))


def emit_undone(turn: Turn, type_: str, what: str, data: dict[str, Any]) -> None:
    """State that something is undone: once, or once for each of the members of whom it was stated.

    Args:
        turn: The operation.
        type_: Of the fact that undoes.
        what: What it is about, as it was joined.
        data: Its fields.
    """
    name = f"{type_}|{what}"
    if name not in turn.state.read(EARNING, EarningBook).stated:
        turn.emit(type_, data)
        return
    for one in turn.state.edit(EARNING, EarningBook).stated.pop(name):
        turn.emit(type_, {**data, "counted_day": one.day})


def join_stated(
    case: MergeCase, type_: str, what: str, own: StatedFact | None, theirs: StatedFact | None, *, was: str = ""
) -> None:
    """Note that something stands at who stays, who stated it of either, and so what undoes it.

    Args:
        case: The two members; the hook of earning has run.
        type_: Of the fact that undoes it.
        what: What it is about.
        own: Of who stays; ``None``: it did not stand there.
        theirs: Of who goes; likewise.
        was: What it was about at who goes, where that is not ``what``.
    """
    name, before = f"{type_}|{what}", f"{type_}|{was or what}"
    if own is None and theirs is None:
        return
    mine = case.into.state.edit(EARNING, EarningBook).stated
    if was and before != name:
        moved = [one for one in mine.get(before, ()) if case.other.state.is_of(one.owner)]
        left = [one for one in mine.pop(before, []) if one not in moved]
        mine |= {before: left} if left else {}
        mine[name] = [*mine.get(name, []), *moved]
    noted = mine.setdefault(name, [])
    if own is not None and not any(not case.other.state.is_of(one.owner) for one in noted):
        noted.insert(0, own)
    if theirs is not None and not any(case.other.state.is_of(one.owner) for one in noted):
        noted.append(theirs)


def join_unstated(case: MergeCase, type_: str, what: str) -> None:
    """Note that something stands at who stays which nobody ever stated: it is undone without a word."""
    case.into.state.edit(EARNING, EarningBook).stated.setdefault(f"{type_}|{what}", [])


# -- hooks of earning -------------------------------------------------------------------------------------------------
def join(case: MergeCase) -> None:
    """What was joined for who goes, in earlier merges, is who stays's."""
    theirs = case.other.state.read(EARNING, EarningBook).stated
    if theirs:
        mine = case.into.state.edit(EARNING, EarningBook).stated
        for name, facts in theirs.items():
            mine[name] = [*mine.get(name, []), *facts]


def split(case: MergeCase) -> None:
    """What was stated of who goes again is theirs alone; and undone there, where it was undone since."""
    stated, is_theirs = case.into.state.read(EARNING, EarningBook).stated, case.other.state.is_of
    for name in [name for name, facts in stated.items() if not facts or any(is_theirs(one.owner) for one in facts)]:
        mine = case.into.state.edit(EARNING, EarningBook).stated
        left = [one for one in mine.pop(name) if not is_theirs(one.owner)]
        if left:
            mine[name] = left
