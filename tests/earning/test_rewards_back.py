"""Whatever was ordered and given back in whatever order: in the end nothing is left of it, and nothing comes twice."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.decision.domain import CompiledProgram
from liuke.earning.counters import COUNTERS, CounterBook
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US, MINUTE_US
from liuke.kernel.errors import Refused

START = 20_500


def make_program(rewards: str, limit: int = 60) -> CompiledProgram:
    asset: dict[str, Any] = {"kind": "asset", "asset": "points"}
    return compile_program({
        "id": "t", "name": "t", "calendar": {"time_zone": "UTC"}, "refunds": {"rewards": rewards, "return_days": 3},
        "assets": [
            {"id": "points", "name": "p"},
            {"id": "growth", "name": "g", "lots": False, "spendable": False, "debt": {"policy": "clamp"}},
        ],
        "earning": [
            {"id": "spend", "name": "s", "on": "order.paid", "amount": {"per": {"every": 100}},
             "caps": [{"period": "day", "limit": limit}]},
            {"id": "growth", "name": "g", "on": "order.paid", "asset": "growth", "amount": {"per": {"every": 100}}},
        ],
        "counters": [
            {"id": "spend", "name": "s", "on": ["order.paid"], "add": {"field": "amount_cents"},
             "undone_by": "order.refunded"},
            {"id": "days", "name": "d", "on": ["order.paid"], "distinct": "day", "undone_by": "order.refunded"},
        ],
        "coupons": [
            {"id": "c", "name": "c", "kind": "amount", "amount_cents": 100, "quota": 50, "per_member": 9,
             "validity": {"kind": "relative", "days": 300}},
        ],
        "benefits": [
            {"id": "tea", "name": "t", "kind": "free_item", "only_granted": True,
             "quota": {"period": "membership", "count": 1}},
        ],
        "tiers": {
            "ladder": [
                {"id": "basic", "name": "b"},
                {"id": "silver", "name": "s", "entry": {"dimension": "spend", "at_least": 4000},
                 "pack": [{**asset, "asset": "growth", "amount": 40}, {"kind": "coupon", "batch": "c", "count": 2}]},
                {"id": "gold", "name": "g", "entry": {"dimension": "growth", "at_least": 100},
                 "pack": [{**asset, "amount": 70}, {"kind": "benefit", "benefit": "tea"}]},
            ],
            "milestones": [
                {"id": "days", "name": "d", "dimension": "days", "at_least": 2, "rewards": [{**asset, "amount": 5}]},
            ],
        },
        "stamp_cards": [{"id": "card", "name": "c", "stamps": 3}],
        "activities": [
            {"kind": "task", "id": "weekly", "name": "w", "cadence": "weekly",
             "steps": [{"on": ["order.paid"], "measure": "sum", "field": "amount_cents", "target": 5000}],
             "rewards": [{**asset, "asset": "growth", "amount": 30}, {"kind": "coupon", "batch": "c"}]},
            {"kind": "task", "id": "days", "name": "d", "cadence": "daily",
             "steps": [{"on": ["order.paid"], "measure": "distinct_days", "target": 1}],
             "rewards": [{**asset, "amount": 3}, {"kind": "badge", "badge": "daily"}]},
            {"kind": "milestone", "id": "orders", "name": "o", "on": ["order.paid"], "restart": True,
             "steps": [{"at": 1, "rewards": [{**asset, "amount": 1}]}, {"at": 3, "rewards": [{**asset, "amount": 9}]}]},
            {"kind": "milestone", "id": "visits", "name": "v", "on": ["order.paid"], "once_a_day": True,
             "steps": [{"at": 2, "rewards": [{**asset, "amount": 2}, {"kind": "tier_lift", "tier": "gold"}]}]},
        ],
    })  # fmt: skip


PROGRAMS = {
    "take_back": make_program("take_back"), "hold": make_program("hold"),
    "without caps": make_program("take_back", limit=10_000),
}  # fmt: skip
CLEAN = {
    "wallets": {}, "tier": "basic", "coupons": 0, "open uses": 0, "counters": {"spend": 0, "days": 0}, "stamps": [0],
    "received": [0], "stock": 50, "badges": [], "held": {}, "completed": {0}, "milestones": [], "packs": [],
    "counts": {0}, "lifts": [],
}  # fmt: skip


def look(engine: MemoryEngine) -> dict[str, Any]:
    """What is left of everything that orders gave."""
    state = engine.state(1)
    for domain in engine.program.domains:
        for slot in domain.slots:
            state.read(slot, slot.type)
    slots: dict[str, Any] = state.slots
    wallets = {name: (w.available, w.pending, w.debt, w.earned) for name, w in state.wallets.items()}
    counters = {name: doc.total for name, doc in state.read(COUNTERS, CounterBook).counters.items() if ":" not in name}
    return {
        "wallets": {name: found for name, found in wallets.items() if any(found)}, "tier": state.tier,
        "coupons": sum(one.status == "active" for one in state.coupons().values()),
        "open uses": sum(one.period_end_us > engine.now_us for one in state.entitlements().values()),
        "counters": counters, "stamps": sorted(set(slots["stamp_cards"].stamps.values())) or [0],
        "received": sorted(set(slots["coupons"].received.values())) or [0], "stock": engine.stock.get("coupon:c", 50),
        "badges": sorted(slots["badges"].earned), "held": slots["handouts"].held,
        "completed": {doc.completed for doc in slots["activity_task"].docs.values()} | {0},
        "milestones": slots["tiers"].milestones, "packs": slots["tiers"].packs, "lifts": slots["tiers"].lifts,
        "counts": {doc.count for doc in slots["activity_milestone"].docs.values()} | {0},
    }  # fmt: skip


ORDER = st.tuples(st.integers(0, 20), st.integers(1, 90))
"""Day, and yuan."""
PART = st.tuples(st.integers(0, 9), st.integers(1, 100), st.integers(0, 25))
"""Which order, how much of what is left in percent, and the day."""


def play(program: CompiledProgram, orders: list[tuple[int, int]], parts: list[tuple[int, int, int]]) -> MemoryEngine:
    """Orders, refunds in part between them, then the rest of every order; times never run back."""
    engine = MemoryEngine(program)
    engine.register(1, START * DAY_US)
    left = {number: yuan * 100 for number, (_, yuan) in enumerate(orders)}
    happenings = [(day, 0, number, yuan * 100) for number, (day, yuan) in enumerate(orders)]
    happenings += [(max(day, orders[n][0]), 1, n, share) for n, share, day in parts if n < len(orders)]
    for minute, (day, what, number, amount) in enumerate(sorted(happenings)):
        at_us = (START + day) * DAY_US + minute * MINUTE_US
        engine.advance(at_us)
        if what == 0:
            line = {"sku": "x", "quantity": 1, "unit_cents": amount, "paid_cents": amount}
            data = {"order_id": f"o{number}", "amount_cents": amount, "lines": [line]}
            engine.send("order.paid", 1, f"p{number}", at_us, **data)
        elif (back := left[number] * amount // 100) > 0:
            left[number] -= back
            data = {"order_id": f"o{number}", "refund_id": str(minute), "amount_cents": back}
            engine.send("order.refunded", 1, f"r{minute}", at_us, **data)
    for number, rest in reversed(left.items()):
        if rest:
            at_us = max(engine.now_us, (START + 30) * DAY_US)
            engine.send("order.refunded", 1, f"rest{number}", at_us, order_id=f"o{number}", refund_id="rest", full=True)
    return engine


@pytest.mark.parametrize("rewards", ["hold", "take_back"])
@settings(max_examples=100, deadline=None)
@given(orders=st.lists(ORDER, min_size=1, max_size=8), parts=st.lists(PART, max_size=8))
def test_when_everything_went_back_nothing_is_left(
    rewards: str, orders: list[tuple[int, int]], parts: list[tuple[int, int, int]]
) -> None:
    engine = play(PROGRAMS[rewards], orders, parts)
    engine.advance(engine.now_us + 20 * DAY_US)
    assert look(engine) == CLEAN


def test_before_it_went_back_there_was_something() -> None:
    engine = play(make_program("keep"), [(0, 80), (1, 80)], [])
    found = look(engine)
    assert (found["coupons"], found["open uses"], found["stock"], found["packs"]) == (3, 1, 47, ["silver", "gold"])
    assert found["badges"] == ["daily"]
    # everything was refunded: what stays is gold's 70, the milestones' 5, 1 and 2, and 3 for each of two days
    assert found["wallets"]["points"] == (84, 0, 0, 84)


FIRST = ("order.paid", "p1", {"order_id": "o1", "amount_cents": 6_000})
OTHER = ("order.paid", "p2", {"order_id": "o2", "amount_cents": 5_000})
BACK = [
    ("order.refunded", "r1", {"order_id": "o1", "refund_id": "r1", "amount_cents": 2_500}),
    ("order.refunded", "r2", {"order_id": "o1", "refund_id": "r2", "amount_cents": 3_500}),
]


@pytest.mark.parametrize("order", sorted(permutations(range(4))))
def test_whatever_comes_first_the_end_is_the_same(order: tuple[int, ...]) -> None:
    """Two orders of one day reach the same; one goes back by two refunds that may come before it."""
    messages, program = [FIRST, OTHER, *BACK], PROGRAMS["without caps"]
    engines = [MemoryEngine(program) for _ in range(2)]
    for engine, found in zip(engines, ([messages[place] for place in order], [OTHER]), strict=True):
        engine.register(1, START * DAY_US)
        for number, (type_, key, data) in enumerate(found):
            engine.send(type_, 1, key, START * DAY_US + (number + 1) * MINUTE_US, **data)
    found, wanted = look(engines[0]), look(engines[1])
    assert found == wanted
    with pytest.raises(Refused):
        engines[0].send(
            "order.refunded", 1, "again", START * DAY_US + 9 * MINUTE_US, order_id="o1", refund_id="r2", full=True
        )
    assert look(engines[0]) == wanted


@settings(max_examples=60, deadline=None)
@given(kept=st.lists(ORDER, min_size=1, max_size=4), gone=st.lists(ORDER, min_size=1, max_size=4))
def test_orders_that_went_back_leave_what_the_others_bring_alone(
    kept: list[tuple[int, int]], gone: list[tuple[int, int]]
) -> None:
    """The others come a week later, so that nothing of the first stands when they come."""
    engine = play(PROGRAMS["take_back"], gone, [])
    alone = MemoryEngine(PROGRAMS["take_back"])
    alone.register(1, START * DAY_US)
    for one in (engine, alone):
        for number, (day, yuan) in enumerate(sorted(kept)):
            at_us = (START + 40 + day) * DAY_US + number * MINUTE_US
            one.send("order.paid", 1, f"k{number}", at_us, order_id=f"k{number}", amount_cents=yuan * 100)
    found, wanted = look(engine), look(alone)
    stamps = found.pop("stamps"), wanted.pop("stamps")
    assert stamps == ([0], [0])
    assert found == wanted


def test_what_an_earlier_version_gave_to_stay_stays_and_is_not_given_again() -> None:
    engine = MemoryEngine(make_program("keep"))
    engine.register(1, START * DAY_US)
    pay = {"amount_cents": 6_000}
    engine.send("order.paid", 1, "p1", START * DAY_US + 1, order_id="o1", **pay)
    before = look(engine)
    engine.program = PROGRAMS["take_back"]
    back = engine.send("order.refunded", 1, "r1", START * DAY_US + 2, order_id="o1", refund_id="r", full=True)
    assert "rewards_back" not in back.result
    after = look(engine)
    assert (after["coupons"], after["stock"], after["completed"]) == (before["coupons"], before["stock"], {0, 1})
    again = engine.send("order.paid", 1, "p2", START * DAY_US + 3, order_id="o2", **pay)
    assert [gain.name for gain in again.gains if gain.kind == "coupon"] == []
