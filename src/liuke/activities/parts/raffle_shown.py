"""What a member is shown of a raffle."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.activities.shown import ActivityShown


class RafflePrizeShown(msgspec.Struct):
    """A prize.

    Args:
        count: Places of a round that win it.
        rewards: In words.
        left: Pieces that are left of it; null: no limit, or not read here.
    """

    id: str
    name: str
    picture: str
    count: int
    rewards: str
    left: int | None = None


class RaffleWinnerShown(msgspec.Struct):
    """Who has a place; ``name`` is masked, ``prize`` is an id."""

    name: str
    prize: str
    number: int
    mine: bool


class RaffleResultShown(msgspec.Struct):
    """The round that was drawn last.

    Args:
        hash: Of its sealed list.
        public: Its public value; empty: it has none.
    """

    round: int
    drawn_us: int
    entries: int
    hash: str
    public: str
    winners: list[RaffleWinnerShown]


class RaffleMineShown(msgspec.Struct):
    """A round in which the member has entries.

    Args:
        status: ``open``, ``closed``, ``sealed``, ``drawn`` or ``lapsed``; empty: not read here.
        draw_us: When it is drawn; 0: not read here.
    """

    round: int
    numbers: list[int]
    status: str = ""
    draw_us: int = 0


class RaffleWinShown(msgspec.Struct):
    """A place that the member won; ``back``: it was taken back."""

    round: int
    prize: str
    number: int
    t_us: int
    back: bool


class RaffleShown(ActivityShown, kw_only=True, tag="raffle"):
    """A raffle.

    Args:
        public_value: What decides together with the seed, in words; empty: nothing does.
        most: Entries of a member in a round at most.
        price: What an entry costs beside free ones and chances; null: it cannot be bought.
        free: Free entries of a round.
        round: The list that is open; null: none, or not read here.
        list_closes_us: When it closes; null as well.
        entries: Entries in it, of all members; null as well.
        free_left: Free entries that are left; null as well.
        chances: Earned ones that can be used in it; null as well.
        mine: Rounds with entries of the member, the newest first.
        wins: The newest first.
        last: The round that was drawn last; null: none, or not read here.
    """

    public_value: str
    most: int
    price: dict[str, Any] | None
    free: int
    prizes: list[RafflePrizeShown]
    mine: list[RaffleMineShown]
    wins: list[RaffleWinShown]
    round: int | None = None
    list_closes_us: int | None = None
    entries: int | None = None
    free_left: int | None = None
    chances: int | None = None
    last: RaffleResultShown | None = None
