"""Whatever comes first, an order and its refunds end in the same state."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.decision.domain import CompiledProgram
from liuke.earning.counters import COUNTERS, CounterBook
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US, MINUTE_US
from liuke.kernel.errors import Refused
from liuke.waiting.book import MAX_KEPT, WAITING, WaitingBook

START = 20_500
PAID = ("order.paid", "p", {"order_id": "o", "amount_cents": 9_700})
REFUNDS = [
    ("order.refunded", "r1", {"order_id": "o", "refund_id": "r1", "amount_cents": 3_300}),
    ("order.refunded", "r2", {"order_id": "o", "refund_id": "r2", "amount_cents": 2_500}),
]


def make_program(unmatched: str, policy: str) -> CompiledProgram:
    return compile_program({
        "id": "t", "name": "t", "calendar": {"time_zone": "UTC"}, "refunds": {"unmatched": unmatched},
        "assets": [
            {"id": "points", "name": "p", "debt": {"policy": policy}},
            {"id": "growth", "name": "g", "lots": False, "spendable": False, "debt": {"policy": "clamp"}},
        ],
        "earning": [
            {"id": "spend", "name": "s", "on": "order.paid", "amount": {"per": {"every": 100}},
             "caps": [{"period": "day", "limit": 60}]},
            {"id": "growth", "name": "g", "on": "order.paid", "asset": "growth", "amount": {"per": {"every": 100}}},
        ],
        "counters": [
            {"id": "spend", "name": "s", "on": ["order.paid"], "add": {"field": "amount_cents"},
             "undone_by": "order.refunded"},
            {"id": "days", "name": "d", "on": ["order.paid"], "distinct": "day", "undone_by": "order.refunded"},
        ],
        "tiers": {"ladder": [
            {"id": "basic", "name": "b"},
            {"id": "silver", "name": "s", "entry": {"dimension": "spend", "at_least": 4000}},
        ]},
    })  # fmt: skip


PROGRAMS = {
    (unmatched, policy): make_program(unmatched, policy)
    for unmatched in ("ignore", "clawback") for policy in ("debt", "clamp", "negative")
}  # fmt: skip


def outcome(engine: MemoryEngine) -> dict[str, Any]:
    state = engine.state(1)
    order = state.orders["o"]
    assert order is not None
    wallets = {asset: (w.available, w.pending, w.debt, w.earned) for asset, w in state.wallets.items()}
    lots = sorted((lot.expires_us, lot.remaining) for lot in engine.members[1].lots.values() if lot.remaining)
    counters = {name: doc.total for name, doc in state.read(COUNTERS, CounterBook).counters.items()}
    return {
        "wallets": {asset: found for asset, found in wallets.items() if any(found)}, "lots": lots, "tier": state.tier,
        "counters": counters, "order": (order.status, order.refunded_cents, sorted(order.data.get("refund_ids", ()))),
        "parts": [(part.rule, part.amount, part.reversed) for part in order.earned],
        "waiting": state.read(WAITING, WaitingBook).kept,
    }  # fmt: skip


def play(program: CompiledProgram, events: list[Any], before: int, spent: int) -> dict[str, Any]:
    engine = MemoryEngine(program)
    engine.register(1, START * DAY_US)
    if before:
        engine.send("points.earn", 1, "e", START * DAY_US, asset="points", amount=before)
    if spent:
        engine.send("points.spend", 1, "s", START * DAY_US + 1, asset="points", amount=spent)
    for number, (type_, key, data) in enumerate(events):
        engine.send(type_, 1, key, START * DAY_US + (number + 1) * MINUTE_US, **data)
    return outcome(engine)


@settings(max_examples=120, deadline=None)
@given(
    which=st.sampled_from(sorted(PROGRAMS)), order=st.permutations([PAID, *REFUNDS]), before=st.integers(0, 80),
    spent_bps=st.integers(0, 10_000),
)  # fmt: skip
def test_any_order_of_the_messages_ends_the_same(
    which: tuple[str, str], order: list[Any], before: int, spent_bps: int
) -> None:
    program, spent = PROGRAMS[which], before * spent_bps // 10_000
    assert play(program, order, before, spent) == play(program, [PAID, *REFUNDS], before, spent)


@pytest.mark.parametrize("unmatched", ["ignore", "clawback"])
def test_a_refund_is_taken_once_whatever_its_key(unmatched: str) -> None:
    engine = MemoryEngine(PROGRAMS[unmatched, "debt"])
    engine.register(1, START * DAY_US)
    whole = {"order_id": "o", "refund_id": "r", "amount_cents": 9_700, "full": True}
    engine.send("order.refunded", 1, "a", START * DAY_US, **whole)
    with pytest.raises(Refused) as again:
        engine.send("order.refunded", 1, "b", START * DAY_US + 1, **whole)
    assert again.value.reason == "refund-already-taken"
    engine.send("order.paid", 1, "p", START * DAY_US + 2, order_id="o", amount_cents=9_700)
    with pytest.raises(Refused):
        engine.send("order.refunded", 1, "c", START * DAY_US + 3, **whole)
    found = outcome(engine)
    assert (found["wallets"], found["tier"], found["order"]) == ({}, "basic", ("refunded", 9_700, ["r"]))


def test_a_refund_that_was_dismissed_is_not_taken_again() -> None:
    engine = MemoryEngine(PROGRAMS["ignore", "debt"])
    engine.register(1, START * DAY_US)
    engine.send("order.refunded", 1, "a", START * DAY_US, order_id="o", refund_id="r", amount_cents=1)
    engine.send("waiting.dismiss", 1, "d", START * DAY_US, place="order/o", ref="r")
    with pytest.raises(Refused) as again:
        engine.send("order.refunded", 1, "b", START * DAY_US + 1, order_id="o", refund_id="r", amount_cents=1)
    assert again.value.reason == "refund-already-taken"


def test_a_name_that_many_strangers_share_keeps_no_more_than_it_may() -> None:
    engine = MemoryEngine(PROGRAMS["ignore", "debt"])
    engine.register(1, START * DAY_US)
    for number in range(3):
        engine.send("order.refunded", 1, f"k{number}", START * DAY_US, order_id=f"o{number}", amount_cents=1)
    book = engine.state(1).read(WAITING, WaitingBook)
    book.kept["order/many"] = [str(number) for number in range(MAX_KEPT - 3)]
    engine.members[1].docs["waiting"] = msgspec.Raw(msgspec.json.encode(book))
    decision = engine.send("order.refunded", 1, "last", START * DAY_US, order_id="oo", refund_id="r", amount_cents=1)
    (fact,) = (effect.data for effect in decision.effects if getattr(effect, "type", "") == "order.refund_unmatched")
    assert fact["kept"] is False
    assert "order/oo" not in engine.state(1).read(WAITING, WaitingBook).kept
