"""A process of its own that submits events of any program, all at once; run as ``python -m``."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from asyncio import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from liuke.decision.event import Event
from liuke.kernel.clock import HOUR_US
from liuke.kernel.errors import Refused
from tests.world import make_engine, make_pool


async def two_processes(
    dsn: str, tenant: int, document: Mapping[str, Any], events: Sequence[Event], *, ahead_hours: int = 0
) -> Counter[str]:
    """Half of the events each, at the same time, by clocks that are ahead; ``ok`` or why not, each so often."""

    async def run(share: Sequence[Event]) -> list[str]:
        process = await subprocess.create_subprocess_exec(
            sys.executable, "-m", "tests.races.process", stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        task = json.dumps([dsn, tenant, document, msgspec.to_builtins(share), ahead_hours]).encode()
        out, _ = await asyncio.wait_for(process.communicate(task), 120)
        assert process.returncode == 0
        return json.loads(out)

    found = await asyncio.gather(run(events[::2]), run(events[1::2]))
    return Counter([*found[0], *found[1]])


async def play(dsn: str, tenant: int, document: dict[str, Any], events: list[Event], ahead_hours: int) -> list[str]:
    """Submit all at once; what came of each."""
    pool = await make_pool(dsn, 4)

    def clock() -> int:
        return time.time_ns() // 1_000 + ahead_hours * HOUR_US

    async with make_engine(pool, tenant, document, clock=clock, lanes=3, max_batch=16) as engine:
        outcomes = await asyncio.gather(*map(engine.submit, events))
    await pool.close()
    errors = [outcome.error for outcome in outcomes]
    return ["ok" if e is None else e.reason if isinstance(e, Refused) else e.code for e in errors]


if __name__ == "__main__":
    dsn, tenant, document, events, ahead_hours = json.loads(sys.stdin.read())
    print(json.dumps(asyncio.run(play(dsn, tenant, document, msgspec.convert(events, list[Event]), ahead_hours))))
