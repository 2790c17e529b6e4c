"""What a member is shown of a lottery."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.activities.shown import ActivityShown


class GuaranteeShown(msgspec.Struct):
    """A prize of at least this rank comes within so many draws.

    Args:
        within: Draws, the next one included.
    """

    rank: int
    within: int


class PrizeShown(msgspec.Struct):
    """A prize.

    Args:
        odds_ppm: Of each draw, in millionths, for the member's tier.
        effective_ppm: The same with what guarantees add.
        rewards: In words.
    """

    id: str
    name: str
    picture: str
    rank: int
    odds_ppm: int
    effective_ppm: int
    rewards: str


class LotteryShown(ActivityShown, kw_only=True, tag="lottery"):
    """A lottery.

    Args:
        style: How it looks.
        draws: Times that the member drew.
        won: Times that the member won.
        free_left: Draws that cost nothing and are left.
        chances: Chances that the member has.
        price: What a draw costs beside them; null: it cannot be bought.
    """

    style: str
    draws: int
    won: int
    free_left: int
    chances: int
    price: dict[str, Any] | None
    guarantees: list[GuaranteeShown]
    prizes: list[PrizeShown]
