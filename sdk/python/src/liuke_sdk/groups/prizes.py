"""What was won and people hand over.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import (
    ClaimPrize,
    EventAnswer,
    ForfeitPrize,
    HandOverPrize,
    PrizeContact,
    PrizeView,
    ReplacePrize,
    SendPrize,
)
from liuke_sdk.series import Page
from liuke_sdk.wire import Ask


class PrizesGroup(Group[M]):
    """What was won and people hand over."""

    @listing("GET", "/v1/prizes")
    def list(
        self,
        *,
        status: Literal[
            "all",
            "forfeited",
            "handed_over",
            "open",
            "overdue",
            "sent",
            "to_hand_over",
            "to_replace",
            "to_send",
            "withdrawn",
            "won",
        ]
        | None = None,
        member: str | None = None,
        rule: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[PrizeView]]:
        """Prizes that people hand over.

        What was won, and how far it is; the latest change first. `to_send`: claimed and to be sent; `to_hand_over`:
        to be fetched at a store; `to_replace`: forfeited, and nobody has it instead. Scope: `members:read` or
        `redeem`.

        Args:
            status: Status.
            member: The member's number, or namespace:external_id; `me` with a member's token.
            rule: Rule.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(
            Page[PrizeView], query={"status": status, "member": member, "rule": rule, "limit": limit, "cursor": cursor}
        )

    @operation("GET", "/v1/prizes/{prize}/contact")
    def contact(
        self,
        prize: str,
    ) -> Ask[PrizeContact]:
        """Who gets a prize where.

        As the member said when they claimed it. Each look is noted in the audit log. Scope: `members:write`.

        Args:
            prize: Number of the prize.
        """
        return Ask(PrizeContact, params={"prize": prize})

    @listing("GET", "/v1/members/{member}/prizes")
    def list_of(
        self,
        member: str,
        *,
        status: Literal[
            "all",
            "forfeited",
            "handed_over",
            "open",
            "overdue",
            "sent",
            "to_hand_over",
            "to_replace",
            "to_send",
            "withdrawn",
            "won",
        ]
        | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[PrizeView]]:
        """A member's prizes.

        What the member won that people hand over; the latest change first. Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            status: Status.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(
            Page[PrizeView], params={"member": member}, query={"status": status, "limit": limit, "cursor": cursor}
        )

    @operation("POST", "/v1/members/{member}/prizes/{prize}/claim", keyed=True)
    def claim(
        self,
        member: str,
        prize: str,
        *,
        address_id: str | UnsetType = UNSET,
        recipient: str | UnsetType = UNSET,
        phone: str | UnsetType = UNSET,
        address: str | UnsetType = UNSET,
        contact: str | UnsetType = UNSET,
        real_name: str | UnsetType = UNSET,
        id_number: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Claim a prize.

        Event `prize.claim`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            prize: Number of the prize.
            address_id: Address id.
            recipient: Recipient.
            phone: Phone.
            address: Address.
            contact: Contact.
            real_name: Real name.
            id_number: Id number.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "prize": prize},
            body=ClaimPrize(
                address_id=address_id,
                recipient=recipient,
                phone=phone,
                address=address,
                contact=contact,
                real_name=real_name,
                id_number=id_number,
            ),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/prizes/{prize}/send", keyed=True)
    def send(
        self,
        member: str,
        prize: str,
        *,
        carrier: str | UnsetType = UNSET,
        tracking: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Send a prize.

        Event `prize.send`. Scope: `redeem` or `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            prize: Number of the prize.
            carrier: Carrier.
            tracking: Tracking.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "prize": prize},
            body=SendPrize(carrier=carrier, tracking=tracking),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/prizes/{prize}/hand-over", keyed=True)
    def hand_over(
        self,
        member: str,
        prize: str,
        *,
        store: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Hand a prize over.

        Event `prize.hand_over`. Scope: `redeem` or `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            prize: Number of the prize.
            store: Id of the store.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "prize": prize},
            body=HandOverPrize(store=store),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/prizes/{prize}/forfeit", keyed=True)
    def forfeit(
        self,
        member: str,
        prize: str,
        *,
        reason: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Forfeit a prize.

        Event `prize.forfeit`. Scope: `points:adjust`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            prize: Number of the prize.
            reason: Why, for whoever reads it later.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "prize": prize},
            body=ForfeitPrize(reason=reason),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/prizes/{prize}/replace", keyed=True)
    def replace(
        self,
        member: str,
        prize: str,
        *,
        to_member: str,
        reason: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Give a forfeited prize to another.

        Event `prize.replace`. Scope: `points:adjust`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            prize: Number of the prize.
            to_member: To member.
            reason: Why, for whoever reads it later.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "prize": prize},
            body=ReplacePrize(to_member=to_member, reason=reason),
            query={"texts": texts},
            key=key,
        )
