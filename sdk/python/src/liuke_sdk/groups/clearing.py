"""Value that moves between shops of a group.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import (
    AgreementView,
    ClearingShown,
    Direction,
    LinkAnswer,
    LinkBody,
    LinkCode,
    NewAgreement,
    SendBody,
    ShopNamed,
    Statement,
    TransferView,
)
from liuke_sdk.series import Page
from liuke_sdk.wire import Ask


class ClearingGroup(Group[M]):
    """Value that moves between shops of a group."""

    @operation("POST", "/v1/clearing/agreements", safe=True)
    def propose(
        self,
        *,
        partner: str,
        own_asset: str,
        other_asset: str,
        until_us: int,
        out: Direction | UnsetType | None = UNSET,
        back: Direction | UnsetType | None = UNSET,
        from_us: int | UnsetType = UNSET,
    ) -> Ask[AgreementView]:
        """Propose an agreement to another shop.

        Nothing moves before the other shop accepts. The terms never change: end it and propose a new one. Asked
        again with the same terms while it is open, it answers the same proposal. Scope: `clearing:write`.

        Args:
            partner: Name of the other shop on this server.
            own_asset: Asset of this shop that moves.
            other_asset: Asset of the other shop.
            until_us: UTC microseconds, from 1990 to 2100.
            out: From this shop to the other; left out: nothing goes that way.
            back: From the other to this one; left out: nothing goes that way.
            from_us: When transfers begin; 0: as soon as it is accepted.
        """
        return Ask(
            AgreementView,
            body=NewAgreement(
                partner=partner,
                own_asset=own_asset,
                other_asset=other_asset,
                until_us=until_us,
                out=out,
                back=back,
                from_us=from_us,
            ),
        )

    @listing("GET", "/v1/clearing/agreements")
    def list_agreements(
        self,
    ) -> Ask[Page[AgreementView]]:
        """Agreements with other shops.

        Scope: `finance:read` or `clearing:write`.
        """
        return Ask(Page[AgreementView])

    @operation("POST", "/v1/clearing/agreements/{agreement}/accept", safe=True)
    def accept(
        self,
        agreement: str,
    ) -> Ask[AgreementView]:
        """Accept an agreement.

        Scope: `clearing:write`.

        Args:
            agreement: Agreement.
        """
        return Ask(AgreementView, params={"agreement": agreement})

    @operation("POST", "/v1/clearing/agreements/{agreement}/end", safe=True)
    def end(
        self,
        agreement: str,
    ) -> Ask[AgreementView]:
        """Decline, withdraw or end an agreement.

        Either shop may, at once; what is under way is carried to its end. Scope: `clearing:write`.

        Args:
            agreement: Agreement.
        """
        return Ask(AgreementView, params={"agreement": agreement})

    @listing("GET", "/v1/clearing/transfers")
    def list_transfers(
        self,
        *,
        status: Literal["over", "under_way"] | None = None,
        agreement: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[TransferView]]:
        """Transfers between shops.

        Scope: `finance:read` or `clearing:write`.

        Args:
            status: How far they are.
            agreement: Of those that are over, only those by this one; empty: all.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(
            Page[TransferView], query={"status": status, "agreement": agreement, "limit": limit, "cursor": cursor}
        )

    @operation("GET", "/v1/clearing/statement")
    def statement(
        self,
        *,
        month: str | None = None,
    ) -> Ask[Statement]:
        """What shops owe each other for a month.

        Both shops' statements say the same, with the sign turned. Scope: `finance:read` or `clearing:write`.

        Args:
            month: Month.
        """
        return Ask(Statement, query={"month": month})

    @operation("GET", "/v1/members/{member}/clearing")
    def look(
        self,
        member: str,
    ) -> Ask[ClearingShown]:
        """Where a member's value can go.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
        """
        return Ask(ClearingShown, params={"member": member})

    @operation("POST", "/v1/members/{member}/clearing/code", safe=True)
    def make_code(
        self,
        member: str,
        *,
        shop: str,
    ) -> Ask[LinkCode]:
        """Ask for a code that links two shops.

        The member enters the code in the other shop; nobody is linked by a phone number. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            shop: Shop.
        """
        return Ask(LinkCode, params={"member": member}, body=ShopNamed(shop=shop))

    @operation("POST", "/v1/members/{member}/clearing/link", safe=True)
    def link(
        self,
        member: str,
        *,
        code: str,
    ) -> Ask[LinkAnswer]:
        """Link with another shop by its code.

        Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            code: The code as it was typed or scanned.
        """
        return Ask(LinkAnswer, params={"member": member}, body=LinkBody(code=code))

    @operation("POST", "/v1/members/{member}/clearing/unlink", safe=True)
    def unlink(
        self,
        member: str,
        *,
        shop: str,
    ) -> Ask[LinkAnswer]:
        """End the link with another shop.

        What is under way by then and has not arrived comes back. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            shop: Shop.
        """
        return Ask(LinkAnswer, params={"member": member}, body=ShopNamed(shop=shop))

    @operation("POST", "/v1/members/{member}/clearing/send", keyed=True)
    def send(
        self,
        member: str,
        *,
        agreement: str,
        amount: int,
        key: str | None = None,
    ) -> Ask[TransferView]:
        """Move value to another shop.

        The value is held here, credited there under the same number, and then gone from here; where the other shop
        refuses, it is back with the reason. Answered with `under_way` where that takes longer: it goes on by
        itself. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            agreement: Agreement.
            amount: In units of the asset.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(TransferView, params={"member": member}, body=SendBody(agreement=agreement, amount=amount), key=key)
