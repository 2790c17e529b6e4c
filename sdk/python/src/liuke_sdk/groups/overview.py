"""The merchant at a glance.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from typing import Literal

from liuke_sdk.group import Group, M, operation
from liuke_sdk.models import Latest, Overview
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
