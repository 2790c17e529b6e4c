"""Adjustments, which a second person approves.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from typing import Literal

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import AdjustmentView, NewAdjustment
from liuke_sdk.series import Page
from liuke_sdk.wire import Ask


class AdjustmentsGroup(Group[M]):
    """Adjustments, which a second person approves."""

    @operation("POST", "/v1/adjustments")
    def ask(
        self,
        *,
        adjustment_id: str,
        member: str,
        asset: str,
        amount: int,
        reason: str,
    ) -> Ask[AdjustmentView]:
        """Ask for an adjustment.

        Nothing moves before somebody else approves. The id is the idempotency key. Scope: `points:adjust`.

        Args:
            adjustment_id: Yours; asking again with the same id and content changes nothing.
            member: Number of the member, or ``namespace:external_id``.
            asset: Id of the account (``points``).
            amount: Positive to add, negative to take; in units of the asset.
            reason: Why, for the approver and the audit.
        """
        return Ask(
            AdjustmentView,
            body=NewAdjustment(adjustment_id=adjustment_id, member=member, asset=asset, amount=amount, reason=reason),
        )

    @listing("GET", "/v1/adjustments")
    def list(
        self,
        *,
        status: Literal["", "approved", "rejected", "waiting"] | None = None,
        member: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[AdjustmentView]]:
        """List adjustments.

        Scope: `points:adjust` or `points:approve` or `finance:read`.

        Args:
            status: Status.
            member: The member's number, or namespace:external_id; `me` with a member's token.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(Page[AdjustmentView], query={"status": status, "member": member, "limit": limit, "cursor": cursor})

    @operation("GET", "/v1/adjustments/{adjustment_id}")
    def get(
        self,
        adjustment_id: str,
    ) -> Ask[AdjustmentView]:
        """Look at an adjustment.

        Scope: `points:adjust` or `points:approve` or `finance:read`.

        Args:
            adjustment_id: Adjustment id.
        """
        return Ask(AdjustmentView, params={"adjustment_id": adjustment_id})

    @operation("POST", "/v1/adjustments/{adjustment_id}/approve")
    def approve(
        self,
        adjustment_id: str,
    ) -> Ask[AdjustmentView]:
        """Approve an adjustment and post it.

        Refused to who asked, also under another key or name: who made a key stands behind it. Scope:
        `points:approve`.

        Args:
            adjustment_id: Adjustment id.
        """
        return Ask(AdjustmentView, params={"adjustment_id": adjustment_id})

    @operation("POST", "/v1/adjustments/{adjustment_id}/reject")
    def reject(
        self,
        adjustment_id: str,
    ) -> Ask[AdjustmentView]:
        """Reject an adjustment.

        Scope: `points:adjust` or `points:approve`.

        Args:
            adjustment_id: Adjustment id.
        """
        return Ask(AdjustmentView, params={"adjustment_id": adjustment_id})
