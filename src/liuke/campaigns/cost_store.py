"""What campaigns gave, from the records of what they were charged, and coupons and prizes beside them."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.db.contracts import Connection
from liuke.decision.budgets import Unit
from liuke.members.store import COUNTED

_NOTED = """
    SELECT r.member_id, r.day, r.key, r.kind = 'budget_charge' AS given, r.data->>'unit' AS unit,
           coalesce(r.data->>'rule', '') AS rule,
           CASE r.kind WHEN 'budget_charge' THEN 1 ELSE -1 END * (p.value->>'amount')::bigint AS amount
    FROM record r, json_array_elements(r.data->'parts') p
    WHERE r.tenant_id = $1 AND r.kind IN ('budget_charge', 'budget_back') AND p.value->>'campaign' = $2
"""


CostRow = tuple[Unit, str, int, int, int]
"""Unit, rule, merchant-local day, cost, rewards."""


async def list_costs(connection: Connection, tenant_id: int, campaign: str) -> list[CostRow]:
    """Unit, rule, merchant-local day, cost (given less what went back on that day), rewards given."""
    rows = await connection.fetch(
        f"""
        WITH noted AS ({_NOTED})
        SELECT unit, rule, day, sum(amount)::bigint, count(*) FILTER (WHERE given)
        FROM noted GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        """,
        tenant_id,
        campaign,
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


async def count_receivers(connection: Connection, tenant_id: int, campaign: str) -> dict[tuple[str, str], int]:
    """Members who were given something, by unit and rule; empty words stand for all units, all rules."""
    rows = await connection.fetch(
        f"""
        WITH noted AS ({_NOTED})
        SELECT coalesce(unit, ''), CASE WHEN grouping(rule) = 1 THEN '' ELSE rule END, count(DISTINCT member_id)
        FROM noted WHERE given GROUP BY GROUPING SETS ((unit, rule), (unit), ())
        """,
        tenant_id,
        campaign,
    )
    return {(row[0], row[1]): row[2] for row in rows}


async def sum_coupons(connection: Connection, tenant_id: int, campaign: str) -> tuple[int, int, int]:
    """Coupons that the campaign gave and that were used: how many, what they counted when granted, what they saved."""
    row = await connection.fetchrow(
        f"""
        WITH noted AS ({_NOTED})
        SELECT count(*), coalesce(sum(n.amount), 0)::bigint, coalesce(sum(c.saved_cents), 0)::bigint
        FROM noted n
        JOIN coupon c ON c.member_id = n.member_id AND c.coupon_id = split_part(n.key, '/', 2)::bigint
        WHERE n.given AND n.unit = 'coupons' AND c.status = 'used'
        """,
        tenant_id,
        campaign,
    )
    assert row is not None
    return row[0], row[1], row[2]


async def count_wins(connection: Connection, tenant_id: int, activities: Sequence[str]) -> dict[tuple[str, str], int]:
    """Prizes won in draws, by activity and prize."""
    rows = await connection.fetch(
        f"""
        SELECT split_part(key, '/', 1), data->>'prize', count(*) FROM record
        WHERE tenant_id = $1 AND kind = 'lottery_win' AND split_part(key, '/', 1) = ANY ($2::text[]) AND {COUNTED}
        GROUP BY 1, 2 ORDER BY 1, 2
        """,
        tenant_id,
        list(activities),
    )
    return {(row[0], row[1]): row[2] for row in rows}


async def list_called_off(connection: Connection, tenant_id: int) -> dict[str, int]:
    """Campaigns that were called off, by path: when (UTC µs)."""
    rows = await connection.fetch(
        "SELECT path, t_us FROM cancellation WHERE tenant_id = $1 AND path LIKE 'campaigns.%'", tenant_id
    )
    return {row[0]: row[1] for row in rows}


MemberRow = tuple[int, int, int, int, int, int, int, int]
"""Member, points, coupons (cents), cash (cents), prizes (cents), prices (cents), rewards, worth in cents."""


async def list_members(
    connection: Connection, tenant_id: int, campaign: str, value: tuple[int, int], *, limit: int,
    after: tuple[int, int] | None = None,
) -> list[MemberRow]:  # fmt: skip
    """What each member got of a campaign, less what went back; who got most comes first.

    Args:
        connection: In a transaction with the tenant set.
        tenant_id: Whose.
        campaign: Its path.
        value: Points, and what so many are worth in cents.
        limit: Most rows.
        after: Worth and member of the last row of the page before.
    """
    worth, member = after or (2**62, 0)
    rows = await connection.fetch(
        f"""
        WITH noted AS ({_NOTED}), got AS (
            SELECT CASE WHEN m.merged_into IS NULL THEN n.member_id ELSE member_root(n.member_id) END AS member_id,
                   coalesce(sum(amount) FILTER (WHERE unit = 'points'), 0)::bigint AS points,
                   coalesce(sum(amount) FILTER (WHERE unit = 'coupons'), 0)::bigint AS coupons,
                   coalesce(sum(amount) FILTER (WHERE unit = 'cash'), 0)::bigint AS cash,
                   coalesce(sum(amount) FILTER (WHERE unit = 'prizes'), 0)::bigint AS prizes,
                   coalesce(sum(amount) FILTER (WHERE unit = 'prices'), 0)::bigint AS prices,
                   count(*) FILTER (WHERE given) AS rewards
            FROM noted n JOIN member_state m ON m.member_id = n.member_id GROUP BY 1
        ), valued AS (
            SELECT *, coupons + cash + prizes + prices + (points * $4::bigint + $3::bigint / 2) / $3::bigint AS worth
            FROM got
        )
        SELECT member_id, points, coupons, cash, prizes, prices, rewards, worth FROM valued
        WHERE worth < $5 OR (worth = $5 AND member_id > $6)
        ORDER BY worth DESC, member_id LIMIT $7
        """,
        tenant_id, campaign, *value, worth, member, limit,
    )  # fmt: skip
    return [(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7]) for row in rows]
