"""A campaign whose budget every event charges, from two processes: its stripes beside one hot row, and beside none."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

import uvloop

from bench.harness import ROOT, Result, Row, ServerInfo, drive, on_database, progress, tenant
from liuke.db.pool import acquire, create_pool, transaction
from liuke.decision.event import Event
from liuke.engine import batch
from liuke.engine.engine import Engine
from liuke.engine.store import SESSION_SETTINGS
from liuke.features import compile_program
from liuke.program.store import write_quotas
from liuke.publishing.lint import collect_stock

POINTS = 10**9
IN_FLIGHT, LANES = 128, 3


def document(*, budget: bool) -> dict[str, Any]:
    """An opening gives points that a campaign doubles."""
    spring = {
        "id": "spring", "name": "Spring", "holdout_bps": 0, "window": {"from": "2020-01-01", "to": "2099-01-01"},
        "budget": {"points": {"total": POINTS}} if budget else {},
        "patch": [{"do": "scale", "at": "earning.open.amount.fixed", "by_bps": 20_000}],
    }  # fmt: skip
    rule = {"id": "open", "name": "open", "on": "app.opened", "amount": {"fixed": 5}}
    return {"id": "budget", "name": "Budget", "earning": [rule], "campaigns": [spring]}


async def run(info: ServerInfo, *, quick: bool = False) -> list[Result]:
    """The same load three times, each on members of its own; charged is what was given, to the point."""
    count, rounds = (1_000, 2) if quick else (4_000, 5)
    rates: dict[str, float] = {}
    async with tenant(info, "bench_budget", connections=2, members=3 * count) as (pool, tenant_id, members):
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            stock = collect_stock(compile_program(document(budget=True)))
            await write_quotas(connection, tenant_id, {item: (share, share) for item, share in stock.items()})
        dsn = on_database(info.dsn, "bench_budget")
        for place, (name, stripes) in enumerate((("none", 0), ("one", 1), ("stripes", 8))):
            progress(f"  budget: {name}")
            mine = members[place * count : (place + 1) * count]
            rates[name] = await _two_processes(dsn, tenant_id, mine, rounds, stripes)
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            used = await connection.fetchval("SELECT sum(initial - remaining)::bigint FROM stock")
            assert used == 2 * 10 * count * rounds, used
    one, none = rates["one"], rates["none"]
    return [
        Result("budget", f"{2 * IN_FLIGHT} callers in two processes charge one budget: against one hot row?", [
            Row("all of it in one row", one, note="every transaction waits for the row"),
            Row("budget in 8 stripes, a stripe a database session", rates["stripes"], rates["stripes"] / one, 1.2,
                note="charged is what was given, to the point"),
            Row("the same campaign without a budget", none, none / one, note="what charging costs"),
        ])
    ]  # fmt: skip


async def _two_processes(dsn: str, tenant_id: int, members: list[int], rounds: int, stripes: int) -> float:
    """Both begin at the same time; events a second until both are through."""

    async def start(mine: list[int]) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.budget", stdin=-1, stdout=-1, cwd=ROOT, limit=2**24
        )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps([dsn, tenant_id, mine, rounds, stripes]).encode() + b"\n")
        await process.stdin.drain()
        assert await process.stdout.readline() == b"ready\n"
        return process

    processes = await asyncio.gather(start(members[::2]), start(members[1::2]))
    begun = time.perf_counter()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
    codes = await asyncio.gather(*(process.communicate() for process in processes))
    seconds = time.perf_counter() - begun
    assert [json.loads(out) for out, _ in codes] == [len(members) * rounds // 2] * 2
    return len(members) * rounds / seconds


async def _work(dsn: str, tenant_id: int, members: list[int], rounds: int, stripes: int) -> int:
    """One of the processes; without stripes there is no budget."""
    batch.STRIPES = stripes or 1  # pyright: ignore[reportPrivateUsage] - of how many stripes a session chooses its own
    pool = await create_pool(dsn, min_size=LANES, max_size=LANES + 1, server_settings=SESSION_SETTINGS)
    program = compile_program(document(budget=bool(stripes)))
    async with Engine(pool, tenant_id, program, lanes=LANES) as engine:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        events = iter([Event("app.opened", m, f"o{n}", 0, {}) for n in range(rounds) for m in members])
        taken, refused, _ = await drive(engine, events, in_flight=IN_FLIGHT)
    await pool.close()
    assert not refused
    return taken


if __name__ == "__main__":
    task = json.loads(sys.stdin.readline())
    sys.stdout.write(f"{uvloop.run(_work(*task))}\n")
