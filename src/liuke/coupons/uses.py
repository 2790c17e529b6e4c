"""Uses of coupons that may be used several times, noted with the orders that made them.

Of such a coupon only the last order stands on it; a refund must know what its own order used, when, and what it saved.
"""

from __future__ import annotations

from typing import Any

from liuke.decision.holdings import Coupon
from liuke.decision.turn import Turn

USE = "coupon_use"
"""Records under coupon, order and number of the use: ``saved_cents`` and ``t_us``."""


def note(turn: Turn, coupon: Coupon, order_id: str, saved_cents: int, *, first: bool) -> None:
    """Note a use; one without an order is nobody's to return."""
    if first:
        turn.record(USE, f"{coupon.coupon_id}/noted", {})
    if order_id:
        number = len(list_uses(turn, coupon, order_id)) + 1
        data = {"saved_cents": saved_cents, "t_us": turn.now.t_us}
        turn.record_new(USE, f"{coupon.coupon_id}/{order_id}/{number}", data)


def is_noted(turn: Turn, coupon: Coupon) -> bool:
    """Whether every use was noted with its order: of coupons that were used before there were notes it was not."""
    return turn.state.find_record(USE, f"{coupon.coupon_id}/noted") is not None


def list_uses(turn: Turn, coupon: Coupon, order_id: str) -> list[dict[str, Any]]:
    """What an order used of the coupon, use by use."""
    found = list[dict[str, Any]]()
    while order_id:
        one = turn.state.find_record(USE, f"{coupon.coupon_id}/{order_id}/{len(found) + 1}")
        if one is None:
            break
        found.append(one)
    return found
