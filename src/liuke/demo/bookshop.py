"""What members of the demo's grocery chain do in the bookshop of its group: a plan by a seeded generator, no I/O."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from liuke.clearing.contracts import Direction
from liuke.demo.scenes import HOUR_US

READERS = 24
"""Members of the grocery chain who read, too."""
OUT = Direction(4, 1, least=100, member_day=2_000, member_month=8_000, total=500_000, price_cents=150, price_points=100)
"""Four points of the groceries become one of the books, for which the grocery chain pays a cent and a half."""
BACK = Direction(1, 3, least=10, member_day=500, price_cents=80, price_points=100)
LEAST = 400
"""Points of the groceries that a reader has."""


@dataclass(frozen=True, slots=True)
class Move:
    """What one reader does at an instant.

    Args:
        t_us: When.
        reader: Place among the readers.
        what: ``out``, ``back``, ``order``, ``tote``; ``lost``: out, and the link ends there before it arrives.
        amount: Points, or cents of an order.
    """

    t_us: int
    reader: int
    what: str
    amount: int = 0


def plan_moves(balances: Sequence[int], until_us: int, seed: int = 1_971) -> Iterator[Move]:
    """All of it in the order of time, over the last five days.

    Args:
        balances: Points of the groceries that each reader has.
        until_us: Nothing happens later.
        seed: Of chance.
    """
    rng, moves = Random(seed), list[Move]()  # noqa: S311 - a plan that can be made again, no secret
    for reader, balance in enumerate(balances):
        t_us = until_us - rng.randrange(30, 120) * HOUR_US
        amount = min(balance // 2, rng.choice((200, 400, 600, 1_000)))
        if rng.random() < 0.4:
            moves.append(Move(t_us - HOUR_US, reader, "order", rng.randrange(1_200, 6_400)))
        moves.append(Move(t_us, reader, "lost" if reader % 11 == 10 else "out", amount))
        if rng.random() < 0.35:
            moves.append(Move(t_us + 3 * HOUR_US, reader, "tote"))
        if rng.random() < 0.3:
            moves.append(Move(t_us + rng.randrange(5, 28) * HOUR_US, reader, "back", rng.choice((10, 20, 40))))
    yield from sorted(moves, key=lambda one: (one.t_us, one.reader))
