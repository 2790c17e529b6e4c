"""A process that gives to four members at a time, and says so after each four: it is killed in mid-work."""

from __future__ import annotations

import asyncio
import json
import sys

from liuke.engine.engine import Engine
from liuke.features import compile_program
from liuke.giving.service import run_some
from tests.merchant import NOW, PROGRAM, open_pool


async def _work() -> None:
    dsn, tenant = json.loads(sys.stdin.readline())
    pool = await open_pool(dsn, 4)
    engine = Engine(pool, tenant, compile_program(PROGRAM), clock=lambda: NOW)
    while done := await run_some(pool, tenant, engine, limit=4):
        print(done, flush=True)
    await pool.close()


if __name__ == "__main__":
    asyncio.run(_work())
