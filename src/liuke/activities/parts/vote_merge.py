"""The votes of two members as one's, and as two members' again: one person has one vote. Pure."""

from __future__ import annotations

import msgspec

from liuke.activities.parts.vote_spec import SLOT, TALLY, Tally, VoteBook
from liuke.decision.hooks import Merge, MergeCase


def _join(case: MergeCase) -> None:
    """Where both voted, the vote of the member who stays counts; else the one there is goes over as it stands."""
    theirs = case.other.state.read(SLOT, VoteBook).docs
    mine = case.into.state.edit(SLOT, VoteBook).docs if theirs else {}
    for name, doc in theirs.items():
        own = mine.get(name)
        case.kept[name] = {"both": own is not None}
        if own is None:
            mine[name] = msgspec.structs.replace(doc, options=list(doc.options))
        else:
            _move(case, name, doc.options, [])
        case.into.applied(f"activities.{name}", "merge-vote", count=1 if own is None else 2)


def _split(case: MergeCase) -> None:
    """Each has their own vote again; one that was cast since stays with the member who stays."""
    theirs = case.other.state.read(SLOT, VoteBook).docs
    mine = case.into.state.edit(SLOT, VoteBook).docs if case.kept else {}
    for name, kept in case.kept.items():
        doc = theirs[name]
        if not kept["both"] and mine[name] == doc:
            del mine[name]
        else:
            _move(case, name, [], doc.options)


def _move(case: MergeCase, name: str, before: list[str], after: list[str]) -> None:
    tally = case.into.shared(TALLY, name) or Tally()
    tally.move(before, after)
    case.into.put_shared(TALLY, name, tally)


MERGE = Merge(_join, _split)
