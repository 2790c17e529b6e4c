"""A process of its own that pledges for members again and again, or tells the members of what was called off."""

from __future__ import annotations

import asyncio
import json
import sys

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.domain import CompiledProgram
from liuke.decision.event import Event
from liuke.engine.engine import Engine
from liuke.hooks.job import Limits, Work
from liuke.kernel.errors import Refused
from liuke.publishing.cancellations import give_back
from tests.activities.pledge import PLEDGE, WITH_PLEDGE
from tests.activities.support import compiled
from tests.world import make_pool

ROWS = 5
"""Members that are looked at in one transaction."""


def make_program() -> CompiledProgram:
    return compiled(PLEDGE, platform=WITH_PLEDGE)


def make_work(pool: Pool, tenant: int) -> Work:
    program = make_program()
    engine = Engine(pool, tenant, program)
    return Work(pool, tenant, 0, engine, lambda _t_us: program, {}, Limits(rows=ROWS))


async def tell_some(work: Work) -> int:
    async with acquire(work.pool) as connection, transaction(connection, tenant_id=work.tenant_id):
        return await give_back(connection, work)


async def pledge(pool: Pool, tenant: int, members: list[int]) -> None:
    """Each member pledges one after the other until it is refused; every answer is a line."""
    async with Engine(pool, tenant, make_program(), lanes=3, max_batch=8) as engine:

        async def go_on(member: int) -> None:
            for number in range(1_000):
                outcome = await engine.submit(Event("pledge.make", member, f"p{number}", 0, {}))
                error = outcome.error
                print(
                    json.dumps([member, error.reason if isinstance(error, Refused) else str(error or "ok")]), flush=True
                )
                if error is not None:
                    return

        await asyncio.gather(*map(go_on, members))


async def tell(pool: Pool, tenant: int) -> None:
    """A line a transaction, until it is killed."""
    work = make_work(pool, tenant)
    while await tell_some(work):
        print("told", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
    await asyncio.Event().wait()


async def main() -> None:
    dsn, tenant, members = json.loads(sys.stdin.readline())
    pool = await make_pool(dsn, 4)
    await (pledge(pool, tenant, members) if members else tell(pool, tenant))
    await pool.close()


if __name__ == "__main__":
    asyncio.run(main())
