"""All SQL of a member's operations."""

from __future__ import annotations

from liuke.db.contracts import Connection
from liuke.db.rows import LAST, Row, fetch_rows


async def list_operations(connection: Connection, member_id: int, before: int | None, limit: int) -> list[Row]:
    """Key, type, n, engine time, event time, day, program version, answer; newest first."""
    return await fetch_rows(
        connection,
        """
        SELECT key, type, n, t_us, event_us, day, program_version, answer::text FROM operation
        WHERE member_id = $1 AND n < $2 ORDER BY n DESC LIMIT $3
        """,
        member_id, LAST if before is None else before, limit,
    )  # fmt: skip
