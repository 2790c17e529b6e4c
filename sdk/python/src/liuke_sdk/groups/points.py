"""Points and every other asset.

Made by sdk/generate from the server's specification. Do not edit.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from liuke_sdk.group import Group, M, operation
from liuke_sdk.models import (
    DonatePoints,
    Earn,
    EventAnswer,
    ExchangePoints,
    FreezePoints,
    GivePoints,
    HoldPoints,
    LiftFreeze,
    Nothing,
    RefundPoints,
    Spend,
)
from liuke_sdk.wire import Ask


class PointsGroup(Group[M]):
    """Points and every other asset."""

    @operation("POST", "/v1/members/{member}/points/earn", keyed=True)
    def earn(
        self,
        member: str,
        *,
        asset: str,
        amount: int,
        ref: str | UnsetType = UNSET,
        reason: str | UnsetType = UNSET,
        settles_us: int | UnsetType = UNSET,
        expires_us: int | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Give points.

        Event `points.earn`. Scope: `points:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            asset: Id of the asset in the program, as `points`.
            amount: In units of the asset.
            ref: What it belongs to, in the caller's words.
            reason: Why, for whoever reads it later.
            settles_us: UTC microseconds, from 1990 to 2100.
            expires_us: UTC microseconds, from 1990 to 2100.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member},
            body=Earn(asset=asset, amount=amount, ref=ref, reason=reason, settles_us=settles_us, expires_us=expires_us),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/points/spend", keyed=True)
    def spend(
        self,
        member: str,
        *,
        asset: str,
        amount: int,
        ref: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Spend points.

        Event `points.spend`. Scope: `points:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            asset: Id of the asset in the program, as `points`.
            amount: In units of the asset.
            ref: What it belongs to, in the caller's words.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member},
            body=Spend(asset=asset, amount=amount, ref=ref),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/points/refund", keyed=True)
    def refund(
        self,
        member: str,
        *,
        asset: str,
        amount: int,
        seq: int,
        ref: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Give spent points back.

        Event `points.refund`. Scope: `points:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            asset: Id of the asset in the program, as `points`.
            amount: In units of the asset.
            seq: Number of the posting within its member.
            ref: What it belongs to, in the caller's words.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member},
            body=RefundPoints(asset=asset, amount=amount, seq=seq, ref=ref),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/points/hold", keyed=True)
    def hold(
        self,
        member: str,
        *,
        asset: str,
        amount: int,
        hold_id: str,
        ref: str | UnsetType = UNSET,
        expires_us: int | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Hold points.

        Event `points.hold`. Scope: `points:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            asset: Id of the asset in the program, as `points`.
            amount: In units of the asset.
            hold_id: Id of the hold, chosen by the caller.
            ref: What it belongs to, in the caller's words.
            expires_us: UTC microseconds, from 1990 to 2100.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member},
            body=HoldPoints(asset=asset, amount=amount, hold_id=hold_id, ref=ref, expires_us=expires_us),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/points/holds/{hold_id}/commit", keyed=True)
    def commit_hold(
        self,
        member: str,
        hold_id: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Commit a hold.

        Event `points.commit`. Scope: `points:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            hold_id: Id of the hold, chosen by the caller.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer, params={"member": member, "hold_id": hold_id}, body=Nothing(), query={"texts": texts}, key=key
        )

    @operation("POST", "/v1/members/{member}/points/holds/{hold_id}/release", keyed=True)
    def release_hold(
        self,
        member: str,
        hold_id: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Release a hold.

        Event `points.release`. Scope: `points:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            hold_id: Id of the hold, chosen by the caller.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer, params={"member": member, "hold_id": hold_id}, body=Nothing(), query={"texts": texts}, key=key
        )

    @operation("POST", "/v1/members/{member}/points/gift", keyed=True)
    def give(
        self,
        member: str,
        *,
        asset: str,
        amount: int,
        to_member: str,
        note: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Give points to another member.

        Event `points.gift`. Scope: `points:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            asset: Id of the asset in the program, as `points`.
            amount: In units of the asset.
            to_member: To member.
            note: For whoever reads it later.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member},
            body=GivePoints(asset=asset, amount=amount, to_member=to_member, note=note),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/points/gifts/{gift_id}/accept", keyed=True)
    def accept_gift(
        self,
        member: str,
        gift_id: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Accept a gift of points.

        Event `points.accept_gift`. Scope: `points:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            gift_id: Id of the gift.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer, params={"member": member, "gift_id": gift_id}, body=Nothing(), query={"texts": texts}, key=key
        )

    @operation("POST", "/v1/members/{member}/points/gifts/{gift_id}/decline", keyed=True)
    def decline_gift(
        self,
        member: str,
        gift_id: str,
        *,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Decline a gift of points.

        Event `points.decline_gift`. Scope: `points:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            gift_id: Id of the gift.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer, params={"member": member, "gift_id": gift_id}, body=Nothing(), query={"texts": texts}, key=key
        )

    @operation("POST", "/v1/members/{member}/points/exchange", keyed=True)
    def exchange(
        self,
        member: str,
        *,
        exchange: str,
        amount: int,
        ref: str | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Exchange assets.

        Event `points.exchange`. Scope: `points:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            exchange: Id of the exchange in the program.
            amount: In units of the asset.
            ref: What it belongs to, in the caller's words.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member},
            body=ExchangePoints(exchange=exchange, amount=amount, ref=ref),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/points/donate", keyed=True)
    def donate(
        self,
        member: str,
        *,
        pool: str,
        amount: int,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Give points to a pool.

        Event `points.donate`. Scope: `points:write`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            pool: Id of the pool in the program.
            amount: In units of the asset.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member},
            body=DonatePoints(pool=pool, amount=amount),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/points/freeze", keyed=True)
    def freeze(
        self,
        member: str,
        *,
        asset: str,
        hold_id: str,
        reason: str,
        amount: int | UnsetType = UNSET,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Freeze points.

        Event `points.freeze`. Scope: `points:adjust`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            asset: Id of the asset in the program, as `points`.
            hold_id: Id of the hold, chosen by the caller.
            reason: Why, for whoever reads it later.
            amount: In units of the asset.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member},
            body=FreezePoints(asset=asset, hold_id=hold_id, reason=reason, amount=amount),
            query={"texts": texts},
            key=key,
        )

    @operation("POST", "/v1/members/{member}/points/freezes/{hold_id}/lift", keyed=True)
    def lift_freeze(
        self,
        member: str,
        hold_id: str,
        *,
        reason: str,
        texts: bool | None = None,
        key: str | None = None,
    ) -> Ask[EventAnswer]:
        """Lift a freeze.

        Event `points.unfreeze`. Scope: `points:adjust`.

        Args:
            member: The member's number, or namespace:external_id; `me` with a member's token.
            hold_id: Id of the hold, chosen by the caller.
            reason: Why, for whoever reads it later.
            texts: Whether the answer comes in words too.
            key: Idempotency key; made unless given. The same key is answered with the same answer.
        """
        return Ask(
            EventAnswer,
            params={"member": member, "hold_id": hold_id},
            body=LiftFreeze(reason=reason),
            query={"texts": texts},
            key=key,
        )
