"""What is derived of a moment: from what operations noted, and where an early release noted nothing."""

from __future__ import annotations

from liuke.centre.past import (
    CouponMove,
    EntitlementUse,
    LotChange,
    Posting,
    derive_coupons,
    derive_entitlements,
    derive_lots,
)
from liuke.kernel.clock import FOREVER_US

EARN = Posting("points", 1, "earn", 50, "issuance", "pending", "rule", "o", 2, 100)
SETTLE = Posting("points", 2, "settle", 50, "pending", "available", "rule", "o", 4, 300)
SPEND = Posting("points", 3, "spend", 20, "available", "redemption", "", "", 5, 400)
LOT = ("points", 1, 50, 9_000, 0, "rule", "o")


def test_a_lot_is_what_it_was_after_each_operation():
    changes = [LotChange("points", 1, 4, 8_000, 250), LotChange("points", 1, 6, 8_000, 0)]
    uses = [("points", 3, 1, 20)]
    found = {
        n: [
            (lot.remaining, lot.pending, lot.expires_us, lot.expires_exact)
            for lot in derive_lots([EARN, SETTLE, SPEND], [LOT], uses, changes, n)
        ]
        for n in range(1, 8)
    }
    assert found == {
        1: [],
        2: [(50, True, 8_000, True)],
        3: [(50, True, 8_000, True)],
        4: [(50, False, 8_000, True)],
        5: [(30, False, 8_000, True)],
        6: [(30, False, 9_000, True)],
        7: [(30, False, 9_000, True)],
    }


def test_a_lot_of_an_early_release_says_that_its_expiry_may_have_moved():
    changes = [LotChange("points", 1, 4, 9_000, 300), LotChange("points", 1, 6, None, None)]
    (before,) = derive_lots([EARN, SETTLE], [LOT], [], changes, 3)
    assert (before.pending, before.expires_us, before.expires_exact) == (True, 9_000, False)
    (after,) = derive_lots([EARN, SETTLE], [LOT], [], changes, 6)
    assert (after.pending, after.expires_exact) == (False, True)


def test_a_coupon_stands_where_the_moves_up_to_then_brought_it():
    row = (7, "five", "used", 0, 500, 10)
    moves = [CouponMove(7, 2, ""), CouponMove(7, 4, "active"), CouponMove(7, 5, "locked")]
    assert [[c.status for c in derive_coupons([row], moves, n, 100)] for n in range(1, 7)] == [
        [], ["active"], ["active"], ["locked"], ["used"], ["used"],
    ]  # fmt: skip
    assert [c.status for c in derive_coupons([row], moves, 3, 500)] == ["expired"]
    (early,) = derive_coupons([row], [CouponMove(7, 9, None)], 3, 100)
    assert (early.status, early.exact) == ("active", False)
    (now,) = derive_coupons([row], [CouponMove(7, 9, None)], 9, 100)
    assert (now.status, now.exact) == ("used", True)


def test_uses_of_an_entitlement_are_those_taken_by_then():
    row = (3, "snack", 0, FOREVER_US, 4, 0, 2, "period")
    uses = [EntitlementUse(3, 2, 1), EntitlementUse(3, 4, 2), EntitlementUse(3, 6, -1)]
    assert [derive_entitlements([row], uses, n)[0].used for n in (1, 2, 5, 6)] == [0, 1, 3, 2]
    (early,) = derive_entitlements([row], [EntitlementUse(3, 4, None)], 3)
    assert (early.used, early.exact, early.period_end_us) == (2, False, None)
