"""SQL over facts that wait."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liuke.db.contracts import Connection

_WAITS = """
    FROM record w WHERE w.tenant_id = $1 AND w.kind = 'waiting' AND NOT EXISTS (
        SELECT FROM record e WHERE e.member_id IN (w.member_id, member_root(w.member_id))
          AND e.kind = 'waiting_end' AND e.key = w.key
    )
"""


async def list_waiting(
    connection: Connection, tenant_id: int, after: Sequence[Any] | None, limit: int
) -> list[tuple[Any, ...]]:
    """Kept since, member, key, data, reason for which it could not be joined; what waits longest first.

    Args:
        connection: With the tenant set.
        tenant_id: Whose.
        after: ``(kept since, member, key)`` of the last row before.
        limit: Most rows.
    """
    since_us, member_id, key = after or (-1, 0, "")
    rows = await connection.fetch(
        f"""
        SELECT w.t_us, w.member_id, w.key, w.data, (
            SELECT f.data->>'reason' FROM record f
            WHERE f.member_id = w.member_id AND f.kind = 'waiting_fault' AND f.key = w.key
        ) AS fault {_WAITS} AND (w.t_us, w.member_id, w.key) > ($2, $3, $4)
        ORDER BY w.t_us, w.member_id, w.key LIMIT $5
        """,
        tenant_id, since_us, member_id, key, limit,
    )  # fmt: skip
    return [tuple(row) for row in rows]


async def count_waiting(connection: Connection, tenant_id: int) -> tuple[int, int | None]:
    """How many facts wait, and since when the first of them."""
    row = await connection.fetchrow(f"SELECT count(*)::int, min(w.t_us) {_WAITS}", tenant_id)
    return (row[0], row[1]) if row is not None else (0, None)
