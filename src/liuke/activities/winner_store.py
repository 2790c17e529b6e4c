"""SQL of who won in an activity: from the records of members, test members apart."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.db.contracts import Connection

WinRow = tuple[int, int, str, dict[str, Any]]
"""Member, when (UTC µs), key, data of the record."""


async def list_wins(
    connection: Connection,
    tenant_id: int,
    kind: str,
    activity: str,
    *,
    limit: int,
    after: tuple[int, str] | None = None,
    undone: str = "",
) -> list[WinRow]:
    """The newest first.

    Args:
        connection: In a transaction with the tenant set.
        tenant_id: Whose.
        kind: Of the records.
        activity: Id.
        limit: Most rows.
        after: Time and key of the last row of the page before.
        undone: Kind of the records that take one back.
    """
    t_us, key = after or (2**62, "")
    rows = await connection.fetch(
        """
        SELECT CASE WHEN m.merged_into IS NULL THEN r.member_id ELSE member_root(r.member_id) END, r.t_us,
               r.key, r.data::text
        FROM record r JOIN member_state m ON m.member_id = r.member_id AND NOT m.test
        WHERE r.tenant_id = $1 AND r.kind = $2 AND starts_with(r.key, $3) AND (r.t_us, r.key) < ($4, $5)
            AND NOT EXISTS (
                SELECT FROM record u WHERE u.member_id = r.member_id AND u.kind = $7 AND u.key = r.key AND $7 <> ''
            )
        ORDER BY r.t_us DESC, r.key DESC LIMIT $6
        """,
        tenant_id, kind, f"{activity}/", t_us, key, limit, undone,
    )  # fmt: skip
    return [(row[0], row[1], row[2], msgspec.json.decode(row[3])) for row in rows]
