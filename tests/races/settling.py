"""A process that lets the end of an activity come, with everything that is due and delivered; made to be killed."""

from __future__ import annotations

import asyncio
import json
import os
import sys

from liuke.activities.parts import cards_jackpot, challenge_pot
from tests.world import make_engine, make_pool


async def main(tenant_id: int, now_us: int, page: int) -> None:
    """Sweep and deliver until nothing is left."""
    cards_jackpot.PAGE = challenge_pot.PAGE = page
    pool = await make_pool(os.environ["LIUKE_TEST_DSN"], 4)
    document = json.loads(os.environ["LIUKE_TEST_PROGRAM"])
    async with make_engine(pool, tenant_id, document, clock=lambda: now_us) as engine:
        while await engine.sweep(now_us, limit=4) + await engine.deliver(limit=4):
            pass
    await pool.close()


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
