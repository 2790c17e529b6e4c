"""Ranks of big boards: members are counted in buckets that divide a list, so that a rank is counted within one alone.

Whatever changes ``board_score`` leaves its changes beside (``board_change``, by a trigger); :func:`fold` adds them to
the buckets, and a reader adds those that are left, in one snapshot: what it answers is exact at any moment. A bucket
that has grown is divided by the rows themselves. Leagues have no buckets: their few members are counted plainly.
"""

from __future__ import annotations

from liuke.boards.contracts import Place, Row
from liuke.db.contracts import Connection

SIZE = 2_000
"""Members of a bucket when it is made; with twice as many it is divided."""
_LOWEST = -(2**63)
_LIST = "tenant_id = $1 AND board = $2 AND period = $3 AND band = $4"
_LOW = "(low_lead, low_us, low_member)"
_AT = "(lead, reached_us, member_id)"
_KEY = "(lead, reached_us, member_id)"

_FIND_LOW = f"""
SELECT low_lead, low_us, low_member FROM board_bucket
WHERE {_LIST} AND {_LOW} <= ($5::bigint, $6::bigint, $7::bigint)
ORDER BY low_lead DESC, low_us DESC, low_member DESC LIMIT 1
"""
_AHEAD = f"""
SELECT coalesce((SELECT sum(count) FROM board_bucket
                 WHERE {_LIST} AND {_LOW} < ($8::bigint, $9::bigint, $10::bigint)), 0)
     + coalesce((SELECT sum(count) FROM board_change
                 WHERE {_LIST} AND {_AT} < ($8::bigint, $9::bigint, $10::bigint)), 0)
     + (SELECT count(*) FROM board_score WHERE {_LIST} AND listed
          AND {_KEY} >= ($8::bigint, $9::bigint, $10::bigint) AND {_KEY} < ($5::bigint, $6::bigint, $7::bigint))
"""
_ALL = f"""
SELECT CASE WHEN EXISTS (SELECT FROM board_bucket WHERE {_LIST})
    THEN (SELECT sum(count) FROM board_bucket WHERE {_LIST})
       + coalesce((SELECT sum(count) FROM board_change WHERE {_LIST}), 0)
    ELSE (SELECT count(*) FROM board_score WHERE {_LIST} AND listed) END
"""


async def count_ahead(
    connection: Connection, tenant_id: int, place: Place, row: Row, *, shared: bool = False
) -> int:  # fmt: skip
    """As :func:`liuke.boards.store.count_ahead`, of an open period."""
    order = (-row.score, _LOWEST, _LOWEST) if shared else row.order
    where = (tenant_id, place.board, place.period, place.band, *order)
    # a bucket begins where it began for good: whatever is divided meanwhile, this is a bound
    low = await connection.fetchrow(_FIND_LOW, *where)
    return int(await connection.fetchval(_AHEAD, *where, *(low or (_LOWEST, _LOWEST, _LOWEST))))


async def count_all(connection: Connection, tenant_id: int, place: Place) -> int:
    """Members who have a rank in an open period."""
    return int(await connection.fetchval(_ALL, tenant_id, place.board, place.period, place.band))


# -- keeping ----------------------------------------------------------------------------------------------------------
_FOLD = f"""
WITH taken AS (
    DELETE FROM board_change WHERE {_LIST} RETURNING lead, reached_us, member_id, count
), added AS (
    SELECT b.low_lead, b.low_us, b.low_member, sum(t.count) AS count FROM taken t CROSS JOIN LATERAL (
        SELECT low_lead, low_us, low_member FROM board_bucket
        WHERE {_LIST} AND {_LOW} <= (t.lead, t.reached_us, t.member_id)
        ORDER BY low_lead DESC, low_us DESC, low_member DESC LIMIT 1
    ) b GROUP BY 1, 2, 3
), changed AS (
    UPDATE board_bucket b SET count = b.count + a.count FROM added a
    WHERE b.tenant_id = $1 AND b.board = $2 AND b.period = $3 AND b.band = $4
      AND (b.low_lead, b.low_us, b.low_member) = (a.low_lead, a.low_us, a.low_member)
) SELECT count(*)::int FROM taken
"""
_DIVIDE = f"""
WITH numbered AS MATERIALIZED (
    SELECT lead, reached_us, member_id,
           row_number() OVER (ORDER BY lead, reached_us, member_id) - 1 AS n
    FROM board_score
    WHERE {_LIST} AND listed AND {_KEY} >= ($5::bigint, $6::bigint, $7::bigint)
      AND ($8::bigint IS NULL OR {_KEY} < ($8::bigint, $9::bigint, $10::bigint))
), low AS MATERIALIZED (
    SELECT n / $11::bigint AS part, CASE n WHEN 0 THEN $5 ELSE lead END AS lead,
           CASE n WHEN 0 THEN $6 ELSE reached_us END AS us, CASE n WHEN 0 THEN $7 ELSE member_id END AS member
    FROM numbered WHERE n % $11::bigint = 0
), left_over AS (
    SELECT l.part, sum(c.count) AS count FROM board_change c CROSS JOIN LATERAL (
        SELECT part FROM low WHERE (low.lead, low.us, low.member) <= (c.lead, c.reached_us, c.member_id)
        ORDER BY part DESC LIMIT 1
    ) l
    WHERE {_LIST} AND (c.lead, c.reached_us, c.member_id) >= ($5::bigint, $6::bigint, $7::bigint)
      AND ($8::bigint IS NULL OR (c.lead, c.reached_us, c.member_id) < ($8::bigint, $9::bigint, $10::bigint))
    GROUP BY 1
), counted AS (SELECT n / $11::bigint AS part, count(*) AS count FROM numbered GROUP BY 1)
INSERT INTO board_bucket (tenant_id, board, period, band, low_lead, low_us, low_member, count)
SELECT $1, $2, $3, $4, low.lead, low.us, low.member, counted.count - coalesce(left_over.count, 0)
FROM low JOIN counted USING (part) LEFT JOIN left_over USING (part)
ON CONFLICT (tenant_id, board, period, band, low_lead, low_us, low_member) DO UPDATE SET count = excluded.count
"""


async def list_changed(connection: Connection, tenant_id: int, limit: int) -> list[Place]:
    """Lists that have changes which no bucket holds."""
    rows = await connection.fetch(
        """
        WITH RECURSIVE place AS (
            (SELECT board, period, band FROM board_change WHERE tenant_id = $1 ORDER BY 1, 2, 3 LIMIT 1)
            UNION ALL
            SELECT n.* FROM place p CROSS JOIN LATERAL (
                SELECT board, period, band FROM board_change
                WHERE tenant_id = $1 AND (board, period, band) > (p.board, p.period, p.band)
                ORDER BY 1, 2, 3 LIMIT 1
            ) n
        ) SELECT board, period, band FROM place LIMIT $2
        """,
        tenant_id, limit,
    )  # fmt: skip
    return [Place(*row) for row in rows]


async def fold(connection: Connection, tenant_id: int, place: Place, *, size: int = SIZE) -> int:
    """Add what changed in a list to its buckets, and divide those that have grown; returns how many changes.

    Args:
        connection: In a transaction of the tenant.
        tenant_id: Whose.
        place: Which list.
        size: Of a bucket.
    """
    where = (tenant_id, place.board, place.period, place.band)
    await connection.execute(  # one at a time: whoever else folds this board waits here
        "SELECT 1 FROM board_period WHERE tenant_id = $1 AND board = $2 AND period = $3 FOR UPDATE", *where[:3]
    )
    await connection.execute(
        "INSERT INTO board_bucket (tenant_id, board, period, band, low_lead, low_us, low_member, count) "
        f"VALUES ($1, $2, $3, $4, {_LOWEST}, {_LOWEST}, {_LOWEST}, 0) ON CONFLICT DO NOTHING",
        *where,
    )
    taken = int(await connection.fetchval(_FOLD, *where))
    grown = await connection.fetch(
        f"""
        SELECT low_lead, low_us, low_member, next_lead, next_us, next_member FROM (
            SELECT *, lead(low_lead) OVER w AS next_lead, lead(low_us) OVER w AS next_us,
                   lead(low_member) OVER w AS next_member
            FROM board_bucket WHERE {_LIST} WINDOW w AS (ORDER BY low_lead, low_us, low_member)
        ) b WHERE count > $5
        """,
        *where, 2 * size,
    )  # fmt: skip
    for bounds in grown:
        await connection.execute(_DIVIDE, *where, *bounds, size)
    return taken
