"""What is kept of an order when a part of it comes back: priced anew, where the program says so.

An order that was paid under ``refunds.remainder: reprice`` keeps the terms it was priced by, so that a later version of
the program changes nothing about what it is worth.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from liuke.benefits.spec import BenefitSpec
from liuke.checkout.model import Cart, Line, Offer, Quote, Terms
from liuke.checkout.quote import quote
from liuke.checkout.spec import CheckoutSpec
from liuke.decision.holdings import Order
from liuke.decision.turn import Turn
from liuke.earning.orders import find_parcel, find_refunded_order
from liuke.earning.spec import RefundSpec
from liuke.goods.lines import KeptLine
from liuke.goods.returns import Parcel
from liuke.goods.scope import LineScope

KEPT = "terms"
"""Under which name an order keeps the terms."""


def note_terms(turn: Turn, terms: Terms, cart: Cart, found: Quote, offers: Sequence[Offer]) -> dict[str, Any]:
    """What an order must keep to be priced anew; empty where the program leaves what is kept as it is."""
    if turn.program.section("refunds", RefundSpec).remainder != "reprice":
        return {}
    used = {(step.source, step.id, step.number) for step in found.steps}
    return {
        "checkout": {
            "promotions": [promotion.model_dump(mode="json", by_alias=True) for promotion in terms.promotions],
            "promotion_groups": [{"id": id_, "pick": pick} for id_, pick in terms.groups.items()],
            "rebates": terms.rebates,
            "member_price": "both" if terms.both_prices else "best",
            "member_price_on_promoted": terms.price_on_promoted,
            "max_coupons": terms.max_coupons,
        },
        "prices": [price.model_dump(mode="json", by_alias=True) for price in terms.prices],
        "offers": [_write_offer(offer) for offer in offers if (offer.source, offer.id, offer.number) in used],
        "discounts": [line.discount_cents for line in cart.lines],
        "alone": [line.alone for line in cart.lines],
        "store": cart.store,
    }


def _write_offer(offer: Offer) -> dict[str, Any]:
    plain = msgspec.to_builtins(msgspec.structs.replace(offer, scope=LineScope()), enc_hook=lambda _: None)
    return {**plain, "scope": offer.scope.model_dump(mode="json", by_alias=True)}


def _read_offer(kept: dict[str, Any]) -> Offer:
    plain = {name: value for name, value in kept.items() if name != "scope"}
    if plain["combinable"] is not None:
        plain["combinable"] = frozenset(plain["combinable"])
    return Offer(**plain, scope=LineScope.model_validate(kept["scope"]))


def reprice(turn: Turn) -> None:
    """Before a refund by lines is written down: what comes back is worth what was paid less what is kept now costs."""
    order = find_refunded_order(turn)
    data = turn.now.data
    if order is None or KEPT not in order.data or data.get("full") or data.get("amount_cents") is not None:
        return
    parcel = find_parcel(turn, order)
    if parcel is not None and any(parcel.pieces):
        parcel.cents = _find_back(order, parcel)


def _find_back(order: Order, parcel: Parcel) -> list[int]:
    left = [line.left - count for line, count in zip(order.lines, parcel.pieces, strict=True)]
    costs = price_rest(order, left)
    back = [
        line.paid_cents - line.refunded_cents - max(cost - _points_cents(line, pieces), 0)
        for line, pieces, cost in zip(order.lines, left, costs, strict=True)
    ]
    # what is kept may cost more than all that was paid: nobody pays for giving something back
    return back if sum(back) >= 0 else [0] * len(back)


def _points_cents(line: KeptLine, left: int) -> int:
    """What points still pay for the pieces that are kept."""
    return line.points_cents - line.points_cents * (line.quantity - left) // line.quantity


def price_rest(order: Order, left: Sequence[int]) -> list[int]:
    """What each line costs when so many pieces of it are kept, by the terms of the order and the offers it used."""
    kept: dict[str, Any] = order.data[KEPT]
    spec = CheckoutSpec.model_validate(kept["checkout"])
    terms = Terms(
        tuple(BenefitSpec.model_validate(price) for price in kept["prices"]), spec.promotions,
        spec.member_price == "both", spec.member_price_on_promoted, spec.max_coupons, None,
        {group.id: group.pick for group in spec.promotion_groups}, spec.rebates,
    )  # fmt: skip
    places = [place for place, pieces in enumerate(left) if pieces]
    alone: list[bool] = kept.get("alone") or [False] * len(left)
    lines = [
        _rest_of(order.lines[place], left[place], kept["discounts"][place], alone=alone[place]) for place in places
    ]
    costs = [0] * len(left)
    if lines:
        found = quote(terms, Cart(tuple(lines), kept["store"]), [_read_offer(offer) for offer in kept["offers"]])
        for place, cost in zip(places, found.line_cents, strict=True):
            costs[place] = cost
    return costs


def _rest_of(line: KeptLine, pieces: int, discount_cents: int, *, alone: bool) -> Line:
    return Line(
        line.sku, line.category, pieces, line.unit_cents, line.grams, line.id, line.store, tuple(line.tags),
        discount_cents * pieces // line.quantity, alone,
    )  # fmt: skip
