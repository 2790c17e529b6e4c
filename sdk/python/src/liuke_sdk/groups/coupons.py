"""Coupons.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, listing, operation
from liuke_sdk.models import (
    Batches,
    BatchView,
    Because,
    ClaimCoupon,
    CouponView,
    EventAnswer,
    GiveCoupon,
    Imported,
    Nothing,
    RedeemCouponCode,
    UseCoupon,
)
from liuke_sdk.series import Page
from liuke_sdk.uploads import Upload, open_upload
from liuke_sdk.wire import Ask


class CouponsGroup(Group[M]):
    """Coupons."""

    @listing("GET", "/v1/members/{member}/coupons")
    def list(
        self,
        member: str,
        *,
        status: Literal["", "active", "expired", "given", "locked", "revoked", "used"] | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Ask[Page[CouponView]]:
        """Coupons, newest first.

        Scope: `members:read`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            status: Status.
            limit: Rows on a page.
            cursor: `next_cursor` of the page before.
        """
        return Ask(
            Page[CouponView], params={"member": member}, query={"status": status, "limit": limit, "cursor": cursor}
        )

    @operation("POST", "/v1/members/{member}/coupons/claim", keyed=True)
    def claim(
        self,
        member: str,
        *,
        batch: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Claim a coupon.

        Event `coupon.claim`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            batch: Id of the coupon batch in the program.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer, params={"member": member}, body=ClaimCoupon(batch=batch), query={"texts": texts}, key=key
        )

    @operation("POST", "/v1/members/{member}/coupons/redeem-code", keyed=True)
    def redeem_code(
        self,
        member: str,
        *,
        code: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Turn a code into its coupon.

        Event `coupon.redeem_code`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            code: The code as it was typed or scanned.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer, params={"member": member}, body=RedeemCouponCode(code=code), query={"texts": texts}, key=key
        )

    @operation("POST", "/v1/members/{member}/coupons/{coupon_id}/use", keyed=True)
    def use(
        self,
        member: str,
        coupon_id: str,
        *,
        order_id: str | UnsetType = UNSET,
        saved_cents: int | UnsetType = UNSET,
        amount_cents: int | UnsetType = UNSET,
        store: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Use a coupon.

        Event `coupon.use`. Scope: `checkout` or `redeem`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            coupon_id: Id of the coupon.
            order_id: The shop's number of the order.
            saved_cents: In the smallest unit of the currency.
            amount_cents: In the smallest unit of the currency.
            store: Id of the store.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "coupon_id": coupon_id},
            body=UseCoupon(order_id=order_id, saved_cents=saved_cents, amount_cents=amount_cents, store=store),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/coupons/{coupon_id}/gift", keyed=True)
    def give(
        self,
        member: str,
        coupon_id: str,
        *,
        to_member: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Give a coupon away.

        Event `coupon.gift`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            coupon_id: Id of the coupon.
            to_member: To member.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "coupon_id": coupon_id},
            body=GiveCoupon(to_member=to_member),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/coupons/{coupon_id}/revoke", keyed=True)
    def revoke(
        self,
        member: str,
        coupon_id: str,
        *,
        reason: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Revoke a coupon.

        Event `coupon.revoke`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            coupon_id: Id of the coupon.
            reason: Why, for whoever reads it later.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "coupon_id": coupon_id},
            body=Because(reason=reason),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/coupon-gifts/{gift_id}/accept", keyed=True)
    def accept_gift(
        self,
        member: str,
        gift_id: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Accept a coupon as a gift.

        Event `coupon.gift_accept`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            gift_id: Id of the gift.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer, params={"member": member, "gift_id": gift_id}, body=Nothing(), query={"texts": texts}, key=key
        )

    @operation("POST", "/v1/members/{member}/coupon-gifts/{gift_id}/cancel", keyed=True)
    def cancel_gift(
        self,
        member: str,
        gift_id: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Take a gift of a coupon back.

        Event `coupon.gift_cancel`. Scope: `members:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            gift_id: Id of the gift.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer, params={"member": member, "gift_id": gift_id}, body=Nothing(), query={"texts": texts}, key=key
        )

    @operation("GET", "/v1/coupon-batches")
    def list_batches(
        self,
    ) -> Ask[Batches]:
        """Batches of coupons.

        Scope: `program:read` or `members:read`.
        """
        return Ask(Batches)

    @operation("GET", "/v1/coupon-batches/{batch}")
    def get_batch(
        self,
        batch: str,
        *,
        from_day: str | None = None,
        until_day: str | None = None,
    ) -> Ask[BatchView]:
        """A batch, with its use by day.

        Scope: `program:read` or `members:read`.

        Args:
            batch: Id of the coupon batch in the program.
            from_day: Merchant-local day, `YYYY-MM-DD`.
            until_day: Merchant-local day, `YYYY-MM-DD`.
        """
        return Ask(BatchView, params={"batch": batch}, query={"from_day": from_day, "until_day": until_day})

    @operation("POST", "/v1/coupon-batches/{batch}/codes", safe=True)
    def import_codes(
        self,
        batch: str,
        content: Upload,
        *,
        media: str = "text/csv",
        mode: Literal["handed_out", "typed"] | None = None,
        expires_us: int | None = None,
    ) -> Ask[Imported]:
        """Import codes from a file.

        The body is `text/csv` with one code a line; a first line `code` is a heading. Every fault of the file is
        reported at once, and then nothing is kept. The same file again changes nothing. Scope: `bulk:write` or
        `program:publish`.

        Args:
            batch: Id of the coupon batch in the program.
            content: Bytes, the path of a file, or a function that gives the pieces anew at each attempt.
            media: Content type of it.
            mode: ``typed``: members have the code already and type it in for the coupon. ``handed_out``: members
                receive the next code with the coupon.
            expires_us: First instant at which a typed code can no longer be redeemed; 0: never.
        """
        return Ask(
            Imported,
            params={"batch": batch},
            content=open_upload(content),
            media=media,
            query={"mode": mode, "expires_us": expires_us},
        )
