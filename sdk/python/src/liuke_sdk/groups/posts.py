"""What members write, and what is decided about it.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import DecidedPosts, DecidePosts, EventAnswer, Nothing, PostView, ReportPost
from liuke_sdk.series import Page
from liuke_sdk.wire import Ask


class PostsGroup(Group[M]):
    """What members write, and what is decided about it."""

    @listing("GET", "/v1/posts")
    def list(
        self,
        *,
        status: Literal["all", "deleted", "pending", "rejected", "shown", "taken_down"] | None = None,
        activity: str | None = None,
        member: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[PostView]]:
        """What members wrote.

        What waits for a decision, the oldest first, with the evidence: listed words, reports, what a platform said.
        Everything else by time, the newest first. Test members' posts are in no list. Scope: `members:read`.

        Args:
            status: `pending` (the oldest first), `shown`, `rejected`, `taken_down`, `deleted`, `all`.
            activity: Only of this one.
            member: Only of this member, by number or `namespace:external_id`.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(
            Page[PostView],
            query={"status": status, "activity": activity, "member": member, "limit": limit, "cursor": cursor},
        )

    @operation("POST", "/v1/posts/decide", keyed=True)
    def decide(
        self,
        *,
        posts: list[str],
        decision: Literal["reject", "show", "take_down"],
        reason: str | UnsetType = UNSET,
        key: str | None = None,
    ) -> Ask[DecidedPosts]:
        """Decide on posts.

        Shows, rejects or takes down; who decided is in the audit log. Pictures of what is shown are shown with it.
        The same call under the same key decides nothing twice. Scope: `members:write`.

        Args:
            posts: Posts.
            decision: Decision.
            reason: Why, for whoever reads it later.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(DecidedPosts, body=DecidePosts(posts=posts, decision=decision, reason=reason), key=key)

    @operation("GET", "/v1/posts/{post}/pictures/{picture}")
    def picture(
        self,
        post: str,
        picture: str,
    ) -> Ask[bytes]:
        """A picture of a post.

        For everybody, as long as the post and the picture are shown.

        Args:
            post: Post.
            picture: Picture.
        """
        return Ask(bytes, params={"post": post, "picture": picture})

    @operation("POST", "/v1/members/{member}/posts/{post}/report", keyed=True)
    def report(
        self,
        member: str,
        post: str,
        *,
        reason: Literal["abuse", "false", "other", "privacy", "spam"],
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Report a post.

        Event `post.report`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            post: Post.
            reason: Why, for whoever reads it later.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "post": post},
            body=ReportPost(reason=reason),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/posts/{post}/delete", keyed=True)
    def delete(
        self,
        member: str,
        post: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Delete one's own post.

        Event `post.delete`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            post: Post.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer, params={"member": member, "post": post}, body=Nothing(), query={"texts": texts}, key=key
        )

    @operation("POST", "/v1/members/{member}/posts/{post}/adopt", keyed=True)
    def adopt(
        self,
        member: str,
        post: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Adopt a post.

        Event `post.adopt`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            post: Post.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer, params={"member": member, "post": post}, body=Nothing(), query={"texts": texts}, key=key
        )

    @operation("POST", "/v1/members/{member}/posts/{post}/unadopt", keyed=True)
    def unadopt(
        self,
        member: str,
        post: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Take an adoption back.

        Event `post.unadopt`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            post: Post.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer, params={"member": member, "post": post}, body=Nothing(), query={"texts": texts}, key=key
        )
