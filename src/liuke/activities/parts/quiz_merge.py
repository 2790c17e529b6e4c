"""The quizzes of two members as one's, and as two members' again. Pure."""

from __future__ import annotations

import msgspec

from liuke.activities.parts.chances import ChanceCounts, add_counts
from liuke.activities.parts.quiz_doc import SLOT, QuizBook, QuizDoc, Round
from liuke.activities.parts.quiz_rounds import arm_end, give_back
from liuke.decision.hooks import Merge, MergeCase


def _copy(doc: QuizDoc) -> QuizDoc:
    return msgspec.convert(msgspec.to_builtins(doc), QuizDoc)


def combine(own: QuizDoc, doc: QuizDoc, other: int) -> QuizDoc:
    """What both have, of two open rounds the own; ``other``: whose ``doc`` is, by whose number its payment is known."""
    made, theirs = _copy(own), _copy(doc)
    made.counts = add_counts(own.counts, doc.counts)
    if made.round is None and theirs.round is not None:
        made.round = theirs.round
        if (paid := made.round.payment) is not None:
            made.round.payment = msgspec.structs.replace(paid, owner=paid.owner or other)
    made.seen += [one for one in theirs.seen if one not in made.seen]
    made.best = max(own.best, doc.best)
    made.last = max((one for one in (own.last, doc.last) if one), key=lambda one: one.ended_us, default=None)
    made.given = {at: max(one.get(at, 0) for one in (own.given, doc.given)) for at in own.given | doc.given}
    return made


def _join(case: MergeCase) -> None:
    theirs = case.other.state.read(SLOT, QuizBook).docs
    mine = case.into.state.edit(SLOT, QuizBook).docs if theirs else {}
    for name, doc in theirs.items():
        there, own, took = name in mine, _copy(mine.get(name) or QuizDoc()), _copy(doc)
        case.kept[name] = {"own": msgspec.to_builtins(own) if there else None, "took": msgspec.to_builtins(took)}
        mine[name] = combine(own, took, case.other.state.member_id)
        if own.round is not None and took.round is not None:  # only one can be played on
            give_back(case.into, name, took.round, owner=case.other.state.member_id)
        arm_end(case.into, name, mine[name].round)
        case.into.applied(f"activities.{name}", "merge-quiz", rounds=mine[name].counts.draws)


def _is(one: Round | None, other: Round | None) -> bool:
    return one is not None and other is not None and one.ref == other.ref


def _split(case: MergeCase) -> None:
    """Each has again what they had; a round goes back as it is now, and one that ended meanwhile stays ended."""
    mine = case.into.state.edit(SLOT, QuizBook).docs if case.kept else {}
    theirs = case.other.state.edit(SLOT, QuizBook).docs if case.kept else {}
    other = case.other.state.member_id
    for name, kept in case.kept.items():
        took = msgspec.convert(kept["took"], QuizDoc)
        own = msgspec.convert(kept["own"], QuizDoc) if kept["own"] is not None else None
        now, before = mine[name], own or QuizDoc()
        back = _copy(took)
        if _is(now.round, took.round) and now.round is not None and took.round is not None:
            back.round = msgspec.structs.replace(now.round, payment=took.round.payment)
        else:
            back.round = None
        if now == combine(before, took, other):
            left = own
        else:
            left = _copy(now)
            left.counts = _subtract(now.counts, took.counts)
            left.seen = [one for one in now.seen if one in before.seen or one not in took.seen]
            if _is(now.round, took.round):
                left.round = None
        if left is None:
            del mine[name]
        else:
            mine[name] = left
        theirs[name] = back
        arm_end(case.into, name, left.round if left is not None else None)
        arm_end(case.other, name, back.round)


def _subtract(now: ChanceCounts, took: ChanceCounts) -> ChanceCounts:
    same = now.day == took.day
    return ChanceCounts(
        now.free - took.free, now.chance - took.chance, now.price - took.price, now.day,
        now.free_today - took.free_today * same, now.paid_today - took.paid_today * same,
        now.drawn_today - took.drawn_today * same,
    )  # fmt: skip


MERGE = Merge(_join, _split)
"""Of two open rounds the one of who stays is played on; what the other was paid with comes back."""
