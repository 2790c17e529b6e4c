"""What is kept of budgets, for whoever looks."""

from __future__ import annotations

from liuke.db.contracts import Connection

Row = tuple[str, int, int]


async def list_kept(connection: Connection, tenant_id: int, first_day: str) -> list[Row]:
    """Pot, initial, remaining, of budgets in all, of places, and of days from ``first_day`` (YYYY-MM-DD) on."""
    rows = await connection.fetch(
        """
        SELECT regexp_replace(item, '#[0-9]+', ''), sum(initial)::bigint, sum(remaining)::bigint FROM stock
        WHERE tenant_id = $1 AND item LIKE 'budget:%'
          AND (item NOT LIKE '%@%' OR item LIKE '%.place#%' OR split_part(item, '@', 2) COLLATE "C" >= $2)
        GROUP BY 1 ORDER BY 1
        """,
        tenant_id,
        first_day,
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def list_stated(connection: Connection, tenant_id: int) -> list[tuple[str, str]]:
    """Campaign and what was stated of its budget (``BudgetDoc`` as JSON)."""
    rows = await connection.fetch(
        "SELECT key, doc::text FROM shared WHERE tenant_id = $1 AND kind = 'budget' AND version > 0", tenant_id
    )
    return [(row[0], row[1]) for row in rows]
