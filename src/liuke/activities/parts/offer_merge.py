"""The offers of two members as one's, and as two members' again: each receipt keeps its own clock. Pure."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.activities.parts.offer_doc import DONE, SLOT, Instance, OfferBook, OfferDoc
from liuke.decision.hooks import Merge, MergeCase


def _join(case: MergeCase) -> None:
    theirs = case.other.state.read(SLOT, OfferBook).docs
    if not theirs:
        return
    mine = case.into.state.edit(SLOT, OfferBook).docs
    for name, doc in theirs.items():
        own = mine.setdefault(name, OfferDoc())
        known = {one.ref for one in own.instances}
        moved = [msgspec.structs.replace(one) for one in doc.instances if one.ref not in known]
        own.instances = sorted([*own.instances, *moved], key=lambda one: one.received_us)
        own.seen = sorted([*own.seen, *(msgspec.structs.replace(one) for one in doc.seen)], key=lambda one: one.t_us)
        own.received += doc.received
        own.achieved += doc.achieved
        case.kept[name] = [msgspec.to_builtins(one) for one in moved]
        for one in own.list_held():
            case.into.arm_earliest(f"activity:{name}:end", one.ends_us)
    case.into.applied("activities", "merge-offers", count=sum(len(moved) for moved in case.kept.values()))


def _split(case: MergeCase) -> None:
    """Receipts go back as they are now; one that was achieved meanwhile cannot."""
    theirs = case.other.state.edit(SLOT, OfferBook).docs if case.kept else {}
    mine = case.into.state.edit(SLOT, OfferBook).docs if case.kept else {}
    for name, kept in case.kept.items():
        before: dict[str, Any] = {one.ref: one for one in msgspec.convert(kept, list[Instance])}
        now = {one.ref: one for one in mine[name].instances if one.ref in before}
        for ref, one in now.items():
            if (one.status == DONE) != (before[ref].status == DONE):
                case.spent.append({"what": "offer", "activity": name, "ref": ref})
        mine[name].instances = [one for one in mine[name].instances if one.ref not in before]
        gone = [(one.t_us, one.ref, one.amount) for one in theirs[name].seen]
        mine[name].seen = [one for one in mine[name].seen if (one.t_us, one.ref, one.amount) not in gone]
        mine[name].received -= theirs[name].received
        mine[name].achieved -= theirs[name].achieved
        theirs[name].instances = [now.get(one.ref, one) for one in theirs[name].instances]
        for one in theirs[name].list_held():
            case.other.arm_earliest(f"activity:{name}:end", one.ends_us)


MERGE = Merge(_join, _split)
