"""What is remembered of a member's draws after orders, and of the money that they won."""

from __future__ import annotations

import msgspec

from liuke.decision.state import Slot

WAITING, ASKED, PAID, RETURNED, GIVEN_UP = range(5)
STATUSES = ("waiting", "requested", "paid", "returned", "given_up")
"""``returned``: the order went back before; ``given_up``: the merchant's side did not move it."""
TIMER = "free_order"
MAX_OVER = 20


class Win(msgspec.Struct, array_like=True):
    """Money that is won.

    Args:
        ref: Names it, and the refund that is asked for.
        order_id: Of which order.
        prize: Id of the prize.
        cents: How much.
        due_us: From when it is asked for.
        status: Place in ``STATUSES``.
    """

    ref: str
    order_id: str
    prize: str
    cents: int
    due_us: int
    status: int = WAITING


class FreeOrderDoc(msgspec.Struct):
    """One activity of a member.

    Args:
        draws: Orders that were drawn for.
        day: Day of ``today``.
        today: Draws of that day.
        won: Draws that won.
        cents: What they won in all.
        wins: The latest, and all that wait.
    """

    draws: int = 0
    day: int = 0
    today: int = 0
    won: int = 0
    cents: int = 0
    wins: list[Win] = []

    def find(self, ref: str) -> Win | None:
        """A win by its name."""
        return next((one for one in self.wins if one.ref == ref), None)

    def forget(self) -> None:
        """Drop the oldest of those that are over."""
        over = [one for one in self.wins if one.status not in {WAITING, ASKED}]
        gone = {one.ref for one in over[:-MAX_OVER]}
        self.wins = [one for one in self.wins if one.ref not in gone]


class FreeOrderBook(msgspec.Struct):
    """By activity id."""

    docs: dict[str, FreeOrderDoc] = {}


SLOT = Slot("activity_free_order", FreeOrderBook)
