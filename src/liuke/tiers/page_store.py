"""All SQL of pages of one member's changes of tier; asked for with one row more than shown."""

from __future__ import annotations

from liuke.db.contracts import Connection
from liuke.db.rows import LAST, Row, fetch_rows


async def list_tier_changes(connection: Connection, member_id: int, before: int | None, limit: int) -> list[Row]:
    """Number, time, day, old, new, cause, until, program version; newest first."""
    return await fetch_rows(
        connection,
        """
        SELECT n, t_us, day, old, new, cause, until_us, program_version FROM tier_change
        WHERE member_id = $1 AND n < $2 ORDER BY n DESC LIMIT $3
        """,
        member_id, LAST if before is None else before, limit,
    )  # fmt: skip
