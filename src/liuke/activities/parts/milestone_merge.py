"""The milestones of two members as one's, and as two members' again: no step comes twice. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from liuke.activities.contracts import ActivitySpec
from liuke.activities.parts.milestone_doc import SLOT, MilestoneBook, MilestoneDoc
from liuke.activities.parts.milestone_spec import MilestoneSpec
from liuke.decision.hooks import Merge, MergeCase
from liuke.decision.turn import Turn
from liuke.earning.book import StatedFact
from liuke.earning.handout_merge import carry, find_free, leave, list_standing
from liuke.earning.stated import find_stated, join_stated, join_unstated

UNDONE_BY = "milestone.undone"
_STATED = 500
"""Counts back from the last one that refunds may still undo."""


class _Reached(msgspec.Struct, frozen=True):
    """A step whose rewards can go back: rule, count at which it was reached, and number of the handing out."""

    path: str
    count: int
    number: int


class _Kept(msgspec.Struct):
    """What :func:`_split` goes by: the document of before, the joined one, and rule and count of what was carried."""

    own: MilestoneDoc
    made: MilestoneDoc
    carried: list[tuple[str, int]] = []


def _find_spec(turn: Turn, name: str) -> MilestoneSpec | None:
    """The terms; nothing of what the program has no more."""
    found = (one for one in turn.program.items("activities", ActivitySpec) if one.id == name)
    return next((one for one in found if isinstance(one, MilestoneSpec)), None)


# -- one of two -------------------------------------------------------------------------------------------------------
def _join(case: MergeCase) -> None:
    """Counts are added; where that would leap over a step that neither has had, it comes with the next time."""
    theirs = case.other.state.read(SLOT, MilestoneBook).docs
    if not theirs:
        return
    mine = case.into.state.edit(SLOT, MilestoneBook).docs
    for name, doc in theirs.items():
        own, spec = mine.get(name, MilestoneDoc()), _find_spec(case.into, name)
        kept = _Kept(own, _unite(own, doc, spec))
        mine[name] = msgspec.structs.replace(kept.made)
        if spec is not None:
            _join_reached(case, spec, (own, doc, mine[name]))
        kept.carried = _carry(case, name, (own, doc, mine[name]), spec)
        kept.made = mine[name]
        case.kept.setdefault("docs", {})[name] = msgspec.to_builtins(kept, str_keys=True)
        case.into.applied(f"activities.{name}", "merge-milestone", count=mine[name].count)


def _unite(own: MilestoneDoc, doc: MilestoneDoc, spec: MilestoneSpec | None) -> MilestoneDoc:
    shared = _count_shared(own, doc, spec)
    whole = own.count + own.beyond + doc.count + doc.beyond - shared
    count = max(own.count + doc.count - shared, 0)
    if spec is not None and not spec.restart:
        leapt = (step.at - 1 for step in spec.steps if max(own.count, doc.count) < step.at <= whole)
        count = min(whole, spec.steps[-1].at, *leapt)
    held = {day: own.held.get(day, 0) + doc.held.get(day, 0) for day in sorted({*own.held, *doc.held})}
    return MilestoneDoc(count, max(own.last_day, doc.last_day), whole - count, held, dict(own.again))


def _count_shared(own: MilestoneDoc, doc: MilestoneDoc, spec: MilestoneSpec | None) -> int:
    """Days that both counted, as far back as they are known, where a day counts once."""
    if spec is None or not spec.once_a_day:
        return 0
    if own.held or doc.held:
        return len(own.held.keys() & doc.held.keys())
    return int(own.last_day == doc.last_day and own.count > 0 < doc.count)


def _join_reached(
    case: MergeCase, spec: MilestoneSpec, docs: tuple[MilestoneDoc, MilestoneDoc, MilestoneDoc]
) -> None:  # fmt: skip
    """A step that both reached was stated twice; when it is reached no more, it is so twice."""
    own, doc, made = docs
    steps, last = {step.at for step in spec.steps}, spec.steps[-1].at

    def list_counts(upto: int) -> list[int]:
        return [count for count in range(max(upto - _STATED, 0) + 1, upto + 1) if (count - 1) % last + 1 in steps]

    def find(turn: Turn, of: MilestoneDoc, count: int) -> StatedFact:
        times = of.again.get(count, 1)
        return find_stated(turn, "milestone", f"{spec.id}/{count}" + (f"/{times}" if times > 1 else ""))

    free = list_counts(made.count)
    for count in list_counts(own.count):
        join_stated(case, UNDONE_BY, f"{spec.id}/{count}", find(case.into, own, count), None)
        if spec.restart and count in free:
            free.remove(count)
    places = dict[int, int]()
    for count in list_counts(doc.count):
        places[count] = place = next((one for one in free if (one - count) % last == 0), count)
        if spec.restart and place in free:
            free.remove(place)
    for count, place in sorted(places.items(), reverse=True):  # each goes up, to where another one has left
        fact = find(case.other, doc, count)
        join_stated(case, UNDONE_BY, f"{spec.id}/{place}", None, fact, was=f"{spec.id}/{count}")
    for count in free if spec.restart else ():  # the sum leaps over it: it was reached by neither, and comes no more
        join_unstated(case, UNDONE_BY, f"{spec.id}/{count}")
        made.again[count] = find_free(case, made.again.get(count, 1))


def _carry(
    case: MergeCase, name: str, docs: tuple[MilestoneDoc, MilestoneDoc, MilestoneDoc], spec: MilestoneSpec | None
) -> list[tuple[str, int]]:
    """Rewards that can go back are the one's from now on, those of each step at the first counts at which it comes."""
    own, doc, made = docs
    carried = list[tuple[str, int]]()
    mine = {(one.path, one.count): one.number for one in _list_reached(case.into, name, own)}
    last = spec.steps[-1].at if spec is not None and spec.restart else 0
    for one in sorted(_list_reached(case.other, name, doc), key=lambda one: one.count):
        at = (one.count - 1) % last + 1 if last else one.count
        places = range(at, made.count + 1, last) if last else (at,)
        taken = {*mine, *carried}
        count = next((place for place in places if (one.path, place) not in taken), max((*places, at)))
        stands = mine.get((one.path, count), 0)
        made.again[count] = number = find_free(case, made.again.get(count, 1))
        carry(
            case, path=one.path, ref=f"{name}/{count}", own=stands, theirs=one.number, number=number,
            their_ref=f"{name}/{one.count}",
        )  # fmt: skip
        mine[one.path, count] = number
        carried.append((one.path, count))
    return carried


def _list_reached(turn: Turn, name: str, doc: MilestoneDoc) -> Iterable[_Reached]:
    for path, ref, number in list_standing(turn, f"activities.{name}"):
        count = ref.rpartition("/")[2]
        if ref != f"{name}/{count}" or not count.isdecimal() or int(count) > doc.count:
            continue
        if number == doc.again.get(int(count), 1):
            yield _Reached(path, int(count), number)


# -- and two again ----------------------------------------------------------------------------------------------------
def _split(case: MergeCase) -> None:
    """As it was before, with what came since; a step that came since was the member's who stays."""
    docs = case.into.state.edit(SLOT, MilestoneBook).docs if case.kept else {}
    for name, kept in _list_kept(case):
        now = docs.get(name) or MilestoneDoc()
        left = _take_out(kept, now, _find_spec(case.into, name))
        for path, count in dict.fromkeys(kept.carried):
            number = now.again.get(count, 0)
            if number != kept.made.again[count]:
                continue
            freed = leave(case, path=path, ref=f"{name}/{count}", number=number)
            left.again.pop(count, None)
            if freed != number or count in kept.own.again:
                left.again[count] = freed if freed != number else kept.own.again[count]
        for count, number in kept.made.again.items():
            if count not in kept.own.again and left.again.get(count) == number:
                del left.again[count]
        docs[name] = left
        if left == MilestoneDoc(last_day=left.last_day):
            del docs[name]


def _list_kept(case: MergeCase) -> Iterable[tuple[str, _Kept]]:
    """What was noted of each activity, also by a release that noted counts and the last day alone."""
    for name, stored in case.kept.get("docs", case.kept).items():
        if isinstance(stored, list):
            own, joined, day = msgspec.convert(stored, tuple[int, int, int])
            yield name, _Kept(MilestoneDoc(own, day), MilestoneDoc(joined, day))
        else:
            yield name, msgspec.convert(stored, _Kept, str_keys=True)


def _take_out(kept: _Kept, now: MilestoneDoc, spec: MilestoneSpec | None) -> MilestoneDoc:
    own, made = kept.own, kept.made
    whole = own.count + own.beyond + now.count + now.beyond - made.count - made.beyond
    count = own.count + now.count - made.count
    if spec is not None and not spec.restart:
        since = (step.at for step in spec.steps if made.count < step.at <= now.count)
        count = max(min(count, spec.steps[-1].at), *since, 0)
    again = dict(now.again)
    if spec is not None and spec.restart:  # what came since, comes another time where it comes again
        steps, last = {step.at for step in spec.steps}, spec.steps[-1].at
        for reached in range(made.count + 1, now.count + 1):
            if (reached - 1) % last + 1 in steps and reached > count:
                again[reached] = again.get(reached, 1) + 1
    held = {
        day: left
        for day in sorted({*own.held, *now.held})
        if (left := own.held.get(day, 0) + now.held.get(day, 0) - made.held.get(day, 0)) > 0
    }
    day = own.last_day if now.last_day == made.last_day else now.last_day
    return MilestoneDoc(max(count, 0), day, max(whole - count, 0), held, again)


MERGE = Merge(_join, _split)
