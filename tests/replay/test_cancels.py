"""Last bought, first returned: against a brute-force model that moves single pieces."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from liuke.replay.cancels import OpenPurchases, match_group, split_amount

steps = st.lists(st.tuples(st.booleans(), st.integers(1, 9)), max_size=30)


@given(steps)
def test_matching_equals_a_pile_of_single_pieces(history):
    pile, rows, expected = [], [], []
    for index, (bought, quantity) in enumerate(history):
        name = f"{'o' if bought else 'c'}{index}"
        rows.append(("m", "sku", Decimal(1), 0 if bought else 1, index, name, Decimal(quantity), quantity * 100))
        if bought:
            pile += [name] * quantity
            continue
        taken = [pile.pop() if pile else None for _ in range(quantity)]
        expected += [(name, order, taken.count(order)) for order in dict.fromkeys(taken)]
    pieces = list(match_group(rows))
    assert [(refund, order, count) for refund, order, _, _, count, _ in pieces] == expected
    assert all(amount == count * 100 for *_, count, amount in pieces)


@given(st.integers(-10_000, 10_000), st.lists(st.integers(1, 1_000), min_size=1, max_size=8))
def test_a_split_sums_exactly_and_is_fair_to_a_cent(amount, weights):
    shares = split_amount(amount, [Decimal(weight) for weight in weights])
    assert sum(shares) == amount
    whole = sum(weights)
    assert all(abs(share - amount * weight / whole) <= 1 for share, weight in zip(shares, weights, strict=True))


def test_fractions_of_a_kilogram_go_back_too():
    held = OpenPurchases()
    held.buy("old", Decimal("0.750"))
    held.buy("new", Decimal("0.500"))
    assert held.take_back(Decimal("0.6")) == [("new", Decimal("0.500")), ("old", Decimal("0.100"))]
    assert held.take_back(Decimal(1)) == [("old", Decimal("0.650")), (None, Decimal("0.350"))]


def test_a_cancel_line_that_returns_nothing_stays_with_its_document():
    rows = [("m", "s", Decimal(1), 1, 5, "c1", Decimal(0), 0)]
    assert list(match_group(rows)) == [("c1", None, "s", "0", 0, 0)]
