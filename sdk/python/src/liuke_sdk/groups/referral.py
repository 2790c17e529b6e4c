"""Who brought whom, and shares that friends opened.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import BindInvitation, EventAnswer, InvitesView, Nothing, OpenShare, PromoterView
from liuke_sdk.series import Page
from liuke_sdk.wire import Ask


class ReferralGroup(Group[M]):
    """Who brought whom, and shares that friends opened."""

    @operation("GET", "/v1/members/{member}/invites")
    def invites(
        self,
        member: str,
    ) -> Ask[InvitesView]:
        """Whom a member brought, to the second level.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
        """
        return Ask(InvitesView, params={"member": member})

    @listing("GET", "/v1/promoters")
    def promoters(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[PromoterView]]:
        """Super promoters.

        The newest first. Scope: `members:read`.

        Args:
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(Page[PromoterView], query={"limit": limit, "cursor": cursor})

    @operation("POST", "/v1/members/{member}/referral/code", keyed=True)
    def code(
        self,
        member: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Get the member's code.

        Event `referral.code`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(EventAnswer, params={"member": member}, body=Nothing(), query={"texts": texts}, key=key)

    @operation("POST", "/v1/members/{member}/referral/bind", keyed=True)
    def bind(
        self,
        member: str,
        *,
        code: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Say who invited.

        Event `referral.bind`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            code: The code as it was typed or scanned.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer, params={"member": member}, body=BindInvitation(code=code), query={"texts": texts}, key=key
        )

    @operation("POST", "/v1/members/{member}/shares/open", keyed=True)
    def open_share(
        self,
        member: str,
        *,
        code: str,
        target: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Open what a friend shared.

        Event `share.open`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            code: The code as it was typed or scanned.
            target: Target.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member},
            body=OpenShare(code=code, target=target),
            query={"texts": texts},
            key=key,
        )
