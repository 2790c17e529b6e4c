"""What checkout remembers of a member: checkouts that are open, and when the last ones were over."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.decision.agreed import AgreedUse
from liuke.decision.price_cuts import Cut
from liuke.decision.state import Slot


class OpenCheckout(msgspec.Struct):
    """A checkout that holds things until it is paid, released, or its time is over.

    Args:
        coupons: ``(coupon, cents saved)``, locked.
        points: Held in the ledger under the checkout's own id.
        uses: ``(entitlement, uses)`` taken.
        use_cents: What each of them saved.
        cards: Stamp cards taken.
        card_cents: What each of them saved.
        saved: Source → cents, for those that are noted when it is paid.
        order: Fields of the ``order.paid`` that follows.
        terms: What the order keeps to be priced anew when a part of it comes back.
        agreed: Prices that were agreed before, in the order of the steps.
        cuts: What campaigns pay of the reductions, coupons and points apart.
    """

    order_id: str
    expires_us: int
    payable_cents: int
    coupons: list[tuple[int, int]] = []
    asset: str = ""
    points: int = 0
    uses: list[tuple[int, int]] = []
    cards: list[str] = []
    saved: dict[str, int] = {}
    order: dict[str, Any] = {}
    use_cents: list[int] = []
    card_cents: list[int] = []
    terms: dict[str, Any] = {}
    agreed: list[AgreedUse] = []
    cuts: list[Cut] = []


class CheckoutBook(msgspec.Struct):
    """A member's checkouts.

    Args:
        open: By id.
        closed: Those that were over or released last, by id: until when they were open. A record has the whole, for a
            payment that comes late.
    """

    open: dict[str, OpenCheckout] = {}
    closed: dict[str, int] = {}


MAX_CLOSED = 50


CHECKOUT = Slot("checkout", CheckoutBook)
