"""All SQL of pages of one member's postings and holds; asked for with one row more than shown."""

from __future__ import annotations

from liuke.db.contracts import Connection
from liuke.db.rows import LAST, Row, fetch_rows


async def list_postings(
    connection: Connection, member_id: int, asset: str, before: tuple[int, int, str, int] | None, limit: int
) -> list[Row]:
    """Asset, seq, kind, amount, source, target, rule, ref, time, day, program version, member; newest first.

    Those of who went into the member, too. ``before``: time, member, asset and seq of the row above.
    """
    return await fetch_rows(
        connection,
        """
        SELECT p.* FROM (SELECT $1::bigint AS id UNION ALL SELECT other FROM member_others(ARRAY[$1::bigint])) m
        CROSS JOIN LATERAL (
            SELECT asset, seq, kind, amount, source, target, rule, ref, t_us, day, program_version, member_id
            FROM posting
            WHERE member_id = m.id AND ($2 = '' OR asset = $2) AND (t_us, m.id, asset, seq) < ($3, $4, $5, $6)
            ORDER BY t_us DESC, asset DESC, seq DESC LIMIT $7
        ) p ORDER BY t_us DESC, member_id DESC, asset DESC, seq DESC LIMIT $7
        """,
        member_id, asset, *(before or (LAST, 0, "", 0)), limit,
    )  # fmt: skip


async def list_holds(connection: Connection, member_id: int, status: str, after: str | None, limit: int) -> list[Row]:
    """Hold, asset, amount, purpose, status, expiry, reference; by id."""
    return await fetch_rows(
        connection,
        """
        SELECT hold_id, asset, amount, purpose, status, expires_us, ref FROM hold
        WHERE member_id = $1 AND ($2 = '' OR status = $2) AND ($3::text IS NULL OR hold_id > $3)
        ORDER BY hold_id LIMIT $4
        """,
        member_id, status, after, limit,
    )  # fmt: skip
