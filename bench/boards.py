"""A board of a million members in leagues of thirty while a thousand scores a second change: its top, a member's own
rank, a league as its members see it with who goes up and down, and a member's own place in it.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Awaitable, Callable

from bench.harness import Result, Row, ServerInfo, progress, tenant
from liuke.activities.parts.leaderboard_leagues import find_zones
from liuke.activities.parts.leaderboard_spec import BoardLeagues
from liuke.boards import bucket_store, store
from liuke.boards.contracts import Ask, Place, name_league
from liuke.boards.contracts import Row as Standing
from liuke.boards.service import read_near, read_standings
from liuke.db.contracts import Connection, Pool
from liuke.db.pool import acquire, transaction

LIMIT_MS = 20.0
RATE = 1_000
"""Scores that change in a second."""
PLACE = Place("b", "week:2026-11-30")
SIZE = 30
LEAGUES = BoardLeagues.model_validate(
    {"size": SIZE, "divisions": [{"id": "one", "name": "One"}, {"id": "two", "name": "Two"}]}
)
FILL = """
INSERT INTO board_score (member_id, board, period, band, tenant_id, score, reached_us, listed, op_n, lead)
SELECT n, 'b', 'week:2026-11-30', b.band, $1, 1 + (n * 7919) % 50000, n, true, 1, -1 - (n * 7919) % 50000
FROM generate_series(1, $2::bigint) n CROSS JOIN LATERAL (VALUES (''), ('~one/' || (n - 1) / 30 + 1)) AS b (band)
"""
"""A row among everybody and one in the league, as the engine writes them with each fact."""
CHANGE = """
INSERT INTO board_score (member_id, board, period, band, tenant_id, score, reached_us, listed, op_n, lead)
SELECT u.m, 'b', 'week:2026-11-30', b.band, $1, u.s, u.r, true, 2, -u.s
FROM unnest($2::bigint[], $3::bigint[], $4::bigint[]) AS u (m, s, r)
CROSS JOIN LATERAL (VALUES (''), ('~one/' || (u.m - 1) / 30 + 1)) AS b (band)
ON CONFLICT (member_id, board, period, band)
DO UPDATE SET score = board_score.score + excluded.score, lead = board_score.lead + excluded.lead,
    reached_us = excluded.reached_us, op_n = board_score.op_n + 1
"""
Question = Callable[[Connection, Standing], Awaitable[object]]


async def _change(pool: Pool, tenant_id: int, members: int, done: asyncio.Event) -> int:
    """A thousand a second, as a batch of the engine writes them; returns how many."""
    dice, changed, begun = random.Random(1), 0, time.perf_counter()
    while not done.is_set():
        chosen = sorted(dice.sample(range(1, members + 1), 50))
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            scores = [dice.randint(1, 500) for _ in chosen]
            await connection.execute(CHANGE, tenant_id, chosen, scores, [members + changed] * len(chosen))
        changed += len(chosen)
        await asyncio.sleep(max(begun + changed / RATE - time.perf_counter(), 0))
    return round(changed / (time.perf_counter() - begun))


async def _fold(pool: Pool, tenant_id: int, done: asyncio.Event) -> None:
    while not done.is_set():
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            await bucket_store.fold(connection, tenant_id, PLACE)
        await asyncio.sleep(1)


async def _measure(pool: Pool, tenant_id: int, members: int, count: int, ask: Question) -> list[float]:
    dice, found = random.Random(2), list[float]()
    for _ in range(count):
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            (row,) = await store.list_of(connection, tenant_id, PLACE, [dice.randint(1, members)])
            begun = time.perf_counter()
            await ask(connection, row)
            found.append((time.perf_counter() - begun) * 1_000)
    return found


def find_league(member: int) -> Place:
    """Where a member plays."""
    return Place(PLACE.board, PLACE.period, name_league("one", (member - 1) // SIZE + 1))


async def _measure_leagues(pool: Pool, tenant_id: int, members: int, count: int) -> tuple[list[float], list[float]]:
    """Milliseconds of a league with who goes up and down, names included, and of one's own place."""
    dice, whole, own = random.Random(5), list[float](), list[float]()
    for _ in range(count):
        member = dice.randint(1, members)
        ask = Ask("league", find_league(member), member, top=SIZE)
        begun = time.perf_counter()
        (seen,) = await read_standings(pool, tenant_id, [ask])
        zones = find_zones(LEAGUES, 0, seen.total)
        whole.append((time.perf_counter() - begun) * 1_000)
        begun = time.perf_counter()
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            near = await read_near(connection, tenant_id, ask)
        own.append((time.perf_counter() - begun) * 1_000)
        assert (len(seen.top), zones.up) in {(SIZE, 5), ((members - 1) % SIZE + 1, 5)}, seen.total
        assert member in {row.member_id for _, row in near}
    return whole, own


async def run(info: ServerInfo, *, quick: bool = False) -> list[Result]:
    """Each question while scores change, the plain ones in the same run."""
    members, count = (100_000, 100) if quick else (1_000_000, 400)
    async with tenant(info, "bench_boards", connections=6, members=1) as (pool, tenant_id, _):
        progress(f"  {members:,} members on one board")
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            await connection.execute(
                "INSERT INTO board_period (tenant_id, board, period, first_day) VALUES ($1, $2, $3, 0)",
                tenant_id, PLACE.board, PLACE.period,
            )  # fmt: skip
            await connection.execute(FILL, tenant_id, members)
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            await bucket_store.fold(connection, tenant_id, PLACE)
        done = asyncio.Event()
        changing = asyncio.create_task(_change(pool, tenant_id, members, done))
        folding = asyncio.create_task(_fold(pool, tenant_id, done))

        async def plain(connection: Connection, row: Standing) -> int:
            return await store.count_ahead(connection, tenant_id, PLACE, row)

        async def by_buckets(connection: Connection, row: Standing) -> int:
            return await bucket_store.count_ahead(connection, tenant_id, PLACE, row)

        async def top(connection: Connection, row: Standing) -> object:
            del row
            return await store.list_top(connection, tenant_id, PLACE, 100)

        progress("  while a thousand scores a second change")
        counted = await _measure(pool, tenant_id, members, max(count // 20, 10), plain)
        ranks = await _measure(pool, tenant_id, members, count, by_buckets)
        tops = await _measure(pool, tenant_id, members, count, top)
        leagues, own = await _measure_leagues(pool, tenant_id, members, count)
        done.set()
        rate, _ = await asyncio.gather(changing, folding)
    return [_report(members, rate, counted, ranks, tops), _report_leagues(members, rate, leagues, own)]


def _report(members: int, rate: int, counted: list[float], ranks: list[float], tops: list[float]) -> Result:
    slow = statistics.median(counted)
    result = Result(
        "boards", f"{members:,} members, {rate:,} scores a second change: how long do a top and a rank take?"
    )
    result.rows = [
        Row("my rank, count(*) of those ahead, median", 1_000 / slow, note=f"{slow:.1f} ms"),
        Row(
            "my rank by buckets, p99", 1_000 / _p99(ranks), slow / _p99(ranks),
            note=f"{_p99(ranks):.1f} ms, at most {LIMIT_MS:.0f} are asked for; median {statistics.median(ranks):.1f}",
        ),
        Row(
            "the first hundred, ORDER BY … LIMIT, p99", 1_000 / _p99(tops), slow / _p99(tops),
            note=f"{_p99(tops):.1f} ms, at most {LIMIT_MS:.0f} are asked for; median {statistics.median(tops):.1f}",
        ),
    ]  # fmt: skip
    return result


def _report_leagues(members: int, rate: int, leagues: list[float], own: list[float]) -> Result:
    result = Result(
        "leagues",
        f"{members:,} members in {-(-members // SIZE):,} leagues of {SIZE}, {rate:,} scores a second change: how long "
        "do a league and one's own place in it take?",
    )
    result.rows = [
        Row(
            what, 1_000 / _p99(found), note=f"{_p99(found):.1f} ms, at most {LIMIT_MS:.0f} are asked for; "
            f"median {statistics.median(found):.1f}",
        )
        for what, found in (("a league with who goes up and down, p99", leagues), ("my place in my league, p99", own))
    ]  # fmt: skip
    return result


def _p99(found: list[float]) -> float:
    return sorted(found)[int(len(found) * 0.99)]
