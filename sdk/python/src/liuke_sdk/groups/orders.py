"""Orders and refunds.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import (
    EventAnswer,
    MemberOrder,
    MoveOrder,
    OrderLine,
    OrderPaid,
    OrderStory,
    OrderView,
    RefundOrder,
    ReturnLine,
)
from liuke_sdk.series import Page
from liuke_sdk.wire import Ask


class OrdersGroup(Group[M]):
    """Orders and refunds."""

    @operation("POST", "/v1/members/{member}/orders", keyed=True)
    def paid(
        self,
        member: str,
        *,
        order_id: str,
        amount_cents: int,
        t_us: int | UnsetType = UNSET,
        list_cents: int | UnsetType = UNSET,
        discount_cents: int | UnsetType = UNSET,
        items: int | UnsetType = UNSET,
        store: str | UnsetType = UNSET,
        channel: str | UnsetType = UNSET,
        categories: dict[str, Any] | UnsetType = UNSET,
        lines: list[OrderLine] | UnsetType = UNSET,
        delivery_cents: int | UnsetType = UNSET,
        goods_cents: int | UnsetType = UNSET,
        coupon_ids: list[str] | UnsetType = UNSET,
        hold_id: str | UnsetType = UNSET,
        attributes: dict[str, Any] | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """An order was paid.

        Event `order.paid`. Scope: `events:write` or `checkout`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            order_id: The shop's number of it.
            amount_cents: In the smallest unit of the currency.
            t_us: UTC microseconds.
            list_cents: In the smallest unit of the currency.
            discount_cents: In the smallest unit of the currency.
            items: Items.
            store: Id of the store.
            channel: Where it happened, in the merchant's words.
            categories: Categories.
            lines: What was bought. With them it is known what lies in a rule's scope, and a refund can name lines.
            delivery_cents: In the smallest unit of the currency.
            goods_cents: In the smallest unit of the currency.
            coupon_ids: Coupon ids.
            hold_id: Id of the hold, chosen by the caller.
            attributes: Fields of the merchant's own, which rules may ask for.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member},
            body=OrderPaid(
                order_id=order_id,
                amount_cents=amount_cents,
                t_us=t_us,
                list_cents=list_cents,
                discount_cents=discount_cents,
                items=items,
                store=store,
                channel=channel,
                categories=categories,
                lines=lines,
                delivery_cents=delivery_cents,
                goods_cents=goods_cents,
                coupon_ids=coupon_ids,
                hold_id=hold_id,
                attributes=attributes,
            ),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/orders/{order_id}/refunds", keyed=True)
    def refunded(
        self,
        member: str,
        order_id: str,
        *,
        refund_id: str,
        amount_cents: int | UnsetType = UNSET,
        full: bool | UnsetType = UNSET,
        lines: list[ReturnLine] | UnsetType = UNSET,
        delivery_cents: int | UnsetType = UNSET,
        t_us: int | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """An order was refunded.

        Event `order.refunded`. Scope: `events:write` or `checkout` or `points:adjust`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            order_id: The shop's number of the order.
            refund_id: The shop's number of it.
            amount_cents: In the smallest unit of the currency.
            full: Everything that is left.
            lines: What comes back, of an order that was reported with lines.
            delivery_cents: In the smallest unit of the currency.
            t_us: UTC microseconds.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "order_id": order_id},
            body=RefundOrder(
                refund_id=refund_id,
                amount_cents=amount_cents,
                full=full,
                lines=lines,
                delivery_cents=delivery_cents,
                t_us=t_us,
            ),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/orders/{order_id}/move", keyed=True)
    def move(
        self,
        member: str,
        order_id: str,
        *,
        to_member: str,
        reason: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Move an order to its rightful member.

        Event `order.move`. Scope: `points:adjust`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            order_id: The shop's number of the order.
            to_member: Whose it is: number of the member, or ``namespace:external_id``.
            reason: Why; both members' histories keep it.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "order_id": order_id},
            body=MoveOrder(to_member=to_member, reason=reason),
            query={"texts": texts},
            key=key,
        )

    @operation("GET", "/v1/orders/{order_id}/story")
    def story(
        self,
        order_id: str,
        *,
        member: str | None = None,
    ) -> Ask[OrderStory]:
        """The story of an order.

        What it earned, by rule and with the formula of each amount, the movements of points it caused, and the
        operations behind them. Scope: `members:read`.

        Args:
            order_id: The shop's number of the order.
            member: The member's number, or namespace:external_id; `me` with a member's token.
        """
        return Ask(OrderStory, params={"order_id": order_id}, query={"member": member})

    @listing("GET", "/v1/members/{member}/orders")
    def list(
        self,
        member: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[MemberOrder]]:
        """Orders of a member, newest first.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(Page[MemberOrder], params={"member": member}, query={"limit": limit, "cursor": cursor})

    @operation("GET", "/v1/orders/{order_id}")
    def get(
        self,
        order_id: str,
    ) -> Ask[OrderView]:
        """An order.

        What it earned, what it used and what has gone back of it, as a whole and line by line. A refund names lines
        by `id` or `sku`: `POST …/orders/{order_id}/refunds`. Scope: `members:read`.

        Args:
            order_id: The shop's number of the order.
        """
        return Ask(OrderView, params={"order_id": order_id})

    @operation("GET", "/v1/members/{member}/orders/{order_id}")
    def get_for_member(
        self,
        member: str,
        order_id: str,
    ) -> Ask[OrderView]:
        """An order of a member.

        What it earned, what it used and what has gone back of it, as a whole and line by line. A refund names lines
        by `id` or `sku`: `POST …/orders/{order_id}/refunds`. Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            order_id: The shop's number of the order.
        """
        return Ask(OrderView, params={"member": member, "order_id": order_id})
