"""Giving a coupon to another member: hold → claim → confirm.

The giver's side alone decides: the coupon is locked when it is offered, and goes over when the claim reaches it before
the offer ends; so there is never an instant at which both, or neither, own it.
"""

from __future__ import annotations

from liuke.coupons import service
from liuke.coupons.service import COUPONS, CouponBook, GiftOffer
from liuke.decision.holdings import Coupon
from liuke.decision.messages import MessageTerms
from liuke.decision.turn import Turn
from liuke.kernel.clock import HOUR_US


def run_gift(turn: Turn) -> None:
    """``coupon.gift``: lock the coupon and offer it."""
    to = service.read_id(turn.data["to_member"])
    coupon = service.get_usable(turn, service.read_id(turn.data["coupon_id"]))
    terms = service.get_batch(turn, coupon.batch)
    if not terms.transferable:
        turn.refuse("coupon-not-transferable", f"coupons of {terms.id} cannot be given away")
    if not to:
        turn.refuse("member-unknown", "to_member must be a member's number")
    if to == turn.state.member_id:
        turn.refuse("coupon-gift-to-self", "a gift needs another member", fix="name another member in to_member")
    if turn.state.read(COUPONS, CouponBook).uses.get(coupon.coupon_id):
        turn.refuse("coupon-part-used", "a coupon that was used in part cannot be given away")
    gift_id = str(turn.new_id())
    until = min(turn.now.t_us + terms.gift_hours * HOUR_US, coupon.valid_until_us)
    service.lock(turn, coupon, f"gift:{gift_id}:{to}")
    turn.arm(f"coupon_gift:{gift_id}", until)
    _tell(turn, to, gift_id, "coupon.gift_offered", batch=coupon.batch, until_us=until)
    turn.result = {"gift_id": gift_id, "expires_us": until}


def _tell(turn: Turn, member_id: int, gift_id: str, type_: str, **data: object) -> None:
    turn.deliver(
        member_id, f"gift:{gift_id}:{type_}", type_, {"gift_id": gift_id, **data, "from": str(turn.state.member_id)}
    )


def run_offered(turn: Turn) -> None:
    """``coupon.gift_offered`` at the receiver: remember the offer and say so."""
    data = turn.data
    book = turn.state.edit(COUPONS, CouponBook)
    book.offers[data["gift_id"]] = GiftOffer(int(data["from"]), data["batch"], data["until_us"])
    terms = MessageTerms(path=f"coupons.{data['batch']}", expires_us=data["until_us"])
    turn.message(
        "coupon-gift-offered", f"gift:{data['gift_id']}", terms, coupon=data["batch"], until_us=data["until_us"]
    )


def run_accept(turn: Turn) -> None:
    """``coupon.gift_accept``: ask the giver's side for the coupon."""
    gift_id = turn.data["gift_id"]
    offer = turn.state.read(COUPONS, CouponBook).offers.get(gift_id)
    if offer is None:
        turn.refuse("gift-not-found", f"no gift {gift_id!r} waits for this member")
    if offer.claimed:
        turn.refuse("gift-claimed", f"gift {gift_id!r} is on its way already")
    if turn.now.t_us >= offer.until_us:
        turn.refuse("gift-expired", f"gift {gift_id!r} went back to its giver", expired_us=offer.until_us)
    turn.state.edit(COUPONS, CouponBook).offers[gift_id].claimed = True
    _tell(turn, offer.giver, gift_id, "coupon.gift_claimed")
    turn.result = {"gift_id": gift_id, "status": "on-its-way"}


def _find_offered(turn: Turn, gift_id: str) -> Coupon | None:
    mark = f"gift:{gift_id}:"
    return next(
        (c for c in turn.state.coupons().values() if c.status == "locked" and c.ref.startswith(mark)), None
    )  # fmt: skip


def run_claimed(turn: Turn) -> None:
    """``coupon.gift_claimed`` at the giver: hand the coupon over, unless it has gone back already."""
    gift_id, to = turn.data["gift_id"], int(turn.data["from"])
    coupon = _find_offered(turn, gift_id)
    if coupon is None or coupon.ref != f"gift:{gift_id}:{to}":
        _tell(turn, to, gift_id, "coupon.gift_lapsed")
        return
    service.move(turn, coupon, "given", coupon.ref)
    turn.arm(f"coupon_gift:{gift_id}", 0)
    _tell(
        turn, to, gift_id, "coupon.gift_received", batch=coupon.batch, code=coupon.code,
        valid_from_us=coupon.valid_from_us, valid_until_us=coupon.valid_until_us,
    )  # fmt: skip
    turn.emit(
        "coupon.given", {"coupon_id": str(coupon.coupon_id), "batch": coupon.batch, "to": str(to), "gift_id": gift_id}
    )


def run_received(turn: Turn) -> None:
    """``coupon.gift_received`` at the receiver: the coupon is theirs, with the validity it had."""
    data = turn.data
    turn.state.edit(COUPONS, CouponBook).offers.pop(data["gift_id"], None)
    window = (data["valid_from_us"], data["valid_until_us"])
    coupon = service.receive(turn, data["batch"], window, code=data.get("code") or "", source="gift")
    path = f"coupons.{coupon.batch}"
    turn.applied(path, "coupon-gift-received", coupon=coupon.batch)
    turn.gained(
        "coupon", coupon.batch, 1, path, coupon_ids=[str(coupon.coupon_id)], valid_until_us=coupon.valid_until_us
    )
    turn.emit(
        "coupon.granted", {"batch": coupon.batch, "count": 1, "coupon_ids": [str(coupon.coupon_id)], "rule": path}
    )


def run_lapsed(turn: Turn) -> None:
    """``coupon.gift_lapsed`` at the receiver: the offer is gone."""
    if turn.data["gift_id"] in turn.state.read(COUPONS, CouponBook).offers:
        del turn.state.edit(COUPONS, CouponBook).offers[turn.data["gift_id"]]


def run_cancel(turn: Turn) -> None:
    """``coupon.gift_cancel``: the giver takes an offer back that nobody has claimed."""
    gift_id = turn.data["gift_id"]
    if _find_offered(turn, gift_id) is None:
        turn.refuse("gift-not-found", f"gift {gift_id!r} is not open")
    turn.arm(f"coupon_gift:{gift_id}", 0)
    _take_back(turn, gift_id)


def run_gift_due(turn: Turn) -> None:
    """The offer's time is over: the coupon goes back to its giver."""
    _take_back(turn, turn.data["id"])


def _take_back(turn: Turn, gift_id: str) -> None:
    coupon = _find_offered(turn, gift_id)
    if coupon is None:
        return
    to = int(coupon.ref.rpartition(":")[2])
    service.unlock(turn, coupon)
    _tell(turn, to, gift_id, "coupon.gift_lapsed")
    turn.emit("coupon.gift_returned", {"coupon_id": str(coupon.coupon_id), "batch": coupon.batch, "gift_id": gift_id})
