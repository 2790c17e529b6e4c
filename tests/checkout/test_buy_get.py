"""Buy some, get others: as many as any assignment of the pieces allows, and the cheapest of those."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.checkout.buy_get import reduce_pieces
from liuke.checkout.model import Cart, Line, Terms
from liuke.checkout.pricing import Pricer
from liuke.checkout.spec import BuyGetPromotion
from liuke.goods.scope import LineScope

lines = st.lists(
    st.builds(
        Line, sku=st.just("x"), category=st.just(""), quantity=st.integers(1, 2),
        unit_cents=st.sampled_from((100, 300, 900)),
        tags=st.sampled_from((("b",), ("g",), ("b", "g"), ())),
    ),
    min_size=1, max_size=4,
).map(tuple)  # fmt: skip


def most_that_can_be_got(promotion: BuyGetPromotion, cart: Cart) -> int:
    """Every piece is bought, got, or neither; every way is tried."""
    kinds = [line.tags for line in cart.lines for _ in range(line.quantity)]
    best = 0
    for roles in product(("b", "g", ""), repeat=len(kinds)):
        if any(role and role not in kind for role, kind in zip(roles, kinds, strict=True)):
            continue
        times, got = roles.count("b") // promotion.buy, roles.count("g")
        if promotion.max_times is not None:
            times = min(times, promotion.max_times)
        if got <= times * promotion.get:
            best = max(best, got)
    return best


@settings(max_examples=150, deadline=None)
@given(lines, st.integers(1, 3), st.integers(1, 2), st.sampled_from((None, 1)))
def test_as_many_pieces_are_got_as_any_assignment_allows(goods, buy, get, max_times) -> None:
    promotion = BuyGetPromotion(
        id="x", name="x", buy=buy, get=get, percent_off_bps=10_000, max_times=max_times,
        scope=LineScope(tags=("b",)), get_scope=LineScope(tags=("g",)),
    )  # fmt: skip
    cart = Cart(goods)
    pricer = Pricer(Terms(), cart)
    parts, taking_part = reduce_pieces(promotion, cart, pricer.shelf, pricer.cents, [False] * len(goods), pricer.cents)
    counts = [part // line.unit_cents for part, line in zip(parts, goods, strict=True)]
    assert [count * line.unit_cents for count, line in zip(counts, goods, strict=True)] == parts
    assert sum(counts) == most_that_can_be_got(promotion, cart)
    assert all(count <= line.quantity for count, line in zip(counts, goods, strict=True))
    assert all("g" in line.tags for count, line in zip(counts, goods, strict=True) if count)
    assert taking_part == [i for i, line in enumerate(goods) if line.tags]


def test_the_pieces_of_a_line_are_rounded_once() -> None:
    cart = Cart((Line("a", "", 4, 999),))
    promotion = BuyGetPromotion(id="x", name="x")
    pricer = Pricer(Terms(promotions=(promotion,)), cart)
    assert reduce_pieces(promotion, cart, pricer.shelf, pricer.cents, [False], pricer.cents)[0] == [999]
