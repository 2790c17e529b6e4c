"""The answers of two members as one's, and as two members' again: one person answers once a period. Pure."""

from __future__ import annotations

import msgspec

from liuke.activities.parts.survey_doc import SLOT, TALLY, SurveyBook, SurveyDoc, SurveyTally, render_key
from liuke.decision.hooks import Merge, MergeCase


def _join(case: MergeCase) -> None:
    """Where both answered in one period, what the member who stays said counts; else the newest answer is the newest.

    Answers to an anonymous survey cannot be told apart and go on counting.
    """
    theirs = case.other.state.read(SLOT, SurveyBook).docs
    mine = case.into.state.edit(SLOT, SurveyBook).docs if theirs else {}
    for name, doc in theirs.items():
        own = mine.get(name)
        both = own is not None and own.period == doc.period
        if both:
            _move(case, name, doc, -1)
        newest = own if own is not None and own.period >= doc.period else doc
        times = doc.times + (own.times if own is not None else 0) - both
        joined = msgspec.convert(msgspec.to_builtins(newest), SurveyDoc)
        joined.times = times
        case.kept[name] = {
            "both": both, "own": msgspec.to_builtins(own) if own is not None else None,
            "joined": msgspec.to_builtins(joined),
        }  # fmt: skip
        mine[name] = joined
        case.into.applied(f"activities.{name}", "merge-survey", count=2 if both else 1)


def _split(case: MergeCase) -> None:
    """Each has their own answer again; one that was given since stays with the member who stays."""
    theirs = case.other.state.read(SLOT, SurveyBook).docs
    mine = case.into.state.edit(SLOT, SurveyBook).docs if case.kept else {}
    for name, kept in case.kept.items():
        if kept["both"]:
            _move(case, name, theirs[name], 1)
        if msgspec.to_builtins(mine[name]) != kept["joined"]:
            mine[name].times -= theirs[name].times - kept["both"]
        elif kept["own"] is None:
            del mine[name]
        else:
            mine[name] = msgspec.convert(kept["own"], SurveyDoc)


def _move(case: MergeCase, name: str, doc: SurveyDoc, amount: int) -> None:
    counted = doc.list_counted()
    if not counted:
        return
    key = render_key(name, doc.period)
    tally = case.into.shared(TALLY, key) or SurveyTally()
    tally.move(counted, amount)
    case.into.put_shared(TALLY, key, tally)


MERGE = Merge(_join, _split)
