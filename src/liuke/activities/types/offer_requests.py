"""What can be asked of an offer."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from liuke.events.request import Request
from liuke.http.fields import Body, Name
from liuke.kernel.text import text

Ref = Annotated[Name, text("收到编号", "Receipt")]


class SendOffer(Body):
    """``ref`` is the merchant's own name of this receipt; by default one is made."""

    ref: Ref | UnsetType = UNSET


class ViewOffer(Body):
    """``ref`` says which receipt was viewed, where the member has several of the offer."""

    ref: Ref | UnsetType = UNSET


# -- results ----------------------------------------------------------------------------------------------------------
class OfferSent(msgspec.Struct):
    """An offer that a member has received.

    Args:
        activity: The offer.
        ref: Name of the receipt.
        ends_us: First instant at which nothing counts any more.
    """

    activity: str
    ref: str
    ends_us: int


class OfferViewed(msgspec.Struct):
    """Receipts of an offer that are viewed now.

    Args:
        activity: The offer.
        refs: Names of the receipts that this view marked; empty where all were viewed before.
    """

    activity: str
    refs: list[str]


# -- the requests -----------------------------------------------------------------------------------------------------
REQUESTS: tuple[Request, ...] = (
    Request(
        "offer.send", text("发出优惠任务", "Send an offer"), (), ("members:write",), SendOffer, "activities",
        result=OfferSent, by="merchant",
    ),
    Request(
        "offer.view", text("查看优惠任务", "View an offer"), (), ("members:write",), ViewOffer, "activities",
        result=OfferViewed, member=True,
    ),
)  # fmt: skip
