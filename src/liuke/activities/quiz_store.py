"""All SQL of quizzes: how often each question was asked and answered rightly, and what rounds scored."""

from __future__ import annotations

from liuke.db.contracts import Connection
from liuke.db.rows import Row, fetch_rows


async def count_answers(connection: Connection, tenant_id: int, activity: str) -> list[Row]:
    """Question, times asked, right, wrong, late, passed, median milliseconds of those answered; of rounds that ended.

    A question that was never shown in its round was not asked. Test members are left out.
    """
    return await fetch_rows(
        connection,
        """
        SELECT a->>0, count(*)::int, count(*) FILTER (WHERE a->>1 = 'right')::int,
            count(*) FILTER (WHERE a->>1 = 'wrong')::int, count(*) FILTER (WHERE a->>1 = 'late')::int,
            count(*) FILTER (WHERE a->>1 = 'passed')::int,
            (percentile_disc(0.5) WITHIN GROUP (ORDER BY (a->>2)::bigint)
                FILTER (WHERE a->>1 IN ('right', 'wrong')))::bigint
        FROM record r
        JOIN member_state s ON s.member_id = r.member_id AND NOT s.test
        CROSS JOIN LATERAL jsonb_array_elements((r.data->'answers')::jsonb) a
        WHERE r.tenant_id = $1 AND r.kind = 'quiz_round' AND starts_with(r.key, $2 || '/') AND a->>1 <> 'open'
        GROUP BY 1
        """,
        tenant_id, activity,
    )  # fmt: skip


async def count_scores(connection: Connection, tenant_id: int, activity: str) -> list[Row]:
    """Score and rounds that ended with it, the lowest first. Test members are left out."""
    return await fetch_rows(
        connection,
        """
        SELECT (r.data->>'score')::int, count(*)::int FROM record r
        JOIN member_state s ON s.member_id = r.member_id AND NOT s.test
        WHERE r.tenant_id = $1 AND r.kind = 'quiz_round' AND starts_with(r.key, $2 || '/')
        GROUP BY 1 ORDER BY 1
        """,
        tenant_id, activity,
    )  # fmt: skip
