"""What was held because of its risk, and what is decided about it.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import (
    DecidedReviews,
    DecideReviews,
    EventAnswer,
    RiskGraph,
    RiskReview,
    RiskReviewCounts,
    RiskReviewDetail,
    UndoReview,
)
from liuke_sdk.series import Page
from liuke_sdk.wire import Ask


class ReviewsGroup(Group[M]):
    """What was held because of its risk, and what is decided about it."""

    @listing("GET", "/v1/reviews")
    def list(
        self,
        *,
        status: Literal["all", "confirmed", "erased", "lapsed", "open", "released"] | None = None,
        member: str | None = None,
        ring: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[RiskReview]]:
        """Reviews.

        What is open, the riskiest first; everything else by time, the newest first. Reviews of test members are in
        no list. Scope: `members:read`.

        Args:
            status: `open` (the riskiest first), `released`, `confirmed`, `lapsed`, `erased`, `all`.
            member: Only of this member, by number or `namespace:external_id`.
            ring: Only of members of this ring.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(
            Page[RiskReview], query={"status": status, "member": member, "ring": ring, "limit": limit, "cursor": cursor}
        )

    @operation("GET", "/v1/reviews/counts")
    def counts(
        self,
    ) -> Ask[RiskReviewCounts]:
        """How many reviews there are.

        With the share of those that people looked at and that were no abuse. Scope: `members:read`.
        """
        return Ask(RiskReviewCounts)

    @operation("GET", "/v1/reviews/{review}")
    def get(
        self,
        review: str,
    ) -> Ask[RiskReviewDetail]:
        """A review with its evidence.

        What was held, what was measured, and with whom the member shares devices and networks. Scope:
        `members:read`.

        Args:
            review: Review.
        """
        return Ask(RiskReviewDetail, params={"review": review})

    @operation("POST", "/v1/reviews/decide", keyed=True)
    def decide(
        self,
        *,
        reviews: list[str],
        decision: Literal["confirm", "release"],
        reason: str | UnsetType = UNSET,
        freeze: bool | UnsetType = UNSET,
        key: str | None = None,
    ) -> Ask[DecidedReviews]:
        """Decide on reviews.

        Gives what is held, or none of it; who decided is in the audit log. The same call under the same key decides
        nothing twice. A confirmed one can be undone: `POST /v1/members/{member}/reviews/{review}/undo`. Scope:
        `points:adjust`.

        Args:
            reviews: Reviews.
            decision: Decision.
            reason: Why, for whoever reads it later.
            freeze: Freeze.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            DecidedReviews,
            body=DecideReviews(reviews=reviews, decision=decision, reason=reason, freeze=freeze),
            key=key,
        )

    @operation("GET", "/v1/members/{member}/risk-graph")
    def graph(
        self,
        member: str,
    ) -> Ask[RiskGraph]:
        """Who is near a member.

        Invitations and shared devices around a member, for people who decide on a review. Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
        """
        return Ask(RiskGraph, params={"member": member})

    @operation("POST", "/v1/members/{member}/reviews/{review}/undo", keyed=True)
    def undo(
        self,
        member: str,
        review: str,
        *,
        reason: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Undo a review.

        Event `review.undo`. Scope: `points:adjust`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            review: Review.
            reason: Why, for whoever reads it later.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "review": review},
            body=UndoReview(reason=reason),
            query={"texts": texts},
            key=key,
        )
