"""What is remembered of raffles: the list that is open, each list that was closed, and a member's own entries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from liuke.activities.parts.sign_up_doc import Payment
from liuke.decision.shared import SharedKind
from liuke.decision.state import Slot

PAGE = 2_500
"""Entries in one document."""
MAX_ENTRIES = 8 * PAGE
"""Of a round: a decision reads all of its pages."""
KEPT_ROUNDS = 4
"""Rounds that are over and a member still sees."""
KEPT_WINS = 20
TIMER = "raffle"


# -- what members share -----------------------------------------------------------------------------------------------
class RaffleHead(msgspec.Struct):
    """The list that is open.

    Args:
        round: Its number, from 1.
        closes_us: When it closes; 0: no list is open, and none will be by these terms.
        numbers: Entries that were made: the next has the number after it.
        gone: Those of them that were taken back.
        sealed: The last round that was sealed.
    """

    round: int = 1
    closes_us: int = 0
    numbers: int = 0
    gone: int = 0
    sealed: int = 0


def _head_faults(key: str, doc: RaffleHead) -> Iterable[str]:
    del key
    if not 0 <= doc.gone <= doc.numbers <= MAX_ENTRIES or not 0 <= doc.sealed < doc.round:
        yield f"{doc.numbers} entries, {doc.gone} are gone; {doc.sealed} of {doc.round} rounds are sealed"


HEAD = SharedKind("raffle", RaffleHead, _head_faults)


class RafflePage(msgspec.Struct):
    """A part of a list, in the order of the entries' numbers: whose each is; 0: nobody's any more."""

    members: list[int] = []


PAGES = SharedKind("raffle_page", RafflePage)


class RafflePlace(msgspec.Struct, array_like=True):
    """A place that wins.

    Args:
        prize: Id of its prize.
        number: Of the entry that has it; 0: nobody has it.
        member: Whose entry that is.
        times: How often the place was filled.
    """

    prize: str
    number: int = 0
    member: int = 0
    times: int = 0


RoundStatus = Literal["closed", "sealed", "drawn", "lapsed"]


class RaffleRound(msgspec.Struct):
    """A list that was closed.

    Args:
        round: Its number.
        closes_us: When it closed.
        draw_us: When it is drawn, or as soon after that as the public value is there.
        until_us: Until when the draw waits for it.
        asks: Whether there is a public value to wait for.
        numbers: Entries that were made.
        gone: Those of them that were taken back before it was drawn.
        status: ``closed``: nobody enters any more; ``sealed``: its hash is public; ``drawn``; ``lapsed``: the public
            value never came.
        hash: Of the sealed list.
        public: The public value.
        drawn_us: When it was drawn.
        draw: Key of the record of the draw.
        next: Position in the order that was drawn from which a place is filled anew.
        places: What was won, and by whom.
    """

    round: int
    closes_us: int
    draw_us: int
    until_us: int
    asks: bool
    numbers: int
    gone: int
    status: RoundStatus = "closed"
    hash: str = ""
    public: str = ""
    drawn_us: int = 0
    draw: str = ""
    next: int = 0
    places: list[RafflePlace] = []

    @property
    def is_over(self) -> bool:
        """Whether nothing is decided any more."""
        return self.status in {"drawn", "lapsed"}


def _round_faults(key: str, doc: RaffleRound) -> Iterable[str]:
    won = [one for one in doc.places if one.number]
    if len({one.member for one in won}) < len(won):
        yield f"{key}: somebody has two places"
    if len({one.number for one in won}) < len(won) or any(one.number > doc.numbers for one in won):
        yield f"{key}: an entry won twice, or is none of the {doc.numbers}"
    if doc.places and doc.status != "drawn":
        yield f"{key}: it is {doc.status}, and {len(doc.places)} places are filled"
    if not 0 <= doc.gone <= doc.numbers:
        yield f"{key}: {doc.gone} of {doc.numbers} entries are gone"


ROUNDS = SharedKind("raffle_round", RaffleRound, _round_faults)


def find_page(number: int) -> tuple[int, int]:
    """Page of an entry, and its place there.

    >>> find_page(1), find_page(PAGE), find_page(PAGE + 1)
    ((0, 0), (0, 2499), (1, 0))
    """
    return divmod(number - 1, PAGE)


# -- a member's own ---------------------------------------------------------------------------------------------------
class RaffleEntry(msgspec.Struct, array_like=True, gc=False):
    """A member in one round.

    Args:
        numbers: Of their entries.
        free: How many of them were free.
        orders: Order → the entries that it brought.
        payments: What was paid.
        due_us: From when on nothing of it may be held any more.
    """

    numbers: list[int] = []
    free: int = 0
    orders: dict[str, list[int]] = {}
    payments: list[Payment] = []
    due_us: int = 0


class RaffleWin(msgspec.Struct, array_like=True, gc=False):
    """A place that a member has.

    Args:
        round: Of which round.
        place: From 1.
        times: How often it had been filled.
        prize: Id of its prize.
        number: Of the entry.
        t_us: When.
        back: Whether it was taken back.
    """

    round: int
    place: int
    times: int
    prize: str
    number: int
    t_us: int
    back: bool = False


class RaffleDoc(msgspec.Struct, array_like=True, gc=False):
    """One raffle of a member.

    Args:
        rounds: Round → entries.
        wins: The newest last.
    """

    rounds: dict[str, RaffleEntry] = {}
    wins: list[RaffleWin] = []


class RaffleBook(msgspec.Struct):
    """All raffles of a member, by activity id."""

    docs: dict[str, RaffleDoc] = {}


SLOT = Slot("activity_raffle", RaffleBook)
