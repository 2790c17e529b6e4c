"""What one operation changed on lots, coupons and entitlements, as rows of their history. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from liuke.decision.effects import ChangeLot, MoveCoupon, UseEntitlement


class Changes:
    """What one operation changed on lots, coupons and entitlements: as each stood before, and as it stands after."""

    __slots__ = ("coupons", "entitlements", "lots")

    def __init__(self) -> None:
        self.lots: dict[tuple[str, int], ChangeLot] = {}
        self.coupons: dict[int, tuple[str, str]] = {}
        self.entitlements: dict[int, int] = {}

    def note(self, effect: ChangeLot | MoveCoupon | UseEntitlement) -> None:
        """Take one effect of the operation."""
        match effect:
            case ChangeLot():
                self.lots.setdefault((effect.asset, effect.lot_seq), effect)
            case MoveCoupon():
                before, _ = self.coupons.get(effect.coupon_id, (effect.old, ""))
                self.coupons[effect.coupon_id] = before, effect.new
            case UseEntitlement():
                known = self.entitlements.get(effect.entitlement_id, 0)
                self.entitlements[effect.entitlement_id] = known + effect.count

    def list_rows(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Name of the write, and the row but for the member and the operation."""
        for (asset, seq), lot in self.lots.items():
            yield "lot_change", (asset, seq, lot.expires_us, lot.settles_us)
        for coupon_id, (old, new) in self.coupons.items():
            if old != new:
                yield "coupon_move", (coupon_id, old, new)
        for entitlement_id, count in self.entitlements.items():
            if count:
                yield "entitlement_use", (entitlement_id, count)
