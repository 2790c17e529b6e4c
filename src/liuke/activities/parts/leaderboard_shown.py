"""What a member is shown of a leaderboard."""

from __future__ import annotations

import msgspec

from liuke.activities.shown import ActivityShown


class BoardLineShown(msgspec.Struct):
    """One place.

    Args:
        rank: From 1.
        name: Masked; empty: nobody knows it.
        score: In all.
        mine: Whether it is the member.
    """

    rank: int
    name: str
    score: int
    mine: bool


class BoardShown(msgspec.Struct):
    """One list.

    Args:
        scope: ``all``, ``city``, ``friends`` or ``league``.
        place: City or store; empty: none.
        top: From the first place.
        near: Around the member's own, theirs included; empty: they have none.
        rank: The member's own; null: they have none.
        total: Members who have a rank.
        up: The last rank that goes up a division; 0: none does.
        down: The first rank that goes down a division; 0: none does.
    """

    scope: str
    place: str
    top: list[BoardLineShown]
    near: list[BoardLineShown]
    rank: int | None
    total: int
    up: int = 0
    down: int = 0


class LeagueResultShown(msgspec.Struct):
    """What came of a league that has closed.

    Args:
        period: As answers name it.
        rank: 0: none.
        members: Who had a rank there.
        move: 1: a division up; -1: one down; 0: neither.
    """

    period: str
    rank: int
    members: int
    move: int


class LeagueShown(msgspec.Struct):
    """Where a member plays.

    Args:
        division: Its id.
        name: Of the division.
        step: Of the division, from 1: the lowest.
        steps: Divisions there are.
        number: Of the league in the division; 0: the member has no seat in this period.
        waits: Whether the seat waits for the result of the period before.
        result: Of the last league that has closed; null: none has.
    """

    division: str
    name: str
    step: int
    steps: int
    number: int
    waits: bool
    result: LeagueResultShown | None


class LeaderboardShown(ActivityShown, kw_only=True, tag="leaderboard"):
    """A leaderboard in its present period.

    Args:
        period: As answers name it: its first day, or ``campaign``.
        until_us: First instant after the period; null: no end.
        score: The member's.
        unit: Of scores: ``cents``, ``minutes`` or empty.
        unit_name: Of scores, in words; empty: none.
        hidden: Whether the member has no rank because they do not want one.
        shared_ranks: Whether equal scores share a rank.
        boards: Lists; null: not read here.
        league: Where the member plays; null: there are no leagues.
    """

    period: str
    until_us: int | None
    score: int
    unit: str
    unit_name: str
    hidden: bool
    shared_ranks: bool
    boards: list[BoardShown] | None = None
    league: LeagueShown | None = None
