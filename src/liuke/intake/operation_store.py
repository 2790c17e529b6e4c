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


async def find_risk(connection: Connection, member_id: int, op_n: int) -> tuple[int, list[str]] | None:
    """Score and reasons that were found before an operation was decided."""
    row = await connection.fetchrow(
        "SELECT score, reasons FROM risk_score WHERE member_id = $1 AND op_n = $2", member_id, op_n
    )
    return (row[0], row[1]) if row is not None else None
