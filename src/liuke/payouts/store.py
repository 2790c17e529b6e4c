"""All SQL of money that others move: what is open, overdue, late or over, by the latest change."""

from __future__ import annotations

from typing import Any

from liuke.db.contracts import Connection

CHOICES = {
    "open": "doc->>'status' IN ('requested', 'failed')",
    "overdue": "doc->>'status' IN ('requested', 'failed') AND (doc->>'due_us')::bigint <= $2",
    "failed": "doc->>'status' = 'failed'",
    "claimable": "doc->>'status' = 'claimable'",
    "done": "doc->>'status' = 'done'",
    "lapsed": "doc->>'status' = 'lapsed'",
    "given_up": "doc->>'status' = 'given_up'",
    "late": "doc->>'status' = 'done' AND (doc->>'late')::bool",
    "all": "true",
}
"""What may be asked for → condition; ``$2`` is now. Test members' amounts lie under other keys and are never met."""
_REAL = "tenant_id = $1 AND kind = 'payout' AND version > 0 AND NOT starts_with(key, '~test/')"


async def list_payouts(
    connection: Connection, tenant_id: int, choice: str, now_us: int, before: tuple[int, str] | None, limit: int
) -> list[tuple[str, int, Any]]:
    """Id, when it changed last, and the document; the latest change first.

    Args:
        connection: In a transaction of the tenant.
        tenant_id: Whose.
        choice: A key of :data:`CHOICES`.
        now_us: Now.
        before: Change and id of the row above.
        limit: Rows.
    """
    rows = await connection.fetch(
        f"""
        SELECT key, updated_us, doc FROM shared
        WHERE {_REAL} AND $2::bigint IS NOT NULL AND {CHOICES[choice]} AND (updated_us, key) < ($3, $4)
        ORDER BY updated_us DESC, key DESC LIMIT $5
        """,
        tenant_id, now_us, *(before or (2**63 - 1, "")), limit,
    )  # fmt: skip
    return [(row[0], row[1], row[2]) for row in rows]


async def count_overdue(connection: Connection, tenant_id: int, now_us: int) -> tuple[int, int, int]:
    """How many are overdue, their cents, and since when the first of them is (0: none)."""
    row = await connection.fetchrow(
        f"""
        SELECT count(*), coalesce(sum((doc->>'cents')::bigint), 0)::bigint, coalesce(min((doc->>'due_us')::bigint), 0)
        FROM shared WHERE {_REAL} AND {CHOICES["overdue"]}
        """,
        tenant_id, now_us,
    )  # fmt: skip
    assert row is not None
    return row[0], row[1], row[2]
