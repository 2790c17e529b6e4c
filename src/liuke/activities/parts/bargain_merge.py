"""The bargains of two members as one's, and as two members' again. Pure.

Who helped a bargain that turns out to be their own helped themselves: as long as it is not in a checkout or paid, the
cut is taken out of it, and what the help gave goes back.
"""

from __future__ import annotations

import msgspec

from liuke.activities.parts.bargain_cuts import redo, undo
from liuke.activities.parts.bargain_doc import (
    BARGAIN,
    COUNTED,
    GIVEN_UP,
    LAPSED,
    OPEN,
    RUNNING,
    SLOT,
    STATUSES,
    BargainBook,
    BargainDoc,
    Cut,
    Place,
    name_bargain,
)
from liuke.activities.parts.bargain_places import arm_end
from liuke.decision.hooks import Merge, MergeCase

SELF_HELP = "bargain.self_help"
"""Delivered to who is left of the two: what the help gave goes back."""


def _join(case: MergeCase) -> None:
    theirs = case.other.state.read(SLOT, BargainBook).docs
    mine = case.into.state.read(SLOT, BargainBook).docs
    if not theirs and not mine:
        return
    mine = case.into.state.edit(SLOT, BargainBook).docs
    for name, doc in theirs.items():
        own = mine.setdefault(name, BargainDoc())
        case.kept[name] = msgspec.to_builtins(doc)
        own.places = sorted([*own.places, *(msgspec.structs.replace(one) for one in doc.places)], key=_by_time)
        for good, count in doc.counted.items():
            own.add(good, count)
        own.started = sum(one.started for one in (own, doc) if one.day == max(own.day, doc.day))
        own.day, own.helps = max(own.day, doc.day), own.helps.unite(doc.helps)
        case.into.applied(f"activities.{name}", "merge-bargain", count=len(doc.places))
    undone = list[list[object]]()
    for name, doc in mine.items():
        for place in doc.places:
            if place.status == OPEN and (done := _undo_self_help(case, name, place)) is not None:
                undone.append([name, place.ref, msgspec.to_builtins(done)])
        arm_end(case.into, name, doc)
    case.kept["undone"] = undone


def _by_time(place: Place) -> tuple[int, str]:
    return place.t_us, place.ref


def _undo_self_help(case: MergeCase, activity: str, place: Place) -> Cut | None:
    key = name_bargain(activity, place.ref)
    doc = case.into.shared(BARGAIN, key)
    pair = (case.into.state, case.other.state)
    done = next((one for one in doc.cuts if any(two.is_of(one.member) for two in pair)), None) if doc else None
    if doc is None or done is None or doc.status != RUNNING:
        return None
    undo(doc, done)
    case.into.put_shared(BARGAIN, key, doc)
    place.follow(doc)
    case.into.applied(f"activities.{activity}", "bargain-self-help", cents=done.cents)
    case.into.deliver(
        case.into.state.member_id, f"{key}/self/{done.n}", SELF_HELP, {"activity": activity, "ref": place.ref}
    )
    return done


def _split(case: MergeCase) -> None:
    """Each has their bargains as they are now, and the help that was none is one again, if nobody took its place."""
    if not case.kept:
        return
    theirs, mine = (turn.state.edit(SLOT, BargainBook).docs for turn in (case.other, case.into))
    for name, kept in case.kept.items():
        if name != "undone":
            _split_one(case, name, msgspec.convert(kept, BargainDoc), mine, theirs)
    for name, ref, kept in case.kept.get("undone", ()):
        _redo_help(case, name, ref, msgspec.convert(kept, Cut), (mine, theirs))
    for turn, docs in ((case.other, theirs), (case.into, mine)):
        for name in docs:
            arm_end(turn, name, docs[name])


def _split_one(
    case: MergeCase, name: str, before: BargainDoc, mine: dict[str, BargainDoc], theirs: dict[str, BargainDoc]
) -> None:
    own, had = mine[name], {one.ref: one for one in before.places}
    now = {one.ref: one for one in own.places if one.ref in had}
    for ref, one in now.items():
        if one.status != had[ref].status and one.status not in {LAPSED, GIVEN_UP}:
            case.spent.append({"what": "bargain", "activity": name, "ref": ref, "status": STATUSES[one.status]})
    closed = [one for ref, one in now.items() if had[ref].status in COUNTED and one.status not in COUNTED]
    back = theirs[name] = before
    for good in before.counted.copy():
        gone = sum(one.good == good for one in closed)
        own.add(good, gone - before.counted[good])
        back.add(good, -gone)
    own.places = [one for one in own.places if one.ref not in had]
    back.places = [now.get(one.ref, one) for one in before.places]
    own.helps = own.helps.without(back.helps)
    own.started -= back.started if own.day == back.day else 0
    if not own.places and not own.counted and not own.helps.total:
        del mine[name]
        arm_end(case.into, name, BargainDoc())


def _redo_help(case: MergeCase, activity: str, ref: str, done: Cut, docs: tuple[dict[str, BargainDoc], ...]) -> None:
    key = name_bargain(activity, ref)
    doc = case.into.shared(BARGAIN, key)
    if doc is None or doc.status != RUNNING or not redo(doc, done):
        return
    case.into.put_shared(BARGAIN, key, doc)
    for one in docs:
        place = one[activity].find(ref) if activity in one else None
        if place is not None:
            place.follow(doc)


MERGE = Merge(_join, _split)
