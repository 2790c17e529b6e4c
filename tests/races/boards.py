"""A process that closes boards and hands out prizes until nothing is left; made to be killed, run as ``python -m``."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import Any

from liuke.activities.board_jobs import JOBS
from liuke.db.contracts import Pool
from liuke.engine.engine import Engine
from liuke.features import compile_program
from liuke.hooks.job import Limits, Work
from liuke.kernel.clock import DAY_US
from tests.world import make_pool, rows

PROGRAM: dict[str, Any] = {
    "id": "x", "name": "X", "assets": [{"id": "points", "name": "P"}],
    "activities": [{
        "kind": "leaderboard", "id": "b", "name": "b", "on": ["order.paid"], "field": "amount_cents",
        "boards": ["all"], "period": "day",
        "prizes": [
            {"first": 1, "last": 1, "rewards": [{"kind": "asset", "amount": 100}]},
            {"first": 2, "last": 30, "rewards": [{"kind": "asset", "amount": 10}]},
        ],
    }],
}  # fmt: skip


def find_now() -> int:
    """The clock."""
    return time.time_ns() // 1000


THEN = find_now() - 3 * DAY_US
"""In a day that is over, and closes as soon as somebody looks."""


def make_work(pool: Pool, tenant: int, document: dict[str, Any], engine: Engine) -> Work:
    """As a worker makes it."""
    program = compile_program(document)
    return Work(pool, tenant, find_now(), engine, lambda _t_us: program, {}, Limits())


async def close_and_deliver(pool: Pool, tenant: int, document: dict[str, Any]) -> None:
    """Close what is over, and let everybody hear of it."""
    engine = Engine(pool, tenant, compile_program(document))
    await JOBS[0].unit(make_work(pool, tenant, document, engine))
    while await rows(pool, tenant, "SELECT 1 FROM delivery LIMIT 1"):
        await engine.deliver(limit=8)


async def main(dsn: str, tenant: int) -> None:
    pool = await make_pool(dsn, 4)
    await close_and_deliver(pool, tenant, PROGRAM)
    await pool.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
