"""Check-in.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, operation
from liuke_sdk.models import CheckIn, CheckInCalendar, EventAnswer, MakeUp
from liuke_sdk.wire import Ask


class CheckInGroup(Group[M]):
    """Check-in."""

    @operation("GET", "/v1/members/{member}/check-in")
    def calendar(
        self,
        member: str,
        *,
        month: str | None = None,
        activity: str | None = None,
    ) -> Ask[CheckInCalendar]:
        """The check-in calendar of a month.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            month: Month.
            activity: Id of the activity in the program.
        """
        return Ask(CheckInCalendar, params={"member": member}, query={"month": month, "activity": activity})

    @operation("POST", "/v1/members/{member}/check-in", keyed=True)
    def check_in(
        self,
        member: str,
        *,
        activity: str | UnsetType = UNSET,
        day: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Check in.

        Event `check_in.do`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            activity: Id of the activity in the program.
            day: YYYY-MM-DD, of the merchant's calendar.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member},
            body=CheckIn(activity=activity, day=day),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/check-in/make-up", keyed=True)
    def make_up(
        self,
        member: str,
        *,
        day: str,
        activity: str | UnsetType = UNSET,
        pay_with: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Make up for a missed day.

        Event `check_in.make_up`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            day: YYYY-MM-DD, of the merchant's calendar.
            activity: Id of the activity in the program.
            pay_with: Pay with.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member},
            body=MakeUp(day=day, activity=activity, pay_with=pay_with),
            query={"texts": texts},
            key=key,
        )
