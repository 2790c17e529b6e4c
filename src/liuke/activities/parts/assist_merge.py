"""The assists of two members as one's, and as two members' again. Pure.

Who helped a run that turns out to be their own helped themselves: the help counts no more, stages that it reached go
back with what they gave, and so does what the help gave.
"""

from __future__ import annotations

import msgspec

from liuke.activities.parts.assist_doc import ASSIST, SLOT, AssistBook, AssistDoc, Helper, Run, name_assist
from liuke.decision.hooks import Merge, MergeCase

SELF_HELP, REDONE = "assist.self_help", "assist.friend_returned"
"""Delivered to who is left of the two, and to the starter when they are two again."""


def _join(case: MergeCase) -> None:
    theirs = case.other.state.read(SLOT, AssistBook).docs
    mine = case.into.state.read(SLOT, AssistBook).docs
    if not theirs and not mine:
        return
    mine = case.into.state.edit(SLOT, AssistBook).docs
    for name, doc in theirs.items():
        own = mine.setdefault(name, AssistDoc())
        case.kept[name] = msgspec.to_builtins(doc)
        own.runs = sorted([*own.runs, *msgspec.convert(msgspec.to_builtins(doc.runs), list[Run])], key=_by_time)
        own.started += doc.started
        own.helps = own.helps.unite(doc.helps)
        own.pledges = [*own.pledges, *(one for one in doc.pledges if one not in own.pledges)]
        case.into.applied(f"activities.{name}", "merge-assist", count=len(doc.runs))
    undone = list[list[object]]()
    for name, doc in mine.items():
        for run in doc.runs:
            undone += [[name, run.ref, msgspec.to_builtins(one)] for one in _undo_self_help(case, name, run)]
        arm_end(case, name, doc)
    case.kept["undone"] = undone


def _by_time(run: Run) -> tuple[int, str]:
    return run.t_us, run.ref


def arm_end(case: MergeCase, activity: str, doc: AssistDoc) -> None:
    """Let the end of each run of who is left be stated in its time."""
    ends = [one.until_us for one in doc.runs if not one.over]
    case.into.arm(f"activity:{activity}:end", min(ends, default=0))


def _undo_self_help(case: MergeCase, activity: str, run: Run) -> list[Helper]:
    key, pair = name_assist(activity, run.ref), (case.into.state, case.other.state)
    doc = case.into.shared(ASSIST, key)
    gone = [one for one in doc.helpers if any(two.is_of(one.member) for two in pair)] if doc is not None else []
    if doc is None or not gone:
        return []
    doc.helpers = [one for one in doc.helpers if one not in gone]
    case.into.put_shared(ASSIST, key, doc)
    for one in gone:
        case.into.deliver(
            case.into.state.member_id, f"{key}/self/{one.n}", SELF_HELP, {"activity": activity, "ref": run.ref}
        )
    return gone


def _split(case: MergeCase) -> None:
    """Each has their runs as they are now, and the help that was none counts again, if there is still room."""
    if not case.kept:
        return
    theirs, mine = (turn.state.edit(SLOT, AssistBook).docs for turn in (case.other, case.into))
    for name, kept in case.kept.items():
        if name == "undone":
            continue
        before, own = msgspec.convert(kept, AssistDoc), mine[name]
        had = {one.ref for one in before.runs}
        now = {one.ref: one for one in own.runs if one.ref in had}
        before.runs = [now.get(one.ref, one) for one in before.runs]
        theirs[name] = before
        own.runs = [one for one in own.runs if one.ref not in had]
        own.started -= before.started
        own.helps = own.helps.without(before.helps)
        own.pledges = [one for one in own.pledges if one not in before.pledges]
        if not own.runs and not own.started and not own.helps.total and not own.pledges:
            del mine[name]
        arm_end(case, name, own)
        ends = [one.until_us for one in before.runs if not one.over]
        case.other.arm(f"activity:{name}:end", min(ends, default=0))
    for name, ref, kept in case.kept.get("undone", ()):
        _redo_help(case, name, ref, msgspec.convert(kept, Helper))


def _redo_help(case: MergeCase, activity: str, ref: str, one: Helper) -> None:
    key = name_assist(activity, ref)
    doc = case.into.shared(ASSIST, key)
    if doc is None or doc.closed or doc.is_full or any(helper.member == one.member for helper in doc.helpers):
        return
    doc.helpers.append(one)
    case.into.put_shared(ASSIST, key, doc)
    case.into.deliver(doc.owner, f"{key}/again/{case.into.key}/{one.n}", REDONE, {"activity": activity, "ref": ref})


MERGE = Merge(_join, _split)
