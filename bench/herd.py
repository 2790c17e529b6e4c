"""A herd on one limited item (10,000 members want one of 100 coupons, at once) and on one shared document."""

from __future__ import annotations

import asyncio
import time

import msgspec

from bench.harness import Result, Row, ServerInfo, drive, on_database, progress, tenant
from liuke.db.pool import acquire, create_pool, transaction
from liuke.decision.domain import Domain, Phase, Reaction
from liuke.decision.event import Event
from liuke.decision.shared import SharedKind
from liuke.decision.state import Need
from liuke.decision.turn import Turn
from liuke.engine.engine import Engine
from liuke.events.catalogue import EventType
from liuke.features import DOMAINS, compile_program
from liuke.kernel.text import text

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
        theirs = await naive(info, count, "bench_herd")
    return [
        Result("herd", f"{count:,} callers for {QUOTA} pieces: against a guarded UPDATE in a transaction each?", [
            Row("guarded update, 64 connections", theirs),
            Row("engine, 256 in flight", ours, ours / theirs, 20, note=f"exactly {QUOTA} granted by both"),
        ]),
        await run_jackpot(info, count),
    ]  # fmt: skip


async def naive(info: ServerInfo, count: int, name: str) -> float:
    """Lock, check, decrement and insert, one transaction a caller: how it is usually written."""
    owner = await create_pool(on_database(info.owner_dsn, name), min_size=CLIENTS, max_size=CLIENTS)
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


# -- one shared document ----------------------------------------------------------------------------------------------
class Jackpot(msgspec.Struct):
    """How many paid in, and how much there is."""

    payers: int = 0
    cents: int = 0


JACKPOT = SharedKind("jackpot", Jackpot)


def _pay_in(turn: Turn) -> None:
    jackpot = turn.shared(JACKPOT, "week") or Jackpot()
    jackpot.payers += 1
    jackpot.cents += 7
    turn.put_shared(JACKPOT, "week", jackpot)
    turn.result = {"cents": jackpot.cents}


HOUSE = Domain(
    name="house",
    event_types=(EventType("jackpot.pay_in", text("投入", "Pay in"), "request"),),
    compile=lambda _program: [Reaction("jackpot.pay_in", Phase.REQUEST, "jackpot", _pay_in)],
    prefetch={"jackpot.pay_in": lambda _event: [Need("shared", 0, JACKPOT.place("week"))]},
    shared=(JACKPOT,),
)


async def run_jackpot(info: ServerInfo, count: int) -> Result:
    """Every caller changes the same document; the naive way locks its row in a transaction for each."""
    program = compile_program({"id": "house", "name": "House"}, domains=(*DOMAINS, HOUSE))
    progress("  engine on one document")
    async with tenant(info, "bench_jackpot", connections=4, members=count) as (pool, tenant_id, members):
        async with Engine(pool, tenant_id, program, lanes=2) as engine:
            await drive(engine, iter([Event("points.earn", m, "warm", 0, {"asset": "points", "amount": 1})
                                      for m in members[:256]]), in_flight=256)  # fmt: skip
            events = iter([Event("jackpot.pay_in", m, "pay", 0, {}) for m in members])
            taken, refused, seconds = await drive(engine, events, in_flight=256)
        assert (taken, refused) == (count, 0), (taken, refused)
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            found = await connection.fetchrow("SELECT doc::text, version FROM shared")
            assert found is not None
            assert (JACKPOT.read(found[0]), found[1]) == (Jackpot(count, 7 * count), count)
    ours = count / seconds
    progress("  naive lock on one document")
    theirs = await naive_jackpot(info, count)
    return Result("herd-shared", f"{count:,} callers on one document: against a row lock in a transaction each?", [
        Row("row lock, 64 connections", theirs),
        Row("engine, 256 in flight", ours, ours / theirs, 10, note="every caller counted by both; the engine keeps "
            "operation, answer and event of each"),
    ])  # fmt: skip


async def naive_jackpot(info: ServerInfo, count: int) -> float:
    """Lock, read, write back and note the caller's key, one transaction a caller."""
    owner = await create_pool(on_database(info.owner_dsn, "bench_jackpot"), min_size=CLIENTS, max_size=CLIENTS)
    async with acquire(owner) as connection:
        await connection.execute(
            """
            CREATE TABLE naive_doc (key text PRIMARY KEY, doc json NOT NULL);
            CREATE TABLE naive_key (member_id bigint PRIMARY KEY, cents bigint NOT NULL);
            INSERT INTO naive_doc VALUES ('week', '{"payers": 0, "cents": 0}');
            """
        )
    numbers = iter(range(count))

    async def caller() -> None:
        for number in numbers:
            async with acquire(owner) as connection, transaction(connection):
                stored = await connection.fetchval("SELECT doc::text FROM naive_doc WHERE key = 'week' FOR UPDATE")
                doc = JACKPOT.read(stored)
                doc.payers += 1
                doc.cents += 7
                await connection.execute(
                    "UPDATE naive_doc SET doc = $1::text::json WHERE key = 'week'", JACKPOT.render(doc)
                )
                await connection.execute("INSERT INTO naive_key VALUES ($1, $2)", number, doc.cents)

    begun = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(CLIENTS)))
    seconds = time.perf_counter() - begun
    async with acquire(owner) as connection:
        stored = await connection.fetchval("SELECT doc::text FROM naive_doc")
    await owner.close()
    assert JACKPOT.read(stored) == Jackpot(count, 7 * count)
    return count / seconds
