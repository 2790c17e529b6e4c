"""What is shown of a member's coupons, in the language of the call."""

from __future__ import annotations

import msgspec

from liuke.coupons.service import find_batch
from liuke.decision.domain import CompiledProgram
from liuke.decision.holdings import Coupon, CouponStatus
from liuke.http.days import show_until
from liuke.kernel.text import Locale


class CouponView(msgspec.Struct):
    """A coupon of a member. Times are UTC microseconds; null: no end, or not yet."""

    coupon_id: str
    batch: str
    name: str
    status: CouponStatus
    valid_from_us: int
    valid_until_us: int | None
    code: str
    source: str
    ref: str
    granted_us: int
    used_us: int | None
    saved_cents: int
    program_version: int


def view_coupon(program: CompiledProgram, coupon: Coupon, locale: Locale) -> CouponView:
    """A coupon by its name."""
    batch = find_batch(program, coupon.batch)
    name = batch.name.get(locale) if batch is not None else coupon.batch
    return CouponView(
        str(coupon.coupon_id), coupon.batch, name, coupon.status,
        coupon.valid_from_us, show_until(coupon.valid_until_us), coupon.code, coupon.source, coupon.ref,
        coupon.granted_us, coupon.used_us or None, coupon.saved_cents, coupon.program_version,
    )  # fmt: skip
