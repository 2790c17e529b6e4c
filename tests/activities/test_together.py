"""A page of what is under way together reads its own rows, however many there are; none is missing or twice there."""

from __future__ import annotations

import random

import pytest

from liuke.activities.together_store import list_together
from liuke.db.contracts import Connection, Pool
from liuke.db.pool import acquire, connect, transaction
from tests.server import TestDatabase
from tests.world import make_members, rows

FILL = """
INSERT INTO shared (tenant_id, kind, key, doc, version, updated_us)
SELECT $1, k.kind, a.activity || '/' || lpad(n::text, 6, '0'), json_build_object(
    'status', CASE k.kind WHEN 'group_buy_team' THEN to_json((ARRAY['new', 'open', 'complete', 'failed'])[1 + n % 4])
                          ELSE to_json(n % 4) END,
    'closed', n % 3 = 0, 'until_us', 1000 + (n * 7919) % 997
), 1, 0
FROM (VALUES ('group_buy_team'), ('bargain'), ('assist')) AS k (kind),
     (VALUES ('one'), ('one_more'), ('~test')) AS a (activity),
     generate_series(1, $2::int) n
"""
NOW = 1_500


def is_going_on(kind: str, n: int) -> bool:
    until_us = 1_000 + (n * 7_919) % 997
    if kind == "assist":
        return n % 3 != 0 and until_us > NOW
    return n % 4 in {0, 1} and until_us > NOW


@pytest.mark.parametrize("kind", ["group_buy_team", "bargain", "assist"])
async def test_pages_are_all_of_it_in_order_and_read_by_the_index(
    database: TestDatabase, pool: Pool, kind: str
) -> None:
    tenant, _ = await make_members(database.owner_dsn, database.dsn, 1)
    count = 3_000
    await rows(pool, tenant, f"WITH made AS ({FILL} RETURNING 1) SELECT count(*) FROM made", tenant, count)
    size = random.Random(3).randint(200, 500)
    for is_open in (True, False):
        found, after = list[tuple[str, str, int]](), None
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
            while True:
                page = await list_together(
                    connection, kind, "one", now_us=NOW, is_open=is_open, limit=size, after=after
                )
                found += page
                if len(page) < size:
                    break
                after = (page[-1][2], page[-1][0])
        wanted = {f"one/{n:06}" for n in range(1, count + 1) if is_going_on(kind, n) == is_open}
        assert [row[0] for row in found] == [
            row[0] for row in sorted(found, key=lambda row: (row[2], row[0]), reverse=True)
        ]
        assert (len(found), {row[0] for row in found}) == (len(wanted), wanted)
    await assert_reads_little(database, tenant, kind)


async def assert_reads_little(database: TestDatabase, tenant: int, kind: str) -> None:
    """A page touches the rows that it shows, of thousands that are there."""
    admin = await connect(database.admin_dsn)
    await admin.execute("ANALYZE shared")
    async with transaction(admin, tenant_id=tenant):
        for is_open in (True, False):
            before = await _count_read(admin)
            found = await list_together(admin, kind, "one", now_us=NOW, is_open=is_open, limit=10)
            assert len(found) == 10
            assert await _count_read(admin) - before <= 21
    await admin.close()


async def _count_read(connection: Connection) -> int:
    """Rows of the table that this transaction has read so far."""
    return await connection.fetchval(
        "SELECT pg_stat_get_xact_tuples_returned('shared'::regclass) "
        "+ pg_stat_get_xact_tuples_fetched('shared'::regclass)"
    )
