"""A process that submits what has no answer yet and notes each answer once it has it; made to be killed."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import msgspec

from liuke.decision.event import Event
from liuke.engine.engine import Engine
from liuke.features import compile_program
from tests.merchant import NOW, PROGRAM, open_pool, summary

CALLERS = 48


async def main(tenant_id: int, jobs: Path, answers: Path) -> None:
    events = msgspec.json.decode(jobs.read_bytes(), type=list[Event])
    text = answers.read_text() if answers.exists() else ""
    lines = text.split("\n")
    if lines[-1]:
        answers.write_text("\n".join([*lines[:-1], ""]))  # the last process was killed while it wrote this
    known = {(member, key) for member, key, _ in map(msgspec.json.decode, lines[:-1])}
    waiting = iter([event for event in events if (event.member_id, event.key) not in known])
    pool = await open_pool(os.environ["LIUKE_TEST_DSN"], 4)
    with answers.open("a") as out:

        async def call(engine: Engine) -> None:
            for event in waiting:
                outcome = summary(await engine.submit(event))
                outcome.pop("replayed", None)
                out.write(msgspec.json.encode([event.member_id, event.key, outcome]).decode() + "\n")
                out.flush()

        async with Engine(pool, tenant_id, compile_program(PROGRAM), clock=lambda: NOW, max_batch=16) as engine:
            await asyncio.gather(*(call(engine) for _ in range(CALLERS)))
    await pool.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])))
