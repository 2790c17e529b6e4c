"""What a member is shown of a flash sale."""

from __future__ import annotations

import msgspec

from liuke.activities.shown import ActivityShown


class SaleProductShown(msgspec.Struct):
    """A product in a session.

    Args:
        left: Pieces that can be reserved now; null: not read here.
        state: ``open``, ``all_held`` (all are reserved, some may come back), ``sold_out``; null: not read here.
        mine: Pieces that the member has reserved or bought in the session.
    """

    id: str
    name: str
    picture: str
    sku: str
    price_cents: int
    list_cents: int
    per_session: int
    mine: int
    left: int | None = None
    state: str | None = None


class SaleSessionShown(msgspec.Struct):
    """A session that is not over.

    Args:
        opens_us: When it opens for the member, whose tier may be early.
        begins_us: When it opens for everybody.
    """

    session: str
    date: str
    opens_us: int
    begins_us: int
    ends_us: int
    products: list[SaleProductShown]


class SalePlaceShown(msgspec.Struct):
    """A piece that the member reserved.

    Args:
        status: ``open``, ``in_checkout``, ``bought``, ``lapsed``, ``released`` or ``returned``.
        until_us: When it lapses, unless it is paid.
    """

    ref: str
    product: str
    session: str
    pieces: int
    price_cents: int
    status: str
    until_us: int
    order_id: str


class FlashSaleShown(ActivityShown, kw_only=True, tag="flash_sale"):
    """A flash sale.

    Args:
        sessions: Those of today and the next one.
        places: What the member reserved, the newest first.
        reserve_minutes: How long a place is kept.
    """

    sessions: list[SaleSessionShown]
    places: list[SalePlaceShown]
    reserve_minutes: int
