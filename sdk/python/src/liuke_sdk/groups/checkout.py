"""Checkout, from a quote to payment.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, operation
from liuke_sdk.models import Cart, CartLine, CommitCheckout, EventAnswer, HoldCart, ReleaseCheckout
from liuke_sdk.wire import Ask


class CheckoutGroup(Group[M]):
    """Checkout, from a quote to payment."""

    @operation("POST", "/v1/members/{member}/checkout/quote", keyed=True)
    def quote(
        self,
        member: str,
        *,
        lines: list[CartLine],
        store: str | UnsetType = UNSET,
        delivery_cents: int | UnsetType = UNSET,
        coupon_ids: list[str] | UnsetType = UNSET,
        max_points: int | UnsetType = UNSET,
        use_benefits: bool | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Quote.

        Event `checkout.quote`. Scope: `checkout`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            lines: Goods, as they stand in the basket.
            store: Id of the store.
            delivery_cents: In the smallest unit of the currency.
            coupon_ids: Coupons to consider; none: all.
            max_points: Points to use at most.
            use_benefits: Whether free items are used.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member},
            body=Cart(
                lines=lines,
                store=store,
                delivery_cents=delivery_cents,
                coupon_ids=coupon_ids,
                max_points=max_points,
                use_benefits=use_benefits,
            ),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/checkout/hold", keyed=True)
    def hold(
        self,
        member: str,
        *,
        lines: list[CartLine],
        hold_id: str,
        store: str | UnsetType = UNSET,
        delivery_cents: int | UnsetType = UNSET,
        coupon_ids: list[str] | UnsetType = UNSET,
        max_points: int | UnsetType = UNSET,
        use_benefits: bool | UnsetType = UNSET,
        order_id: str | UnsetType = UNSET,
        quote_hash: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Hold a checkout.

        Event `checkout.hold`. Scope: `checkout`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            lines: Lines.
            hold_id: Id of the hold, chosen by the caller.
            store: Id of the store.
            delivery_cents: In the smallest unit of the currency.
            coupon_ids: Coupon ids.
            max_points: Max points.
            use_benefits: Use benefits.
            order_id: The shop's number of the order.
            quote_hash: Quote hash.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member},
            body=HoldCart(
                lines=lines,
                store=store,
                delivery_cents=delivery_cents,
                coupon_ids=coupon_ids,
                max_points=max_points,
                use_benefits=use_benefits,
                hold_id=hold_id,
                order_id=order_id,
                quote_hash=quote_hash,
            ),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/checkout/commit", keyed=True)
    def commit(
        self,
        member: str,
        *,
        hold_id: str,
        order_id: str | UnsetType = UNSET,
        channel: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Commit a checkout.

        Event `checkout.commit`. Scope: `checkout`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            hold_id: Id of the hold, chosen by the caller.
            order_id: The shop's number of the order.
            channel: Where it happened, in the merchant's words.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member},
            body=CommitCheckout(hold_id=hold_id, order_id=order_id, channel=channel),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/checkout/release", keyed=True)
    def release(
        self,
        member: str,
        *,
        hold_id: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Release a checkout.

        Event `checkout.release`. Scope: `checkout`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            hold_id: Id of the hold, chosen by the caller.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member},
            body=ReleaseCheckout(hold_id=hold_id),
            query={"texts": texts},
            key=key,
        )
