"""The boards of two members as one's, and as two members' again: scores are moved by facts of their own. Pure."""

from __future__ import annotations

import msgspec

from liuke.activities.parts.leaderboard_doc import SLOT, BoardBook, BoardDoc, Entry, add_fact, leave, stand
from liuke.decision.hooks import Merge, MergeCase


def _join(case: MergeCase) -> None:
    """Scores are added; who goes is in no list any more; who hid stays hidden.

    A seat in a league is that of who stays; who has none takes over the other's, and so with the division.
    """
    theirs = case.other.state.read(SLOT, BoardBook).docs
    mine = case.into.state.edit(SLOT, BoardBook).docs if theirs else {}
    for board, doc in theirs.items():
        own = mine.setdefault(board, BoardDoc())
        case.kept[board] = {
            "hidden": own.hidden, "places": {}, "leagues": {}, "division": own.division, "played_day": own.played_day,
        }  # fmt: skip
        own.division, own.played_day = own.division or doc.division, max(own.played_day, doc.played_day)
        own.result = own.result or doc.result
        own.hidden, own.over_day = own.hidden or doc.hidden, max(own.over_day, doc.over_day)
        for period, entry in doc.periods.items():
            known = own.periods.get(period)
            case.kept[board]["places"][period] = known.place if known is not None else None
            if known is None:
                known = own.periods[period] = Entry(0, 0, "", entry.first_day)
            known.place = known.place or entry.place
            case.kept[board]["leagues"][period] = known.league
            if not known.league:
                known.league, known.settled = entry.league, entry.settled
            known.reached_us = max(known.reached_us, entry.reached_us)
            add_fact(case.into, board, period, known, entry.score)
            add_fact(case.other, board, period, left := msgspec.structs.replace(entry), -entry.score)
            stand(case.other, board, period, left, hidden=doc.hidden)
        for period, entry in own.periods.items():
            stand(case.into, board, period, entry, hidden=own.hidden)
        case.into.applied(f"activities.{board}", "merge-leaderboard")


def _split(case: MergeCase) -> None:
    """Each has what they brought; what was taken back meanwhile is missing from what goes back."""
    theirs = case.other.state.edit(SLOT, BoardBook).docs if case.kept else {}
    mine = case.into.state.edit(SLOT, BoardBook).docs if case.kept else {}
    for board, kept in case.kept.items():
        own, doc = mine.setdefault(board, BoardDoc()), theirs[board]
        own.hidden = own.hidden if own.hidden != doc.hidden else kept["hidden"]
        if "division" in kept and own.division == doc.division:
            own.division, own.played_day = kept["division"], kept["played_day"]
        for period, place in kept["places"].items():
            known, entry = own.periods.get(period), doc.periods[period]
            if known is None:  # forgotten by now
                continue
            amount = max(min(entry.score, known.score), 0)
            entry.score = 0
            add_fact(case.other, board, period, entry, amount)
            add_fact(case.into, board, period, known, -amount)
            stand(case.other, board, period, entry, hidden=doc.hidden)
            league = kept.get("leagues", {}).get(period, known.league)
            _leave(case, board, (period, known), place, league)
            if place is None and not known.score:
                del own.periods[period]
        for period, entry in own.periods.items():
            stand(case.into, board, period, entry, hidden=own.hidden)
        if not own.periods and not own.hidden:
            del mine[board]


def _leave(case: MergeCase, board: str, at: tuple[str, Entry], place: str | None, league: str) -> None:
    """Who stays is where they were; the lists that came with the other one have them no more."""
    period, known = at
    before = known.list_bands()
    if place is not None:
        known.place = place
    if league != known.league:
        known.league, known.settled = league, False
    stand(case.into, board, period, known, hidden=True)
    for band in set(before) - set(known.list_bands()):
        leave(case.into, board, period, band, known)


MERGE = Merge(_join, _split)
