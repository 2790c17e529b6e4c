"""What goes back by line sums exactly to the whole, whatever the order of the returns and however many they are."""

from __future__ import annotations

from fractions import Fraction

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.goods.lines import Basis, KeptLine, read_lines
from liuke.goods.returns import Back, due, fit, pack, put
from liuke.goods.scope import LineScope, weigh

lines = st.lists(
    st.builds(
        KeptLine, id=st.just(""), category=st.sampled_from(("a", "b")), quantity=st.integers(1, 7),
        paid_cents=st.integers(0, 5_000), points=st.integers(0, 900),
    ),
    min_size=1, max_size=5,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(lines, st.integers(0, 700), st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_partial_returns_sum_to_the_whole(kept: list[KeptLine], delivery: int, thing: int, random) -> None:
    for place, line in enumerate(kept):
        line.id = str(place)
    amount = sum(line.paid_cents for line in kept) + delivery
    basis = Basis(weigh(LineScope(categories=("a",)), kept, [line.paid_cents for line in kept]))
    points = sum(line.points for line in kept)
    pieces = [line.id for line in kept for _ in range(line.quantity)]
    random.shuffle(pieces)
    money = taken = back = 0
    for place, id_ in enumerate(pieces):
        parcel, faults = pack(kept, [{"id": id_, "quantity": 1}])
        assert faults == []
        put(kept, parcel)
        money += parcel.total
        for line in kept:
            assert line.refunded_cents == line.paid_cents * line.returned // line.quantity
        last = place == len(pieces) - 1
        state = Back(kept, amount, money + (delivery if last else 0), delivery, delivery if last else 0, full=last)
        for whole, of in ((thing, basis), (points, Basis([*(line.points for line in kept), 0], pieces=True))):
            assert 0 <= due(whole, state.share(of)) <= whole
        step = due(thing, state.share(basis))
        assert step >= taken
        taken = step
        back = due(points, state.share(Basis([*(line.points for line in kept), 0], pieces=True)))
    assert (money + delivery, taken, back) == (amount, thing, points)


@settings(max_examples=200, deadline=None)
@given(lines, st.integers(1, 20_000), st.lists(st.integers(1, 9_000), max_size=6))
def test_what_is_refunded_without_lines_is_shared_as_by_the_whole_order(
    kept: list[KeptLine], rest: int, cuts: list[int]
) -> None:
    amount = sum(line.paid_cents for line in kept) + rest
    basis = Basis(weigh(LineScope(categories=("a",)), kept, [line.paid_cents for line in kept]))
    gone = 0
    for cut in cuts:
        gone = min(gone + cut, amount - 1)
        state = Back(kept, amount, gone)
        assert state.share() == state.share(basis) == Fraction(gone, amount)


def test_less_money_than_the_pieces_cost_is_shared_out_and_more_stands_in_no_line() -> None:
    kept = [KeptLine("1", paid_cents=300, quantity=3), KeptLine("2", paid_cents=100)]
    parcel, _ = pack(kept, [{"id": "1", "quantity": 2}, {"id": "2"}])
    assert (parcel.cents, parcel.total) == ([200, 100], 300)
    assert fit(parcel, 200).cents == [133, 67]
    assert fit(parcel, 350).cents == [200, 100]


def test_a_product_on_several_lines_comes_back_from_the_first_that_has_pieces() -> None:
    kept = [KeptLine("1", sku="a", quantity=2, returned=1), KeptLine("2", sku="a", quantity=3), KeptLine("3", sku="b")]
    assert pack(kept, [{"sku": "a", "quantity": 3}])[0].pieces == [1, 2, 0]
    assert pack(kept, [{"sku": "a"}])[0].pieces == [1, 3, 0]
    assert pack(kept, [{"sku": "a", "id": "2", "quantity": 1}])[0].pieces == [0, 1, 0]
    faults = pack(kept, [{"sku": "a", "quantity": 5}, {"id": "9"}, {}, {"sku": "b"}, {"sku": "b"}])[1]
    assert [(fault.path, fault.code) for fault in faults] == [
        ("lines.0.quantity", "returned-already"), ("lines.1.id", "unknown-line"), ("lines.2", "missing"),
        ("lines.4.quantity", "returned-already"),
    ]  # fmt: skip


def test_lines_without_what_they_were_paid_share_the_amount_by_list_price() -> None:
    kept, faults = read_lines([{"sku": "a", "unit_cents": 300}, {"sku": "b", "unit_cents": 100, "quantity": 2}], 455, 5)
    assert faults == []
    assert [(line.id, line.list_cents, line.paid_cents, line.discount_cents) for line in kept] == [
        ("1", 300, 270, 0), ("2", 200, 180, 0),
    ]  # fmt: skip
    told, _ = read_lines([{"sku": "a", "unit_cents": 300, "paid_cents": 250}], 250, 0)
    assert told[0].discount_cents == 50
    old, _ = read_lines([{"sku": "a", "quantity": 2, "list_cents": 400, "cents": 380}], 380, 0)
    assert (old[0].unit_cents, old[0].paid_cents, old[0].discount_cents) == (200, 380, 20)
    assert msgspec.to_builtins(KeptLine("1")) == {"id": "1"}
