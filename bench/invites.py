"""Two levels of an invite tree of a million edges: what a member's contribution takes to be worked out."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Sequence

from bench.harness import Result, Row, ServerInfo, on_database, progress, tenant
from liuke.db.contracts import Connection, Pool
from liuke.db.pool import acquire, connect, transaction
from liuke.referral import store

LIMIT_MS = 5.0
FILL = """
WITH edge AS (
    SELECT n AS invitee,
        1 + floor((n - 1) * power(((n * 48271::bigint) % 2147483647) / 2147483647.0, 1.6))::bigint AS inviter
    FROM generate_series(2, $2::bigint) n
)
INSERT INTO invitation (tenant_id, member_id, inviter_id, invited, effective)
SELECT $1::int, id, max(inviter), sum(invited), sum(effective) FROM (
    SELECT invitee AS id, inviter, 0 AS invited, 0 AS effective FROM edge
    UNION ALL SELECT inviter, NULL, 1, (invitee % 3 = 0)::int FROM edge
) f GROUP BY id
"""
"""Who came early brought many: the tree has hubs as well as chains."""
HUBS = "SELECT member_id FROM invitation WHERE tenant_id = $1 ORDER BY invited DESC LIMIT 20"
PLAIN = """
SELECT count(*) FROM invitation a JOIN invitation b ON b.inviter_id + 0 = a.member_id
WHERE a.tenant_id = $1 AND a.inviter_id + 0 = $2
"""
"""The same second level without a key to begin at."""


async def _measure(pool: Pool, tenant_id: int, members: Sequence[int], times: int = 1) -> tuple[list[float], int]:
    """Milliseconds of each (of so many times the median), and the most edges that one of them stands above."""
    found, most = list[float](), 0
    for member in members:
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            taken = list[float]()
            invited = second = 0
            for _ in range(times):
                begun = time.perf_counter()
                invited, _, second, _ = await store.count_tree(connection, [member])
                taken.append((time.perf_counter() - begun) * 1_000)
            found.append(statistics.median(taken))
            most = max(most, invited + second)
    return found, most


async def _measure_plain(connection: Connection, tenant_id: int, members: Sequence[int]) -> list[float]:
    found = list[float]()
    for member in members:
        begun = time.perf_counter()
        await connection.fetchval(PLAIN, tenant_id, member)
        found.append((time.perf_counter() - begun) * 1_000)
    return found


async def run(info: ServerInfo, *, quick: bool = False) -> list[Result]:
    """Members by chance and the twenty with most invitees, and one plain statement in the same run."""
    edges, count = (100_000, 200) if quick else (1_000_000, 1_000)
    async with tenant(info, "bench_invites", connections=2, members=1) as (pool, tenant_id, _):
        progress(f"  an invite tree of {edges:,} edges")
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            await connection.execute(FILL, tenant_id, edges + 1)
        owner = await connect(on_database(info.owner_dsn, "bench_invites"))
        await owner.execute("VACUUM ANALYZE invitation")
        await owner.close()
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            hubs = [row[0] for row in await connection.fetch(HUBS, tenant_id)]
            dice = random.Random(3)
            chosen = [dice.randint(1, edges) for _ in range(count)]
            plain = await _measure_plain(connection, tenant_id, chosen[:3])
        progress("  two levels of members by chance, then of those with most invitees")
        usual, _ = await _measure(pool, tenant_id, chosen, times=3)
        large, most = await _measure(pool, tenant_id, hubs, times=9)
    return [_report(edges, most, plain, usual, large)]


def _report(edges: int, most: int, plain: list[float], usual: list[float], large: list[float]) -> Result:
    slow = statistics.median(plain)
    p99 = sorted(usual)[int(len(usual) * 0.99)]
    result = Result("invites", f"An invite tree of {edges:,} edges: how long do a member's two levels take?")
    result.rows = [
        Row("without a key, median", 1_000 / slow, note=f"{slow:.1f} ms"),
        Row(
            "members by chance, p99", 1_000 / p99, slow / p99,
            note=f"{p99:.2f} ms, at most {LIMIT_MS:.0f} are asked for; median {statistics.median(usual):.2f}",
        ),
        Row(
            "the twenty with most invitees, the slowest", 1_000 / max(large), slow / max(large),
            note=f"{max(large):.2f} ms for up to {most:,} edges on two levels, at most {LIMIT_MS:.0f} are asked for",
        ),
    ]  # fmt: skip
    return result
