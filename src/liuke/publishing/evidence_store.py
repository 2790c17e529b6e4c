"""All SQL of what lint may know of a merchant's members: sums a member in one pass over a sample, then quantiles."""

from __future__ import annotations

from liuke.db.contracts import Connection

SAMPLE = 20_000
"""Members looked at: enough for shares of one in a thousand, and a second or two of work at any size."""
YEAR_DAYS = 365


async def find_last_day(connection: Connection, tenant_id: int) -> int | None:
    """The last merchant-local day on which anything happened; ``None`` without members."""
    found = await connection.fetchval(
        "SELECT max(day) FROM event WHERE tenant_id = $1 AND t_us >= "
        "(SELECT max(last_active_us) - 86400000000 FROM member_state WHERE tenant_id = $1 AND NOT test)",
        tenant_id,
    )
    return int(found) if found is not None else None


async def find_first_day(connection: Connection, tenant_id: int) -> int:
    """The day on which the first member joined."""
    return int(
        await connection.fetchval(
            "SELECT min(registered_day) FROM member_state WHERE tenant_id = $1 AND NOT test", tenant_id
        )
    )


async def list_paces(
    connection: Connection, tenant_id: int, *, last_day: int, least_days: int
) -> tuple[int, dict[str, list[int]]]:
    """Members observed for at least ``least_days``, and per pace its 1st … 99th percentile per 30 days.

    A member's pace is over the days since joining, a year at most.
    """
    rows = await connection.fetch(_PACES, tenant_id, last_day, least_days, SAMPLE, YEAR_DAYS)
    paces = {str(row[0]): [int(value) for value in row[2]] for row in rows if row[0] != ""}
    return max((int(row[1]) for row in rows), default=0), paces


async def count_tiers(connection: Connection, tenant_id: int) -> tuple[int, dict[str, int]]:
    """Members in all, and how many of them ever reached each tier."""
    members = await connection.fetchval(
        "SELECT count(*) FROM member_state WHERE tenant_id = $1 AND NOT test AND merged_into IS NULL", tenant_id
    )
    rows = await connection.fetch(
        """
        SELECT tier, count(DISTINCT member_id) FROM (
            SELECT new AS tier, member_id FROM tier_change WHERE tenant_id = $1
            UNION ALL SELECT tier, member_id FROM member_state WHERE tenant_id = $1
        ) r WHERE tier <> '' AND member_id NOT IN (SELECT member_id FROM member_state WHERE tenant_id = $1 AND test)
        GROUP BY 1
        """,
        tenant_id,
    )
    return int(members), {str(row[0]): int(row[1]) for row in rows}


_PACES = """
WITH observed AS MATERIALIZED (
    SELECT member_id, least($2 - registered_day + 1, $5) AS days, $2 - $5 AS before FROM member_state
    WHERE tenant_id = $1 AND NOT test AND $2 - registered_day + 1 >= $3
    ORDER BY hashint8(member_id), member_id LIMIT $4
), amount AS (
    SELECT p.member_id, p.asset AS pace,
           sum(CASE WHEN p.kind IN ('earn', 'restore') THEN p.amount ELSE -p.amount END) AS total
    FROM observed o JOIN posting p ON p.member_id = o.member_id AND p.day > o.before
    WHERE p.kind IN ('earn', 'restore', 'reverse', 'write_off') GROUP BY 1, 2
    UNION ALL
    SELECT p.member_id, 'spend_cents', sum(p.amount_cents - p.refunded_cents)
    FROM observed o JOIN purchase p ON p.member_id = o.member_id AND p.day > o.before GROUP BY 1
    UNION ALL
    SELECT p.member_id, 'orders', count(*)
    FROM observed o JOIN purchase p ON p.member_id = o.member_id AND p.day > o.before
    WHERE p.status <> 'refunded' GROUP BY 1
    UNION ALL
    SELECT e.member_id, 'active_days', count(DISTINCT e.day)
    FROM observed o JOIN event e ON e.member_id = o.member_id AND e.day > o.before GROUP BY 1
), pace AS (
    SELECT k.pace, greatest(coalesce(a.total, 0), 0)::bigint * 30 / o.days AS rate
    FROM observed o CROSS JOIN (SELECT DISTINCT pace FROM amount) k
    LEFT JOIN amount a ON a.member_id = o.member_id AND a.pace = k.pace
)
SELECT pace, count(*),
       percentile_disc((SELECT array_agg(n / 100.0 ORDER BY n) FROM generate_series(1, 99) n))
       WITHIN GROUP (ORDER BY rate)
FROM pace GROUP BY pace ORDER BY pace
"""
