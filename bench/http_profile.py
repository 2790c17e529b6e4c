"""Where the server's time goes for a request: ``python -m bench.http_profile [earn|order|centre] [COUNT]``.

The serving process is sampled from outside by py-spy (``uv run --with py-spy``), which costs it next to nothing, while
64 connections keep it busy. Each sample counts for the innermost part it lies in, so the shares add up to the whole.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from pathlib import Path

import uvloop

from bench.harness import start_server, stop_server, tenant
from bench.http import CONNECTIONS, MEMBERS, centres, cpu_seconds, earnings, orders, served
from bench.http_load import drive_http
from liuke.api.keys import Keys
from liuke.api.scopes import SCOPES
from liuke.bootstrap import read_program_file
from liuke.engine.programs import Programs

PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("PostgreSQL's driver and its socket", ("asyncpg/",)),
    ("HTTP: reading requests, writing answers", ("uvicorn/protocols/",)),
    ("taking the key, scopes, rates", ("liuke/api/gate.py", "liuke/api/keys.py", "liuke/api/limits.py")),
    ("deciding: program, state, effects", ("decide (liuke/engine/decide.py", "check_event (liuke/engine/decide.py")),
    ("views of the member", ("liuke/api/views.py",)),
    ("rows into states", ("liuke/engine/load_store.py", "build_state (liuke/engine/rows.py")),
    ("effects into rows and arrays", ("liuke/engine/rows.py", "liuke/engine/store.py")),
    ("batches, transactions", ("liuke/engine/batch.py", "liuke/db/pool.py")),
    ("queues and lanes", ("liuke/engine/engine.py",)),
    ("routing, bodies, answers", ("liuke/api/",)),
)
REST = "event loop: waiting, sockets, tasks"
RATE_HZ = 250


def sort_samples(text: str) -> Counter[str]:
    """Samples by part, from py-spy's collapsed stacks."""
    found = Counter[str]()
    for line in text.splitlines():
        stack, _, count = line.rpartition(" ")
        found[_part_of(stack.split(";"))] += int(count)
    return found


def _part_of(frames: list[str]) -> str:
    for frame in reversed(frames):
        for name, patterns in PARTS:
            if any(pattern in frame for pattern in patterns):
                return name
    return REST


async def main(which: str, count: int) -> None:
    """Measure without the sampler, then with it."""
    info = start_server()
    async with tenant(info, "bench_http_profile", connections=2, members=MEMBERS) as (pool, tenant_id, members):
        await Programs(pool, tenant_id).publish(read_program_file("tea_shop").data, actor="bench")
        token = (await Keys(pool, tenant_id).make("bench", SCOPES, actor="bench")).token
        make = {
            "earn": lambda tag: earnings(members, token, count, tag),
            "order": lambda tag: orders(members, token, count, tag),
            "centre": lambda _tag: centres(members, token, count),
        }[which]
        with served(info, "bench_http_profile") as (host, port, pid), tempfile.TemporaryDirectory() as folder:
            await drive_http(host, port, make("w"), connections=CONNECTIONS)
            before = cpu_seconds(pid)
            load = await drive_http(host, port, make("x"), connections=CONNECTIONS)
            spent = cpu_seconds(pid) - before
            print(
                f"{which}: {load.rate:,.0f} a second, p50 {load.quantile(0.5):.1f} ms, p99 {load.quantile(0.99):.1f} ms"
            )
            print(f"the serving process: {spent / count * 1e6:.0f} µs of CPU each, busy {spent / load.seconds:.0%}")
            file = Path(folder) / "stacks"
            sampling = asyncio.create_task(_sample(pid, max(2, int(load.seconds * 0.8)), file))
            await drive_http(host, port, make("p"), connections=CONNECTIONS)
            await sampling
            render(sort_samples(file.read_text(encoding="utf-8")))


async def _sample(pid: int, seconds: int, file: Path) -> None:
    sampler = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("uv"), "run", "--quiet", "--no-project", "--with", "py-spy", "py-spy", "record",
        "--pid", str(pid), "--format", "raw", "--rate", str(RATE_HZ), "--output", file, "--duration", str(seconds),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, errors = await sampler.communicate()
    if sampler.returncode:
        raise RuntimeError(f"py-spy could not be run; it may need root:\n{errors.decode()}")


def render(samples: Counter[str]) -> None:
    """A table, the biggest share first."""
    whole = samples.total()
    print(f"\n| part of the serving process | share of {whole:,} samples |\n|---|---:|")
    for name, number in samples.most_common():
        print(f"| {name} | {number / whole:.0%} |")


if __name__ == "__main__":
    names = sys.argv[1:] or ["earn"]
    try:
        uvloop.run(main(names[0], int(names[1]) if len(names) > 1 else 20_000))
    finally:
        stop_server()
