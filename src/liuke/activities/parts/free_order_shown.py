"""What a member is shown of a draw after an order."""

from __future__ import annotations

import msgspec

from liuke.activities.shown import ActivityShown


class FreePrizeShown(msgspec.Struct):
    """A prize.

    Args:
        odds_ppm: Of each draw, in millionths, for the member's tier.
        share_bps: Of what was paid, in basis points; 0: nothing is won.
        cap_cents: At most.
    """

    id: str
    name: str
    odds_ppm: int
    share_bps: int
    cap_cents: int


class FreeWinShown(msgspec.Struct):
    """Money that the member won.

    Args:
        status: ``waiting`` (the order can still be returned), ``requested``, ``paid``, ``returned`` (with its order),
            ``given_up``.
        due_us: From when it is asked for.
    """

    order_id: str
    prize: str
    cents: int
    status: str
    due_us: int


class FreeOrderShown(ActivityShown, kw_only=True, tag="free_order"):
    """A draw after an order.

    Args:
        threshold_cents: An order of so much is drawn for.
        draws: Orders of the member that were drawn for.
        won: How many of them won.
        cents: What they won in all.
        left_cents: Of the budget; null: not read.
        may_win: Whether the next order is drawn for.
    """

    threshold_cents: int
    draws: int
    won: int
    cents: int
    left_cents: int | None
    may_win: bool
    prizes: list[FreePrizeShown]
    wins: list[FreeWinShown]
