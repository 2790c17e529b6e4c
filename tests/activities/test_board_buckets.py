"""Ranks by buckets are those of the plain list at any moment, whatever was added to the buckets by then."""

from __future__ import annotations

import asyncio
import random

from liuke.boards import bucket_store, store
from liuke.boards.contracts import Place, Row
from liuke.db.contracts import Connection, Pool
from liuke.db.pool import acquire, transaction
from tests.server import TestDatabase
from tests.world import make_members

PLACE = Place("b", "p")
PUT = """
INSERT INTO board_score (member_id, board, period, band, tenant_id, score, reached_us, listed, op_n, lead)
SELECT u.m, 'b', 'p', '', $1, u.s, u.r, u.l, 1, -u.s
FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::boolean[]) AS u (m, s, r, l)
ON CONFLICT (member_id, board, period, band)
DO UPDATE SET score = excluded.score, reached_us = excluded.reached_us, listed = excluded.listed,
    lead = excluded.lead
"""


async def put(connection: Connection, tenant: int, rows: list[tuple[int, int, int, bool]]) -> None:
    await connection.execute(PUT, tenant, *(list(column) for column in zip(*rows, strict=True)))


async def compare(connection: Connection, tenant: int, dice: random.Random, members: list[int]) -> None:
    everybody = await store.list_top(connection, tenant, PLACE, 1_000)
    assert await bucket_store.count_all(connection, tenant, PLACE) == len(everybody)
    nobody = [Row(dice.choice(members), dice.randint(0, 12), dice.randint(0, 6)) for _ in range(3)]
    for row in [*dice.sample(everybody, min(len(everybody), 12)), *everybody[:1], *everybody[-1:], *nobody]:
        for shared in (False, True):
            plain = await store.count_ahead(connection, tenant, PLACE, row, shared=shared)
            assert await bucket_store.count_ahead(connection, tenant, PLACE, row, shared=shared) == plain


async def test_a_rank_by_buckets_is_the_plain_one(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 60)
    dice = random.Random(11)
    async with acquire(pool) as connection:
        async with transaction(connection, tenant_id=tenant):
            await connection.execute(
                "INSERT INTO board_period (tenant_id, board, period, first_day) VALUES ($1, 'b', 'p', 0)", tenant
            )
        for step in range(60):
            chosen = dice.sample(members, dice.randint(1, 20))
            async with transaction(connection, tenant_id=tenant):
                await put(
                    connection, tenant,
                    [(one, dice.randint(0, 12), dice.randint(0, 6), dice.random() < 0.8) for one in chosen],
                )  # fmt: skip
                if dice.random() < 0.5:
                    await compare(connection, tenant, dice, members)
            if dice.random() < 0.6:
                async with transaction(connection, tenant_id=tenant):
                    assert await bucket_store.list_changed(connection, tenant, 9) == [PLACE]
                    await bucket_store.fold(connection, tenant, PLACE, size=4)
                    await compare(connection, tenant, dice, members)
            if step % 20 == 19:
                await put_and_fold_at_once(pool, tenant, dice, members)
        async with transaction(connection, tenant_id=tenant):
            assert await connection.fetchval("SELECT count(*) FROM board_bucket") > 6
            await compare(connection, tenant, dice, members)


async def put_and_fold_at_once(pool: Pool, tenant: int, dice: random.Random, members: list[int]) -> None:
    """Writers of different members, and two that fold, all at the same time."""

    async def write(own: list[int]) -> None:
        for _ in range(5):
            async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
                await put(connection, tenant, [(one, dice.randint(0, 12), dice.randint(0, 6), True) for one in own])

    async def fold() -> None:
        for _ in range(4):
            async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
                await bucket_store.fold(connection, tenant, PLACE, size=4)

    await asyncio.gather(*(write(members[n::4]) for n in range(4)), fold(), fold())
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        await compare(connection, tenant, dice, members)
