"""Microseconds a decision: ``order.paid`` through a program like the tea shop's, on a member with a history.

CPU time, since the machine may be shared; beside each figure stands the same loop over an empty program:
``python bench/decide.py [rounds]``.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from typing import Any

import msgspec

from liuke.decision.domain import CompiledProgram
from liuke.decision.event import Event
from liuke.decision.state import MemberState
from liuke.decision.turn import Context
from liuke.engine.catalogue import compile_program
from liuke.engine.decide import decide
from liuke.engine.memory import MemoryEngine
from liuke.kernel.clock import DAY_US, HOUR_US

START_US = 20_454 * DAY_US + 10 * HOUR_US

PROGRAM: dict[str, Any] = {
    "id": "tea",
    "name": "tea",
    "counters": [
        {
            "id": "spend", "name": "消费", "on": ["order.paid"], "add": {"field": "amount_cents"},
            "undone_by": "order.refunded",
        },
        {"id": "orders", "name": "订单", "on": ["order.paid"], "undone_by": "order.refunded"},
        {"id": "active_days", "name": "活跃天数", "on": ["app.opened", "order.paid"], "distinct": "day"},
    ],
    "special_days": [
        {"id": "every_8th", "name": "每月 8 号", "on": {"days_of_month": [8]}},
        {"id": "wednesday", "name": "周三", "on": {"weekdays": [3]}, "tiers": ["gold"]},
    ],
    "earning": [
        {
            "id": "spend", "name": "消费", "on": "order.paid",
            "amount": {"per": {"field": "amount_cents", "every": 100, "points": 1}},
            "caps": [{"period": "day", "limit": 2000}],
        },
        {"id": "growth", "name": "成长", "on": "order.paid", "asset": "growth", "amount": {"per": {"every": 100}}},
        {
            "id": "first", "name": "首单", "on": "order.paid", "amount": {"fixed": 50},
            "when": {"field": "event.first_order"},
        },
        {"id": "opened", "name": "登录", "on": "app.opened", "asset": "growth", "amount": {"fixed": 5}, "once": "day"},
    ],
    "multipliers": [
        {"id": "tier", "name": "等级", "assets": ["points", "growth"], "by_tier": {"gold": 12000}},
        {"id": "day8", "name": "会员日", "factor_bps": 20000, "when": {"field": "special_day.every_8th"}},
    ],
    "tiers": {
        "ladder": [
            {"id": "basic", "name": "普通"},
            {"id": "silver", "name": "白银", "entry": {"any": [
                {"dimension": "spend", "at_least": 30000}, {"dimension": "growth", "at_least": 500}]}},
            {"id": "gold", "name": "黄金", "entry": {"any": [
                {"dimension": "spend", "at_least": 10**9}, {"dimension": "growth", "at_least": 10**9}]}},
        ],
        "period": {"kind": "rolling", "months": 12},
        "validity": {"kind": "months", "months": 12},
        "inactivity": [{"after_days": 60, "action": "drop_one_tier", "warn_days": 7}],
    },
}  # fmt: skip
EMPTY = {"id": "empty", "name": "empty"}


def measure(program: CompiledProgram, rounds: int, history: int) -> float:
    """Microseconds a decision, slot documents decoded from JSON as they come from the database."""
    engine = MemoryEngine(program)
    engine.register(1, START_US)
    for number in range(history):
        engine.send(
            "order.paid", 1, f"h{number}", START_US + number * 3 * DAY_US, order_id=f"h{number}", amount_cents=3_450
        )
    source = engine.members[1]
    now_us = engine.now_us + DAY_US
    # every round gets a state of its own, made before the clock starts
    states = list[MemberState]()
    for _ in range(rounds):
        state = engine._build(source, ())
        state.docs = {name: msgspec.Raw(bytes(raw)) for name, raw in source.docs.items()}
        state.orders = {"new": None}
        states.append(state)
    events = [
        Event("order.paid", 1, f"k{n}", now_us, {"order_id": "new", "amount_cents": 3_450}) for n in range(rounds)
    ]
    ctx = Context(now_us)
    # the prepared states are no part of what a process holds: keep the collector from walking over them
    gc.collect()
    gc.freeze()
    started = time.process_time()
    for state, event in zip(states, events, strict=True):
        decide(program, state, event, ctx)
    spent = time.process_time() - started
    gc.unfreeze()
    return spent / rounds * 1e6


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    tea, empty = compile_program(PROGRAM), compile_program(EMPTY)
    out: dict[str, float] = {}
    for history in (0, 10, 100):
        measure(tea, 200, history)
        base = min(measure(empty, rounds, history) for _ in range(3))
        full = min(measure(tea, rounds, history) for _ in range(3))
        out[f"history_{history}"] = round(full, 1)
        ratio = f"{full / base:4.1f} × the empty program ({base:.1f} µs)"
        print(f"{history:4} orders before: {full:6.1f} µs a decision, {ratio}")
    print(json.dumps(out))


if __name__ == "__main__":
    main()
