"""Does it pay to keep each process on a processor of its own? ``python -m bench.pinning [earn] [order]``.

Two servers of two processes, one of them with ``LIUKE_PIN=yes``, take the same load in turns; of the rounds' ratios the
one in the middle counts.
"""

from __future__ import annotations

import sys
from statistics import median

import uvloop

from bench.__main__ import render
from bench.harness import Result, Row, progress, start_server, stop_server, tenant
from bench.http import CONNECTIONS, MEMBERS, earnings, orders, served
from bench.http_wrk import Plan, drive
from bench.processors import Watch
from liuke.bootstrap import read_program_file
from liuke.features import DOMAINS
from liuke.http.scopes import SCOPES
from liuke.keys.service import Keys
from liuke.publishing.programs import Programs

ROUNDS = 7
SECONDS = 4
PLANS = {"earn": earnings, "order": orders}


async def main(names: list[str]) -> None:
    """Measure and print."""
    info = start_server()
    async with tenant(info, "bench_pinning", connections=2, members=MEMBERS) as (pool, tenant_id, members):
        await Programs(pool, tenant_id, domains=DOMAINS).publish(read_program_file("tea_shop").data, actor="bench")
        token = (await Keys(pool, tenant_id).make("bench", SCOPES, actor="bench")).token
        free, pinned = (served(info, "bench_pinning", workers=2, LIUKE_PIN=pin) for pin in ("no", "yes"))
        with free as one, pinned as other:
            for name in names:
                found = await compare(PLANS[name](token), members, name, [one, other])
                print(render([found]))


async def compare(plan: Plan, members: list[int], name: str, servers: list[tuple[str, int, int]]) -> Result:
    """Rates of both servers, in turns."""
    rates: list[list[float]] = [[], []]
    notes = ["", ""]
    for attempt in range(-1, ROUNDS):  # the first round warms up
        for place, (host, port, pid) in enumerate(servers):
            progress(f"  {name} ({attempt + 1}/{ROUNDS})")
            watch = Watch(pid)
            driven = await drive(
                host, port, plan, members, tag=f"{name}{place}{attempt}", connections=CONNECTIONS, seconds=SECONDS,
                count=SECONDS * 2_000,
            )  # fmt: skip
            notes[place] = f"p99 {driven.p99_ms:.1f} ms; {watch.stop().describe(driven.count)}"
            if attempt >= 0:
                rates[place].append(driven.rate)
    gain = median(pinned / free for free, pinned in zip(*rates, strict=True))
    rows = [Row("free", median(rates[0]), note=notes[0]), Row("pinned", median(rates[1]), gain, note=notes[1])]
    return Result("pinning", f"{name}: two processes, each on a processor of its own?", rows)


if __name__ == "__main__":
    try:
        uvloop.run(main(sys.argv[1:] or ["earn", "order"]))
    finally:
        stop_server()
