"""A process of its own in which members draw at once."""

from __future__ import annotations

import asyncio
import json
import sys

from liuke.decision.event import Event
from liuke.engine.engine import Engine
from tests.activities.support import compiled
from tests.draws.lucky import LUCKY, WITH_LUCKY
from tests.world import T, make_pool


async def main() -> None:
    dsn, tenant, members = json.loads(sys.stdin.readline())
    pool = await make_pool(dsn, 4)
    program = compiled(LUCKY, platform=WITH_LUCKY)
    async with Engine(pool, tenant, program, lanes=3, max_batch=8, clock=lambda: T) as engine:
        outcomes = await asyncio.gather(*(engine.submit(Event("lucky.spin", member, "s", 0, {})) for member in members))
    print(json.dumps({"errors": sum(outcome.error is not None for outcome in outcomes)}), flush=True)
    await pool.close()


if __name__ == "__main__":
    asyncio.run(main())
