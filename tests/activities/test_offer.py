"""Offers against an independent count: whatever the order of receipts, purchases and views, and however late."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.activities.parts.offer_doc import MAX_OPEN
from liuke.engine.memory import MemoryEngine
from liuke.kernel.clock import HOUR_US
from tests.golden_runner import build_engine

BEGIN_US = 20_500 * 24 * HOUR_US
HOURS = 10


def make_engine(**terms: Any) -> MemoryEngine:
    offer = {
        "kind": "offer", "id": "o", "name": "o", "lasts": {"hours": HOURS, "inclusive": True},
        "goal": {"measure": "sum", "target": 100}, "rewards": [{"kind": "asset", "amount": 1}],
        "late_receipts": "count",
    }  # fmt: skip
    engine = build_engine({"activities": [offer | terms]}, "UTC")
    engine.register(1, BEGIN_US - HOUR_US)
    return engine


def play(engine: MemoryEngine, steps: list[tuple[str, int, int]]) -> int:
    """Points that came of it."""
    for number, (what, hour, amount) in enumerate(steps):
        t_us, key = BEGIN_US + hour * HOUR_US, f"k{number}"
        if what == "receive":
            engine.send("offer.received", 1, key, t_us, offer="o", ref=key)
        elif what == "view":
            engine.send("offer.viewed", 1, key, t_us, offer="o", ref=f"k{amount}")
        else:
            engine.send("order.paid", 1, key, t_us, order_id=key, amount_cents=amount)
    wallet = engine.members[1].wallets.get("points")
    return wallet.available if wallet is not None else 0


def find_amounts(steps: list[tuple[str, int, int]], place: int, *, late: bool) -> list[int]:
    """What was paid within the hours of a receipt; before it was reported only where it came after its very instant."""
    begin = steps[place][1]
    before = [
        amount for kind, hour, amount in steps[:place] if late and kind == "pay" and begin < hour <= begin + HOURS
    ]
    after = [amount for kind, hour, amount in steps[place:] if kind == "pay" and begin <= hour <= begin + HOURS]
    return [*before, *after]


def list_receipts(steps: list[tuple[str, int, int]]) -> list[int]:
    return [place for place, (what, _, _) in enumerate(steps) if what == "receive"]


def count_sum(steps: list[tuple[str, int, int]], *, late: bool = True) -> int:
    """Receipts of which the purchases within their hours add up to the goal."""
    return sum(sum(find_amounts(steps, place, late=late)) >= 100 for place in list_receipts(steps))


def count_one(steps: list[tuple[str, int, int]], *, late: bool = True) -> int:
    """Receipts with one purchase that is large enough by itself."""
    return sum(any(one > 60 for one in find_amounts(steps, place, late=late)) for place in list_receipts(steps))


STEPS = st.lists(
    st.tuples(st.sampled_from(("receive", "pay", "pay")), st.integers(0, 60), st.integers(1, 90)),
    min_size=1, max_size=14,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_what_adds_up_is_counted_within_each_receipts_own_hours(steps: list[tuple[str, int, int]]) -> None:
    assert play(make_engine(), steps) == count_sum(steps)
    in_order = sorted(steps, key=lambda step: step[1])
    assert play(make_engine(), in_order) == count_sum(in_order)
    assert play(make_engine(late_receipts="ignore"), steps) == count_sum(steps, late=False)


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_one_purchase_achieves_every_receipt_that_it_falls_into(steps: list[tuple[str, int, int]]) -> None:
    goal = {"measure": "one", "target": 60, "compare": "above"}
    assert play(make_engine(goal=goal), steps) == count_one(steps)
    assert play(make_engine(goal=goal, late_receipts="ignore"), steps) == count_one(steps, late=False)


def test_an_offer_has_no_more_receipts_at_once_than_can_be_held() -> None:
    assert play(make_engine(), [*[("receive", 0, 0)] * 50, ("pay", 1, 100)]) == MAX_OPEN


def test_a_receipt_that_is_remembered_no_more_is_not_received_again() -> None:
    engine = make_engine()
    for hour in range(70):
        engine.send("offer.received", 1, f"first{hour}", BEGIN_US + 20 * hour * HOUR_US, offer="o", ref=f"r{hour}")
    again = engine.send("offer.received", 1, "again", BEGIN_US + 1_400 * HOUR_US, offer="o", ref="r0")
    assert [(reason.code, reason.applied) for reason in again.reasons] == [("offer-received-already", False)]


def test_what_was_achieved_by_two_orders_stays_when_either_goes_back() -> None:
    engine = make_engine(goal={"measure": "one", "target": 60})
    assert play(engine, [("receive", 0, 0), ("pay", 1, 80), ("pay", 2, 90)]) == 1
    t_us = BEGIN_US + 3 * HOUR_US
    engine.send("order.refunded", 1, "r1", t_us, order_id="k1", refund_id="r1", amount_cents=80, full=True)
    assert engine.members[1].wallets["points"].available == 1
    engine.send("order.refunded", 1, "r2", t_us, order_id="k2", refund_id="r2", amount_cents=30)
    assert engine.members[1].wallets["points"].available == 1
    engine.send("order.refunded", 1, "r3", t_us, order_id="k2", refund_id="r3", amount_cents=1)
    assert engine.members[1].wallets["points"].available == 0
