"""Bare postings: set-based batches against single calls, one hot account, and PostgreSQL's own benchmark."""

from __future__ import annotations

from collections.abc import Iterator

from bench.harness import Result, Row, ServerInfo, drive, make_database, pgbench, progress, rate_of, tenant
from liuke.decision.event import Event
from liuke.engine.engine import Engine
from liuke.features import compile_program

PROGRAM = {"id": "bench", "name": "Bench"}
MEMBERS = 20_000


def earnings(members: list[int], count: int, tag: str) -> Iterator[Event]:
    """Earnings spread over the members."""
    for i in range(count):
        data = {"asset": "points", "amount": 5}
        yield Event("points.earn", members[i * 7919 % len(members)], f"{tag}:{i}", 0, data)


async def run(info: ServerInfo, *, quick: bool = False) -> list[Result]:
    """Each pair is measured twice, alternating, and the better of each is taken."""
    scale = 0.25 if quick else 1.0
    program = compile_program(PROGRAM)
    best: dict[str, float] = {}
    async with tenant(info, "bench_ledger", connections=16, members=MEMBERS) as (pool, tenant_id, members):

        async def measure(name: str, who: list[int], count: int, in_flight: int, **options: int) -> None:
            for attempt in range(2):
                progress(f"  {name} ({attempt + 1}/2)")

                async def work(engine: Engine, tag: str = f"{name}:{attempt}") -> float:
                    taken, refused, seconds = await drive(
                        engine, earnings(who, int(count * scale), tag), in_flight=in_flight
                    )
                    assert (taken, refused) == (int(count * scale), 0)
                    return taken / seconds

                best[name] = max(best.get(name, 0.0), await rate_of(pool, tenant_id, program, work, **options))

        await measure("batch 256", members, 60_000, 256, lanes=2)
        await measure("single 256", members, 8_000, 256, lanes=16, max_batch=1)
        await measure("hot batch", members[:1], 20_000, 256, lanes=2)
        await measure("hot single", members[:1], 2_000, 256, lanes=16, max_batch=1)
        await measure("batch 64", members, 40_000, 64, lanes=1)  # two would halve the batches
    await make_database(info, "bench_pgbench", migrated=False)
    progress("  pgbench simple-update, 64 clients")
    tps = max(pgbench(info, "bench_pgbench", clients=64, seconds=5 if quick else 15) for _ in range(2))
    return [
        Result("batch", "Does one call for many postings beat a call for each (256 in flight)?", [
            Row("single call", best["single 256"]),
            Row("set-based batch", best["batch 256"], best["batch 256"] / best["single 256"], 4),
        ]),
        Result("hot", "… when all of them are on one account?", [
            Row("single call", best["hot single"]),
            Row("set-based batch", best["hot batch"], best["hot batch"] / best["hot single"], 10),
        ]),
        Result("pgbench", "Do postings with key, lot and balance outrun pgbench's simple-update (64 clients)?", [
            Row("pgbench -N -M prepared", tps),
            Row("set-based batch", best["batch 64"], best["batch 64"] / tps, 1.5),
        ]),
    ]  # fmt: skip
