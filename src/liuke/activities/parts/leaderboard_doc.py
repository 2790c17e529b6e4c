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
    """

    score: int = 0
    reached_us: int = 0
    place: str = ""
    first_day: int = 0

    def list_bands(self) -> tuple[str, ...]:
        """Lists in which the member stands."""
        return ("", self.place) if self.place else ("",)


class BoardDoc(msgspec.Struct, array_like=True, gc=False):
    """One board of a member.

    Args:
        periods: By period.
        hidden: Whether the member has no rank.
        over_day: Periods that begin before this day are forgotten.
    """

    periods: dict[str, Entry] = {}
    hidden: bool = False
    over_day: int = 0


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
