"""All SQL of a member's operations."""

from __future__ import annotations

from liuke.db.contracts import Connection
from liuke.db.rows import LAST, Row, fetch_rows


async def list_operations(
    connection: Connection, member_id: int, before: tuple[int, int, int] | None, limit: int
) -> list[Row]:
    """Key, type, n, engine time, event time, day, program version, answer, member; newest first.

    Those of who went into the member, too. ``before``: engine time, member and n of the row above.
    """
    return await fetch_rows(
        connection,
        """
        SELECT o.* FROM (SELECT $1::bigint AS id UNION ALL SELECT other FROM member_others(ARRAY[$1::bigint])) m
        CROSS JOIN LATERAL (
            SELECT key, type, n, t_us, event_us, day, program_version, answer::text, member_id FROM operation
            WHERE member_id = m.id AND n < CASE WHEN m.id = $3 THEN $4 ELSE $5::bigint END
              AND (t_us, m.id, n) < ($2::bigint, $3::bigint, $4::bigint)
            ORDER BY n DESC LIMIT $6
        ) o ORDER BY t_us DESC, member_id DESC, n DESC LIMIT $6
        """,
        member_id, *(before or (LAST, 0, LAST)), LAST, limit,
    )  # fmt: skip


async def find_risk(connection: Connection, member_id: int, op_n: int) -> tuple[int, list[str]] | None:
    """Score and reasons that were found before an operation was decided."""
    row = await connection.fetchrow(
        "SELECT score, reasons FROM risk_score WHERE member_id = $1 AND op_n = $2", member_id, op_n
    )
    return (row[0], row[1]) if row is not None else None
