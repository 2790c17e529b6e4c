"""The stages that need no choice: promotions that are picked, member price; and what one offer takes."""

from __future__ import annotations

from collections.abc import Sequence
from operator import sub

import msgspec

from liuke.benefits.spec import BenefitSpec
from liuke.checkout.buy_get import reduce_pieces
from liuke.checkout.model import Cart, Offer, Step, Terms
from liuke.checkout.spec import AnyPromotion, BuyGetPromotion, LadderPromotion, SpendRebate
from liuke.goods.scope import Shelf
from liuke.kernel.money import BPS, allocate, allocate_of

NONE = frozenset[int]()
REBATES = ":rebates"
"""The group of rebates and ladders that are in no other."""


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


class _Stage(msgspec.Struct):
    """How far one way to price the cart has come.

    Args:
        base: The cart by then.
        done: Groups of which the first has counted.
        touched: Lines that take part in a promotion by pieces.
        after: Place of a rebate or ladder → how far it has come with that.
    """

    base: Base
    done: set[str]
    touched: list[bool]
    after: dict[int, _Stage] = {}

    def copy(self) -> _Stage:
        """The same, to go on from."""
        base = self.base
        return _Stage(Base(base.left, [*base.steps], base.promoted, base.priced), {*self.done}, self.touched)


class Pricer:
    """Prices one cart: what several ways to price it have in common is worked out once."""

    def __init__(self, terms: Terms, cart: Cart) -> None:
        self.terms, self.cart = terms, cart
        self.cents = [line.cents for line in cart.lines]
        self.pieces = [0 if line.grams else line.quantity for line in cart.lines]
        """Pieces of each line; 0 of what is weighed."""
        self.shelf = Shelf(cart.lines, cart.store, self.cents)
        here = [place for place, promotion in enumerate(terms.promotions) if promotion.scope.covers_store(cart.store)]
        self._by_pieces = [place for place in here if isinstance(terms.promotions[place], BuyGetPromotion)]
        self._by_money = [place for place in here if not isinstance(terms.promotions[place], BuyGetPromotion)]
        self._pieces: dict[frozenset[int], _Stage] = {}
        self._begun: dict[tuple[frozenset[int], bool], _Stage] = {}

    def price(self, *, promotions: bool, member_price: bool, skipped: frozenset[int] = NONE) -> Base:
        """Run the fixed stages; see :func:`price_base`."""
        gone = skipped if promotions else frozenset(self._by_pieces)
        stage = self._begin(gone.intersection(self._by_pieces), member_price=member_price)
        if not promotions:
            return stage.base
        for place in self._by_money:
            if place not in gone:
                stage = self._go_on(stage, place)
        return stage.base

    def _go_on(self, stage: _Stage, place: int) -> _Stage:
        """One more rebate or ladder; what several ways to price begin with is done once."""
        known = stage.after.get(place)
        if known is None:
            known = stage.after[place] = stage.copy()
            self._promote(place, known)
        return known

    def _begin(self, skipped: frozenset[int], *, member_price: bool) -> _Stage:
        """Everything before rebates and ladders; ``skipped``: promotions by pieces that do not count."""
        known = self._begun.get((skipped, member_price))
        if known is None:
            known = self._count_pieces(skipped)
            if member_price:
                known = known.copy()
                open_ = self.terms.price_on_promoted
                _member_price(self, known.base, [False] * len(known.touched) if open_ else known.touched)
            self._begun[skipped, member_price] = known
        return known

    def _count_pieces(self, skipped: frozenset[int]) -> _Stage:
        known = self._pieces.get(skipped)
        if known is None:
            known = self._pieces[skipped] = _Stage(Base(self.cents, []), set(), [False] * len(self.cents))
            for place in self._by_pieces:
                if place not in skipped:
                    self._promote(place, known)
        return known

    def _promote(self, place: int, stage: _Stage) -> None:
        """One promotion, unless another one of its group has counted already."""
        promotion = self.terms.promotions[place]
        group = group_of(promotion)
        if group in stage.done:
            return
        if isinstance(promotion, BuyGetPromotion):
            took = _buy_get(self, promotion, stage.base, stage.touched)
        elif isinstance(promotion, SpendRebate):
            took = _spend_rebate(self, promotion, stage.base)
        else:
            took = _ladder(self, promotion, stage.base)
        if took and pick_of(self.terms, group) == "first":
            stage.done.add(group)


def price_base(
    terms: Terms, cart: Cart, *, promotions: bool, member_price: bool, skipped: frozenset[int] = NONE
) -> Base:
    """Run the fixed stages, with or without promotions and member price.

    Args:
        terms: Of the member.
        cart: To be priced.
        promotions: Whether promotions count.
        member_price: Whether member prices count.
        skipped: Places of promotions that do not count, because another one of their group does.
    """
    return Pricer(terms, cart).price(promotions=promotions, member_price=member_price, skipped=skipped)


def group_of(promotion: AnyPromotion) -> str:
    """The group of a promotion; empty: it stands alone. Rebates and ladders of no group are one group of their own."""
    if promotion.group is not None:
        return promotion.group
    return "" if isinstance(promotion, BuyGetPromotion) else REBATES


def pick_of(terms: Terms, group: str) -> str:
    """How the promotions of a group go together."""
    if not group:
        return "stack"
    return terms.rebates if group == REBATES else terms.groups.get(group, "best")


def _take(base: Base, step_path: str, source: str, id_: str, parts: list[int]) -> bool:
    total = sum(parts)
    if not total:
        return False
    base.left = list(map(sub, base.left, parts))
    base.steps.append(Step(step_path, source, id_, total, tuple(parts)))
    return True


def _take_promotion(base: Base, promotion: AnyPromotion, parts: list[int]) -> bool:
    took = _take(base, f"checkout.promotions.{promotion.id}", "promotion", promotion.id, parts)
    base.promoted = base.promoted or took
    return took


def _take_inside(
    base: Base, promotion: AnyPromotion, value: int, inside: list[int], weights: list[int], whole: int
) -> bool:
    """Take ``value`` off the lines in scope, in proportion to their weights, which sum to ``whole``."""
    parts = allocate_of(value, weights, whole)
    if len(inside) < len(base.left):
        parts, few = [0] * len(base.left), parts
        for i, part in zip(inside, few, strict=True):
            parts[i] = part
    return _take_promotion(base, promotion, parts)


def _buy_get(pricer: Pricer, promotion: BuyGetPromotion, base: Base, touched: list[bool]) -> bool:
    """A line takes part in one promotion only: the first of the program that gives it something."""
    parts, eligible = reduce_pieces(promotion, pricer.cart, pricer.shelf, base.left, touched, pricer.cents)
    if not _take_promotion(base, promotion, parts):
        return False
    for i in eligible:
        touched[i] = True
    return True


def _member_price(pricer: Pricer, base: Base, closed: list[bool]) -> None:
    terms = pricer.terms
    here = [price for price in terms.prices if price.scope.covers_store(pricer.cart.store)]
    if not terms.both_prices:
        _best_price(pricer, here, base, closed)
        return
    for order in sorted({price.price_order for price in here}):
        _best_price(pricer, [price for price in here if price.price_order == order], base, closed)


def _best_price(pricer: Pricer, prices: list[BenefitSpec], base: Base, closed: list[bool]) -> None:
    best: dict[int, tuple[int, BenefitSpec, int]] = {}
    for price in prices:
        for i, have in enumerate(pricer.shelf.weigh(price.scope, base.left)[:-1]):
            gain = have * price.percent_off_bps
            if gain and not closed[i] and (i not in best or gain > best[i][0]):
                best[i] = (gain, price, gain // BPS)
    for price in prices:
        mine = [0] * len(closed)
        for i, (_, chosen, cents) in best.items():
            if chosen is price:
                mine[i] = cents
        limit = price.max_discount_cents
        if limit is not None and sum(mine) > limit:
            mine = allocate(limit, mine)
        base.priced = _take(base, f"benefits.{price.id}", "tier_price", price.id, mine) or base.priced


def _spend_rebate(pricer: Pricer, promotion: SpendRebate, base: Base) -> bool:
    inside, weights = pricer.shelf.weigh_inside(promotion.scope, base.left)
    total = sum(weights)
    times = total // promotion.threshold_cents if promotion.per else int(total >= promotion.threshold_cents)
    if promotion.max_times is not None:
        times = min(times, promotion.max_times)
    return bool(times) and _take_inside(base, promotion, times * promotion.off_cents, inside, weights, total)


def _ladder(pricer: Pricer, promotion: LadderPromotion, base: Base) -> bool:
    inside, weights = pricer.shelf.weigh_inside(promotion.scope, base.left)
    total = sum(weights)
    reached = total
    if promotion.by_pieces:
        pieces = pricer.pieces
        reached = sum([pieces[i] for i, have in zip(inside, weights, strict=True) if have])
    rung = promotion.find_rung(reached)
    if rung is None or not total:
        return False
    value = min(rung.off_cents, total) if rung.off_cents else total * rung.percent_off_bps // BPS
    return _take_inside(base, promotion, value, inside, weights, total)


# -- what one offer takes -------------------------------------------------------------------------------------------
def reach(offer: Offer, cart: Cart, shelf: Shelf, left: Sequence[int]) -> list[int]:
    """Lines that the offer can take something off."""
    found = shelf.find_now(offer.scope, left)
    return [i for i in found if not cart.lines[i].grams] if offer.kind == "free_item" else found


def worth(offer: Offer, lines: list[int], left: list[int], pieces: list[int], delivery: int) -> int:
    """How much the offer takes off what is left."""
    most = offer.scope.at_most_cents
    match offer.kind:
        case "amount":
            value = min(offer.amount_cents, sum([left[i] for i in lines]))
        case "percent":
            goods = sum([left[i] for i in lines])
            value = (goods if most is None or goods < most else most) * offer.percent_off_bps // BPS
        case "free_item":
            value = max([left[i] // pieces[i] for i in lines], default=0)
        case "free_delivery":
            value, most = delivery, None
    if most is not None and value > most:
        value = most
    limit = offer.max_discount_cents
    return value if limit is None or value < limit else limit


def spread(offer: Offer, value: int, lines: list[int], left: list[int], pieces: list[int]) -> list[int]:
    """Distribute what the offer takes over its lines: in proportion, or off the dearest piece."""
    if offer.kind == "free_item":
        dearest = max(lines, key=lambda i: (left[i] // pieces[i], -i))
        return [value if i == dearest else 0 for i in lines]
    return allocate(value, [left[i] for i in lines])
