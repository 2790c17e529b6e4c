"""Microseconds a decision: ``order.paid`` through the reference program, on members with a history.

CPU time of this process, since the machine may be shared; beside it stands the same loop over an empty program.
``python -m bench.decide [rounds]`` prints the figures and, with ``--profile``, where the time goes.
"""

from __future__ import annotations

import cProfile
import gc
import json
import pstats
import sys
import time
from typing import Any

import msgspec

from bench.harness import Result, Row, ServerInfo, progress
from liuke.bootstrap import read_program_file
from liuke.decision.domain import CompiledProgram
from liuke.decision.event import Event
from liuke.decision.state import MemberState, Missing
from liuke.decision.turn import Context
from liuke.engine.decide import decide
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program, load_program
from liuke.kernel.clock import DAY_US, HOUR_US

START_US = 20_454 * DAY_US + 10 * HOUR_US
TARGET_US = 100
EMPTY = {"id": "empty", "name": "empty"}
HISTORIES = (0, 10, 100)
"""Orders before, three days apart: a newcomer, a silver and a gold member."""
AMOUNT_CENTS = 3_450


def reference_program() -> CompiledProgram:
    """The tea shop as it ships."""
    return compile_program(load_program(read_program_file("tea_shop")))


class Loop:
    """The same order, again and again, on copies of one member.

    Args:
        program: What decides.
        history: Orders before.
    """

    def __init__(self, program: CompiledProgram, history: int) -> None:
        self.program = program
        self.engine = MemoryEngine(program)
        self.engine.register(1, START_US)
        for number in range(history):
            self._send(f"h{number}", START_US + number * 3 * DAY_US)
        self.now_us = self.engine.now_us = self.engine.now_us + DAY_US
        self.needs = self._find_needs()

    def _send(self, order_id: str, t_us: int) -> None:
        lines = [{"sku": "latte", "category": "drink", "quantity": 1, "cents": AMOUNT_CENTS}]
        self.engine.send(
            "order.paid", 1, order_id, t_us, order_id=order_id, amount_cents=AMOUNT_CENTS, items=1, lines=lines
        )

    def _find_needs(self) -> set[Any]:
        """What the order asks for beyond the state that is always loaded; the engine fetches it before it decides."""
        needs = set[Any]()
        while True:
            try:
                decide(self.program, self._state(needs), self._event("probe"), self._context(needs))
            except Missing as missing:
                if missing.need in needs:
                    raise
                needs.add(missing.need)
            else:
                return needs

    def _context(self, needs: set[Any]) -> Context:
        """What is shared, as the engine hands it in: this order is nobody's yet."""
        return self.engine._context(needs)

    def _state(self, needs: set[Any]) -> MemberState:
        source = self.engine.members[1]
        state = self.engine._build(source, needs)
        state.docs = {name: msgspec.Raw(bytes(raw)) for name, raw in source.docs.items()}
        state.orders = {**state.orders, "new": None}
        return state

    def _event(self, key: str) -> Event:
        lines = [{"sku": "latte", "category": "drink", "quantity": 1, "cents": AMOUNT_CENTS}]
        data = {"order_id": "new", "amount_cents": AMOUNT_CENTS, "items": 1, "lines": lines}
        return Event("order.paid", 1, key, self.now_us, data)

    def run(self, rounds: int) -> float:
        """Microseconds of CPU a decision, slot documents decoded from JSON as they come from the database."""
        # every round gets a state of its own, made before the clock starts
        work = [(self._state(self.needs), self._event(f"k{n}"), self._context(self.needs)) for n in range(rounds)]
        program = self.program
        gc.collect()
        gc.disable()
        try:
            started = time.process_time()
            for state, event, ctx in work:
                decide(program, state, event, ctx)
            spent = time.process_time() - started
        finally:
            gc.enable()
        return spent / rounds * 1e6


def measure(program: CompiledProgram, history: int, *, rounds: int, attempts: int) -> float:
    """The best of many short runs: other work on the machine only ever makes them slower."""
    loop = Loop(program, history)
    loop.run(min(200, rounds))
    return min(loop.run(rounds) for _ in range(attempts))


async def run(info: ServerInfo, *, quick: bool = False) -> list[Result]:
    """One row for each history, and the empty program as the floor of what deciding anything costs."""
    del info
    rounds, attempts = (100, 20) if quick else (100, 100)
    tea, empty = reference_program(), compile_program(EMPTY)
    floor = measure(empty, 10, rounds=rounds, attempts=attempts)
    rows = [Row("empty program", 1e6 / floor, note=f"{floor:.1f} µs")]
    for history in HISTORIES:
        progress(f"  {history} orders before")
        spent = measure(tea, history, rounds=rounds, attempts=attempts)
        note = f"{spent:.1f} µs of {TARGET_US}"
        rows.append(Row(f"tea shop, {history} orders before", 1e6 / spent, TARGET_US / spent, 1, note=note))
    question = f"Is an order decided by the reference program within {TARGET_US} µs of CPU?"
    return [Result("decide", question, rows)]


def main() -> None:
    """Print the figures, or a profile."""
    arguments = [argument for argument in sys.argv[1:] if argument != "--profile"]
    rounds = int(arguments[0]) if arguments else 100
    tea, empty = reference_program(), compile_program(EMPTY)
    if "--profile" in sys.argv:
        loop = Loop(tea, 10)
        loop.run(200)
        profile = cProfile.Profile()
        profile.enable()
        loop.run(rounds)
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(45)
        return
    out: dict[str, float] = {}
    for history in HISTORIES:
        base, full = (measure(program, history, rounds=rounds, attempts=80) for program in (empty, tea))
        out[f"history_{history}"] = round(full, 1)
        ratio = f"{full / base:4.1f} × the empty program ({base:.1f} µs)"
        print(f"{history:4} orders before: {full:6.1f} µs a decision, {ratio}")
    print(json.dumps(out))


if __name__ == "__main__":
    main()
