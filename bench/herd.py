"""A herd on one limited item: 10,000 members want one of 100 coupons, at once."""

from __future__ import annotations

import asyncio
import time

from bench.harness import Result, Row, ServerInfo, drive, on_database, progress, tenant
from liuke.db.pool import acquire, create_pool, transaction
from liuke.decision.event import Event
from liuke.engine.engine import Engine
from liuke.features import compile_program

QUOTA = 100
CLIENTS = 64
PROGRAM = {
    "id": "herd",
    "name": "Herd",
    "coupons": [
        {"id": "rare", "name": "Rare", "kind": "amount", "amount_cents": 1000, "quota": QUOTA, "claimable": True,
         "per_member": 1},
    ],
}  # fmt: skip


async def run(info: ServerInfo, *, quick: bool = False) -> list[Result]:
    """The naive way locks one row in a transaction for each caller; both must grant exactly the quota."""
    count = 2_000 if quick else 10_000
    program = compile_program(PROGRAM)
    async with tenant(info, "bench_herd", connections=4, members=count) as (pool, tenant_id, members):
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            await connection.execute(
                "INSERT INTO stock (tenant_id, item, initial, remaining) VALUES ($1, 'coupon:rare', $2, $2)",
                tenant_id,
                QUOTA,
            )
        progress("  engine")
        async with Engine(pool, tenant_id, program, lanes=2) as engine:
            await drive(engine, iter([Event("points.earn", m, "warm", 0, {"asset": "points", "amount": 1})
                                      for m in members[:256]]), in_flight=256)  # fmt: skip
            claims = iter([Event("coupon.claim", m, f"claim:{m}", 0, {"batch": "rare"}) for m in members])
            taken, refused, seconds = await drive(engine, claims, in_flight=256)
        assert (taken, refused) == (QUOTA, count - QUOTA), (taken, refused)
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            assert await connection.fetchval("SELECT count(*) FROM coupon") == QUOTA
            assert await connection.fetchval("SELECT remaining FROM stock") == 0
        ours = count / seconds
        progress("  naive guarded update")
        theirs = await naive(info, count)
    return [
        Result("herd", f"{count:,} callers for {QUOTA} pieces: against a guarded UPDATE in a transaction each?", [
            Row("guarded update, 64 connections", theirs),
            Row("engine, 256 in flight", ours, ours / theirs, 20, note=f"exactly {QUOTA} granted by both"),
        ])
    ]  # fmt: skip


async def naive(info: ServerInfo, count: int) -> float:
    """Lock, check, decrement and insert, one transaction a caller: how it is usually written."""
    owner = await create_pool(on_database(info.owner_dsn, "bench_herd"), min_size=CLIENTS, max_size=CLIENTS)
    async with acquire(owner) as connection:
        await connection.execute(
            """
            CREATE TABLE naive_stock (item text PRIMARY KEY, remaining int NOT NULL CHECK (remaining >= 0));
            CREATE TABLE naive_grant (member_id bigint PRIMARY KEY, item text NOT NULL);
            INSERT INTO naive_stock VALUES ('rare', 100);
            """
        )
    numbers = iter(range(count))
    granted = 0

    async def caller() -> None:
        nonlocal granted
        for number in numbers:
            async with acquire(owner) as connection, transaction(connection):
                left = await connection.fetchval("SELECT remaining FROM naive_stock WHERE item = 'rare' FOR UPDATE")
                if left > 0:
                    await connection.execute("UPDATE naive_stock SET remaining = remaining - 1 WHERE item = 'rare'")
                    await connection.execute("INSERT INTO naive_grant VALUES ($1, 'rare')", number)
                    granted += 1

    begun = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(CLIENTS)))
    seconds = time.perf_counter() - begun
    await owner.close()
    assert granted == QUOTA, granted
    return count / seconds
