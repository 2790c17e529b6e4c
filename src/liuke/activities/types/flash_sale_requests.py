"""What can be asked of a flash sale."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.events.request import Request
from liuke.http.fields import Body, Name
from liuke.kernel.text import text


class ReservePlace(Body):
    """Pieces of a product in the session that is open.

    Args:
        product: Of the sale; needed where it has several.
        session: Needed where several are open.
        pieces: 1 by default.
        store: Where the member is, for sales by the store's time.
    """

    product: Annotated[Name, text("商品", "Product")] | UnsetType = UNSET
    session: Annotated[Name, text("场次", "Session")] | UnsetType = UNSET
    pieces: Annotated[int, Meta(ge=1, le=10_000), text("件数", "Pieces")] | UnsetType = UNSET
    store: Annotated[Name, text("门店", "Store")] | UnsetType = UNSET


class ReleasePlace(Body):
    """The member does not want it any more."""

    ref: Annotated[Name, text("占位编号", "Place")]


# -- results ----------------------------------------------------------------------------------------------------------
class PlaceReserved(msgspec.Struct):
    """A place in a flash sale: pay for it in time, and a cart with the product has this price.

    Args:
        activity: The sale.
        ref: Name of the place.
        session: ``<session>@<date>``.
        price_cents: Of one piece.
        until_us: When it lapses, unless a checkout holds it then or it is paid.
    """

    activity: str
    ref: str
    product: str
    session: str
    sku: str
    pieces: int
    price_cents: int
    until_us: int


class PlaceReleased(msgspec.Struct):
    """A place that went back."""

    activity: str
    ref: str


# -- the requests -----------------------------------------------------------------------------------------------------
REQUESTS: tuple[Request, ...] = (
    Request(
        "flash_sale.reserve", text("秒杀占位", "Reserve in a flash sale"), (), ("members:write",), ReservePlace,
        "activities", result=PlaceReserved, member=True,
    ),
    Request(
        "flash_sale.release", text("放弃秒杀占位", "Release a place in a flash sale"), (), ("members:write",),
        ReleasePlace, "activities", result=PlaceReleased, member=True,
    ),
)  # fmt: skip
