"""What a month was to a member, and how far they have come.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from liuke_sdk.group import Group, M, operation
from liuke_sdk.models import MonthReport, Story
from liuke_sdk.wire import Ask


class StoriesGroup(Group[M]):
    """What a month was to a member, and how far they have come."""

    @operation("GET", "/v1/members/{member}/reports/{month}")
    def month(
        self,
        member: str,
        month: str,
    ) -> Ask[MonthReport]:
        """What a month was to a member.

        `month` is `YYYY-MM`, of the merchant's calendar. Everything is read from orders and the ledger, with those
        of who went into the member; orders count in the month in which they were paid. Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            month: Month.
        """
        return Ask(MonthReport, params={"member": member, "month": month})

    @operation("GET", "/v1/members/{member}/story")
    def story(
        self,
        member: str,
        *,
        year: int | None = None,
    ) -> Ask[Story]:
        """How far a member has come.

        Of all time or of one year: joining, the first order, tiers, badges and titles, money saved, friends
        brought, favourite hours. Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            year: Year.
        """
        return Ask(Story, params={"member": member}, query={"year": year})
