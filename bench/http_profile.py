"""Where the server's time goes for a request: ``python -m bench.http_profile [earn] [order] [centre] [--write]``.

The serving process is sampled from outside by py-spy (``uv run --with py-spy``), which costs it next to nothing, while
64 connections keep it busy. Each sample counts for the innermost part it lies in, so the shares add up to the whole.
``--write`` puts the tables into ``docs/benchmarks-profile.md``.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import uvloop

from bench.harness import ROOT, start_server, stop_server, tenant
from bench.http import CONNECTIONS, MEMBERS, centres, earning_batches, earnings, order_batches, orders, served
from bench.http_wrk import Driven, Plan, drive
from bench.processors import Spent, Watch
from liuke.bootstrap import read_program_file
from liuke.features import DOMAINS
from liuke.http.scopes import SCOPES
from liuke.keys.service import Keys
from liuke.publishing.programs import Programs

PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("PostgreSQL's driver and its socket", ("asyncpg/",)),
    ("HTTP: reading requests, writing answers", ("uvicorn/protocols/",)),
    ("taking the key, scopes, rates", ("liuke/api/gate.py", "liuke/keys/service.py", "liuke/api/limits.py")),
    ("deciding: program, state, effects", ("decide (liuke/engine/decide.py", "check_event (liuke/engine/decide.py")),
    ("views of the member", ("liuke/centre/views.py", "/views.py")),
    ("rows into states", ("liuke/engine/load_store.py", "build_state (liuke/engine/rows.py")),
    ("effects into rows and arrays", ("liuke/engine/rows.py", "liuke/engine/store.py")),
    ("batches, transactions", ("liuke/engine/batch.py", "liuke/db/pool.py")),
    ("queues and lanes", ("liuke/engine/engine.py",)),
    ("routing, bodies, answers", ("liuke/api/", "liuke/http/", "liuke/intake/")),
)
REST = "event loop: waiting, sockets, tasks"
PLANS = {
    "earn": earnings, "order": orders, "centre": centres, "earn20": earning_batches, "order20": order_batches,
}  # fmt: skip
RATE_HZ = 250
SECONDS = 12


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


async def main(names: list[str]) -> str:
    """Measure without the sampler, then with it; the tables as Markdown."""
    info, found = start_server(), list[str]()
    async with tenant(info, "bench_http_profile", connections=2, members=MEMBERS) as (pool, tenant_id, members):
        await Programs(pool, tenant_id, domains=DOMAINS).publish(read_program_file("tea_shop").data, actor="bench")
        token = (await Keys(pool, tenant_id).make("bench", SCOPES, actor="bench")).token
        with served(info, "bench_http_profile") as (host, port, pid):
            for which in names:
                plan = PLANS[which](token)

                async def run(tag: str, seconds: int, plan: Plan = plan, which: str = which) -> Driven:
                    return await drive(
                        host, port, plan, members, tag=f"{which}{tag}", connections=CONNECTIONS, seconds=seconds,
                        count=seconds * 2_000,
                    )  # fmt: skip

                await run("warm", 3)
                watch = Watch(pid)
                driven = await run("plain", SECONDS)
                spent = watch.stop()
                samples = await _sample_during(pid, run("sampled", SECONDS))
                found.append(render(which, driven, spent, samples))
    return "\n".join(found)


async def _sample_during(pid: int, load: Coroutine[Any, Any, object]) -> Counter[str]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "stacks"
        sampling = asyncio.create_task(_sample(pid, SECONDS - 2, file))
        await load
        await sampling
        return sort_samples(file.read_text(encoding="utf-8"))


async def _sample(pid: int, seconds: int, file: Path) -> None:
    sampler = await asyncio.create_subprocess_exec(
        Path(sys.executable).with_name("uv"), "run", "--quiet", "--no-project", "--with", "py-spy", "py-spy", "record",
        "--pid", str(pid), "--format", "raw", "--rate", str(RATE_HZ), "--output", file, "--duration", str(seconds),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, errors = await sampler.communicate()
    if sampler.returncode:
        raise RuntimeError(f"py-spy could not be run; it may need root:\n{errors.decode()}")


def render(which: str, driven: Driven, spent: Spent, samples: Counter[str]) -> str:
    """A heading, what was measured, and a table, the biggest share first."""
    whole = samples.total()
    lines = [
        f"### {which}",
        "",
        f"{driven.rate:,.0f} a second, p50 {driven.p50_ms:.1f} ms, p99 {driven.p99_ms:.1f} ms; "
        f"{spent.describe(driven.count)}; the serving process is busy {spent.serving / spent.seconds:.0%}.",
        "",
        f"| part of the serving process | share of {whole:,} samples |",
        "|---|---:|",
        *(f"| {name} | {number / whole:.0%} |" for name, number in samples.most_common()),
        "",
    ]
    return "\n".join(lines)


HEAD = """# Where the time of a request goes

The serving process is sampled while 64 connections keep it busy (one process, two lanes, program `tea_shop`, 20,000
members). Written by `python -m bench.http_profile earn order centre --write`; the ratios that it explains are in
[Benchmarks](benchmarks.md).

"""

if __name__ == "__main__":
    asked = [name for name in sys.argv[1:] if name != "--write"] or ["earn"]
    if unknown := [name for name in asked if name not in PLANS]:
        raise SystemExit(f"there is no profile of {', '.join(unknown)}; there are {', '.join(PLANS)}")
    try:
        page = uvloop.run(main(asked))
    finally:
        stop_server()
    print(page)
    if "--write" in sys.argv:
        (ROOT / "docs" / "benchmarks-profile.md").write_text(HEAD + page, encoding="utf-8")
