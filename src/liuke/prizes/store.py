"""All SQL of prizes: who waits for what, by the latest change, and who gets it where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liuke.db.contracts import Connection

CHOICES = {
    "open": "doc->>'status' IN ('won', 'claimed', 'sent')",
    "won": "doc->>'status' = 'won'",
    "to_send": "doc->>'status' = 'claimed' AND doc->>'handing' <> 'pickup'",
    "to_hand_over": "doc->>'status' IN ('won', 'claimed') AND doc->>'handing' = 'pickup'",
    "overdue": "doc->>'status' = 'claimed' AND (doc->>'due_us')::bigint <= $2",
    "sent": "doc->>'status' = 'sent'",
    "handed_over": "doc->>'status' = 'handed_over'",
    "forfeited": "doc->>'status' = 'forfeited'",
    "to_replace": "doc->>'status' = 'forfeited' AND coalesce(doc->>'replaced_by', '') = ''",
    "withdrawn": "doc->>'status' = 'withdrawn'",
    "all": "true",
}
"""What may be asked for → condition; ``$2`` is now. Test members' prizes lie under other keys and are never met."""
_REAL = "tenant_id = $1 AND kind = 'prize' AND version > 0 AND NOT starts_with(key, '~test/')"
PrizeRow = tuple[str, int, Any]
"""Id, when it changed last, and the document."""


async def list_prizes(
    connection: Connection,
    tenant_id: int,
    choice: str,
    now_us: int,
    before: tuple[int, str] | None,
    limit: int,
    *,
    members: Sequence[int] = (),
    rule: str = "",
) -> list[PrizeRow]:
    """Prizes, the latest change first.

    Args:
        connection: In a transaction of the tenant.
        tenant_id: Whose.
        choice: A key of :data:`CHOICES`.
        now_us: Now.
        before: Change and id of the row above.
        limit: Rows.
        members: Only theirs; empty: everybody's.
        rule: Only those that this rule gave, or one inside of it; empty: any.
    """
    rows = await connection.fetch(
        f"""
        SELECT key, updated_us, doc FROM shared
        WHERE {_REAL} AND $2::bigint IS NOT NULL AND {CHOICES[choice]} AND (updated_us, key) < ($3, $4)
          AND (cardinality($6::bigint[]) = 0 OR (doc->>'member_id')::bigint = ANY ($6::bigint[]))
          AND ($7 = '' OR doc->>'rule' = $7 OR starts_with(doc->>'rule', $7 || '.'))
        ORDER BY updated_us DESC, key DESC LIMIT $5
        """,
        tenant_id, now_us, *(before or (2**63 - 1, "")), limit, list(members), rule,
    )  # fmt: skip
    return [(row[0], row[1], row[2]) for row in rows]


async def find_prize(connection: Connection, tenant_id: int, id_: str) -> PrizeRow | None:
    """One prize, or ``None``."""
    row = await connection.fetchrow(
        f"SELECT key, updated_us, doc FROM shared WHERE {_REAL} AND key = $2", tenant_id, id_
    )
    return (row[0], row[1], row[2]) if row is not None else None


async def list_whole(connection: Connection, member_id: int) -> list[int]:
    """The member, and everybody who went into them."""
    rows = await connection.fetch("SELECT other FROM member_others(ARRAY[$1::bigint])", member_id)
    return [member_id, *(row[0] for row in rows)]


async def list_heirs(connection: Connection, member_id: int) -> list[int]:
    """The member, and whom they went into, one after another."""
    rows = await connection.fetch(
        """
        WITH RECURSIVE heir (member_id, place) AS (
            SELECT $1::bigint, 0
            UNION ALL SELECT m.merged_into, h.place + 1 FROM member_state m JOIN heir h USING (member_id)
            WHERE m.merged_into IS NOT NULL
        ) SELECT member_id FROM heir ORDER BY place
        """,
        member_id,
    )
    return [row[0] for row in rows]


async def find_claim(connection: Connection, member_id: int, key: str, t_us: int) -> tuple[Any, bytes | None] | None:
    """What a member said when they claimed, as it is kept, and their sealed key."""
    row = await connection.fetchrow(
        """
        SELECT e.data, m.personal_key FROM event e JOIN member_state m USING (member_id)
        WHERE e.member_id = $1 AND e.key = $2 AND e.t_us = $3 AND e.type = 'prize.claim'
        """,
        member_id, key, t_us,
    )  # fmt: skip
    return (row[0], row[1]) if row is not None else None


async def count_overdue(connection: Connection, tenant_id: int, now_us: int) -> tuple[int, int]:
    """How many prizes were claimed and should have been sent, and since when the first of them (0: none)."""
    row = await connection.fetchrow(
        f"""
        SELECT count(*), coalesce(min((doc->>'due_us')::bigint), 0) FROM shared
        WHERE {_REAL} AND {CHOICES["overdue"]}
        """,
        tenant_id, now_us,
    )  # fmt: skip
    assert row is not None
    return row[0], row[1]
