"""The points mall.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import (
    Because,
    EventAnswer,
    Fulfil,
    Items,
    MallContact,
    MallOffers,
    MallOrder,
    RedeemItem,
    SendItem,
)
from liuke_sdk.series import Page
from liuke_sdk.wire import Ask


class MallGroup(Group[M]):
    """The points mall."""

    @operation("GET", "/v1/members/{member}/mall")
    def list_offered(
        self,
        member: str,
    ) -> Ask[MallOffers]:
        """The mall as a member sees it.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
        """
        return Ask(MallOffers, params={"member": member})

    @operation("POST", "/v1/members/{member}/mall/redeem", keyed=True)
    def redeem(
        self,
        member: str,
        *,
        item: str,
        quantity: int | UnsetType = UNSET,
        paid_cents: int | UnsetType = UNSET,
        address_id: str | UnsetType = UNSET,
        recipient: str | UnsetType = UNSET,
        phone: str | UnsetType = UNSET,
        address: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Redeem in the mall.

        Event `mall.redeem`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            item: Id of the item in the program's mall.
            quantity: How many pieces.
            paid_cents: In the smallest unit of the currency.
            address_id: Address id.
            recipient: Recipient.
            phone: Phone.
            address: Address.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member},
            body=RedeemItem(
                item=item,
                quantity=quantity,
                paid_cents=paid_cents,
                address_id=address_id,
                recipient=recipient,
                phone=phone,
                address=address,
            ),
            query={"texts": texts},
            key=key,
        )

    @listing("GET", "/v1/mall/orders")
    def list_orders(
        self,
        *,
        status: Literal["", "cancelled", "done", "sent", "waiting"] | None = None,
        item: str | None = None,
        store: str | None = None,
        member: str | None = None,
        from_day: str | None = None,
        until_day: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[MallOrder]]:
        """Redemptions, newest first.

        What people hand over, of all members; phone numbers and addresses are masked. Scope: `redeem` or
        `members:read`.

        Args:
            status: `waiting` to be sent or handed over, `sent`, `done`, `cancelled`; empty: all.
            item: Only of this item.
            store: Only those that were handed over in this store.
            member: Only of this member, by number or `namespace:external_id`.
            from_day: Merchant-local day, `YYYY-MM-DD`.
            until_day: Merchant-local day, `YYYY-MM-DD`.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(
            Page[MallOrder],
            query={
                "status": status,
                "item": item,
                "store": store,
                "member": member,
                "from_day": from_day,
                "until_day": until_day,
                "limit": limit,
                "cursor": cursor,
            },
        )

    @operation("GET", "/v1/members/{member}/mall/orders/{order_id}/contact")
    def contact(
        self,
        member: str,
        order_id: str,
    ) -> Ask[MallContact]:
        """Where a redemption is sent.

        As the member said it when they redeemed. Each look of staff is noted in the audit log. Scope:
        `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            order_id: The shop's number of the order.
        """
        return Ask(MallContact, params={"member": member, "order_id": order_id})

    @operation("POST", "/v1/members/{member}/mall/orders/{order_id}/send", keyed=True)
    def send(
        self,
        member: str,
        order_id: str,
        *,
        carrier: str | UnsetType = UNSET,
        tracking: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Send a redemption.

        Event `mall.send`. Scope: `redeem` or `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            order_id: The shop's number of the order.
            carrier: Carrier.
            tracking: Tracking.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "order_id": order_id},
            body=SendItem(carrier=carrier, tracking=tracking),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/mall/orders/{order_id}/fulfil", keyed=True)
    def fulfil(
        self,
        member: str,
        order_id: str,
        *,
        store: str | UnsetType = UNSET,
        note: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Hand over a redemption.

        Event `mall.fulfil`. Scope: `redeem` or `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            order_id: The shop's number of the order.
            store: Id of the store.
            note: For whoever reads it later.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "order_id": order_id},
            body=Fulfil(store=store, note=note),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/mall/orders/{order_id}/refund", keyed=True)
    def refund(
        self,
        member: str,
        order_id: str,
        *,
        reason: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Cancel a redemption.

        Event `mall.refund`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            order_id: The shop's number of the order.
            reason: Why, for whoever reads it later.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "order_id": order_id},
            body=Because(reason=reason),
            query={"texts": texts},
            key=key,
        )

    @operation("GET", "/v1/mall/items")
    def list_items(
        self,
        *,
        from_day: str | None = None,
        until_day: str | None = None,
    ) -> Ask[Items]:
        """Items of the mall, with stock.

        Scope: `program:read` or `members:read`.

        Args:
            from_day: Merchant-local day, `YYYY-MM-DD`.
            until_day: Merchant-local day, `YYYY-MM-DD`.
        """
        return Ask(Items, query={"from_day": from_day, "until_day": until_day})
