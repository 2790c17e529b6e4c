"""What is remembered of a member's boards, and how a score changes."""

from __future__ import annotations

import msgspec

from liuke.boards.contracts import FACT
from liuke.decision.consents import SHARING, allows
from liuke.decision.effects import PutScore
from liuke.decision.state import Slot
from liuke.decision.turn import Turn

KEPT_PERIODS = 8
"""Periods of a board that a member's document keeps; what happened in older ones counts nowhere any more."""


class Entry(msgspec.Struct, array_like=True, gc=False):
    """A member's score in one period.

    Args:
        score: In all.
        reached_us: When the latest of its facts happened.
        place: City or store; empty: none that is known.
        first_day: Of the period.
        league: Band of the league in which the member has a seat; empty: none.
        settled: Whether the result of that league has come.
    """

    score: int = 0
    reached_us: int = 0
    place: str = ""
    first_day: int = 0
    league: str = ""
    settled: bool = False

    def list_bands(self) -> tuple[str, ...]:
        """Lists in which the member stands."""
        return ("", *filter(None, (self.place, self.league)))


class LeagueResult(msgspec.Struct, array_like=True, gc=False):
    """What came of the last league of a member that has closed.

    Args:
        period: Of which period.
        division: In which division it was.
        rank: In the league; 0: none.
        members: Who had a rank there.
        move: 1: a division up; -1: one down; 0: neither.
    """

    period: str = ""
    division: str = ""
    rank: int = 0
    members: int = 0
    move: int = 0


class BoardDoc(msgspec.Struct, array_like=True, gc=False):
    """One board of a member.

    Args:
        periods: By period.
        hidden: Whether the member has no rank.
        over_day: Periods that begin before this day are forgotten.
        division: In which the member gets the next seat; empty: the lowest.
        played_day: First day of the last period in which the member got a seat.
        result: Of the last league that has closed.
    """

    periods: dict[str, Entry] = {}
    hidden: bool = False
    over_day: int = 0
    division: str = ""
    played_day: int = 0
    result: LeagueResult | None = None


class BoardBook(msgspec.Struct):
    """All boards of a member, by activity id."""

    docs: dict[str, BoardDoc] = {}


SLOT = Slot("activity_leaderboard", BoardBook)


def read_doc(turn: Turn, board: str) -> BoardDoc:
    """The member's document; a fresh one where there is none."""
    return turn.state.read(SLOT, BoardBook).docs.get(board) or BoardDoc()


def add_fact(turn: Turn, board: str, period: str, entry: Entry, amount: int) -> None:
    """Write down that something counted (less than nothing: counts no more), and change the score by it."""
    entry.score += amount
    turn.record_new(FACT, f"{board}/{period}/{turn.new_id():x}", {"amount": amount, "t_us": turn.now.t_us})


def stand(turn: Turn, board: str, period: str, entry: Entry, *, hidden: bool) -> None:
    """Say how the member stands in every list of the period: in none, for who does not want to be shown to others."""
    shown = not hidden and not turn.state.is_erased and allows(turn.program, turn.state, SHARING)
    listed = entry.score > 0 and shown
    for band in entry.list_bands():
        turn.put_score(PutScore(board, period, band, entry.score, entry.reached_us, listed, entry.first_day))


def leave(turn: Turn, board: str, period: str, band: str, entry: Entry) -> None:
    """The member stands in this list of the period no more: nothing is left of them there."""
    turn.put_score(PutScore(board, period, band, 0, entry.reached_us, False, entry.first_day))
