"""Benefits and their redemption.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import Because, Entitlements, EventAnswer, IssueCode, RedeemCode, RedemptionView, UseBenefit
from liuke_sdk.series import Page
from liuke_sdk.wire import Ask


class BenefitsGroup(Group[M]):
    """Benefits and their redemption."""

    @operation("GET", "/v1/members/{member}/entitlements")
    def list_entitlements(
        self,
        member: str,
    ) -> Ask[Entitlements]:
        """Entitlements.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
        """
        return Ask(Entitlements, params={"member": member})

    @operation("POST", "/v1/members/{member}/benefits/{benefit}/code", keyed=True)
    def issue_code(
        self,
        member: str,
        benefit: str,
        *,
        count: int | UnsetType = UNSET,
        seconds: int | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Issue a redemption code.

        Event `benefit.issue_code`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            benefit: Id of the benefit in the program.
            count: Count.
            seconds: Seconds.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "benefit": benefit},
            body=IssueCode(count=count, seconds=seconds),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/benefits/{benefit}/redeem", keyed=True)
    def redeem(
        self,
        member: str,
        benefit: str,
        *,
        count: int | UnsetType = UNSET,
        ref: str | UnsetType = UNSET,
        store: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Use a benefit.

        Event `benefit.redeem`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            benefit: Id of the benefit in the program.
            count: Count.
            ref: What it belongs to, in the caller's words.
            store: Id of the store.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "benefit": benefit},
            body=UseBenefit(count=count, ref=ref, store=store),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/benefit-redemptions/{redemption}/cancel", keyed=True)
    def cancel(
        self,
        member: str,
        redemption: str,
        *,
        reason: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Undo a redemption.

        Event `benefit.cancel`. Scope: `redeem`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            redemption: Id of the redemption.
            reason: Why, for whoever reads it later.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "redemption": redemption},
            body=Because(reason=reason),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/redeem", keyed=True)
    def redeem_code(
        self,
        *,
        code: str,
        store: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Redeem a code at the counter.

        Event `benefit.redeem_code`. Who redeems is taken from the key or the person that calls. Scope: `redeem`.

        Args:
            code: The code as it was typed or scanned.
            store: Id of the store.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(EventAnswer, body=RedeemCode(code=code, store=store), query={"texts": texts}, key=key)

    @listing("GET", "/v1/redemptions")
    def list_redemptions(
        self,
        *,
        store: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[RedemptionView]]:
        """Redemptions, newest first.

        Names of members are masked. `POST /v1/members/{member}/benefit-redemptions/{redemption}/cancel` undoes one
        within its time. Scope: `redeem` or `members:read`.

        Args:
            store: Id of the store.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(Page[RedemptionView], query={"store": store, "limit": limit, "cursor": cursor})
