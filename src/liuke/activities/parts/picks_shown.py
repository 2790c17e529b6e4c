"""What a member is shown of the offers that were picked for them."""

from __future__ import annotations

import msgspec

from liuke.activities.shown import ActivityShown


class PickShown(msgspec.Struct):
    """An offer in its place.

    Args:
        id: Of the offer.
        personal: Whether it was picked for the member.
        rewards: What it gives, in words; empty: nothing but the link.
        taken: Whether the member took it.
    """

    id: str
    name: str
    picture: str
    personal: bool
    rewards: str
    deep_link: str
    taken: bool


class PicksActivityShown(ActivityShown, kw_only=True, tag="picks"):
    """Offers that were picked for a member.

    Args:
        fresh: Whether new ones wait to be looked at.
        refresh: ``day`` or ``week``: how long they stay.
        takes_left: How many of these may still be taken.
    """

    fresh: bool
    refresh: str
    items: list[PickShown]
    takes_left: int
