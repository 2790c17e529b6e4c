"""What a member is shown of an offer."""

from __future__ import annotations

import msgspec

from liuke.activities.shown import ActivityShown


class ReceiptShown(msgspec.Struct):
    """An offer as the member received it once.

    Args:
        ref: Which receipt it is.
        received_us: When it was received.
        ends_us: First instant at which it is over.
        viewed: Whether the member has looked at it.
        value: What counts so far.
        missing: What is missing; null: nothing can be reached any more, or nothing has to be.
    """

    ref: str
    status: str
    received_us: int
    ends_us: int
    viewed: bool
    value: int
    missing: int | None


class OfferShown(ActivityShown, kw_only=True, tag="offer"):
    """An offer.

    Args:
        received: Times that it was received.
        achieved: Times that it was achieved.
        target: What it takes; null: receiving it is enough.
        rewards: In words.
        receipts: Those that are remembered, the newest first.
    """

    received: int
    achieved: int
    target: int | None
    unit: str
    rewards: str
    receipts: list[ReceiptShown]
