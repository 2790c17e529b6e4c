"""A process that does what happens by itself for one merchant, until nothing is left; run as ``python -m``."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import Any

from liuke.features import compile_program
from liuke.hooks.job import Limits, Work
from liuke.risk.jobs import JOBS
from tests.vaults import VAULT
from tests.world import make_engine, make_pool


async def work(dsn: str, tenant: int, document: dict[str, Any], what: str, now_us: int) -> None:
    """Look for rings, or handle what is due and what members sent one another."""
    pool = await make_pool(dsn, 4)
    program = compile_program(document)
    if what == "rings":
        engine = make_engine(pool, tenant, document, vault=VAULT, clock=lambda: now_us)
        (job,) = JOBS
        while await job.unit(Work(pool, tenant, now_us, engine, lambda _t_us: program, {}, Limits(members=5))):
            pass
    else:
        async with make_engine(pool, tenant, document) as engine:
            while await engine.sweep(now_us, limit=3) or await engine.deliver(limit=3):
                pass
    await pool.close()


if __name__ == "__main__":
    task = json.loads(os.environ["LIUKE_TEST_TASK"])
    asyncio.run(work(os.environ["LIUKE_TEST_DSN"], *task))
    sys.exit(0)
