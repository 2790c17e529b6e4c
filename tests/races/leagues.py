"""A process that closes leagues and lets everybody hear of it; made to be killed, run as ``python -m``."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from liuke.activities.board_jobs import JOBS
from liuke.db.contracts import Pool
from liuke.engine.engine import Engine
from liuke.features import compile_program
from liuke.hooks.job import Limits, Work
from tests.world import make_pool, rows

DIVISIONS = [{"id": one, "name": {"zh": one, "en": one}} for one in ("bronze", "silver", "gold")]
BOARD: dict[str, Any] = {
    "kind": "leaderboard", "id": "b", "name": "b", "on": ["order.paid"], "field": "amount_cents", "period": "year",
    "boards": ["league", "all"], "leagues": {"divisions": DIVISIONS, "promote": 5, "relegate": 5},
    "prizes": [{"board": "league", "first": 1, "last": 3, "rewards": [{"kind": "asset", "amount": 10}]}],
}  # fmt: skip
PROGRAM: dict[str, Any] = {"id": "x", "name": "X", "assets": [{"id": "points", "name": "P"}], "activities": [BOARD]}


async def close_leagues(pool: Pool, tenant: int, document: dict[str, Any], now_us: int) -> None:
    """Close what is over at an instant, and let everybody hear of it."""
    program = compile_program(document)
    engine = Engine(pool, tenant, program, clock=lambda: now_us)
    await JOBS[0].unit(Work(pool, tenant, now_us, engine, lambda _t_us: program, {}, Limits()))
    while await rows(pool, tenant, "SELECT 1 FROM delivery LIMIT 1"):
        await engine.deliver(limit=8)


async def main(dsn: str, tenant: int, now_us: int) -> None:
    pool = await make_pool(dsn, 4)
    await close_leagues(pool, tenant, PROGRAM, now_us)
    await pool.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
