"""All SQL of a member's operations."""

from __future__ import annotations

from liuke.db.contracts import Connection
from liuke.db.rows import LAST, Row, fetch_rows

_OWN = ["available", "pending", "held", "frozen"]
QUOTE = "checkout.quote"
"""A price that was asked for: nothing has happened."""


async def list_operations(
    connection: Connection, member_id: int, before: tuple[int, int, int] | None, limit: int, *,
    quotes: bool = False, idle: bool = False,
) -> list[Row]:  # fmt: skip
    """Key, type, n, engine time, event time, day, program version, answer, who and why as JSON, moves as JSON, member.

    Newest first. Moves: what the member has more (or less) of each asset by it.

    Those of who went into the member, too. ``before``: engine time, member and n of the row above. ``idle``: also
    times at which a tier was looked at and stayed as it was, for which no rule had anything to say.
    """
    return await fetch_rows(
        connection,
        """
        WITH op AS (
        SELECT o.* FROM (SELECT $1::bigint AS id UNION ALL SELECT other FROM member_others(ARRAY[$1::bigint])) m
        CROSS JOIN LATERAL (
            SELECT key, type, n, t_us, event_us, day, program_version, answer::text, member_id FROM operation
            WHERE member_id = m.id AND n < CASE WHEN m.id = $3 THEN $4 ELSE $5::bigint END
              AND (t_us, m.id, n) < ($2::bigint, $3::bigint, $4::bigint) AND type <> $7
              AND ($9 OR type <> 'timer.tier' OR reasons::text <> '[]' OR answer::text <> '{}')
            ORDER BY n DESC LIMIT $6
        ) o ORDER BY t_us DESC, member_id DESC, n DESC LIMIT $6
        ), moved AS (
            SELECT m.member_id, p.op_n, json_object_agg(p.asset, p.delta)::text AS moves
            FROM (SELECT member_id, array_agg(n) AS numbers FROM op GROUP BY member_id) m
            CROSS JOIN LATERAL (
                SELECT op_n, asset, sum(amount * (
                    CASE WHEN target = 'debt' THEN -1 WHEN target = ANY ($8::text[]) THEN 1 ELSE 0 END
                    - CASE WHEN source = 'debt' THEN -1 WHEN source = ANY ($8::text[]) THEN 1 ELSE 0 END
                ))::bigint AS delta
                FROM posting WHERE member_id = m.member_id AND op_n = ANY (m.numbers) GROUP BY op_n, asset
            ) p WHERE p.delta <> 0 GROUP BY m.member_id, p.op_n
        )
        SELECT op.key, op.type, op.n, op.t_us, op.event_us, op.day, op.program_version, op.answer,
            (SELECT json_build_object(
                'reason', e.data ->> 'reason', 'actor', coalesce(e.data ->> 'actor', e.data ->> 'clerk'),
                'approved_by', e.data ->> 'approved_by'
            )::text FROM event e WHERE e.member_id = op.member_id AND e.key = op.key AND e.t_us = op.event_us),
            coalesce(moved.moves, '{}'), op.member_id
        FROM op LEFT JOIN moved ON moved.member_id = op.member_id AND moved.op_n = op.n
        ORDER BY op.t_us DESC, op.member_id DESC, op.n DESC
        """,
        member_id, *(before or (LAST, 0, LAST)), LAST, limit, "" if quotes else QUOTE, _OWN, idle,
    )  # fmt: skip


async def find_risk(connection: Connection, member_id: int, op_n: int) -> tuple[int, list[str], dict[str, int]] | None:
    """Score, reasons and features that were found before an operation was decided."""
    row = await connection.fetchrow(
        "SELECT score, reasons, features FROM risk_score WHERE member_id = $1 AND op_n = $2", member_id, op_n
    )
    return (row[0], row[1], row[2] or {}) if row is not None else None
