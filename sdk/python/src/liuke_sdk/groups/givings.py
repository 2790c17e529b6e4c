"""What staff give by hand, to one member or many.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import GivingItem, GivingPreview, GivingView, NewGiving, Selection
from liuke_sdk.series import Page
from liuke_sdk.wire import Ask


class GivingsGroup(Group[M]):
    """What staff give by hand, to one member or many."""

    @operation("POST", "/v1/givings/preview", safe=True)
    def preview(
        self,
        *,
        giving_id: str,
        what: dict[str, Any],
        reason: str,
        members: list[str] | UnsetType = UNSET,
        namespace: str | UnsetType = UNSET,
        selection: Selection | UnsetType = UNSET,
    ) -> Ask[GivingPreview]:
        """Preview a giving.

        Points, a coupon, a benefit, a badge or a label, to members by name, or to a selection of them; each once.
        Scope: `points:adjust`.

        Args:
            giving_id: Yours; asking again with the same id and content changes nothing.
            what: As rewards are written in a program (`{"kind": "asset", "asset": "points", "amount": 100}`,
                `coupon`, `benefit`, `badge`), or `{"kind": "label", "name": "vip", "value": "1"}`.
            reason: For the approver, and the audit log.
            members: Whom, by number or `namespace:external_id`; with ``namespace``: by their ids in it.
            namespace: In which ``members`` are ids; empty: each says its own.
            selection: Whom, by filters, instead of ``members``.
        """
        return Ask(
            GivingPreview,
            body=NewGiving(
                giving_id=giving_id, what=what, reason=reason, members=members, namespace=namespace, selection=selection
            ),
        )

    @operation("POST", "/v1/givings", safe=True)
    def ask(
        self,
        *,
        giving_id: str,
        what: dict[str, Any],
        reason: str,
        members: list[str] | UnsetType = UNSET,
        namespace: str | UnsetType = UNSET,
        selection: Selection | UnsetType = UNSET,
    ) -> Ask[GivingView]:
        """Give to members.

        Points, a coupon, a benefit, a badge or a label, to members by name, or to a selection of them; each once.
        Above the limits of the program (`giving`) nothing is given before somebody else approves. The id is the
        idempotency key, and with the member that of each operation. Scope: `points:adjust`.

        Args:
            giving_id: Yours; asking again with the same id and content changes nothing.
            what: As rewards are written in a program (`{"kind": "asset", "asset": "points", "amount": 100}`,
                `coupon`, `benefit`, `badge`), or `{"kind": "label", "name": "vip", "value": "1"}`.
            reason: For the approver, and the audit log.
            members: Whom, by number or `namespace:external_id`; with ``namespace``: by their ids in it.
            namespace: In which ``members`` are ids; empty: each says its own.
            selection: Whom, by filters, instead of ``members``.
        """
        return Ask(
            GivingView,
            body=NewGiving(
                giving_id=giving_id, what=what, reason=reason, members=members, namespace=namespace, selection=selection
            ),
        )

    @listing("GET", "/v1/givings")
    def list(
        self,
        *,
        status: Literal["", "done", "rejected", "running", "undoing", "undone", "waiting"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[GivingView]]:
        """List givings.

        Scope: `points:adjust` or `points:approve` or `finance:read`.

        Args:
            status: Status.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(Page[GivingView], query={"status": status, "limit": limit, "cursor": cursor})

    @operation("GET", "/v1/givings/{giving_id}")
    def get(
        self,
        giving_id: str,
    ) -> Ask[GivingView]:
        """Look at a giving.

        Scope: `points:adjust` or `points:approve` or `finance:read`.

        Args:
            giving_id: Giving id.
        """
        return Ask(GivingView, params={"giving_id": giving_id})

    @listing("GET", "/v1/givings/{giving_id}/members")
    def list_members(
        self,
        giving_id: str,
        *,
        status: Literal["", "given", "kept", "refused", "returned", "returning", "waiting"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[GivingItem]]:
        """Members of a giving.

        Scope: `points:adjust` or `points:approve` or `finance:read`.

        Args:
            giving_id: Giving id.
            status: Status.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(
            Page[GivingItem],
            params={"giving_id": giving_id},
            query={"status": status, "limit": limit, "cursor": cursor},
        )

    @operation("POST", "/v1/givings/{giving_id}/approve", safe=True)
    def approve(
        self,
        giving_id: str,
    ) -> Ask[GivingView]:
        """Approve a giving.

        Refused to who asked, also under another key or name. Scope: `points:approve`.

        Args:
            giving_id: Giving id.
        """
        return Ask(GivingView, params={"giving_id": giving_id})

    @operation("POST", "/v1/givings/{giving_id}/reject", safe=True)
    def reject(
        self,
        giving_id: str,
    ) -> Ask[GivingView]:
        """Reject a giving.

        Scope: `points:approve`.

        Args:
            giving_id: Giving id.
        """
        return Ask(GivingView, params={"giving_id": giving_id})

    @operation("POST", "/v1/givings/{giving_id}/undo", safe=True)
    def undo(
        self,
        giving_id: str,
    ) -> Ask[GivingView]:
        """Undo a giving.

        What is still there goes back; what was used or spent stays, and each member says why. Scope:
        `points:adjust`.

        Args:
            giving_id: Giving id.
        """
        return Ask(GivingView, params={"giving_id": giving_id})
