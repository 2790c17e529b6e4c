"""Ties between two members.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from typing import Literal

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import EventAnswer, FriendView, HideMe, InviteFriend, Nothing
from liuke_sdk.series import Page
from liuke_sdk.wire import Ask


class FriendsGroup(Group[M]):
    """Ties between two members."""

    @listing("GET", "/v1/members/{member}/friends")
    def list(
        self,
        member: str,
        *,
        status: Literal["friends", "invitations", "invited"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[FriendView]]:
        """Friends, the latest first.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            status: Status.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(
            Page[FriendView], params={"member": member}, query={"status": status, "limit": limit, "cursor": cursor}
        )

    @operation("POST", "/v1/members/{member}/friends/invite", keyed=True)
    def invite(
        self,
        member: str,
        *,
        friend: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Invite a friend.

        Event `friend.invite`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            friend: Friend.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer, params={"member": member}, body=InviteFriend(friend=friend), query={"texts": texts}, key=key
        )

    @operation("POST", "/v1/members/{member}/friends/{friend}/accept", keyed=True)
    def accept(
        self,
        member: str,
        friend: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Accept a friend's invitation.

        Event `friend.accept`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            friend: Friend.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer, params={"member": member, "friend": friend}, body=Nothing(), query={"texts": texts}, key=key
        )

    @operation("POST", "/v1/members/{member}/friends/{friend}/decline", keyed=True)
    def decline(
        self,
        member: str,
        friend: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Decline a friend's invitation.

        Event `friend.decline`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            friend: Friend.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer, params={"member": member, "friend": friend}, body=Nothing(), query={"texts": texts}, key=key
        )

    @operation("POST", "/v1/members/{member}/friends/{friend}/remove", keyed=True)
    def remove(
        self,
        member: str,
        friend: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Remove a friend.

        Event `friend.remove`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            friend: Friend.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer, params={"member": member, "friend": friend}, body=Nothing(), query={"texts": texts}, key=key
        )

    @operation("POST", "/v1/members/{member}/friends/hide", keyed=True)
    def hide(
        self,
        member: str,
        *,
        hidden: bool,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Be found or not.

        Event `friend.hide`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            hidden: Hidden.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(EventAnswer, params={"member": member}, body=HideMe(hidden=hidden), query={"texts": texts}, key=key)
