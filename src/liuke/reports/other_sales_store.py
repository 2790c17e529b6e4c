"""What a merchant sold to nobody known, as tills or a replay report it: totals by day, beside the sales of members."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from liuke.db.contracts import Connection

_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"


class DayTotal(msgspec.Struct, frozen=True):
    """The total of a day that one source reports.

    Args:
        day: Merchant-local day number.
        source: Who counted it (a till, ``replay:…``).
        orders: Paid orders without a member.
        sales_cents: Paid in money for them, before refunds.
    """

    day: int
    source: str
    orders: int
    sales_cents: int


async def write_totals(connection: Connection, tenant_id: int, totals: Sequence[DayTotal]) -> int:
    """Write totals down; what the source reported of the day before is replaced, so that reporting twice is harmless.

    Args:
        connection: In a transaction with the tenant set.
        tenant_id: Whose.
        totals: At most one of each day and source.

    Returns:
        How many differ from what was known.
    """
    ordered = sorted(totals, key=lambda one: (one.day, one.source))
    done = await connection.execute(
        f"""
        INSERT INTO other_sales AS o (tenant_id, day, source, orders, sales_cents, reported_us)
        SELECT $1, t.*, {_NOW} FROM unnest($2::int[], $3::text[], $4::bigint[], $5::bigint[]) AS t
        ON CONFLICT (tenant_id, day, source) DO UPDATE
        SET orders = excluded.orders, sales_cents = excluded.sales_cents, reported_us = excluded.reported_us
        WHERE (o.orders, o.sales_cents) IS DISTINCT FROM (excluded.orders, excluded.sales_cents)
        """,
        tenant_id, [one.day for one in ordered], [one.source for one in ordered], [one.orders for one in ordered],
        [one.sales_cents for one in ordered],
    )  # fmt: skip
    return int(done.split()[-1])


async def sum_days(connection: Connection, tenant_id: int, from_day: int, until_day: int) -> list[tuple[int, int, int]]:
    """Day, orders, cents of all sources together, in order of the days."""
    rows = await connection.fetch(
        """
        SELECT day, sum(orders)::bigint, sum(sales_cents)::bigint FROM other_sales
        WHERE tenant_id = $1 AND day >= $2 AND day < $3 GROUP BY day ORDER BY day
        """,
        tenant_id, from_day, until_day,
    )  # fmt: skip
    return [(row[0], row[1], row[2]) for row in rows]


async def list_totals(
    connection: Connection,
    tenant_id: int,
    from_day: int,
    until_day: int,
    *,
    source: str = "",
    before: tuple[int, str] | None = None,
    limit: int = 50,
) -> list[tuple[DayTotal, int]]:
    """Totals as they were reported, and when (UTC microseconds); newest day first."""
    rows = await connection.fetch(
        """
        SELECT day, source, orders, sales_cents, reported_us FROM other_sales
        WHERE tenant_id = $1 AND day >= $2 AND day < $3 AND ($4 = '' OR source = $4)
        AND ($5::int IS NULL OR (day, source) < ($5, $6)) ORDER BY day DESC, source DESC LIMIT $7
        """,
        tenant_id, from_day, until_day, source, *(before or (None, "")), limit,
    )  # fmt: skip
    return [(DayTotal(row[0], row[1], row[2], row[3]), row[4]) for row in rows]
