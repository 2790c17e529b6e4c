"""A checkout that is paid after it was over: what is still there is used, what is gone is stated with its money.

What a checkout reserved went back when its time was over or it was released, and may be used, expired or changed since.
The money has come at the reduced price all the same, so the order is taken in any case.
"""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.benefits import service as benefits
from liuke.checkout import stamps
from liuke.checkout.agreed import SOURCE
from liuke.checkout.book import OpenCheckout
from liuke.checkout.spec import CheckoutSpec
from liuke.coupons import service as coupons
from liuke.decision.agreed import find_keeper
from liuke.decision.holdings import Order
from liuke.decision.turn import Turn
from liuke.ledger import postings

_RESERVED = frozenset({"coupon", "points", "benefit", "stamp_card", SOURCE})
"""Sources of savings that use something up; prices and promotions reserve nothing."""


PLACE_GONE = "place-gone"


class Gone(msgspec.Struct):
    """Something that a late payment was reduced by and that could not be used any more.

    Args:
        source: ``coupon``, ``points``, ``benefit``, ``stamp_card`` or ``agreed_price``.
        id: Batch, asset, benefit, card or activity; empty where it is not known any more.
        amount: How many.
        cents: By how much it had reduced the price.
        reason: Why: a stable code.
    """

    source: str
    id: str
    amount: int
    cents: int
    reason: str


def settle_late(turn: Turn, found: OpenCheckout, order: Order) -> list[Gone]:
    """Use what is left of a closed checkout for its order, and note on it what a refund must undo; returns the rest.

    Whether anything is used at all says ``checkout.late_payment`` of the program.
    """
    uses_left = turn.program.section("checkout", CheckoutSpec).late_payment == "use_what_is_left"
    settled = _Settled(turn, found, order, uses_left=uses_left)
    settled.use_coupons()
    settled.spend_points()
    settled.take_uses()
    settled.take_cards()
    settled.take_prices()
    for source, cents in found.saved.items():
        if source not in _RESERVED:
            settled.saved[source] = cents
    for source, cents in settled.saved.items():
        if source != "coupon":
            benefits.add_saving(turn, source, cents)
    settled.note()
    for one in settled.gone:
        turn.skipped("checkout", "late-payment-gone", **msgspec.structs.asdict(one))
    turn.applied("checkout", "late-payment", order_id=order.order_id, gone_cents=sum(one.cents for one in settled.gone))
    return settled.gone


class _Settled:
    """What of a closed checkout was used, and what was not."""

    def __init__(self, turn: Turn, found: OpenCheckout, order: Order, *, uses_left: bool) -> None:
        self.turn = turn
        self.found = found
        self.order = order
        self.uses_left = uses_left
        self.saved: dict[str, int] = {}
        self.gone: list[Gone] = []
        self._numbers: list[int] = []
        self._points = self._seq = 0
        self._uses: list[tuple[int, int]] = []
        self._cards: list[str] = []

    def _save(self, source: str, cents: int) -> None:
        self.saved[source] = self.saved.get(source, 0) + cents

    def _miss(self, source: str, id_: str, amount: int, cents: int, reason: str) -> None:
        self.gone.append(Gone(source, id_, amount, cents, reason if self.uses_left else "not-used"))

    def use_coupons(self) -> None:
        now_us = self.turn.now.t_us
        for number, cents in self.found.coupons:
            coupon = self.turn.state.coupons().get(number)
            if coupon is None:
                self._miss("coupon", "", 1, cents, "coupon-gone")
            elif not self.uses_left or coupon.status != "active":
                self._miss("coupon", coupon.batch, 1, cents, f"coupon-{coupon.status}")
            elif not coupon.valid_from_us <= now_us < coupon.valid_until_us:
                self._miss("coupon", coupon.batch, 1, cents, "coupon-expired")
            else:
                coupons.use(self.turn, coupon, ref=self.order.order_id, saved_cents=cents)
                self._numbers.append(number)
                self._save("coupon", cents)

    def spend_points(self) -> None:
        found, turn = self.found, self.turn
        if not found.points:
            return
        free = postings.find_free(turn, found.asset) if self.uses_left else 0
        points, whole = min(found.points, free), found.saved.get("points", 0)
        cents = whole * points // found.points
        if points:
            self._points, self._seq = points, postings.spend(turn, found.asset, points, ref=self.order.order_id).seq
            self._save("points", cents)
        if points < found.points:
            self._miss("points", found.asset, found.points - points, whole - cents, "insufficient-balance")

    def take_uses(self) -> None:
        for place, (number, count) in enumerate(self.found.uses):
            cents = self.found.use_cents[place] if place < len(self.found.use_cents) else 0
            benefit = benefits.find_name(self.turn, number)
            if self.uses_left and benefits.take_again(self.turn, number, count, self.order.order_id):
                self._uses.append((number, count))
                self._save("benefit", cents)
            else:
                self._miss("benefit", benefit, count, cents, "benefit-used-up" if benefit else "benefit-gone")

    def take_cards(self) -> None:
        for place, card in enumerate(self.found.cards):
            cents = self.found.card_cents[place] if place < len(self.found.card_cents) else 0
            if self.uses_left and stamps.is_full(self.turn, card):
                stamps.use_card(self.turn, card)
                self._cards.append(card)
                self._save("stamp_card", cents)
            else:
                self._miss("stamp_card", card, 1, cents, "stamp-card-not-full")

    def take_prices(self) -> None:
        for use in self.found.agreed:
            keeper = find_keeper(self.turn)
            if self.uses_left and keeper.use_again(self.turn, use, self.order.order_id):
                self._save(SOURCE, use.cents)
            else:
                keeper.lose(self.turn, use, self.order.order_id)
                self._miss(SOURCE, use.path.partition(".")[2], 1, use.cents, PLACE_GONE)

    def note(self) -> None:
        order = self.order
        order.coupons = self._numbers
        order.saved_cents = sum(self.saved.values())
        order.data["checkout"] = {
            "asset": self.found.asset, "points": self._points, "seq": self._seq, "points_back": 0,
            "uses": [[str(one), count] for one, count in self._uses], "cards": self._cards, "saved": self.saved,
            "unsaved": {}, "gone": [msgspec.structs.asdict(one) for one in self.gone],
        }  # fmt: skip


def use_prices(turn: Turn, found: OpenCheckout, order: Order) -> list[Gone]:
    """Use the agreed prices of a checkout that is paid in time; returns those whose place is gone all the same.

    A team that was over while the checkout was open is such a one: the money has come, so the order is taken.
    """
    keeper, gone = find_keeper(turn), list[Gone]()
    for use in found.agreed:
        if not keeper.use(turn, use, order.order_id) and keeper.lose(turn, use, order.order_id):
            gone.append(Gone(SOURCE, use.path.partition(".")[2], 1, use.cents, PLACE_GONE))
    for one in gone:
        turn.skipped("checkout", "late-payment-gone", **msgspec.structs.asdict(one))
    return gone


def state_gone(gone: list[Gone]) -> dict[str, Any]:
    """What the answer says of what could not be used any more."""
    return {"gone": [msgspec.structs.asdict(one) for one in gone], "gone_cents": sum(one.cents for one in gone)}


def state_late(turn: Turn, hold_id: str, order: Order, gone: list[Gone]) -> dict[str, Any]:
    """State the fact; returns what the answer says beside the order."""
    rest = state_gone(gone)
    turn.emit(
        "checkout.paid_late",
        {"hold_id": hold_id, "order_id": order.order_id, "saved": dict(order.data["checkout"]["saved"]), **rest},
    )
    return rest
