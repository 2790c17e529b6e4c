"""The benchmark of deciding measures what it says: an order that is taken."""

import pytest
from bench.decide import HISTORIES, Loop, reference_program

from liuke.engine.decide import decide


@pytest.mark.parametrize("history", HISTORIES)
def test_each_round_is_an_order_that_is_taken(history: int) -> None:
    loop = Loop(reference_program(), history)
    decision = decide(loop.program, loop._state(loop.needs), loop._event("k"), loop._context(loop.needs))
    points = sum(gain.amount for gain in decision.gains if gain.name == "points" and gain.path == "earning.spend")
    assert points == 34
    assert loop.run(3) > 0
