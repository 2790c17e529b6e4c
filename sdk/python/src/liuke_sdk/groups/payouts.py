"""Money that the merchant's side moves.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import EventAnswer, GiveUpPayout, Nothing, PayoutDone, PayoutFailed, PayoutView
from liuke_sdk.series import Page
from liuke_sdk.wire import Ask


class PayoutsGroup(Group[M]):
    """Money that the merchant's side moves."""

    @listing("GET", "/v1/payouts")
    def list(
        self,
        *,
        status: Literal["all", "claimable", "done", "failed", "given_up", "lapsed", "late", "open", "overdue"]
        | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[PayoutView]]:
        """Money that others move.

        What the facts `payout.requested` and `refund.requested` ask for, to be pulled instead of, or beside, the
        webhook. Execute each id at most once, and report `payout.done`, `payout.failed` or `payout.lapsed` (a
        refund also by `order.refunded` with its id as `refund_id`). Scope: `finance:read` or `events:write`.

        Args:
            status: Status.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(Page[PayoutView], query={"status": status, "limit": limit, "cursor": cursor})

    @operation("POST", "/v1/members/{member}/payouts/{payout}/claim", keyed=True)
    def claim(
        self,
        member: str,
        payout: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Claim money.

        Event `payout.claim`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            payout: Number of the amount that is owed.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer, params={"member": member, "payout": payout}, body=Nothing(), query={"texts": texts}, key=key
        )

    @operation("POST", "/v1/members/{member}/payouts/{payout}/done", keyed=True)
    def report_done(
        self,
        member: str,
        payout: str,
        *,
        reference: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Money was paid.

        Event `payout.done`. Scope: `events:write` or `checkout`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            payout: Number of the amount that is owed.
            reference: Reference.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "payout": payout},
            body=PayoutDone(reference=reference),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/payouts/{payout}/failed", keyed=True)
    def report_failed(
        self,
        member: str,
        payout: str,
        *,
        reason: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """A payment failed.

        Event `payout.failed`. Scope: `events:write` or `checkout`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            payout: Number of the amount that is owed.
            reason: Why, for whoever reads it later.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "payout": payout},
            body=PayoutFailed(reason=reason),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/payouts/{payout}/lapsed", keyed=True)
    def report_lapsed(
        self,
        member: str,
        payout: str,
        *,
        reason: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """A payment lapsed.

        Event `payout.lapsed`. Scope: `events:write` or `checkout`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            payout: Number of the amount that is owed.
            reason: Why, for whoever reads it later.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "payout": payout},
            body=PayoutFailed(reason=reason),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/payouts/{payout}/retry", keyed=True)
    def retry(
        self,
        member: str,
        payout: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Pay again.

        Event `payout.retry`. Scope: `points:adjust`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            payout: Number of the amount that is owed.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer, params={"member": member, "payout": payout}, body=Nothing(), query={"texts": texts}, key=key
        )

    @operation("POST", "/v1/members/{member}/payouts/{payout}/give-up", keyed=True)
    def give_up(
        self,
        member: str,
        payout: str,
        *,
        reason: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Give a payment up.

        Event `payout.give_up`. Scope: `points:adjust`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            payout: Number of the amount that is owed.
            reason: Why, for whoever reads it later.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "payout": payout},
            body=GiveUpPayout(reason=reason),
            query={"texts": texts},
            key=key,
        )
