"""What a replay led to."""

from __future__ import annotations

import msgspec


class Summary(msgspec.Struct):
    """A merchant's year in figures. Money is in the currency's minor unit.

    Args:
        members: Registered.
        orders: Paid.
        paid_cents: With money.
        refunded_cents: Given back.
        refunds: Refund events, those without a known order included.
        tiers: Tier → members.
        upgrades: Tier → members who reached it.
        assets: Asset → earned, spent, expired, reversed, available, pending, debt, postings.
        coupons: Status → coupons.
        redemptions: Reported by tills, and how many met no coupon.
        facts: Fact → how often it was stated.
        dead_letters: Reason → events that could not be taken.
        operations: All that was decided, timers included.
    """

    members: int = 0
    orders: int = 0
    paid_cents: int = 0
    refunded_cents: int = 0
    refunds: int = 0
    tiers: dict[str, int] = {}
    upgrades: dict[str, int] = {}
    assets: dict[str, dict[str, int]] = {}
    coupons: dict[str, int] = {}
    redemptions: dict[str, int] = {}
    facts: dict[str, int] = {}
    dead_letters: dict[str, int] = {}
    operations: int = 0
