"""A process that erases members one after the other, and says so after each: it is killed in mid-work."""

from __future__ import annotations

import asyncio
import json
import sys

from liuke.engine.engine import Engine
from liuke.erasure.service import erase
from liuke.features import compile_program
from tests.erasure.shop import WELCOMING
from tests.merchant import NOW, open_pool
from tests.vaults import VAULT


async def _work() -> None:
    dsn, tenant, members = json.loads(sys.stdin.readline())
    pool = await open_pool(dsn, 2)
    engine = Engine(pool, tenant, compile_program(WELCOMING), clock=lambda: NOW, vault=VAULT)
    for member in members:
        await erase(engine, member, reason="asked for", actor="person:anna")
        print(member, flush=True)
    await pool.close()


if __name__ == "__main__":
    asyncio.run(_work())
