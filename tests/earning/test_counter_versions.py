"""A counter that another version of the program counts otherwise: what was counted stays, and nothing breaks."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.decision.domain import CompiledProgram
from liuke.earning.counters import COUNTERS, CounterBook, CounterDoc
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US

START = 20_500
TERMS: tuple[dict[str, Any], ...] = (
    {"distinct": "day"},
    {"distinct": "day", "undone_by": "order.refunded"},
    {"add": {"field": "amount_cents"}, "undone_by": "order.refunded"},
    {},
)


@pytest.mark.parametrize("before", TERMS)
@pytest.mark.parametrize("after", TERMS)
def test_a_counter_that_another_version_counts_otherwise_goes_on(before: dict[str, Any], after: dict[str, Any]) -> None:
    def compile_with(terms: dict[str, Any]) -> CompiledProgram:
        counter = {"id": "c", "name": "c", "on": ["order.paid"], **terms}
        return compile_program({"id": "p", "name": "p", "schema_version": 2, "counters": [counter]})

    engine = MemoryEngine(compile_with(before))
    engine.register(1, START * DAY_US)

    def pay(name: str, day: int) -> None:
        engine.send("order.paid", 1, name, (START + day) * DAY_US, order_id=name, amount_cents=100)

    pay("a", 0)
    pay("b", 1)
    engine.program = compile_with(after)
    for name, day in (("c", 1), ("d", 1), ("e", 2), ("f", 0)):
        pay(name, day)
    for name in "abcdef":
        engine.send("order.refunded", 1, f"r{name}", (START + 3) * DAY_US, order_id=name, full=True)
    pay("g", 4)
    doc = engine.state(1).read(COUNTERS, CounterBook).counters["c"]
    assert len(doc.values) in {0, len(doc.days)}
    assert doc.days == sorted(set(doc.days))
    if (before, after) == TERMS[:2]:
        assert doc == CounterDoc(3, [START, START + 1, START + 4], [1, 1, 1])  # a and b are counted for good
