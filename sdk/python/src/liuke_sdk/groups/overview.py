"""The merchant at a glance.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from typing import Literal

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import KnownOtherSales, Latest, OtherSalesDay, OtherSalesReport, OtherSalesTaken, Overview
from liuke_sdk.series import Page
from liuke_sdk.wire import Ask


class OverviewGroup(Group[M]):
    """The merchant at a glance."""

    @operation("GET", "/v1/overview")
    def get(
        self,
        *,
        from_day: str | None = None,
        until_day: str | None = None,
        by: Literal["day", "month"] | None = None,
    ) -> Ask[Overview]:
        """How the merchant stands.

        Scope: `finance:read`.

        Args:
            from_day: Merchant-local day, `YYYY-MM-DD`.
            until_day: Merchant-local day, `YYYY-MM-DD`.
            by: What the series are added up by.
        """
        return Ask(Overview, query={"from_day": from_day, "until_day": until_day, "by": by})

    @operation("GET", "/v1/overview/events")
    def list_events(
        self,
        *,
        after: str | None = None,
        limit: int | None = None,
    ) -> Ask[Latest]:
        """The latest events.

        Poll with `after` to be shown what came since. An event is shown about a third of a second after it was
        taken. Scope: `finance:read` or `members:read`.

        Args:
            after: `after` of an earlier answer.
            limit: Rows on a page.
        """
        return Ask(Latest, query={"after": after, "limit": limit})

    @operation("PUT", "/v1/other-sales", safe=True)
    def report_other_sales(
        self,
        *,
        days: list[OtherSalesDay],
    ) -> Ask[OtherSalesTaken]:
        """Report sales without a member.

        An order of a member is an event (`order.paid`). What is sold to nobody known has no member to earn
        anything, so only its total by day is kept, beside the sales of members. A day's total may be sent as often
        as it grows: the last one counts. Scope: `events:write`.

        Args:
            days: Days.
        """
        return Ask(OtherSalesTaken, body=OtherSalesReport(days=days))

    @listing("GET", "/v1/other-sales")
    def list_other_sales(
        self,
        *,
        from_day: str | None = None,
        until_day: str | None = None,
        source: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[KnownOtherSales]]:
        """Sales without a member.

        Scope: `finance:read`.

        Args:
            from_day: Merchant-local day, `YYYY-MM-DD`.
            until_day: Merchant-local day, `YYYY-MM-DD`.
            source: Source.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(
            Page[KnownOtherSales],
            query={"from_day": from_day, "until_day": until_day, "source": source, "limit": limit, "cursor": cursor},
        )
