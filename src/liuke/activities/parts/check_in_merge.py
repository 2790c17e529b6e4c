"""The check-ins of two members as one set of days, and as two again: no day and no step is paid twice. Pure."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.activities.parts.check_in_doc import SLOT, CheckInBook, CheckInDoc
from liuke.activities.runs import Days, add_unit, days_of, list_units, total, unite
from liuke.decision.hooks import Merge, MergeCase
from liuke.ledger import tally


def _join(case: MergeCase) -> None:
    theirs = case.other.state.read(SLOT, CheckInBook).docs
    if not theirs:
        return
    mine, days = case.into.state.edit(SLOT, CheckInBook).docs, days_of(case.into.program)
    case.kept["before"] = {name: msgspec.to_builtins(mine[name], str_keys=True) for name in theirs if name in mine}
    for name, doc in theirs.items():
        mine[name] = _unite(mine.get(name, CheckInDoc()), doc, days)
        case.into.applied(f"activities.{name}", "merge-days", days=mine[name].total)
    case.kept["after"] = {name: msgspec.to_builtins(mine[name], str_keys=True) for name in theirs}


def _unite(own: CheckInDoc, doc: CheckInDoc, days: Days) -> CheckInDoc:
    runs = unite(own.runs, doc.runs, days)
    both = total(own.runs) + total(doc.runs) - total(runs)
    months = tally.unite(own.made_up_in(), doc.made_up_in())
    month, used = months[:2] if months else (0, 0)
    return CheckInDoc(runs, sorted({*own.made_up, *doc.made_up}), month, used, own.total + doc.total - both, months)


def _split(case: MergeCase) -> None:
    after: dict[str, Any] = case.kept.get("after", {})
    if not after:
        return
    docs, days = case.into.state.edit(SLOT, CheckInBook).docs, days_of(case.into.program)
    for name, stored in after.items():
        before = case.kept["before"].get(name)
        own = msgspec.convert(before, CheckInDoc, str_keys=True) if before is not None else CheckInDoc()
        made = _add_since(own, msgspec.convert(stored, CheckInDoc, str_keys=True), docs[name], days)
        if made.total:
            docs[name] = made
        else:
            del docs[name]


def _add_since(own: CheckInDoc, joined: CheckInDoc, now: CheckInDoc, days: Days) -> CheckInDoc:
    """The days of who stays, with those that came since; a step that was paid since was paid to them."""
    known = {*list_units(joined.runs, days), *list_units(own.runs, days)}
    for day in list_units(now.runs, days):
        if day not in known:
            add_unit(own.runs, day, days.before(day), days.after(day))
    if own.runs and now.runs and now != joined:
        paid = {**(own.runs[-1].paid or {})}
        for step, times in (now.runs[-1].paid or {}).items():
            paid[step] = max(paid.get(step, 0), times)
        own.runs[-1].paid = paid or None
    own.made_up = sorted({*own.made_up, *(day for day in now.made_up if day not in joined.made_up)})
    own.total += now.total - joined.total
    own.months = tally.unite(own.made_up_in(), tally.take_out(now.made_up_in(), joined.made_up_in()))
    if own.months:
        own.month, own.used = own.months[:2]
    return own


MERGE = Merge(_join, _split)
