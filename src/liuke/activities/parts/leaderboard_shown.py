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
        scope: ``all``, ``city`` or ``friends``.
        place: City or store; empty: none.
        top: From the first place.
        near: Around the member's own, theirs included; empty: they have none.
        rank: The member's own; null: they have none.
        total: Members who have a rank.
    """

    scope: str
    place: str
    top: list[BoardLineShown]
    near: list[BoardLineShown]
    rank: int | None
    total: int


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
    """

    period: str
    until_us: int | None
    score: int
    unit: str
    unit_name: str
    hidden: bool
    shared_ranks: bool
    boards: list[BoardShown] | None = None
