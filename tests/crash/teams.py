"""A process that submits what has no answer yet and notes each answer once it has it; made to be killed."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import msgspec

from liuke.decision.event import Event
from tests.races.teams import TEAMS
from tests.world import make_engine, make_pool

CALLERS = 32


async def main(tenant_id: int, jobs: Path, answers: Path) -> None:
    """Work through ``jobs``; each line of ``answers`` is member, key and what came of it."""
    events = msgspec.json.decode(jobs.read_bytes(), type=list[Event])
    whole = answers.read_bytes().split(b"\n")[:-1] if answers.exists() else []
    answers.write_bytes(b"".join(line + b"\n" for line in whole))  # the last process may have been killed in mid-line
    known = {(member, key) for member, key, _ in map(msgspec.json.decode, whole)}
    waiting = iter([event for event in events if (event.member_id, event.key) not in known])
    pool = await make_pool(os.environ["LIUKE_TEST_DSN"], 4)
    descriptor = os.open(answers, os.O_WRONLY | os.O_APPEND)
    document = json.loads(os.environ.get("LIUKE_TEST_PROGRAM", "null"))
    async with make_engine(pool, tenant_id, document, domains=[TEAMS], max_batch=8) as engine:

        async def call() -> None:
            for event in waiting:
                error = (await engine.submit(event)).error
                said = getattr(error, "reason", str(error)) if error is not None else "ok"
                os.write(descriptor, msgspec.json.encode([event.member_id, event.key, said]) + b"\n")

        await asyncio.gather(*(call() for _ in range(CALLERS)))
        if os.environ.get("LIUKE_TEST_STAY"):
            await asyncio.Event().wait()  # done before it was killed: it is killed all the same
    await pool.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])))
