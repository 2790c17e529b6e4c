"""Liability, flows, trial balance and proof.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import (
    BreakageView,
    FlowsView,
    LedgerRow,
    LiabilityView,
    Pools,
    Proof,
    SealRow,
    TrialBalance,
    VerifyRequest,
)
from liuke_sdk.series import Page
from liuke_sdk.wire import Ask


class FinanceGroup(Group[M]):
    """Liability, flows, trial balance and proof."""

    @operation("GET", "/v1/finance/liability")
    def liability(
        self,
    ) -> Ask[LiabilityView]:
        """What members can still claim.

        Scope: `finance:read`.
        """
        return Ask(LiabilityView)

    @operation("GET", "/v1/finance/breakage")
    def breakage(
        self,
    ) -> Ask[BreakageView]:
        """What will probably expire.

        Scope: `finance:read`.
        """
        return Ask(BreakageView)

    @operation("GET", "/v1/finance/flows")
    def flows(
        self,
        *,
        from_day: str | None = None,
        until_day: str | None = None,
        by: Literal["day", "month"] | None = None,
    ) -> Ask[FlowsView]:
        """What moved, by day or month.

        Scope: `finance:read`.

        Args:
            from_day: Merchant-local day, `YYYY-MM-DD`.
            until_day: Merchant-local day, `YYYY-MM-DD`.
            by: By.
        """
        return Ask(FlowsView, query={"from_day": from_day, "until_day": until_day, "by": by})

    @operation("GET", "/v1/finance/trial-balance")
    def trial_balance(
        self,
        *,
        until_day: str | None = None,
    ) -> Ask[TrialBalance]:
        """The trial balance.

        Scope: `finance:read`.

        Args:
            until_day: Merchant-local day, `YYYY-MM-DD`.
        """
        return Ask(TrialBalance, query={"until_day": until_day})

    @operation("GET", "/v1/finance/pools")
    def pools(
        self,
    ) -> Ask[Pools]:
        """Public-welfare pools.

        Scope: `finance:read`.
        """
        return Ask(Pools)

    @listing("GET", "/v1/finance/postings")
    def list_postings(
        self,
        *,
        asset: str | None = None,
        kind: str | None = None,
        rule: str | None = None,
        ref: str | None = None,
        member: str | None = None,
        from_day: str | None = None,
        until_day: str | None = None,
        amount_min: int | None = None,
        amount_max: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[LedgerRow]]:
        """Search the ledger, newest record first.

        A page of a search for something rare may be short, even empty, while there is a `next_cursor`: it says how
        far back was looked. Scope: `finance:read`.

        Args:
            asset: Which.
            kind: Named posting (``earn``, ``spend``, ``expire`` …).
            rule: Path of a rule, or its beginning up to a dot (``earning`` finds ``earning.base``).
            ref: Order, hold, gift ….
            member: Number, or ``namespace:external_id``.
            from_day: Merchant-local day, `YYYY-MM-DD`.
            until_day: Merchant-local day, `YYYY-MM-DD`.
            amount_min: The least.
            amount_max: The most.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(
            Page[LedgerRow],
            query={
                "asset": asset,
                "kind": kind,
                "rule": rule,
                "ref": ref,
                "member": member,
                "from_day": from_day,
                "until_day": until_day,
                "amount_min": amount_min,
                "amount_max": amount_max,
                "limit": limit,
                "cursor": cursor,
            },
        )

    @listing("GET", "/v1/finance/seals")
    def list_seals(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[SealRow]]:
        """Seals, newest first.

        Scope: `finance:read`.

        Args:
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(Page[SealRow], query={"limit": limit, "cursor": cursor})

    @operation("POST", "/v1/finance/verify", safe=True)
    def verify(
        self,
        *,
        laws: list[str] | UnsetType = UNSET,
        seconds: int | UnsetType = UNSET,
        sealed_head: str | UnsetType = UNSET,
        limit: int | UnsetType = UNSET,
    ) -> Ask[Proof]:
        """Prove the laws of the ledger.

        Scope: `finance:read`.

        Args:
            laws: Names; empty: all of them.
            seconds: For how long at most.
            sealed_head: Hash of a seal, noted earlier in another place, that the chain must still have.
            limit: Most rows a check names.
        """
        return Ask(Proof, body=VerifyRequest(laws=laws, seconds=seconds, sealed_head=sealed_head, limit=limit))
