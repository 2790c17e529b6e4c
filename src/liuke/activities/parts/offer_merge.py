"""The offers of two members as one's, and as two members' again: each receipt keeps its own clock. Pure."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.activities.parts.offer_doc import DONE, OPEN, SLOT, Instance, OfferBook, OfferDoc
from liuke.decision.hooks import Merge, MergeCase
from liuke.earning.book import StatedFact
from liuke.earning.handout_merge import carry, find_free, leave
from liuke.earning.stated import join_stated


class _Both(msgspec.Struct):
    """A receipt that both had: as it was at who stays, and as it became."""

    own: Instance
    made: Instance


# -- one of two -------------------------------------------------------------------------------------------------------
def _join(case: MergeCase) -> None:
    theirs = case.other.state.read(SLOT, OfferBook).docs
    if not theirs:
        return
    mine = case.into.state.edit(SLOT, OfferBook).docs
    moved_in_all = 0
    for name, doc in theirs.items():
        own = mine.setdefault(name, OfferDoc())
        known = {one.ref: one for one in own.instances}
        moved = [msgspec.structs.replace(one) for one in doc.instances if one.ref not in known]
        both = [_unite(case, name, known[one.ref], one) for one in doc.instances if one.ref in known]
        made = [one.made for one in both]
        kept = [one for one in own.instances if one.ref not in {found.ref for found in made}]
        own.instances = sorted([*kept, *made, *moved], key=lambda one: one.received_us)
        own.seen = sorted([*own.seen, *(msgspec.structs.replace(one) for one in doc.seen)], key=lambda one: one.t_us)
        own.received += doc.received - len(both)
        own.achieved += doc.achieved - sum(doc.has_achieved(one.own.ref) and one.own.status == DONE for one in both)
        case.kept.setdefault("moved", {})[name] = [msgspec.to_builtins(one) for one in moved]
        case.kept.setdefault("both", {})[name] = [msgspec.to_builtins(one) for one in both]
        moved_in_all += len(moved) + len(both)
        for one in own.list_held():
            case.into.arm_earliest(f"activity:{name}:end", one.ends_us)
    case.into.applied("activities", "merge-offers", count=moved_in_all)


def _unite(case: MergeCase, name: str, own: Instance, doc: Instance) -> _Both:
    """One receipt of two under one name: what both bought counts, what one achieved is achieved."""
    better = next((one for status in (DONE, OPEN) for one in (own, doc) if one.status == status), own)
    made = Instance(
        own.ref, min(own.received_us, doc.received_us), max(own.ends_us, doc.ends_us), better.status,
        min(one for one in (own.viewed_us, doc.viewed_us) if one) if own.viewed_us or doc.viewed_us else 0,
        own.value + doc.value, better.done_us, own.times,
    )  # fmt: skip
    if doc.status == DONE or doc.times:
        stands, theirs = (max(one.times, 1) if one.status == DONE else 0 for one in (own, doc))
        made.times = find_free(case, own.times)
        path, ref = f"activities.{name}", f"{name}/{own.ref}"
        if stands or theirs:
            carry(case, path=path, ref=ref, own=stands, theirs=theirs, number=made.times)
    days = case.into.program.calendar.local_day
    of_both = (
        StatedFact(turn.state.member_id, days(one.done_us)) if one.status == DONE else None
        for turn, one in ((case.into, own), (case.other, doc))
    )
    join_stated(case, "offer.undone", f"{name}/{own.ref}", *of_both)
    return _Both(own, made)


# -- and two again ----------------------------------------------------------------------------------------------------
def _split(case: MergeCase) -> None:
    """Receipts go back as they are now; one that was achieved meanwhile cannot."""
    moved: dict[str, Any] = case.kept.get("moved", case.kept)  # an earlier release noted nothing else
    theirs = case.other.state.edit(SLOT, OfferBook).docs if moved else {}
    mine = case.into.state.edit(SLOT, OfferBook).docs if moved else {}
    for name, kept in moved.items():
        before: dict[str, Any] = {one.ref: one for one in msgspec.convert(kept, list[Instance])}
        now = {one.ref: one for one in mine[name].instances if one.ref in before}
        for ref, one in now.items():
            if (one.status == DONE) != (before[ref].status == DONE):
                case.spent.append({"what": "offer", "activity": name, "ref": ref})
        mine[name].instances = [one for one in mine[name].instances if one.ref not in before]
        gone = [(one.t_us, one.ref, one.amount) for one in theirs[name].seen]
        mine[name].seen = [one for one in mine[name].seen if (one.t_us, one.ref, one.amount) not in gone]
        both = msgspec.convert(case.kept.get("both", {}).get(name, []), list[_Both])
        mine[name].received -= theirs[name].received - len(both)
        mine[name].achieved -= theirs[name].achieved
        for one in both:
            _part(case, name, mine[name], one, was_theirs=theirs[name].has_achieved(one.own.ref))
        theirs[name].instances = [now.get(one.ref, one) for one in theirs[name].instances]
        for one in theirs[name].list_held():
            case.other.arm_earliest(f"activity:{name}:end", one.ends_us)


def _part(case: MergeCase, name: str, mine: OfferDoc, both: _Both, *, was_theirs: bool) -> None:
    """A receipt that both had is each one's again, while nothing came of it."""
    now = mine.find(both.own.ref)
    mine.achieved += both.own.status == DONE and was_theirs
    if now is None or (now.status, now.times) != (both.made.status, both.made.times):
        case.spent.append({"what": "offer", "activity": name, "ref": both.own.ref})
        return
    left = msgspec.structs.replace(both.own, value=max(both.own.value + now.value - both.made.value, 0))
    if both.own.status == DONE and both.made.times != both.own.times:
        path, ref = f"activities.{name}", f"{name}/{both.own.ref}"
        left.times = leave(case, path=path, ref=ref, number=both.made.times)
    mine.instances = [left if one is now else one for one in mine.instances]


MERGE = Merge(_join, _split)
