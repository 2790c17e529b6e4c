"""Coupons of two members become one's, and two members' again. Pure."""

from __future__ import annotations

from liuke.coupons.service import COUPONS, CouponBook, find_next
from liuke.decision.effects import MoveCoupon
from liuke.decision.holdings import Coupon
from liuke.decision.hooks import Merge, MergeCase
from liuke.decision.turn import Turn
from liuke.kernel.text import text


def _hand_over(giver: Turn, taker: Turn, coupon: Coupon) -> None:
    """The same coupon under the same number, in the state it is in."""
    giver.effects.append(MoveCoupon(coupon.coupon_id, coupon.batch, coupon.status, "", coupon.ref))
    giver.state.drop_coupon(coupon)
    taker.effects.append(MoveCoupon(coupon.coupon_id, coupon.batch, "", coupon.status, coupon.ref))
    taker.state.add_coupon(coupon)


def _join(case: MergeCase) -> None:
    into, other = case.into, case.other
    book = other.state.read(COUPONS, CouponBook)
    coupons = sorted(other.state.coupons().values(), key=lambda coupon: coupon.coupon_id)
    if not coupons and book == CouponBook():
        return
    into.state.coupons()
    for coupon in coupons:
        _hand_over(other, into, coupon)
    mine = into.state.edit(COUPONS, CouponBook)
    for batch, count in book.received.items():
        mine.received[batch] = mine.received.get(batch, 0) + count
    mine.uses.update(book.uses)
    mine.recalled = [*mine.recalled, *(one for one in book.recalled if one not in mine.recalled)]
    mine.offers.update(book.offers)
    find_next(into)
    case.kept.update(coupons={str(coupon.coupon_id): coupon.status for coupon in coupons})
    active = sum(coupon.status == "active" for coupon in coupons)
    into.applied("coupons", "merge-coupons", count=len(coupons), active=active)


def _split(case: MergeCase) -> None:
    into, other = case.into, case.other
    book = other.state.read(COUPONS, CouponBook)
    if not case.kept and book == CouponBook():
        return
    mine, held = into.state.edit(COUPONS, CouponBook), into.state.coupons()
    other.state.coupons()
    for number, status in case.kept.get("coupons", {}).items():
        coupon = held.get(int(number))
        uses = book.uses.get(int(number), 0)
        if coupon is None or coupon.status not in {status, "expired"} or mine.uses.get(int(number), 0) != uses:
            case.spent.append({"what": "coupon", "coupon_id": number})
        else:
            _hand_over(into, other, coupon)
    for batch, count in book.received.items():
        mine.received[batch] = max(mine.received.get(batch, 0) - count, 0)
    for coupon_id in book.uses:
        mine.uses.pop(coupon_id, None)
    mine.recalled = [one for one in mine.recalled if one not in book.recalled]
    for gift in book.offers:
        if mine.offers.pop(gift, None) is None:
            case.spent.append({"what": "coupon-gift", "gift_id": gift})
    find_next(into)
    find_next(other)


MERGE = Merge(_join, _split)
WORDINGS = {
    "merge-coupons": text(
        "并入 {count} 张券（可用 {active} 张）", "{count:coupon|coupons} come over, {active} of them to be used"
    ),
}
