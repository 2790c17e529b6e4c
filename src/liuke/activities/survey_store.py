"""All SQL of surveys: periods that were answered, and texts that members signed."""

from __future__ import annotations

from liuke.db.contracts import Connection
from liuke.db.rows import LAST, Row, fetch_rows


async def list_periods(connection: Connection, tenant_id: int, activity: str) -> list[int]:
    """First days of the periods in which somebody answered, the newest first."""
    rows = await fetch_rows(
        connection,
        """
        SELECT substr(key, length($2) + 2)::int FROM shared
        WHERE tenant_id = $1 AND kind = 'survey_tally' AND version > 0 AND starts_with(key, $2 || '/')
        ORDER BY 1 DESC
        """,
        tenant_id, activity,
    )  # fmt: skip
    return [row[0] for row in rows]


async def list_signed(
    connection: Connection,
    tenant_id: int,
    activity: str,
    question: str,
    *,
    period: int,
    before: tuple[int, int] | None,
    limit: int,
) -> list[Row]:
    """Whose, their names as JSON, who wrote, key and data of the event, key of who wrote, time; newest first.

    Of one whom a merge made of two, what counts alone: what the member who stays wrote in the same period.

    Args:
        connection: In a transaction of the tenant.
        tenant_id: Whose; test members are left out.
        activity: The survey.
        question: That was answered by a text.
        period: First day of it.
        before: Time and writer of the row above.
        limit: Rows.
    """
    return await fetch_rows(
        connection,
        """
        SELECT w.root, (
                SELECT json_agg(i.namespace || ':' || identity_shown(i.external_id, i.sealed)
                                ORDER BY i.linked_us, i.namespace)::text
                FROM identity i WHERE i.member_id = w.root),
            w.member_id, e.key, e.data::text, m.personal_key, w.t_us
        FROM (
            SELECT r.member_id, member_root(r.member_id) AS root, r.t_us, r.data FROM record r
            JOIN member_state s ON s.member_id = r.member_id AND NOT s.test
            WHERE r.tenant_id = $1 AND r.kind = 'survey' AND r.key = $2 || '/' || $4::int
              AND (r.t_us, r.member_id) < ($5, $6) AND (r.data->'texts')::jsonb ? $3
              AND (s.merged_into IS NULL OR NOT EXISTS (
                    SELECT FROM record o
                    WHERE (o.member_id, o.kind, o.key) = (member_root(r.member_id), 'survey', r.key)))
            ORDER BY r.t_us DESC, r.member_id DESC LIMIT $7
        ) w
        JOIN event e ON e.member_id = w.member_id AND e.key = w.data->>'key' AND e.t_us = (w.data->>'t_us')::bigint
        JOIN member_state m ON m.member_id = w.member_id
        ORDER BY w.t_us DESC, w.member_id DESC
        """,
        tenant_id, activity, question, period, *(before or (LAST, LAST)), limit,
    )  # fmt: skip


async def find_tally(connection: Connection, tenant_id: int, key: str) -> str | None:
    """The tally of a period as it is stored, or ``None``."""
    return await connection.fetchval(
        "SELECT doc::text FROM shared WHERE tenant_id = $1 AND kind = 'survey_tally' AND key = $2 AND version > 0",
        tenant_id, key,
    )  # fmt: skip
