"""The stages that need no choice: buy-get promotions, member price, spend rebates; and what one offer takes."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from liuke.benefits.spec import BenefitSpec
from liuke.checkout.model import Cart, Line, Offer, Step, Terms
from liuke.checkout.spec import BuyGetPromotion, SpendRebate
from liuke.kernel.money import BPS, allocate


class Base(msgspec.Struct):
    """The cart after the fixed stages.

    Args:
        left: What each line still costs.
        steps: What was taken.
        promoted: Whether promotions took something.
        priced: Whether a member price took something.
    """

    left: list[int]
    steps: list[Step]
    promoted: bool = False
    priced: bool = False


def price_base(terms: Terms, cart: Cart, *, promotions: bool, member_price: bool) -> Base:
    """Run the fixed stages, with or without promotions and member price."""
    base = Base([line.cents for line in cart.lines], [])
    touched = [False] * len(cart.lines)
    if promotions:
        for promotion in terms.promotions:
            if isinstance(promotion, BuyGetPromotion) and promotion.scope.covers_store(cart.store):
                _buy_get(promotion, cart, base, touched)
    if member_price:
        closed = touched if not terms.price_on_promoted else [False] * len(touched)
        _member_price(terms, cart, base, closed)
    if promotions:
        for promotion in terms.promotions:
            if isinstance(promotion, SpendRebate) and promotion.scope.covers_store(cart.store):
                _spend_rebate(promotion, cart, base)
    return base


def _take(base: Base, step_path: str, source: str, id_: str, parts: list[int]) -> bool:
    total = sum(parts)
    if not total:
        return False
    base.left = [have - part for have, part in zip(base.left, parts, strict=True)]
    base.steps.append(Step(step_path, source, id_, total, tuple(parts)))
    return True


def _buy_get(promotion: BuyGetPromotion, cart: Cart, base: Base, touched: list[bool]) -> None:
    """A line takes part in one promotion only: the first of the program that gives it something."""
    eligible = [
        i
        for i, line in enumerate(cart.lines)
        if not touched[i] and not line.grams and promotion.scope.covers_goods(line.sku, line.category)
    ]
    pools = _by_product(cart.lines, eligible) if promotion.same_product else [eligible]
    parts = [0] * len(cart.lines)
    for pool in pools:
        before = 0
        for i in sorted(pool, key=lambda i: (-cart.lines[i].unit_cents, i)):
            line = cart.lines[i]
            count = _reduced(promotion, before + line.quantity) - _reduced(promotion, before)
            before += line.quantity
            parts[i] = count * (line.unit_cents * promotion.percent_off_bps // BPS)
    if _take(base, f"checkout.promotions.{promotion.id}", "promotion", promotion.id, parts):
        base.promoted = True
        for i in eligible:
            touched[i] = True


def _by_product(lines: Sequence[Line], eligible: list[int]) -> list[list[int]]:
    pools: dict[str, list[int]] = {}
    for i in eligible:
        pools.setdefault(lines[i].sku, []).append(i)
    return list(pools.values())


def _reduced(promotion: BuyGetPromotion, pieces: int) -> int:
    """How many of the ``pieces`` dearest pieces are reduced: the last ones of every full group, dearest first."""
    whole, rest = divmod(pieces, promotion.buy + promotion.get)
    count = whole * promotion.get + max(0, rest - promotion.buy)
    return count if promotion.max_times is None else min(count, promotion.max_times * promotion.get)


def _member_price(terms: Terms, cart: Cart, base: Base, closed: list[bool]) -> None:
    kinds = ("tier_discount", "special_day_discount") if terms.both_prices else ("",)
    for kind in kinds:
        prices = [price for price in terms.prices if not kind or price.kind == kind]
        _best_price(prices, cart, base, closed)


def _best_price(prices: list[BenefitSpec], cart: Cart, base: Base, closed: list[bool]) -> None:
    parts: dict[str, list[int]] = {}
    here = [price for price in prices if price.scope.covers_store(cart.store)]
    for i, line in enumerate(cart.lines):
        fitting = [price for price in here if price.scope.covers_goods(line.sku, line.category)]
        if closed[i] or not fitting:
            continue
        best = max(fitting, key=lambda price: price.percent_off_bps)
        mine = parts.setdefault(best.id, [0] * len(cart.lines))
        mine[i] = base.left[i] * best.percent_off_bps // BPS
    for price in here:
        mine = parts.get(price.id)
        if mine is None:
            continue
        limit = price.max_discount_cents
        if limit is not None and sum(mine) > limit:
            mine = allocate(limit, mine)
        base.priced = _take(base, f"benefits.{price.id}", "tier_price", price.id, mine) or base.priced


def _spend_rebate(promotion: SpendRebate, cart: Cart, base: Base) -> None:
    weights = [
        have if promotion.scope.covers_goods(line.sku, line.category) else 0
        for have, line in zip(base.left, cart.lines, strict=True)
    ]
    total = sum(weights)
    times = total // promotion.threshold_cents if promotion.per else int(total >= promotion.threshold_cents)
    if promotion.max_times is not None:
        times = min(times, promotion.max_times)
    if times and _take(
        base, f"checkout.promotions.{promotion.id}", "promotion", promotion.id,
        allocate(times * promotion.off_cents, weights),
    ):  # fmt: skip
        base.promoted = True


# -- what one offer takes -------------------------------------------------------------------------------------------
def reach(offer: Offer, cart: Cart) -> list[int]:
    """Lines that the offer can take something off."""
    pieces_only = offer.kind == "free_item"
    return [
        i
        for i, line in enumerate(cart.lines)
        if offer.scope.covers_goods(line.sku, line.category) and not (pieces_only and line.grams)
    ]


def worth(offer: Offer, lines: list[int], left: list[int], pieces: list[int], delivery: int) -> int:
    """How much the offer takes off what is left."""
    match offer.kind:
        case "amount":
            value = min(offer.amount_cents, sum([left[i] for i in lines]))
        case "percent":
            value = sum([left[i] for i in lines]) * offer.percent_off_bps // BPS
        case "free_item":
            value = max([left[i] // pieces[i] for i in lines], default=0)
        case "free_delivery":
            value = delivery
    limit = offer.max_discount_cents
    return value if limit is None or value < limit else limit


def spread(offer: Offer, value: int, lines: list[int], left: list[int], pieces: list[int]) -> list[int]:
    """Distribute what the offer takes over its lines: in proportion, or off the dearest piece."""
    if offer.kind == "free_item":
        dearest = max(lines, key=lambda i: (left[i] // pieces[i], -i))
        return [value if i == dearest else 0 for i in lines]
    return allocate(value, [left[i] for i in lines])
