"""What can be asked of a check-in."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from liuke.events.request import Request
from liuke.http.fields import Body, Day, Name
from liuke.kernel.text import text


class CheckIn(Body):
    """``activity`` is needed only where the program has several check-ins.

    ``day`` is the day that the member was shown: a request that comes after it is refused, and counts for no other day.
    """

    activity: Annotated[Name, text("活动", "Activity")] | UnsetType = UNSET
    day: Annotated[Day, text("日期", "Day")] | UnsetType = UNSET


class MakeUp(Body):
    """Make up for a missed day; ``pay_with`` is the asset that pays for it."""

    day: Annotated[Day, text("日期", "Day")]
    activity: Annotated[Name, text("活动", "Activity")] | UnsetType = UNSET
    pay_with: Annotated[Name, text("支付账户", "Pay with")] | UnsetType = UNSET


# -- results ----------------------------------------------------------------------------------------------------------
class CheckedIn(msgspec.Struct):
    """A day that counts as checked in.

    Args:
        day: YYYY-MM-DD, of the merchant's calendar.
        streak: Days in a row up to today.
        run: Length of the row of days that this day is in.
        position: Place on the ladder.
        total: Days ever.
    """

    day: str
    streak: int
    run: int
    position: int
    total: int


# -- the requests -----------------------------------------------------------------------------------------------------
REQUESTS: tuple[Request, ...] = (
    Request(
        "check_in.do",
        text("签到", "Check in"),
        ("/check-in",),
        ("members:write",),
        CheckIn,
        "check-in",
        result=CheckedIn,
        result_days=("day",),
        member=True,
    ),
    Request(
        "check_in.make_up",
        text("补签", "Make up for a missed day"),
        ("/check-in/make-up",),
        ("members:write",),
        MakeUp,
        "check-in",
        result=CheckedIn,
        result_days=("day",),
        member=True,
    ),
)
