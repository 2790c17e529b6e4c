"""All SQL of the history of consents."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.db.contracts import Connection
from liuke.db.rows import LAST


class ChoiceRow(msgspec.Struct, frozen=True):
    """One decision of a member about a purpose.

    Args:
        record: Its number.
        t_us: When the member said so.
        data: As recorded; see ``service.run_set``.
        member_id: Who said it: the member, or one who went into them.
        personal_key: Of that member, as sealed.
        said: The event as stored; its reason is sealed.
    """

    record: str
    t_us: int
    data: dict[str, Any]
    member_id: int
    personal_key: bytes | None
    said: dict[str, Any]


async def list_choices(
    connection: Connection, member_id: int, purpose: str, before: tuple[int, str] | None, limit: int
) -> list[ChoiceRow]:
    """What the member and who went into them said, newest first.

    Args:
        connection: In a transaction of the tenant.
        member_id: Whose.
        purpose: Of this one; empty: of all.
        before: Time and number of the row above.
        limit: Rows.
    """
    rows = await connection.fetch(
        """
        SELECT r.key, (r.data->>'t_us')::bigint AS t_us, r.data::text, r.member_id, m.personal_key, e.data::text
        FROM record r JOIN member_state m ON m.member_id = r.member_id
        LEFT JOIN event e ON e.member_id = r.member_id AND e.key = r.data->>'key'
            AND e.t_us = (r.data->>'event_us')::bigint
        WHERE r.member_id IN (SELECT $1::bigint UNION ALL SELECT other FROM member_others(ARRAY[$1::bigint]))
          AND r.kind = 'consent' AND ($2 = '' OR r.data->>'purpose' = $2)
          AND ((r.data->>'t_us')::bigint, r.key) < ($3, $4)
        ORDER BY 2 DESC, 1 DESC LIMIT $5
        """,
        member_id, purpose, *(before or (LAST, "")), limit,
    )  # fmt: skip
    return [
        ChoiceRow(row[0], row[1], msgspec.json.decode(row[2]), row[3], row[4], msgspec.json.decode(row[5] or "{}"))
        for row in rows
    ]
