"""Who did what.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from liuke_sdk.group import Group, M, listing
from liuke_sdk.models import AuditEntry
from liuke_sdk.series import Page
from liuke_sdk.wire import Ask


class AuditGroup(Group[M]):
    """Who did what."""

    @listing("GET", "/v1/audit")
    def list(
        self,
        *,
        actor: str | None = None,
        action: str | None = None,
        subject: str | None = None,
        q: str | None = None,
        from_us: int | None = None,
        until_us: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[AuditEntry]]:
        """The audit log.

        Newest first. Rows are written in the transaction of the act and can be neither changed nor removed. Scope:
        `audit:read`.

        Args:
            actor: Who (``person:anna@example.com``, ``key:9f…``).
            action: What (``program.published``); with a dot at the end everything of a kind (``program.``).
            subject: To what (``program/7``); with a slash at the end everything of a kind (``program/``).
            q: A part of any of these three.
            from_us: UTC microseconds.
            until_us: UTC microseconds.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(
            Page[AuditEntry],
            query={
                "actor": actor,
                "action": action,
                "subject": subject,
                "q": q,
                "from_us": from_us,
                "until_us": until_us,
                "limit": limit,
                "cursor": cursor,
            },
        )
