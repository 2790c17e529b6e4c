"""What a member is shown of a sign-up."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.activities.shown import ActivityShown


class SignUpSessionShown(msgspec.Struct):
    """A session.

    Args:
        places: In all; null: no limit.
        status: The member's: ``seated``, ``waiting``, ``offered``, ``entered``, ``cancelled``, ``attended``,
            ``missed``, ``not_drawn``; empty: none.
        code: By which a clerk checks the member in.
        offer_until_us: Until when an offer may be taken; 0: there is none.
        left: Places that are free; null: no limit, or not read here.
        waiting: How many wait; null: not read here.
        position: The member's place among them; 0: none; null: not read here.
    """

    id: str
    name: str
    store: str
    begins_us: int
    ends_us: int
    places: int | None
    status: str
    party: int
    code: str
    offer_until_us: int
    left: int | None = None
    waiting: int | None = None
    position: int | None = None


class SignUpShown(ActivityShown, kw_only=True, tag="sign_up"):
    """A sign-up.

    Args:
        ballot_us: When is drawn; null: first come, first served.
        price: Of a person; null: free.
        barred_until_us: Until when the member cannot sign up; 0: they can.
    """

    sessions: list[SignUpSessionShown]
    ballot_us: int | None
    price: dict[str, Any] | None
    party: int
    barred_until_us: int
