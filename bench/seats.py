"""The last seats: 10,000 members want one of the 200 seats that 100 teams of three have left, at once."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from bench.harness import Result, Row, ServerInfo, drive, on_database, progress, tenant
from liuke.db.pool import acquire, create_pool, transaction
from liuke.decision.event import Event
from liuke.engine.engine import Engine
from liuke.features import compile_program

TEAMS, SIZE, CLIENTS = 100, 3, 64
LEFT = TEAMS * (SIZE - 1)
"""Seats that nobody has: whoever opens a team has paid for theirs."""
PROGRAM: dict[str, Any] = {
    "id": "seats", "name": "Seats",
    "activities": [{
        "kind": "group_buy", "id": "tea", "name": "Tea", "pay_minutes": 600,
        "products": [{"id": "box", "name": "Box", "sku": "BOX", "sizes": [{"members": SIZE, "price_cents": 100}]}],
    }],
}  # fmt: skip


def _pay(member: int) -> Event:
    line = {"id": "1", "sku": "BOX", "quantity": 1, "unit_cents": 300, "paid_cents": 100}
    return Event("order.paid", member, "pay", 0, {"order_id": f"o{member}", "amount_cents": 100, "lines": [line]})


async def _open_teams(engine: Engine, members: list[int]) -> list[str]:
    found = list[str]()
    for member in members:
        outcome = await engine.submit(Event("group_buy.open_team", member, "open", 0, {}))
        assert outcome.answer is not None, outcome.error
        assert (await engine.submit(_pay(member))).error is None
        found.append(str(outcome.answer["result"]["team"]))
    return found


async def run(info: ServerInfo, *, quick: bool = False) -> list[Result]:
    """The naive way locks the team's row in a transaction for each caller; both must give every seat once."""
    count = 2_000 if quick else 10_000
    async with tenant(info, "bench_seats", connections=4, members=count + TEAMS) as (pool, tenant_id, members):
        openers, callers = members[:TEAMS], members[TEAMS:]
        async with Engine(pool, tenant_id, compile_program(PROGRAM), lanes=2) as engine:
            teams = await _open_teams(engine, openers)
            progress("  engine")
            wishes = [
                Event("group_buy.join_team", member, "join", 0, {"team": teams[number % TEAMS]})
                for number, member in enumerate(callers)
            ]
            taken, refused, seconds = await drive(engine, iter(wishes), in_flight=256)
        assert (taken, refused) == (LEFT, count - LEFT), (taken, refused)
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            seats = await connection.fetchval(
                "SELECT sum(json_array_length(doc->'seats')) FROM shared WHERE kind = 'group_buy_team'"
            )
        assert seats == TEAMS * SIZE, seats
        ours = count / seconds
        progress("  naive row locks")
        theirs = await _naive(info, count)
    return [
        Result("seats", f"{count:,} callers for the last seats of {TEAMS} teams of three: against a row lock each?", [
            Row("row lock, 64 connections", theirs),
            Row("engine, 256 in flight", ours, ours / theirs, 10, note=f"exactly {LEFT} seats given by both"),
        ]),
    ]  # fmt: skip


async def _naive(info: ServerInfo, count: int) -> float:
    """Lock the team, count its seats, take one, one transaction a caller."""
    owner = await create_pool(on_database(info.owner_dsn, "bench_seats"), min_size=CLIENTS, max_size=CLIENTS)
    async with acquire(owner) as connection:
        await connection.execute(
            f"""
            CREATE TABLE naive_team (team int PRIMARY KEY, seats int NOT NULL CHECK (seats <= {SIZE}));
            CREATE TABLE naive_seat (member_id bigint PRIMARY KEY, team int NOT NULL);
            INSERT INTO naive_team SELECT n, 1 FROM generate_series(0, {TEAMS - 1}) n;
            """
        )
    numbers, given = iter(range(count)), 0

    async def caller() -> None:
        nonlocal given
        for number in numbers:
            async with acquire(owner) as connection, transaction(connection):
                team = number % TEAMS
                seats = await connection.fetchval("SELECT seats FROM naive_team WHERE team = $1 FOR UPDATE", team)
                if seats < SIZE:
                    await connection.execute("UPDATE naive_team SET seats = seats + 1 WHERE team = $1", team)
                    await connection.execute("INSERT INTO naive_seat VALUES ($1, $2)", number, team)
                    given += 1

    begun = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(CLIENTS)))
    seconds = time.perf_counter() - begun
    await owner.close()
    assert given == LEFT, given
    return count / seconds
