"""Counters against a plain recomputation from the events."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.earning.counters import (
    COUNTERS,
    CounterBook,
    consecutive_days,
    consecutive_months,
    counter_plans,
    counter_value,
    get_measure,
    keep_days,
)
from liuke.earning.windows import LIFETIME, AnyWindow, CalendarWindow, RollingWindow
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US, HOUR_US, add_months, date_of, day_of

START = 20_500
WINDOWS: tuple[AnyWindow, ...] = (
    LIFETIME,
    RollingWindow(days=1),
    RollingWindow(days=30),
    RollingWindow(months=2),
    CalendarWindow(period="week"),
    CalendarWindow(period="month"),
    CalendarWindow(period="month", previous=True),
    CalendarWindow(period="quarter"),
)
COUNTER_SPECS: list[dict[str, Any]] = [
    {"id": "spend", "name": "s", "on": ["order.paid"], "add": {"field": "amount_cents"}, "undone_by": "order.refunded"},
    {"id": "orders", "name": "o", "on": ["order.paid"], "undone_by": "order.refunded"},
    {"id": "order_days", "name": "d", "on": ["order.paid"], "distinct": "day", "undone_by": "order.refunded"},
    {
        "id": "big",
        "name": "b",
        "on": ["order.paid"],
        "when": {"field": "event.amount_cents", "op": "gte", "value": 500},
        "add": {"count": 2},
    },
]


def make_engine(specs: list[dict[str, Any]] = COUNTER_SPECS) -> MemoryEngine:
    program = compile_program({"id": "t", "name": "t", "calendar": {"time_zone": "UTC"}, "counters": specs})
    for spec in specs:
        for window in WINDOWS:
            get_measure(program, spec["id"], window, back_days=40)
    engine = MemoryEngine(program)
    engine.register(1, START * DAY_US)
    return engine


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 1_000), st.integers(0, 1_000)), min_size=1, max_size=25))
def test_windows_equal_a_recount_with_late_orders_and_refunds(orders: list[tuple[int, int, int]]) -> None:
    engine = make_engine()
    # event time may run back by up to a month: late, but within what is kept
    book = list[tuple[int, int, int]]()
    newest = 0
    for number, (offset, amount, refunded) in enumerate(orders):
        at = max(offset, newest - 30)
        newest = max(newest, at)
        engine.send(
            "order.paid", 1, f"o{number}", (START + at) * DAY_US + HOUR_US, order_id=f"o{number}", amount_cents=amount
        )
        back = min(refunded, amount)
        if back:
            t_us = (START + newest) * DAY_US + 2 * HOUR_US + number
            engine.send("order.refunded", 1, f"r{number}", t_us, order_id=f"o{number}", amount_cents=back)
        book.append((START + at, amount, back))
    state = engine.state(1)
    today = START + newest
    for window in WINDOWS:
        bounds = window.bounds(today) or (0, 10**6)
        within = [(day, amount, back) for day, amount, back in book if bounds[0] <= day <= bounds[1]]
        wanted = {
            "spend": sum(amount - back for _, amount, back in within),
            "orders": sum(1 for _, amount, back in within if not 0 < amount == back),
            "order_days": len({day for day, amount, back in within if not 0 < amount == back}),
            "big": sum(2 for _, amount, _ in within if amount >= 500),
        }
        found = {name: counter_value(engine.program, state, name, window, today) for name in wanted}
        assert found == wanted, window


def test_days_are_dropped_when_no_rule_looks_back_so_far() -> None:
    specs = [{"id": "opened", "name": "o", "on": ["app.opened"]}, {"id": "plain", "name": "p", "on": ["app.opened"]}]
    program = compile_program({"id": "t", "name": "t", "calendar": {"time_zone": "UTC"}, "counters": specs})
    keep_days(program, "opened", 10)
    engine = MemoryEngine(program)
    engine.register(1, START * DAY_US)
    for day in range(40):
        engine.send("app.opened", 1, f"k{day}", (START + day) * DAY_US)
    counters = engine.state(1).read(COUNTERS, CounterBook).counters
    assert counters["opened"].total == 40
    assert counters["opened"].days == list(range(START + 30, START + 40))
    assert counters["plain"].total == 40
    assert counters["plain"].days == []


def test_a_second_event_of_a_counted_day_changes_nothing() -> None:
    specs = [{"id": "days", "name": "d", "on": ["app.opened"], "distinct": "day"}]
    engine = make_engine(specs)
    for key, hour in (("a", 1), ("b", 5), ("c", 23)):
        engine.send("app.opened", 1, key, START * DAY_US + hour * HOUR_US)
    assert engine.decisions[-1][1].effects == []
    assert counter_value(engine.program, engine.state(1), "days", LIFETIME, START) == 1


@pytest.mark.parametrize("field", ["nothing", "store"])
def test_missing_and_wrong_fields_count_nothing(field: str) -> None:
    engine = make_engine([{"id": "c", "name": "c", "on": ["order.paid"], "add": {"field": field}}])
    engine.send("order.paid", 1, "a", START * DAY_US, order_id="a", amount_cents=5, store="here")
    assert counter_value(engine.program, engine.state(1), "c", LIFETIME, START) == 0


def test_rows_of_days_and_months() -> None:
    specs = [{"id": "days", "name": "d", "on": ["app.opened"], "distinct": "day"}]
    engine = make_engine(specs)
    counter_plans(engine.program)["days"].reach(400)
    first = day_of(date_of(START).replace(month=1, day=31))
    for month in (0, 1, 2, 4):
        day = add_months(first, month)
        engine.send("app.opened", 1, f"m{month}", day * DAY_US)
    may = add_months(first, 4)
    for back in (1, 2):
        engine.send("app.opened", 1, f"b{back}", (may - back) * DAY_US)
    state = engine.state(1)
    assert consecutive_days(state, "days", may) == 3
    assert consecutive_days(state, "days", may + 1) == 3
    assert consecutive_days(state, "days", may + 2) == 0
    assert consecutive_months(state, "days", may) == 1
    assert consecutive_months(state, "days", add_months(first, 3)) == 3
    assert consecutive_months(state, "days", add_months(first, 2)) == 3
    assert consecutive_months(state, "days", may, at_least=4) == 0
    assert consecutive_months(state, "unknown", may) == 0
