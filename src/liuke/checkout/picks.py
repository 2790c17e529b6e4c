"""Of groups of promotions of which one counts: every way to pick, for the quote to find the best."""

from __future__ import annotations

from itertools import product

from liuke.checkout.pricing import NONE, Pricer, group_of, pick_of
from liuke.checkout.spec import AnyPromotion, BuyGetPromotion, SpendRebate

MAX_PICKS = 64
"""Ways to pick that a quote compares; lint refuses programs that could have more."""


def list_picks(pricer: Pricer) -> list[frozenset[int]]:
    """For each way to pick, the places of the promotions that do not count."""
    terms = pricer.terms
    groups: dict[str, list[int]] = {}
    for place, promotion in enumerate(terms.promotions):
        group = group_of(promotion)
        if pick_of(terms, group) == "best":
            groups.setdefault(group, []).append(place)
    open_ = [_find_rivals(pricer, places) for places in groups.values() if len(places) > 1]
    open_ = [rivals for rivals in open_ if len(rivals) > 1]
    if not open_:
        return [NONE]
    every = frozenset(place for rivals in open_ for place in rivals)
    return [every - frozenset(picked) for picked in product(*_fit(pricer, open_))]


def _find_rivals(pricer: Pricer, places: list[int]) -> list[int]:
    """Those that could take something: a threshold that list prices do not reach is never reached."""
    return [place for place in places if _could_take(pricer, pricer.terms.promotions[place])]


def _could_take(pricer: Pricer, promotion: AnyPromotion) -> bool:
    if not promotion.scope.covers_store(pricer.cart.store):
        return False
    inside = pricer.shelf.find(promotion.scope)
    if isinstance(promotion, BuyGetPromotion):
        return bool(inside)
    total = sum(pricer.cents[i] for i in inside)
    if isinstance(promotion, SpendRebate):
        return total >= promotion.threshold_cents
    lines = [pricer.cart.lines[i] for i in inside]
    reached = sum(line.quantity for line in lines if not line.grams) if promotion.by_pieces else total
    return promotion.find_rung(reached) is not None


def _fit(pricer: Pricer, groups: list[list[int]]) -> list[list[int]]:
    """At most ``MAX_PICKS`` ways: of the largest groups only what takes the most by itself stays."""
    groups = sorted(groups)
    while _count(groups) > MAX_PICKS:
        largest = max(range(len(groups)), key=lambda i: (len(groups[i]), -i))
        groups[largest] = [min(groups[largest], key=lambda place: (_left_alone(pricer, place), place))]
    return groups


def _count(groups: list[list[int]]) -> int:
    ways = 1
    for places in groups:
        ways *= len(places)
    return ways


def _left_alone(pricer: Pricer, place: int) -> int:
    others = frozenset(range(len(pricer.terms.promotions))) - {place}
    return sum(pricer.price(promotions=True, member_price=False, skipped=others).left)
