"""What is remembered of a member's places in flash sales."""

from __future__ import annotations

import msgspec

from liuke.decision.state import Slot

OPEN, HELD, BOUGHT, LAPSED, RELEASED, RETURNED = 0, 1, 2, 3, 4, 5
STATUSES = ("open", "in_checkout", "bought", "lapsed", "released", "returned")
COUNTED = frozenset({OPEN, HELD, BOUGHT})
"""What counts against a member's limits."""
MAX_OVER, MAX_BOUGHT = 20, 60
"""Places that are remembered of one sale; the oldest go first."""


class Place(msgspec.Struct, array_like=True, gc=False):
    """Pieces that were reserved.

    Args:
        ref: Its name.
        product: Of the sale.
        showing: ``<session>@<date>``.
        sku: The shop's number of the product.
        pieces: How many.
        cents: Price of one.
        alone: Whether nothing else reduces it.
        t_us: When it was reserved.
        until_us: When it lapses.
        status: Place in ``STATUSES``.
        hold_id: The checkout that holds it.
        order_id: The order that bought it.
    """

    ref: str
    product: str
    showing: str
    sku: str
    pieces: int
    cents: int
    alone: bool
    t_us: int
    until_us: int
    status: int = OPEN
    hold_id: str = ""
    order_id: str = ""


class SaleDoc(msgspec.Struct, array_like=True, gc=False):
    """One sale of a member.

    Args:
        places: In the order in which they were reserved.
        counted: Product → pieces that are reserved or bought, in all.
    """

    places: list[Place] = []
    counted: dict[str, int] = {}

    def find(self, ref: str) -> Place | None:
        """A place by its name."""
        return next((one for one in self.places if one.ref == ref), None)

    def count(self, showing: str, product: str = "") -> int:
        """Pieces reserved or bought in a session, of one product or of all."""
        return sum(
            one.pieces
            for one in self.places
            if one.status in COUNTED and one.showing == showing and product in {"", one.product}
        )

    def add(self, product: str, pieces: int) -> None:
        """Count pieces, or take them out of the count."""
        count = self.counted.get(product, 0) + pieces
        if count:
            self.counted[product] = count
        else:
            self.counted.pop(product, None)

    def forget(self) -> None:
        """Drop the oldest of what is over, and of what was bought."""
        over = [one for one in self.places if one.status not in COUNTED][:-MAX_OVER]
        bought = [one for one in self.places if one.status == BOUGHT][:-MAX_BOUGHT]
        gone = {one.ref for one in (*over, *bought)}
        if gone:
            self.places = [one for one in self.places if one.ref not in gone]


class SaleBook(msgspec.Struct):
    """All flash sales of a member, by activity id."""

    docs: dict[str, SaleDoc] = {}


SLOT = Slot("activity_flash_sale", SaleBook)
