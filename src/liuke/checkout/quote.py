"""The best legal combination, found exactly.

What is best: least cost to the member, which is money plus the points spent at what they pay here (so that nobody gives
up a coupon only to burn more points); then least points; then the combination that comes first when offers stand in the
order of application (priority; free items, percentages, amounts, delivery; earliest expiry; id). Member price and
promotions are declined only where that gains something. Of a group of promotions of which one counts, it is whichever
makes the best answer. Of the points as many are used as the terms allow.

How it is found: offers are applied in one fixed order, so only the choice is open. A depth-first search adds offers in
that order and leaves out a branch when even the sum of what its offers would take *alone* cannot beat the best answer
so far (alone: from what is left at that point). That bound holds because an offer never takes more from less.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from liuke.checkout.agreed import put_together, take_apart
from liuke.checkout.model import Cart, Offer, PointsTerms, Quote, Step, Terms, Unused
from liuke.checkout.picks import list_picks
from liuke.checkout.pricing import Base, Pricer, reach, spread, worth
from liuke.goods.scope import Shelf
from liuke.kernel.money import BPS, allocate

Key = tuple[int, int]
"""Money and points' worth to pay, in cents; points to spend."""
MODES = (
    (True, True, ()),
    (True, False, ("member_price",)),
    (False, True, ("promotions",)),
    (False, False, ("promotions", "member_price")),
)  # fmt: skip
"""Promotions, member price, what is declined; in the order of preference."""


class _Choice(msgspec.Struct):
    """An offer made ready for one mode."""

    offer: Offer
    lines: list[int]
    alone: int
    whole: bool
    """Whether every line is in its scope."""


class _PointsPlan(msgspec.Struct):
    """Points in one mode: at most ``most`` steps."""

    step: int
    cents: int
    most: int
    least: int
    lines: list[int] | None = None
    """Lines that points may pay for; none: all."""
    cap: int | None = None
    """At most so much of them."""

    def find_inside(self, left: list[int], goods: int) -> int:
        """Of goods that cost so much, what points may pay for."""
        inside = goods if self.lines is None else sum([left[i] for i in self.lines])
        return inside if self.cap is None else min(inside, self.cap)

    def steps(self, goods: int) -> int:
        """Steps that pay for goods of so many cents."""
        count = min(self.most, goods // self.cents) if self.cents else 0
        return count if count >= self.least else 0


_NO_POINTS = _PointsPlan(0, 0, 0, 0)


def quote(terms: Terms, cart: Cart, offers: Sequence[Offer]) -> Quote:
    """The best legal combination for the cart. Pure: the same input gives the same answer."""
    parts = take_apart(cart)
    if parts is not None:
        return put_together(quote(terms, parts[0], offers), cart, parts[1])
    pricer = Pricer(terms, cart)
    ordered = [
        (offer, reach(offer, cart, pricer.shelf, pricer.cents))
        for offer in sorted(offers, key=lambda offer: offer.order)
    ]
    most = _find_most(pricer, ordered)
    best: _Search | None = None
    for base, declined in _list_bases(pricer):
        if best is not None and sum(base.left) + cart.delivery_cents - most > best.key[0]:
            continue  # whatever offers take at list price cannot make up for it
        search = _Search(pricer, ordered, base, declined)
        search.run(best.key if best is not None else None)
        if search.found is not None:
            best = search
    assert best is not None, "using nothing is always legal"
    return best.answer()


def _find_most(pricer: Pricer, offers: list[tuple[Offer, list[int]]]) -> int:
    """More than so much no set of offers takes: an offer never takes more from less."""
    pieces = [max(line.quantity, 1) for line in pricer.cart.lines]
    counted, free = list[int](), 0
    for offer, lines in offers:
        value = worth(offer, lines, pricer.cents, pieces, pricer.cart.delivery_cents)
        if offer.counts:
            counted.append(value)
        else:
            free += value
    return free + sum(sorted(counted, reverse=True)[: pricer.terms.max_coupons])


def _list_bases(pricer: Pricer) -> list[tuple[Base, tuple[str, ...]]]:
    """Every cart that the fixed stages can make, the preferred modes first, then the least to pay."""
    found: list[tuple[Base, tuple[str, ...]]] = []
    picks = list_picks(pricer)
    for promotions, member_price, declined in MODES:
        made = [
            pricer.price(promotions=promotions, member_price=member_price, skipped=skipped)
            for skipped in (picks if promotions else picks[:1])
        ]
        made.sort(key=lambda base: (sum(base.left), [step.id for step in base.steps]))
        for base in made:
            if not any(_same(base, other) for other, _ in found):
                found.append((base, declined))
    return found


def _same(one: Base, other: Base) -> bool:
    return one.left == other.left and one.promoted == other.promoted and one.priced == other.priced


class _Search:
    """Depth-first search over one mode."""

    def __init__(
        self, pricer: Pricer, offers: list[tuple[Offer, list[int]]], base: Base, declined: tuple[str, ...]
    ) -> None:
        terms, cart = pricer.terms, pricer.cart
        self.cart = cart
        self.shelf = pricer.shelf
        self.offers = offers
        self.base = base
        self.declined = declined
        self.room = terms.max_coupons
        self.pieces = [max(line.quantity, 1) for line in cart.lines]
        self.blocked: dict[tuple[str, str, int], Unused] = {}
        self.choices = self._choose()
        self.points = _plan_points(terms.points, pricer.shelf, base)
        self.points_with_coupons = terms.points is None or terms.points.with_coupons
        # whether the points follow from the total alone, whatever is chosen
        self.points_follow = self.points.lines is None and all(
            self._keeps_points(choice.offer) and choice.offer.kind != "free_delivery" for choice in self.choices
        )
        self.fits: dict[int, int] = {}
        self.key: Key = (0, 0)
        self.found: tuple[int, ...] | None = None
        self._limit: Key | None = None
        self._strict = False

    # -- what may be used at all ------------------------------------------------------------------------------------
    def _choose(self) -> list[_Choice]:
        chosen: list[_Choice] = []
        seen: set[tuple[str, str]] = set()
        for offer, known in self.offers:
            lines = reach(offer, self.cart, self.shelf, self.base.left) if offer.scope.not_reduced else known
            alone, reason, missing = self._check(offer, lines)
            if not reason and (offer.source, offer.id) in seen:
                # equal terms, and one of a group: the one that expires first stands for all
                reason = "another-is-better"
            if reason:
                self.blocked[offer.source, offer.id, offer.number] = Unused(
                    offer.source, offer.id, offer.number, reason, missing
                )
                continue
            seen.add((offer.source, offer.id))
            chosen.append(_Choice(offer, lines, alone, len(lines) == len(self.cart.lines)))
        return chosen

    def _check(self, offer: Offer, lines: list[int]) -> tuple[int, str, int]:
        left = self.base.left
        if not offer.scope.covers_store(self.cart.store):
            return 0, "not-at-this-store", 0
        if (self.base.priced and not offer.with_member_price) or (self.base.promoted and not offer.with_promotions):
            return 0, "not-combinable", 0
        goods = sum(left) if len(lines) == len(left) else sum([left[i] for i in lines])
        least = max(offer.threshold_cents, offer.scope.at_least_cents)
        if goods < least:
            return 0, "below-threshold", least - goods
        value = worth(offer, lines, left, self.pieces, self.cart.delivery_cents)
        return value, "" if value else "nothing-to-reduce", 0

    def _fits(self, j: int) -> int:
        """A bit for each choice behind ``j`` that may stand beside it."""
        mask = self.fits.get(j)
        if mask is None:
            one = self.choices[j].offer
            later = range(j + 1, len(self.choices))
            mask = self.fits[j] = sum(1 << k for k in later if _goes_with(one, self.choices[k].offer))
        return mask

    # -- searching --------------------------------------------------------------------------------------------------
    def run(self, limit: Key | None) -> None:
        """Search; ``found`` stays ``None`` unless it beats ``limit``."""
        self._strict = limit is not None
        total = sum(self.base.left) + self.cart.delivery_cents
        if (
            limit is not None
            and self._bound(total - sum(choice.alone for choice in self.choices), points=True) >= limit
        ):
            return
        self._limit = limit if limit is not None else self._seed()
        every = (1 << len(self.choices)) - 1
        self._visit((), self.base.left, sum(self.base.left), self.cart.delivery_cents, every, self.room, points=True)

    def _seed(self) -> Key:
        """The answer of adding the best offer again and again: legal, so the best is at least as good."""
        left, delivery, points = self.base.left, self.cart.delivery_cents, True
        chosen: list[int] = []
        room = self.room
        while True:
            worths = {
                j: worth(self.choices[j].offer, self.choices[j].lines, left, self.pieces, delivery)
                for j in range(len(self.choices))
                if self._may_add(j, chosen, room)
            }
            best = max(worths, key=lambda j: worths[j], default=None)
            if best is None or not worths[best]:
                # an offer that takes nothing is never used, not even to keep points from being spent
                return self._score(sum(left), delivery, left, points=points)
            chosen.append(best)
            room -= self.choices[best].offer.counts
            # the best may stand before others in the order of application: the whole set is applied anew
            left, delivery, points = self.base.left, self.cart.delivery_cents, True
            for j in sorted(chosen):
                left, value, delivery = self._apply(self.choices[j], left, delivery)
                # one that takes nothing behind the others drops out of the set
                points = points and (not value or self._keeps_points(self.choices[j].offer))

    def _may_add(self, j: int, chosen: list[int], room: int) -> bool:
        offer = self.choices[j].offer
        if j in chosen or (offer.counts and not room):
            return False
        return all(_goes_with(offer, self.choices[k].offer) for k in chosen)

    def _keeps_points(self, offer: Offer) -> bool:
        return offer.with_points and (self.points_with_coupons or offer.source != "coupon")

    def _score(self, goods: int, delivery: int, left: list[int], *, points: bool) -> Key:
        steps = self.points.steps(self.points.find_inside(left, goods)) if points else 0
        return goods + delivery, steps * self.points.step

    def _apply(self, choice: _Choice, left: list[int], delivery: int) -> tuple[list[int], int, int]:
        offer, lines = choice.offer, choice.lines
        value = worth(offer, lines, left, self.pieces, delivery)
        if offer.kind == "free_delivery":
            return left, value, delivery - value
        left = left.copy()
        for i, part in zip(lines, spread(offer, value, lines, left, self.pieces), strict=True):
            left[i] -= part
        return left, value, delivery

    def _bound(self, total: int, *, points: bool) -> Key:
        """No combination that leaves at least ``total`` cents of goods and delivery has a lesser key."""
        if not points or not self.points_follow:
            return total, 0
        goods = total - self.cart.delivery_cents
        return total, self.points.steps(self.points.find_inside([], goods)) * self.points.step

    def _hopeless(self, bound: Key) -> bool:
        assert self._limit is not None
        if self.found is None and not self._strict:
            return bound > self._limit
        return bound >= self._limit

    def _visit(
        self,
        chosen: tuple[int, ...],
        left: list[int],
        goods: int,
        delivery: int,
        open_: int,
        room: int,
        *,
        points: bool,
    ) -> None:
        """Consider what is chosen, then everything that can be added behind it in the order of application."""
        self._consider(chosen, goods, delivery, left, points=points)
        gains = self._gains(chosen, left, goods, delivery, open_, room)
        rests = self._rests(gains, room)
        total = goods + delivery
        for (j, value), rest in zip(gains, rests, strict=True):
            choice = self.choices[j]
            still = points and self._keeps_points(choice.offer)
            if self._hopeless(self._bound(total - value - rest, points=still)):
                continue
            if not rest:
                fee = value if choice.offer.kind == "free_delivery" else 0
                # what is left of each line matters only where points may pay for some lines only
                last = left if self.points.lines is None else self._apply(choice, left, delivery)[0]
                self._consider((*chosen, j), goods - value + fee, delivery - fee, last, points=still)
                continue
            next_left, _, next_delivery = self._apply(choice, left, delivery)
            next_goods = goods - value + delivery - next_delivery
            after = room - choice.offer.counts
            self._visit((*chosen, j), next_left, next_goods, next_delivery, open_ & self._fits(j), after, points=still)

    def _consider(self, chosen: tuple[int, ...], goods: int, delivery: int, left: list[int], *, points: bool) -> None:
        key = self._score(goods, delivery, left, points=points)
        if not self._hopeless(key):
            self.key, self.found, self._limit = key, chosen, key

    def _gains(
        self, chosen: tuple[int, ...], left: list[int], goods: int, delivery: int, open_: int, room: int
    ) -> list[tuple[int, int]]:
        """What each choice that may be added would take now."""
        out: list[tuple[int, int]] = []
        for j in range(chosen[-1] + 1 if chosen else 0, len(self.choices)):
            choice = self.choices[j]
            offer = choice.offer
            if not open_ >> j & 1 or (offer.counts and not room):
                continue
            if not chosen:
                value = choice.alone
            elif choice.whole and offer.kind == "percent":
                most = offer.scope.at_most_cents
                value = (goods if most is None else min(goods, most)) * offer.percent_off_bps // BPS
                if offer.max_discount_cents is not None:
                    value = min(value, offer.max_discount_cents)
            else:
                value = worth(offer, choice.lines, left, self.pieces, delivery)
            if value:
                out.append((j, value))
        return out

    def _rests(self, gains: list[tuple[int, int]], room: int) -> list[int]:
        """For each gain: at most so much could be taken by what may be added behind it."""
        out = [0] * len(gains)
        free, groups = 0, dict[str, int]()
        top: list[int] = []
        for position in range(len(gains) - 1, -1, -1):
            j, value = gains[position]
            offer = self.choices[j].offer
            after = room - offer.counts
            out[position] = free + sum(top[:after])
            if not offer.counts:
                free += value
            elif value > groups.get(offer.group, 0):
                groups[offer.group] = value
                top = sorted(groups.values(), reverse=True)[:room]
        return out

    # -- answering --------------------------------------------------------------------------------------------------
    def answer(self) -> Quote:
        """The quote of what was found."""
        assert self.found is not None
        left, delivery, points = self.base.left, self.cart.delivery_cents, True
        steps = list(self.base.steps)
        for j in self.found:
            offer, before, fee = self.choices[j].offer, left, delivery
            left, value, delivery = self._apply(self.choices[j], left, delivery)
            points = points and self._keeps_points(offer)
            parts = tuple(a - b for a, b in zip(before, left, strict=True))
            steps.append(Step(offer.path, offer.source, offer.id, value, parts, fee - delivery, offer.number))
        goods = sum(left)
        spent = self._score(goods, delivery, left, points=points)[1]
        paid = spent // self.points.step * self.points.cents if spent else 0
        if spent:
            inside = self.points.lines
            payable = left if inside is None else [have if i in inside else 0 for i, have in enumerate(left)]
            steps.append(Step("checkout.points", "points", str(spent), paid, tuple(allocate(paid, payable))))
        return Quote(
            list_cents=sum(line.cents for line in self.cart.lines), goods_cents=goods, delivery_cents=delivery,
            points=spent, points_cents=paid, payable_cents=goods + delivery - paid, line_cents=tuple(left),
            steps=tuple(steps), declined=self.declined, unused=tuple(self._explain()),
        )  # fmt: skip

    def _explain(self) -> list[Unused]:
        chosen = (self.choices[j].offer for j in self.found or ())
        used = {(offer.source, offer.id, offer.number) for offer in chosen}
        names = [(offer.source, offer.id, offer.number) for offer, _ in self.offers]
        return [self.blocked.get(name) or Unused(*name, "another-is-better") for name in names if name not in used]


def _goes_with(one: Offer, other: Offer) -> bool:
    if one.group and one.group == other.group:
        return False
    if not (one.counts and other.counts):
        # what coupons may stand beside is said of coupons; cards and benefits stand apart
        return True
    if one.combinable is not None and other.group not in one.combinable:
        return False
    return other.combinable is None or one.group in other.combinable


def _plan_points(terms: PointsTerms | None, shelf: Shelf, base: Base) -> _PointsPlan:
    """Points in one mode; share and least amounts are of the goods after promotions and member price."""
    if terms is None or (base.priced and not terms.with_member_price) or sum(base.left) < terms.min_order_cents:
        return _NO_POINTS
    weights = shelf.weigh(terms.scope, base.left)[:-1]
    share = sum(weights) * terms.max_share_bps // BPS
    most = min(terms.available // terms.step, share // terms.step_cents)
    least = max(-(-terms.min_points // terms.step), 1)
    if most < least:
        return _NO_POINTS
    some = terms.scope.names_goods or terms.scope.stores
    lines = [i for i, have in enumerate(weights) if have] if some else None
    return _PointsPlan(terms.step, terms.step_cents, most, least, lines, terms.scope.at_most_cents)
