"""What a member is shown of a collection of cards."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.activities.shown import ActivityShown


class CardShown(msgspec.Struct):
    """A card.

    Args:
        count: How many the member has.
        odds_ppm: Of each card that drops, in millionths.
        rare: 1 is the rarest; null: it is not said.
        in_set: Whether a set takes it; the universal card stands for another.
    """

    id: str
    name: str
    picture: str
    count: int
    odds_ppm: int
    rare: int | None
    in_set: bool


class CardOfferShown(msgspec.Struct):
    """An offer that is open.

    Args:
        mine: Whether the member made it.
        member: The other one.
        wanted: Empty: it is a gift.
    """

    ref: str
    mine: bool
    member: str
    card: str
    wanted: str
    until_us: int


class CardPotShown(msgspec.Struct):
    """A jackpot.

    Args:
        asset: What it is; empty: cash, in cents.
        split: ``equal`` or ``random``.
        sets: Finished sets that share it; null: not read here.
        share: What the member got of it.
    """

    asset: str
    total: int
    split: str
    sets: int | None = None
    share: int = 0


class CardsShown(ActivityShown, kw_only=True, tag="cards"):
    """A collection of cards.

    Args:
        collected: Different cards of the set that the member has.
        of: How many there are.
        finished: Sets that the member finished.
        can_finish: Whether what the member has is a set, universal cards included.
        free_left: Free draws that are left today.
        price: What a draw costs beside them; null: it cannot be bought.
        offers: Of the member and to the member.
        jackpot: Null: there is none.
    """

    cards: list[CardShown]
    collected: int
    of: int
    finished: int
    can_finish: bool
    free_left: int
    price: dict[str, Any] | None
    offers: list[CardOfferShown]
    jackpot: CardPotShown | None
