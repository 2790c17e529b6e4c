"""What is asked of a board, and what it answers."""

from __future__ import annotations

from typing import Literal

import msgspec

Scope = Literal["all", "city", "friends", "league"]
"""Among whom one is ranked."""
FACT = "board_fact"
"""Kind of the records whose amounts a score is the sum of; their keys begin with ``<board>/<period>/``."""
MAX_TOP = 200
"""Places that are shown at most."""
LEAGUE = "~"
"""Leagues are bands whose names begin with it: ``~<division>/<number>``; no city's does."""
SEAT = "board_seat"
"""Kind of the records of seats in leagues; their keys are ``<board>/<period>/<division>/<seat>``."""


def name_league(division: str, number: int) -> str:
    """The band of a league.

    >>> name_league("silver", 7)
    '~silver/7'
    """
    return f"{LEAGUE}{division}/{number}"


def read_league(band: str) -> tuple[str, int]:
    """Division and number of a league's band.

    >>> read_league("~silver/7")
    ('silver', 7)
    """
    division, _, number = band.removeprefix(LEAGUE).partition("/")
    return division, int(number)


class Place(msgspec.Struct, frozen=True):
    """One list: a board in a period, among some.

    Args:
        board: Its name.
        period: As the board calls it.
        band: Empty: everybody.
    """

    board: str
    period: str
    band: str = ""

    @property
    def is_league(self) -> bool:
        """Whether it is a league: few members, counted plainly."""
        return self.band.startswith(LEAGUE)


class Row(msgspec.Struct, frozen=True, array_like=True):
    """How a member stands.

    Args:
        member_id: Who.
        score: In all.
        reached_us: Since when.
    """

    member_id: int
    score: int
    reached_us: int

    @property
    def order(self) -> tuple[int, int, int]:
        """Less is ahead."""
        return -self.score, self.reached_us, self.member_id


class Ask(msgspec.Struct, frozen=True):
    """What a member wants to see.

    Args:
        scope: As it is called.
        place: Of which list.
        me: The member.
        among: Only these, with the member; ``None``: whoever stands there.
        top: Places from the first.
        near: Places before and after the member's.
        shared: Whether equal scores share a rank.
    """

    scope: Scope
    place: Place
    me: int
    among: tuple[int, ...] | None = None
    top: int = 100
    near: int = 2
    shared: bool = False


class Line(msgspec.Struct, frozen=True):
    """One place.

    Args:
        rank: From 1.
        member_id: Who.
        name: Masked; empty: nobody knows it.
        score: In all.
        mine: Whether it is the member who asks.
    """

    rank: int
    member_id: int
    name: str
    score: int
    mine: bool


class Standing(msgspec.Struct, frozen=True):
    """A board as a member sees it.

    Args:
        scope: Among whom.
        place: Which list.
        top: From the first place.
        mine: The member's own place; ``None``: they have none.
        near: Around it, in order, the member's included.
        total: Members who have a rank.
        closed_us: When the period was closed; 0: it is open.
    """

    scope: Scope
    place: Place
    top: list[Line]
    mine: Line | None
    near: list[Line]
    total: int
    closed_us: int = 0
