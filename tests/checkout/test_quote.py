from __future__ import annotations

from itertools import combinations, product

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.benefits.kinds import SpecialDayDiscount, TierDiscount
from liuke.checkout.model import Cart, Line, Offer, PointsTerms, Quote, Terms
from liuke.checkout.pricing import Base, price_base
from liuke.checkout.quote import quote
from liuke.checkout.spec import AnyPromotion, BuyGetPromotion, LadderPromotion, Rung, SpendRebate
from liuke.goods.scope import LineScope

TEA, CAKE = Line("tea", "drink", 2, 2000), Line("cake", "food", 1, 3000)
CART = Cart((TEA, CAKE), "s1", 600)
PRICE = TierDiscount(id="gold", name="9 折", percent_off_bps=1000)
DAY = SpecialDayDiscount(id="wed", name="8 折", percent_off_bps=2000, scope=LineScope(categories=("drink",)))
TEA_ONLY = LineScope(products=("tea",))
HALF = BuyGetPromotion(id="half", name="第二件半价")
REBATE = SpendRebate(id="rebate", name="满减", threshold_cents=2000, off_cents=100, per=True)


def amount(cents: int, number: int = 1, **more) -> Offer:
    return Offer("coupon", more.pop("id", f"c{number}"), number, "amount", amount_cents=cents, **more)


def cost(found: Quote) -> int:
    """Money, and points at what they pay."""
    return found.payable_cents + found.points_cents


def check(found: Quote, cart: Cart) -> None:
    """Every cent has its place."""
    lines = [line.cents for line in cart.lines]
    delivery, points = cart.delivery_cents, 0
    for step in found.steps:
        assert step.cents == sum(step.lines) + step.delivery_cents > 0
        assert all(part >= 0 for part in step.lines)
        if step.source == "points":
            points = step.cents
            continue
        lines = [have - part for have, part in zip(lines, step.lines, strict=True)]
        delivery -= step.delivery_cents
        assert all(have >= 0 for have in (*lines, delivery))
    assert tuple(lines) == found.line_cents
    assert (sum(lines), delivery, points) == (found.goods_cents, found.delivery_cents, found.points_cents)
    assert found.payable_cents == found.goods_cents + found.delivery_cents - found.points_cents >= 0
    assert found.list_cents + cart.delivery_cents - found.payable_cents == sum(found.saved().values())


def test_nothing_to_use_is_the_list_price():
    found = quote(Terms(), CART, [])
    assert (found.list_cents, found.goods_cents, found.delivery_cents, found.payable_cents) == (7000, 7000, 600, 7600)
    assert found.steps == ()


def test_best_or_both_prices():
    best = quote(Terms(prices=(PRICE, DAY)), CART, [])
    assert [(s.path, s.cents, s.lines) for s in best.steps] == [
        ("benefits.gold", 300, (0, 300)), ("benefits.wed", 800, (800, 0)),
    ]  # fmt: skip
    both = quote(Terms(prices=(PRICE, DAY), both_prices=True), CART, [])
    assert [(s.path, s.cents, s.lines) for s in both.steps] == [
        ("benefits.gold", 700, (400, 300)), ("benefits.wed", 720, (720, 0)),
    ]  # fmt: skip
    assert both.payable_cents == 7600 - 1420


def test_the_whole_waterfall():
    offers = [
        amount(500, 7, threshold_cents=5000),
        Offer("stamp_card", "ten", kind="free_item", scope=TEA_ONLY, group="stamp_card:ten", priority=10, counts=False),
        Offer("coupon", "ship", 9, "free_delivery", group="ship"),
    ]  # fmt: skip
    terms = Terms((PRICE,), (HALF, REBATE), max_coupons=2, points=PointsTerms("points", 100, 1000, 350, 0, 5000))
    found = quote(terms, CART, offers)
    # pieces 3000 2000 2000: the second is at half price; 6000 → 5400 → two rebates → 5200
    assert [(s.path, s.cents, s.delivery_cents, s.lines) for s in found.steps] == [
        ("checkout.promotions.half", 1000, 0, (1000, 0)),
        ("benefits.gold", 600, 0, (300, 300)),
        ("checkout.promotions.rebate", 200, 0, (100, 100)),
        ("stamp_cards.ten", 1300, 0, (1300, 0)),
        ("coupons.c7", 500, 0, (167, 333)),
        ("coupons.ship", 600, 600, (0, 0)),
        ("checkout.points", 2000, 0, (666, 1334)),
    ]
    assert (found.goods_cents, found.points, found.payable_cents) == (3400, 200, 1400)
    check(found, CART)


@pytest.mark.parametrize(
    ("pieces", "buy", "get", "bps", "max_times", "expected"),
    [
        (1, 1, 1, 5000, None, 0),
        (2, 1, 1, 5000, None, 500),
        (5, 1, 1, 5000, None, 1000),
        (5, 1, 1, 5000, 1, 500),
        (3, 2, 1, 10000, None, 1000),
        (89_638, 2, 1, 10000, None, 29_879_000),
    ],
)
def test_buy_get(pieces, buy, get, bps, max_times, expected):
    promotion = BuyGetPromotion(id="p", name="p", buy=buy, get=get, percent_off_bps=bps, max_times=max_times)
    cart = Cart((Line("a", "", pieces, 1000),))
    assert quote(Terms(promotions=(promotion,)), cart, []).saved().get("promotion", 0) == expected


def test_buy_two_get_the_cheapest_free_across_lines_and_per_product():
    cart = Cart((Line("a", "", 1, 1000), Line("b", "", 2, 3000), Line("kilo", "", 1, 9000, grams=500)))
    across = BuyGetPromotion(id="p", name="p", buy=2, get=1, percent_off_bps=10_000)
    assert quote(Terms(promotions=(across,)), cart, []).steps[0].lines == (1000, 0, 0)
    alone = BuyGetPromotion(id="p", name="p", buy=1, get=1, percent_off_bps=5000, same_product=True)
    assert quote(Terms(promotions=(alone,)), cart, []).steps[0].lines == (0, 1500, 0)
    # goods by weight: 500 g at 90.00 a kilogram
    assert quote(Terms(), cart, []).list_cents == 1000 + 6000 + 4500


def test_a_line_takes_part_in_one_promotion():
    second = BuyGetPromotion(id="late", name="x", buy=2, get=1, percent_off_bps=10_000)
    found = quote(Terms(promotions=(HALF, second)), CART, [])
    assert [s.id for s in found.steps] == ["half"]
    strict = Terms(prices=(PRICE,), promotions=(HALF,), price_on_promoted=False)
    assert [s.id for s in quote(strict, CART, []).steps] == ["half"]


def test_one_coupon_of_a_group_and_as_many_as_the_program_allows():
    offers = [amount(500, 1), amount(700, 2), amount(100, 3, group="b"), amount(200, 4, group="c")]
    assert [s.number for s in quote(Terms(max_coupons=1), CART, offers).steps] == [2]
    assert [s.number for s in quote(Terms(max_coupons=2), CART, offers).steps] == [2, 4]
    assert [s.number for s in quote(Terms(max_coupons=5), CART, offers).steps] == [2, 3, 4]
    assert quote(Terms(max_coupons=0), CART, offers).steps == ()
    left = quote(Terms(max_coupons=1), CART, offers).unused
    assert {(u.number, u.reason) for u in left} == {(n, "another-is-better") for n in (1, 3, 4)}


def test_combinable_groups():
    offers = [amount(500, 1, group="a", combinable=frozenset()), amount(400, 2, group="b"), amount(300, 3, group="c")]
    assert [s.number for s in quote(Terms(max_coupons=3), CART, offers).steps] == [2, 3]


def test_why_a_coupon_is_not_used():
    offers = [
        amount(500, 1, threshold_cents=9000),
        amount(500, 2, scope=LineScope(stores=("s2",))),
        amount(500, 3, scope=LineScope(products=("gone",))),
        amount(500, 4, with_member_price=False),
        amount(900, 5),
    ]
    found = quote(Terms(prices=(PRICE,)), CART, offers)
    assert {(u.number, u.reason, u.missing_cents) for u in found.unused} == {
        (1, "below-threshold", 2700), (2, "not-at-this-store", 0), (3, "nothing-to-reduce", 0),
        (4, "not-combinable", 0),
    }  # fmt: skip


def test_member_price_is_declined_where_a_coupon_gains_more():
    found = quote(Terms(prices=(PRICE,)), CART, [amount(900, 1, with_member_price=False)])
    assert (found.declined, found.payable_cents) == (("member_price",), 6700)
    kept = quote(Terms(prices=(PRICE,)), CART, [amount(700, 1, with_member_price=False)])
    assert (kept.declined, kept.payable_cents) == ((), 6900)


def test_ties_take_fewer_points_then_the_coupon_that_expires_first_then_the_number():
    early, late = amount(500, 9, id="x", valid_until_us=10), amount(500, 1, id="y", valid_until_us=20)
    assert quote(Terms(), CART, [late, early]).steps[0].number == 9
    same = [amount(500, n, id="x", valid_until_us=10) for n in (4, 3, 5)]
    assert quote(Terms(), CART, same).steps[0].number == 3
    # 1000 cents of goods: the coupon pays what points would
    cart = Cart((Line("a", "", 1, 1000),))
    points = PointsTerms("points", 100, 1000, 100, 0, 10_000)
    found = quote(Terms(points=points), cart, [amount(1000, 1)])
    assert (found.payable_cents, found.points, [s.source for s in found.steps]) == (0, 0, ["coupon"])


@pytest.mark.parametrize(
    ("available", "share", "least", "expected"),
    [(99, 10_000, 0, 0), (700, 10_000, 0, 700), (9000, 5_000, 0, 300), (250, 10_000, 300, 0), (9000, 10_000, 0, 700)],
)
def test_points_come_in_steps_up_to_a_share(available, share, least, expected):
    terms = Terms(points=PointsTerms("points", 100, 1000, available, least, share))
    found = quote(terms, CART, [])
    assert found.points == expected
    assert found.points_cents == expected * 10


def test_points_that_cannot_stand_beside_a_coupon():
    terms = Terms(points=PointsTerms("points", 100, 1000, 100, 0, 10_000))
    found = quote(terms, CART, [amount(900, 1, with_points=False)])
    assert (found.points, found.payable_cents) == (0, 6700)
    assert quote(terms, CART, []).points == 100
    # of two coupons that take the same, the one that needs no points less
    equal = [amount(900, 1, with_points=False), amount(900, 2)]
    assert [s.number for s in quote(terms, CART, equal).steps] == [1]


def test_nobody_gives_up_a_reduction_to_burn_more_points():
    # 1999 cents would allow one step of points only, 2000 two
    terms = Terms(points=PointsTerms("points", 100, 1000, 500, 0, 10_000))
    found = quote(terms, Cart((Line("a", "", 1, 2000),)), [amount(1, 1)])
    assert (found.points, found.payable_cents, found.used("coupon")[0].cents) == (100, 999, 1)


# -- against brute force --------------------------------------------------------------------------------------------
KINDS = ("amount", "percent", "free_item", "free_delivery")
COMBINABLE = (None, None, frozenset("g"), frozenset("hi"))
CATEGORIES = ("a", "b", "c")
scopes = st.builds(
    LineScope,
    categories=st.lists(st.sampled_from(CATEGORIES), max_size=2, unique=True).map(tuple),
    exclude_tags=st.sampled_from(((), (), ("gift",))),
    not_reduced=st.sampled_from((False, False, True)),
    at_least_cents=st.sampled_from((0, 0, 200)),
    at_most_cents=st.sampled_from((None, None, 300)),
)
lines = st.builds(
    Line, sku=st.sampled_from(("p", "q", "r")), category=st.sampled_from(CATEGORIES), quantity=st.integers(1, 3),
    unit_cents=st.integers(0, 400), grams=st.sampled_from((0, 0, 0, 700)),
    tags=st.sampled_from(((), (), ("gift",))),
)  # fmt: skip
carts = st.builds(
    Cart,
    lines=st.lists(lines, min_size=1, max_size=4).map(tuple),
    store=st.just("s"),
    delivery_cents=st.integers(0, 60),
)
flags = st.sampled_from((True, True, True, False))
prices = st.lists(
    st.builds(
        lambda kind, **terms: kind(name="n", **terms), kind=st.sampled_from((TierDiscount, SpecialDayDiscount)),
        id=st.sampled_from(("x", "y")), percent_off_bps=st.integers(1, 4000), scope=scopes,
        max_discount_cents=st.sampled_from((None, 50)),
    ),
    max_size=2, unique_by=lambda b: b.id,
).map(tuple)  # fmt: skip
in_group = st.sampled_from((None, None, "m"))
promotions = st.lists(
    st.one_of(
        st.builds(
            BuyGetPromotion, id=st.just("bg"), name=st.just("n"), buy=st.integers(1, 2), get=st.integers(1, 2),
            percent_off_bps=st.sampled_from((5000, 10_000)), scope=scopes, same_product=st.booleans(), group=in_group,
            get_scope=st.one_of(st.none(), scopes),
        ),
        st.builds(
            SpendRebate, id=st.just("sr"), name=st.just("n"), threshold_cents=st.integers(100, 500),
            off_cents=st.integers(1, 100), per=st.booleans(), scope=scopes, group=in_group,
        ),
        st.builds(
            LadderPromotion, id=st.just("la"), name=st.just("n"), scope=scopes, group=in_group,
            rungs=st.sampled_from((
                (Rung(threshold_cents=200, off_cents=20), Rung(threshold_cents=600, off_cents=90)),
                (Rung(pieces=2, percent_off_bps=1000), Rung(pieces=4, percent_off_bps=2500)),
            )),
        ),
    ),
    max_size=4,
).map(tuple)  # fmt: skip
points_terms = st.one_of(
    st.none(),
    st.builds(
        PointsTerms, asset=st.just("points"), step=st.sampled_from((1, 10)), step_cents=st.sampled_from((1, 7, 100)),
        available=st.integers(0, 400), min_points=st.sampled_from((0, 15)),
        max_share_bps=st.sampled_from((3000, 10_000)), with_member_price=flags, with_coupons=flags,
        min_order_cents=st.sampled_from((0, 0, 400)), scope=scopes,
    ),
)  # fmt: skip
terms = st.builds(
    Terms, prices=prices, promotions=promotions, both_prices=st.booleans(), price_on_promoted=st.booleans(),
    max_coupons=st.integers(0, 3), points=points_terms,
    groups=st.fixed_dictionaries({"m": st.sampled_from(("best", "first", "stack"))}),
    rebates=st.sampled_from(("best", "first", "stack")),
)  # fmt: skip


@st.composite
def offer_lists(draw, size: int = 5) -> list[Offer]:
    out = []
    for number in range(1, draw(st.integers(0, size)) + 1):
        source = draw(st.sampled_from(("coupon", "coupon", "coupon", "stamp_card")))
        out.append(
            Offer(
                source, f"o{number}", number, draw(st.sampled_from(KINDS)),
                amount_cents=draw(st.integers(1, 500)), percent_off_bps=draw(st.integers(1, 9000)),
                max_discount_cents=draw(st.sampled_from((None, None, 40, 150))),
                threshold_cents=draw(st.sampled_from((0, 0, 150, 400))), scope=draw(scopes),
                group=draw(st.sampled_from(("g", "h", "i"))) if source == "coupon" else f"card{number}",
                priority=draw(st.sampled_from((10, 50))),
                combinable=draw(st.sampled_from(COMBINABLE)) if source == "coupon" else None,
                with_member_price=draw(flags), with_promotions=draw(flags), with_points=draw(flags),
                valid_until_us=draw(st.integers(1, 3)), counts=source == "coupon",
            )
        )  # fmt: skip
    return out


def inside_of(scope: LineScope, cart: Cart, base: Base) -> list[bool]:
    """Which lines lie in a scope, written out."""
    return [
        (not scope.categories or line.category in scope.categories)
        and not set(scope.exclude_tags) & set(line.tags)
        and not (scope.not_reduced and left < line.cents)
        for line, left in zip(cart.lines, base.left, strict=True)
    ]


def reduce_naively(offer: Offer, cart: Cart, base: Base, left: list[int], delivery: int) -> tuple[list[int], int]:
    """What one offer does, written out without regard to speed."""
    inside = inside_of(offer.scope, cart, base)
    limit = offer.max_discount_cents if offer.max_discount_cents is not None else 10**9
    most = offer.scope.at_most_cents or 10**9
    if offer.kind == "free_delivery":
        return left, delivery - min(delivery, limit)
    if offer.kind == "free_item":
        units = [
            have // line.quantity if ok and not line.grams else -1
            for have, line, ok in zip(left, cart.lines, inside, strict=True)
        ]
        at = units.index(max(units))
        return [
            have - min(units[i], limit, most) if i == at and units[i] > 0 else have for i, have in enumerate(left)
        ], delivery
    whole = sum(have for have, ok in zip(left, inside, strict=True) if ok)
    take = offer.amount_cents if offer.kind == "amount" else min(whole, most) * offer.percent_off_bps // 10_000
    take = min(take, whole, limit, most)
    shares = [take * have // whole if ok and whole else 0 for have, ok in zip(left, inside, strict=True)]
    rests = [(-(take * have % whole), i) for i, (have, ok) in enumerate(zip(left, inside, strict=True)) if ok and whole]
    for _, i in sorted(rests)[: take - sum(shares)]:
        shares[i] += 1
    return [have - part for have, part in zip(left, shares, strict=True)], delivery


def is_legal(chosen: tuple[Offer, ...], terms: Terms, cart: Cart, base: Base) -> bool:
    cards = [o for o in chosen if o.counts]
    if len(cards) > terms.max_coupons:
        return False
    for one, other in combinations(cards, 2):
        if one.group == other.group:
            return False
        if (one.combinable is not None and other.group not in one.combinable) or (
            other.combinable is not None and one.group not in other.combinable
        ):
            return False
    for offer in chosen:
        if (base.priced and not offer.with_member_price) or (base.promoted and not offer.with_promotions):
            return False
        goods = sum(
            have
            for have, line, ok in zip(base.left, cart.lines, inside_of(offer.scope, cart, base), strict=True)
            if ok and not (offer.kind == "free_item" and line.grams)
        )
        if goods < max(offer.threshold_cents, offer.scope.at_least_cents):
            return False
    return True


def best_points(terms: Terms, cart: Cart, base: Base, left: list[int], chosen: tuple[Offer, ...]) -> tuple[int, int]:
    """Points and cents: as many steps as the rules allow, tried one by one."""
    points = terms.points
    if points is None or (base.priced and not points.with_member_price) or sum(base.left) < points.min_order_cents:
        return 0, 0
    inside, most = inside_of(points.scope, cart, base), points.scope.at_most_cents or 10**9
    before = sum(have for have, ok in zip(base.left, inside, strict=True) if ok)
    goods = min(sum(have for have, ok in zip(left, inside, strict=True) if ok), most)
    if before < points.scope.at_least_cents:
        return 0, 0
    before = min(before, most)
    if not all(o.with_points for o in chosen) or (
        not points.with_coupons and any(o.source == "coupon" for o in chosen)
    ):
        return 0, 0
    best = (0, 0)
    count = 1
    while True:
        spent, cents = count * points.step, count * points.step_cents
        if spent > points.available or cents > goods or cents * 10_000 > before * points.max_share_bps:
            return best
        if spent >= points.min_points:
            best = (spent, cents)
        count += 1


def could_count(promotion: AnyPromotion, cart: Cart) -> bool:
    """Whether list prices reach what the promotion asks for."""
    base = price_base(Terms(), cart, promotions=False, member_price=False)
    inside = [line for line, ok in zip(cart.lines, inside_of(promotion.scope, cart, base), strict=True) if ok]
    cents, pieces = sum(line.cents for line in inside), sum(line.quantity for line in inside if not line.grams)
    if isinstance(promotion, BuyGetPromotion):
        return bool(inside)
    if isinstance(promotion, SpendRebate):
        return cents >= promotion.threshold_cents
    return any(pieces >= rung.pieces if rung.pieces else cents >= rung.threshold_cents for rung in promotion.rungs)


def ways_to_pick(terms: Terms, cart: Cart) -> list[frozenset[int]]:
    """Every way to leave all but one of each group out of which one counts."""
    groups: dict[str, list[int]] = {}
    for place, promotion in enumerate(terms.promotions):
        name = promotion.group or ("" if isinstance(promotion, BuyGetPromotion) else "rebates")
        how = {"": "stack", "rebates": terms.rebates}.get(name) or terms.groups.get(name, "best")
        if how == "best" and could_count(promotion, cart):
            groups.setdefault(name, []).append(place)
    every = frozenset(place for places in groups.values() for place in places)
    return [every - set(picked) for picked in product(*groups.values())]


def bases_of(terms: Terms, cart: Cart) -> list[Base]:
    return [
        price_base(terms, cart, promotions=promoted, member_price=priced, skipped=skipped)
        for promoted in (True, False)
        for priced in (True, False)
        for skipped in ways_to_pick(terms, cart)
    ]


def brute_force(terms: Terms, cart: Cart, offers: list[Offer]) -> tuple[int, int]:
    """Least (money and points' worth, points) over every legal subset in every mode and way to pick."""
    best: tuple[int, int] | None = None
    ordered = sorted(offers, key=lambda o: o.order)
    for base in bases_of(terms, cart):
        for size in range(len(ordered) + 1):
            for chosen in combinations(ordered, size):
                if not is_legal(chosen, terms, cart, base):
                    continue
                left, delivery = list(base.left), cart.delivery_cents
                idle = False
                for offer in chosen:
                    before = (left, delivery)
                    left, delivery = reduce_naively(offer, cart, base, left, delivery)
                    idle = idle or before == (left, delivery)
                if idle:
                    # what takes nothing is not used, not even to stand in the way of points
                    continue
                spent, _ = best_points(terms, cart, base, left, chosen)
                key = (sum(left) + delivery, spent)
                best = key if best is None else min(best, key)
    assert best is not None
    return best


@settings(max_examples=700, deadline=None)
@given(terms, carts, offer_lists())
def test_the_quote_is_the_best_of_all_legal_combinations(terms, cart, offers):
    found = quote(terms, cart, offers)
    check(found, cart)
    assert (cost(found), found.points) == brute_force(terms, cart, offers)
    assert cost(found) <= cost(quote(terms, cart, [])) <= found.list_cents + cart.delivery_cents
    used = tuple(next(o for o in offers if o.number == s.number) for s in found.steps if s.number)
    fixed = [(s.path, s.lines) for s in found.steps if s.source in {"promotion", "tier_price"}]
    fitting = [b for b in bases_of(terms, cart) if [(s.path, s.lines) for s in b.steps] == fixed]
    assert any(is_legal(used, terms, cart, base) for base in fitting)
    assert {u.number for u in found.unused} | {o.number for o in used} == {o.number for o in offers}


@settings(max_examples=300, deadline=None)
@given(terms, carts, offer_lists(), st.randoms(use_true_random=False))
def test_same_input_same_answer_and_one_more_coupon_is_never_worse(terms, cart, offers, random):
    found = quote(terms, cart, offers)
    shuffled = list(offers)
    random.shuffle(shuffled)
    again = quote(terms, cart, shuffled)
    assert again == found
    assert again.hash() == found.hash()
    if offers:
        assert cost(found) <= cost(quote(terms, cart, offers[:-1]))


def test_many_coupons_are_no_trouble():
    many = [amount(100 + n, n, id=f"b{n}", group=f"g{n % 7}") for n in range(1, 121)]
    cart = Cart(tuple(Line(f"s{i}", "", 2, 500 + i) for i in range(20)))
    found = quote(Terms(max_coupons=3), cart, many)
    assert sorted(s.number for s in found.steps) == [118, 119, 120]


def test_an_offer_that_takes_nothing_does_not_keep_points_from_being_spent():
    """Two offers of free delivery: the second, which would exclude points, has nothing left to take."""
    card = Offer(
        source="stamp_card", id="o1", number=1, kind="free_delivery", amount_cents=1, percent_off_bps=1,
        max_discount_cents=None, threshold_cents=0, scope=LineScope(), group="card1", priority=10, combinable=None,
        with_member_price=True, with_promotions=True, with_points=True, valid_until_us=1, counts=False,
    )  # fmt: skip
    coupon = msgspec.structs.replace(
        card, source="coupon", id="o2", number=2, max_discount_cents=40, group="g", with_points=False, counts=True
    )
    points = PointsTerms(
        asset="points", step=1, step_cents=1, available=1, min_points=0, max_share_bps=3000, with_member_price=True,
        with_coupons=True,
    )  # fmt: skip
    terms = Terms((), (), False, False, 1, points)
    cart = Cart((Line("p", "a", 1, 4, 0),), "s", 41)
    found = quote(terms, cart, [card, coupon])
    assert [step.id for step in found.steps] == ["o1", "1"]
    assert (found.points, found.payable_cents) == (1, 3)
