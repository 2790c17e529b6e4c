"""A process that merges pairs of members one after the other, and says so after each: it is killed in mid-work."""

from __future__ import annotations

import asyncio
import json
import sys

from liuke.engine.engine import Engine
from liuke.features import compile_program
from liuke.merging.service import merge
from tests.merchant import NOW, PROGRAM, open_pool


async def _work() -> None:
    dsn, tenant, pairs = json.loads(sys.stdin.readline())
    pool = await open_pool(dsn, 2)
    engine = Engine(pool, tenant, compile_program(PROGRAM), clock=lambda: NOW)
    for into, other in pairs:
        await merge(engine, into, other, reason="the same phone", actor="person:anna")
        print(other, flush=True)
    await pool.close()


if __name__ == "__main__":
    asyncio.run(_work())
