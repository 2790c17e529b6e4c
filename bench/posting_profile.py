"""Where the time of a bare posting goes: ``python -m bench.posting_profile [COUNT]``.

CPU time of client and server without a profiler; then the client's shares under one (which inflates small functions, so
read the shares, not the seconds).
"""

from __future__ import annotations

import cProfile
import pstats
import sys
import time
from pathlib import Path
from typing import Any

import uvloop

from bench.harness import drive, start_server, stop_server, tenant
from bench.ledger import MEMBERS, PROGRAM, earnings
from liuke.db.pool import acquire
from liuke.engine.engine import Engine
from liuke.features import compile_program

IN_FLIGHT = 64
PARTS = (
    ("taking and checking the event", "engine.py", "submit"),
    ("building states from rows", "rows.py", "build_state"),
    ("deciding", "decide.py", "decide"),
    ("answer", "rows.py", "render_answer"),
    ("rows of operation, event and effects", "rows.py", "add_decision"),
    ("rows of the changed state", "rows.py", "add_state"),
    ("encoding columns", "store.py", "array_literal"),
    ("driver and sockets", "connection.py", "__execute"),
)


def server_seconds(pids: list[int]) -> float:
    """CPU seconds of these processes so far."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / 100


async def main(count: int) -> None:
    """Measure, then profile."""
    info = start_server()
    program = compile_program(PROGRAM)
    async with (
        tenant(info, "bench_profile", connections=1, members=MEMBERS) as (pool, tenant_id, members),
        Engine(pool, tenant_id, program, lanes=1) as engine,
    ):
        await drive(engine, earnings(members, 5_000, "w"), in_flight=IN_FLIGHT)
        async with acquire(pool) as connection:
            pids = [int(await connection.fetchval("SELECT pg_backend_pid()"))]
        client, server = time.process_time(), server_seconds(pids)
        taken, _, seconds = await drive(engine, earnings(members, count, "x"), in_flight=IN_FLIGHT)
        client, server = time.process_time() - client, server_seconds(pids) - server
        print(f"{IN_FLIGHT} in flight, one lane: {taken / seconds:,.0f} a second")
        print(f"CPU a posting: client {client / taken * 1e6:.0f} µs, server {server / taken * 1e6:.0f} µs")
        profile = cProfile.Profile()
        profile.enable()
        await drive(engine, earnings(members, count, "p"), in_flight=IN_FLIGHT)
        profile.disable()
    render(pstats.Stats(profile))


def render(stats: Any) -> None:
    """Shares of the client's time."""
    whole = stats.total_tt
    left = whole
    print("\n| part of the client | share |\n|---|---:|")
    for words, file, function in PARTS:
        found = stats.stats.items()
        spent = sum(value[3] for (path, _, name), value in found if path.endswith(file) and name.endswith(function))
        left -= spent
        print(f"| {words} | {spent / whole:.0%} |")
    print(f"| batches, queues, the callers themselves | {left / whole:.0%} |")


if __name__ == "__main__":
    try:
        uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
    finally:
        stop_server()
