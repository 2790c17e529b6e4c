"""Rewards that can go back, when two members become one and two again. Pure.

Records are only added to. Where both were handed something under one name, or who went was, both's becomes one handing
out under a number that neither has used: when the threshold of the one member is no longer met, all of it goes back.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from liuke.decision.hooks import MergeCase
from liuke.decision.turn import Turn
from liuke.earning.handouts import (
    GIVEN_TO,
    HANDOUTS,
    RECORD,
    TIMER,
    HandoutBook,
    HeldPart,
    bound_stays,
    list_later,
    take_back,
)

_OF_MERGES = 1_000_000
"""Numbers below count how often one member was handed something for one thing."""


class _Handout(msgspec.Struct):
    """A recorded handing out: what was given, and the whole names of what was held at first."""

    given: list[dict[str, Any]] = []
    later: list[str] = []


# -- what is on its way, and what stayed ------------------------------------------------------------------------------
def join(case: MergeCase) -> None:
    """What was on its way to either comes to who stays; what stayed of either is not given again."""
    theirs = case.other.state.read(HANDOUTS, HandoutBook)
    if theirs == HandoutBook():
        return
    mine = case.into.state.edit(HANDOUTS, HandoutBook)
    mine.parts += _own_parts(case, theirs.parts)
    mine.stopped_parts += _own_parts(case, theirs.stopped_parts)
    stopped = {name: name if name not in mine.stopped else _rename(case, name) for name in theirs.stopped}
    mine.stopped |= {stopped[name]: msgspec.structs.replace(held) for name, held in theirs.stopped.items()}
    moved = dict[str, str]()
    for name, held in theirs.held.items():
        moved[name] = name if name not in mine.held else _rename(case, name)
        mine.held[moved[name]] = msgspec.structs.replace(held)
        case.into.arm(f"{TIMER}:{moved[name]}", held.due_us)
    for place, stays in theirs.stays.items():
        mine.stays[place] = [*mine.stays.get(place, []), *stays]
    bound_stays(mine)
    case.kept["held"], case.kept["stopped"] = moved, stopped


def _own_parts(case: MergeCase, parts: Iterable[HeldPart]) -> list[HeldPart]:
    """The same, each saying to whom it was given."""
    return [msgspec.structs.replace(one, owner=one.owner or case.other.state.member_id) for one in parts]


def _split_parts(case: MergeCase, mine: HandoutBook, theirs: HandoutBook) -> None:
    """What waits for a review goes back; what was decided on by then cannot."""
    for part in _own_parts(case, theirs.parts):
        if part in mine.parts:
            mine.parts.remove(part)
        else:
            case.spent.append({"what": "reward", "rule": part.rule, "kind": "asset"})
    for part in _own_parts(case, theirs.stopped_parts):
        if part in mine.stopped_parts:
            mine.stopped_parts.remove(part)
        else:
            case.spent.append({"what": "reward", "rule": part.rule, "kind": "asset"})
    for name, held in theirs.stopped.items():
        if mine.stopped.pop(case.kept["stopped"][name], None) is None:
            case.spent.append({"what": "reward", "rule": held.path, "kind": held.reward["kind"]})


def _rename(case: MergeCase, name: str) -> str:
    return f"{name}~{case.other.state.member_id}"


def split(case: MergeCase) -> None:
    """What is still on its way goes back; what was given by then cannot."""
    theirs = case.other.state.read(HANDOUTS, HandoutBook)
    if theirs == HandoutBook():
        return
    mine = case.into.state.edit(HANDOUTS, HandoutBook)
    _split_parts(case, mine, theirs)
    moved: dict[str, str] = case.kept.get("held", {})
    for name, held in theirs.held.items():
        if mine.held.pop(moved[name], None) is None:
            case.spent.append({"what": "reward", "rule": held.path, "kind": held.reward["kind"]})
        case.into.arm(f"{TIMER}:{moved[name]}", 0)
    for place, stays in theirs.stays.items():
        left = mine.stays.pop(place, [])
        for one in stays:
            if one in left:
                left.remove(one)
        if left:
            mine.stays[place] = left


# -- what was handed out ----------------------------------------------------------------------------------------------
def carry(
    case: MergeCase, *, path: str, ref: str, own: int, theirs: int, number: int, their_ref: str | None = None
) -> None:
    """Make one handing out of what both were handed under these names.

    What either was given for good (no record says how to take it back) makes the whole of it stay.

    Args:
        case: Whose owner keeps count of the numbers.
        path: Of the rule.
        ref: What it was given for.
        own: Number under which it stands at who stays; 0: it does not.
        theirs: The same at who goes.
        number: Under which it stands from now on, by :func:`find_free`.
        their_ref: What it was given to who goes for, where that is not ``ref``.
    """
    place = f"{path}|{ref}"
    mine = _read(case.into, f"{place}|{own}") if own else _Handout()
    from_ref = ref if their_ref is None else their_ref
    found = _read(case.other, f"{path}|{from_ref}|{theirs}") if theirs else _Handout()
    if mine is None or found is None:
        return
    later = list[str]()
    for name in found.later:
        late = _read(case.other, name)
        if late is not None:
            found.given += late.given
        else:
            later.append(_find_moved(case, name))
    given = [*mine.given, *_mark(found.given, case.other.state.member_id)]
    _write(case.into, f"{place}|{number}", _Handout(given, [*mine.later, *later]))
    if own:
        case.kept.setdefault("handouts", {})[f"{place}|{number}"] = msgspec.to_builtins(mine)


def leave(case: MergeCase, *, path: str, ref: str, number: int) -> int:
    """The handing out of who stays alone, where it still stands under ``number``; returns its number."""
    place = f"{path}|{ref}"
    kept: dict[str, Any] = case.kept.get("handouts", {})
    if f"{place}|{number}" not in kept:
        return number
    free = find_free(case, number)
    _write(case.into, f"{place}|{free}", msgspec.convert(kept[f"{place}|{number}"], _Handout))
    return free


def find_free(case: MergeCase, used: int) -> int:
    """A number that who stays has never handed anything out under, whatever was forgotten of the count meanwhile."""
    return max(_OF_MERGES + 2 * case.into.state.ops, used + 1)


def list_standing(turn: Turn, place: str) -> Iterable[tuple[str, str, int]]:
    """Rule, reference and number of every handing out of rules at or below a path of the program."""
    for name in sorted(turn.state.list_records(RECORD)):
        path, *rest = name.split("|")
        if len(rest) == 2 and (path == place or path.startswith(f"{place}.")) and rest[1].isdecimal():
            yield path, rest[0], int(rest[1])


def take_back_brought(case: MergeCase, *, path: str, ref: str, times: int) -> None:
    """Take back what the merge itself brought; what stays of it, or would be owed, is an obstacle."""
    wallets = case.into.state.wallets
    before = {asset: wallet.debt for asset, wallet in wallets.items()}
    stays = take_back(case.into, path=path, ref=ref, times=times)
    owed = {asset: wallet.debt - before.get(asset, 0) for asset, wallet in wallets.items()}
    found = [{"kind": one.kind, "name": one.name, "amount": one.amount} for one in stays]
    found += [{"kind": "asset", "name": asset, "amount": amount} for asset, amount in owed.items() if amount > 0]
    case.spent.extend({"what": "reward", "rule": path, **one} for one in found)


def _read(turn: Turn, name: str) -> _Handout | None:
    found = turn.state.list_records(RECORD).get(name)
    return _Handout(list(found["given"]), list_later(name, found)) if found is not None else None


def _write(turn: Turn, name: str, handout: _Handout) -> None:
    """Record it; what of it is still held belongs to it from now on."""
    turn.record_new(RECORD, name, msgspec.to_builtins(handout))
    if handout.later:
        held = turn.state.edit(HANDOUTS, HandoutBook).held
        for late in handout.later:
            if late in held:
                held[late].handout = name


def _mark(given: list[dict[str, Any]], member_id: int) -> list[dict[str, Any]]:
    return [{**one, "data": {GIVEN_TO: str(member_id), **one.get("data", {})}} for one in given]


def _find_moved(case: MergeCase, name: str) -> str:
    held = case.into.state.read(HANDOUTS, HandoutBook).held
    return renamed if (renamed := _rename(case, name)) in held else name
