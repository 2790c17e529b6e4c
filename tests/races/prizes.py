"""A process of its own in which members draw for a handful of prizes, as fast as it goes; run as ``python -m``."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter

from liuke.decision.event import Event
from liuke.engine.engine import Engine
from liuke.features import compile_program
from tests.world import T, make_pool

PROGRAM = {
    "id": "shop", "name": "shop",
    "activities": [{
        "kind": "lottery", "id": "wheel", "name": "wheel", "chances": {"free_per_day": 1}, "fallback": "thanks",
        "prizes": [
            {"id": "mug", "name": "mug", "weight": 1, "rank": 1, "stock": 7, "per_day": 5,
             "rewards": [{"kind": "badge", "badge": "mug"}]},
            {"id": "thanks", "name": "thanks", "weight": 0},
        ],
    }],
}  # fmt: skip


async def main() -> None:
    dsn, tenant, members = json.loads(sys.stdin.readline())
    pool = await make_pool(dsn, 4)
    async with Engine(pool, tenant, compile_program(PROGRAM), lanes=3, max_batch=8, clock=lambda: T) as engine:
        events = [Event("lottery.draw", member, key, 0, {}) for member in members for key in ("a", "a", "b")]
        outcomes = await asyncio.gather(*map(engine.submit, events))
    found = Counter[str]()
    for outcome in outcomes:
        if outcome.error is not None:
            found[getattr(outcome.error, "reason", outcome.error.code)] += 1
        elif outcome.replayed:
            found["again"] += 1
        else:
            found[outcome.answer["result"]["draws"][0]["prize"]] += 1
    print(json.dumps(found), flush=True)
    await pool.close()


if __name__ == "__main__":
    asyncio.run(main())
