"""Types of fields that bodies have in common, and the base of bodies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.kernel.clock import EARLIEST_US, LATEST_US
from liuke.kernel.money import MAX_AMOUNT
from liuke.kernel.text import text


@dataclass(frozen=True, slots=True)
class Kind:
    """What a field holds, where its type alone does not say it: mark of an annotation.

    Args:
        name: A kind of field of an event.
    """

    name: Literal["cents", "points", "day", "t_us"]


Name = Annotated[str, Meta(min_length=1, max_length=200)]
Words = Annotated[str, Meta(max_length=500)]
Amount = Annotated[int, Meta(ge=1, le=MAX_AMOUNT, description="In units of the asset."), Kind("points")]
Cents = Annotated[int, Meta(ge=0, le=MAX_AMOUNT, description="In the smallest unit of the currency."), Kind("cents")]
Count = Annotated[int, Meta(ge=1, le=10_000)]
TimeUs = Annotated[int, Meta(ge=0, lt=2**62, description="UTC microseconds."), Kind("t_us")]
Moment = Annotated[
    int, Meta(ge=EARLIEST_US, lt=LATEST_US, description="UTC microseconds, from 1990 to 2100."), Kind("t_us")
]
Day = Annotated[
    str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$", description="YYYY-MM-DD, of the merchant's calendar."), Kind("day")
]


class Body(msgspec.Struct, forbid_unknown_fields=True):
    """Base of the bodies of requests; what is not sent is not passed on."""


class Nothing(Body):
    """Nothing needs to be said."""


class Because(Body):
    """Why, for whoever reads it later."""

    reason: Annotated[Words, text("原因", "Reason")] | UnsetType = UNSET


SERVER_FIELDS = frozenset(("actor", "approved_by", "clerk"))
"""Who did it is never taken from a client."""
