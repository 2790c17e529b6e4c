"""A process that begins transfers and carries them, unit by unit; raced and killed. Run as ``python -m``."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from typing import Any

import msgspec

from liuke.clearing import service
from liuke.decision.event import Event
from liuke.engine.engine import Engine
from liuke.features import compile_program
from liuke.kernel.errors import Refused
from tests.clearing.shops import BOOKS, TEA
from tests.world import make_pool


async def work(dsn: str, tea: int, books: int, events: Sequence[Event], each: int) -> None:
    """Submit, then carry to the end; a line of JSON after each unit.

    Args:
        dsn: Of the application's role.
        tea: The sending shop.
        books: The receiving one.
        events: Of the sending shop, all submitted at once.
        each: Deliveries in a unit.
    """
    pool = await make_pool(dsn, 6)
    clock = lambda: time.time_ns() // 1_000  # noqa: E731 - two engines share it
    documents = {tea: TEA, books: BOOKS}
    one, other = (
        Engine(pool, shop, compile_program(documents[shop]), clock=clock, lanes=3, max_batch=8) for shop in (tea, books)
    )
    async with one:
        outcomes = await asyncio.gather(*map(one.submit, events))
    errors = [outcome.error for outcome in outcomes]
    _say(["ok" if e is None else e.reason if isinstance(e, Refused) else e.code for e in errors])
    while True:
        steps = await service.carry_all(pool, tea)
        _say(steps)
        made = 0
        for engine in (other, one):
            while count := await engine.deliver(limit=each):
                made += count
                _say(count)
        if not steps + made:
            break
    await pool.close()


def _say(what: Any) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    dsn, tea, books, events, each = json.loads(sys.stdin.readline())
    asyncio.run(work(dsn, tea, books, msgspec.convert(events, list[Event]), each))
