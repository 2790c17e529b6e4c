"""Over HTTP at size: the member centre with a million members, and a herd of ten thousand on a hundred items."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from bench.harness import Result, Row, ServerInfo, checkpoint, on_database, progress, tenant
from bench.http import centres, served
from bench.http_load import drive_http, pace_http, render_request
from bench.naive_mall import naive
from bench.processors import Watch
from liuke.bootstrap import read_program_file
from liuke.db.contracts import Pool
from liuke.db.pool import acquire, create_pool, transaction
from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.engine.engine import Engine
from liuke.features import DOMAINS, compile_program
from liuke.http.scopes import SCOPES
from liuke.keys.service import Keys
from liuke.publishing.programs import Programs

MEMBERS, LIVES = 1_000_000, 500
RATE, SECONDS, LIMIT_MS = 200, 30, 20.0
HERD, PIECES, CONNECTIONS = 10_000, 100, 64
_encode = msgspec.json.Encoder().encode

CLONED = ("wallet", "lot", "coupon", "entitlement")
"""Beside the member's own row: what a centre reads."""
MALL = {
    "id": "mall",
    "name": "Mall",
    "assets": [{"id": "points", "name": "Points", "unit": "points", "lots": True}],
    "mall": [
        {"id": "rare", "name": "Rare", "kind": "goods", "price_points": 10, "stock": PIECES,
         "fulfilment": "manual"},
    ],
}  # fmt: skip


async def run(info: ServerInfo, *, quick: bool = False) -> list[Result]:
    """Both."""
    return [await measure_centre(info, quick=quick), await measure_herd(info, quick=quick)]


# -- the member centre ------------------------------------------------------------------------------------------------
async def measure_centre(info: ServerInfo, *, quick: bool) -> Result:
    """Requests are sent when they are due, answered or not; a latency counts from when it was due."""
    count, seconds = (20_000, 5) if quick else (MEMBERS, SECONDS)
    async with tenant(info, "bench_centre", connections=2, members=LIVES) as (pool, tenant_id, lives):
        spec = read_program_file("tea_shop").data
        await Programs(pool, tenant_id, domains=DOMAINS).publish(spec, actor="bench")
        progress(f"  {count:,} members")
        await _live(pool, tenant_id, compile_program(spec), lives)
        first = await _clone(info, "bench_centre", tenant_id, lives, count - LIVES)
        token = (await Keys(pool, tenant_id).make("bench", SCOPES, actor="bench")).token
        everybody = [*lives, *range(first, first + count - LIVES)]
        with served(info, "bench_centre") as (host, port, pid):
            warm = await drive_http(host, port, centres(token).render(everybody, 400, ""), connections=4)
            assert set(warm.statuses) == {200}, warm.last_body
            progress(f"  {RATE} a second for {seconds} s")
            watch = Watch(pid)
            load = await pace_http(host, port, centres(token).render(everybody[::-1], RATE * seconds, ""), rate=RATE)
            spent = watch.stop()
    assert dict(load.statuses) == {200: RATE * seconds}, load.statuses
    p50, p99 = load.quantile(0.5), load.quantile(0.99)
    note = f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, worst {load.quantile(1):.0f} ms; {spent.describe(RATE * seconds)}"
    return Result(
        "centre",
        f"Does the member centre answer 99 of 100 within {LIMIT_MS:g} ms, with {count:,} members?",
        [Row(f"member centre, {RATE} a second (ratio: {LIMIT_MS:g} ms to p99)", load.rate, LIMIT_MS / p99, 1.0, note)],
    )


async def _live(pool: Pool, tenant_id: int, program: object, members: list[int]) -> None:
    """A few orders of different sizes, a check-in, a claim: what a centre has to show."""
    async with Engine(pool, tenant_id, program, lanes=1) as engine:  # pyright: ignore[reportArgumentType]
        for turn in range(4):
            work = [
                Event("order.paid", member, f"life:{turn}", 0,
                      {"order_id": f"life:{turn}:{member}", "amount_cents": 900 + 37 * (index % 200) * (turn + 1)})
                for index, member in enumerate(members)
            ]  # fmt: skip
            outcomes = await engine.process([submission(event) for event in work])
            assert all(outcome.error is None for outcome in outcomes)
        checks = [
            submission(Event("check_in.do", member, "life:check", 0, {"activity": "check_in"}))
            for member in members[::2]
        ]
        assert all(outcome.error is None for outcome in await engine.process(checks))


async def _clone(info: ServerInfo, name: str, tenant_id: int, lives: list[int], count: int) -> int:
    """More members who lived as these did; returns the first one's number."""
    owner = await create_pool(on_database(info.owner_dsn, name), min_size=1, max_size=1)
    async with acquire(owner) as connection:
        first = int(await connection.fetchval("SELECT max(member_id) + 1 FROM member_state")) + 1_000
        await connection.execute(
            "CREATE TEMPORARY TABLE clone AS SELECT $1::bigint + i AS member_id, "
            "($2::bigint[])[1 + i % cardinality($2::bigint[])] AS life FROM generate_series(0, $3::int - 1) i",
            first, lives, count,
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO identity SELECT $1, 'bench', 'clone' || member_id, member_id, 1 FROM clone", tenant_id
        )
        for table in ("member_state", *CLONED):
            names = await connection.fetch(
                "SELECT attname FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped "
                "AND attname <> 'member_id' ORDER BY attnum", table,
            )  # fmt: skip
            columns = ", ".join(f'"{row[0]}"' for row in names)
            await connection.execute(
                f"INSERT INTO {table} (member_id, {columns}) "
                f"SELECT c.member_id, {', '.join('t.' + column for column in columns.split(', '))} "
                f"FROM {table} t JOIN clone c ON c.life = t.member_id"
            )
        await connection.execute("VACUUM ANALYZE")
    await owner.close()
    await checkpoint(info)
    return first


# -- a herd -----------------------------------------------------------------------------------------------------------
async def measure_herd(info: ServerInfo, *, quick: bool) -> Result:
    """Beside it: the same frame and server, with a guarded UPDATE in a transaction a request."""
    count = HERD // 5 if quick else HERD
    async with tenant(info, "bench_mall", connections=2, members=count) as (pool, tenant_id, members):
        await Programs(pool, tenant_id, domains=DOMAINS).publish(MALL, actor="bench")
        await _give(pool, tenant_id, members)
        token = (await Keys(pool, tenant_id).make("bench", SCOPES, actor="bench")).token
        with served(info, "bench_mall") as (host, port, _pid):
            progress(f"  {count:,} on {PIECES} pieces")
            load = await drive_http(host, port, redemptions(members, token), connections=CONNECTIONS)
        assert dict(load.statuses) == {200: PIECES, 409: count - PIECES}, (load.statuses, load.last_body)
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            sold = await connection.fetchval("SELECT count(*) FROM operation WHERE type = 'mall.redeem'")
            left = await connection.fetchval("SELECT remaining FROM stock")
            spent = await connection.fetchval("SELECT sum(amount) FROM posting WHERE kind = 'spend'")
        assert (sold, left, spent) == (PIECES, 0, 10 * PIECES), (sold, left, spent)
        progress("  naive")
        theirs = await naive(info, "bench_mall", count=count, pieces=PIECES, connections=CONNECTIONS)
    note = f"exactly {PIECES} by both; p99 {load.quantile(0.99):.0f} ms against {theirs.quantile(0.99):.0f} ms"
    return Result(
        "mall",
        f"{count:,} requests for {PIECES} pieces over HTTP: against a guarded UPDATE in a transaction each?",
        [
            Row(f"guarded update, {CONNECTIONS} connections", theirs.rate),
            Row("POST …/mall/redeem", load.rate, load.rate / theirs.rate, 1.0, note),
        ],
    )


async def _give(pool: Pool, tenant_id: int, members: list[int]) -> None:
    async with Engine(pool, tenant_id, compile_program(MALL), lanes=1) as engine:
        for start in range(0, len(members), 500):
            events = [
                Event("points.earn", member, "give", 0, {"asset": "points", "amount": 20})
                for member in members[start : start + 500]
            ]
            outcomes = await engine.process([submission(event) for event in events])
            assert all(outcome.error is None for outcome in outcomes)


def redemptions(members: list[int], token: str) -> Iterator[bytes]:
    """One of each member."""
    body = _encode({"item": "rare", "quantity": 1})
    for member in members:
        yield render_request(
            "POST", f"/v1/members/{member}/mall/redeem?texts=false", body, Authorization=f"Bearer {token}",
            Idempotency_Key=f"want:{member}",
        )  # fmt: skip
