"""A client that works through its keys and notes what was acknowledged; run as ``python -m``.

It knows nothing but its task: started again, it sends every key again.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys

from liuke.db.errors import DbError
from liuke.decision.event import Event
from liuke.kernel.errors import Refused
from tests.world import earn, hold, make_engine, make_pool, spend


def make_work(members: list[int], name: str, count: int) -> list[Event]:
    """Per member and number: 5 earned; every third time 4 spent, every fourth 3 held, and committed later."""
    work = list[Event]()
    for i in range(count):
        for member in members:
            key = f"{name}:{i}"
            work.append(earn(member, f"{key}:e", 5))
            if i % 3 == 2:
                work.append(spend(member, f"{key}:s", 4))
            if i % 4 == 3:
                work.append(hold(member, f"{key}:h", 3, key))
            if i % 8 == 7:
                work.append(Event("points.commit", member, f"{key}:c", 0, {"hold_id": key}))
    return work


def expect(name_count: int, count: int) -> tuple[int, int]:
    """Available and held of each member when ``name_count`` clients have done all their work."""
    held, committed = count // 4, count // 8
    available = 5 * count - 4 * (count // 3) - 3 * held
    return name_count * available, name_count * 3 * (held - committed)


async def work_through(dsn: str, tenant: int, members: list[int], name: str, count: int, acks: str) -> None:
    descriptor = os.open(acks, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    pool = None
    while pool is None:
        try:
            pool = await make_pool(dsn, 4)
        except DbError:
            await asyncio.sleep(0.1)

    async def send(event: Event) -> None:
        while True:
            try:
                outcome = await engine.submit(event)
            except DbError:
                await asyncio.sleep(0.1)
                continue
            assert outcome.error is None or isinstance(outcome.error, Refused), outcome.error
            assert outcome.error is None, (event, outcome.error)
            os.write(descriptor, f"{event.member_id} {event.key}\n".encode())
            return

    async with make_engine(pool, tenant) as engine:
        queues = {
            member: [event for event in make_work(members, name, count) if event.member_id == member]
            for member in members
        }

        async def one_member(member: int) -> None:
            for event in queues[member]:
                await send(event)

        await asyncio.gather(*(one_member(member) for member in members))
    await pool.close()


if __name__ == "__main__":
    asyncio.run(work_through(*json.loads(sys.stdin.read())))
