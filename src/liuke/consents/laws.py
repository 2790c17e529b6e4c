"""What holds of consents. ``$1`` is the tenant, ``$2`` the most rows to answer."""

from __future__ import annotations

from liuke.hooks.law import Law, count_of, query_law

CONSENTS = query_law(
    "consents",
    "what a member agreed to or withdrew has a record of that very decision, theirs or of who went into them",
    count_of("record", "kind = 'consent'"),
    """
    SELECT m.member_id, c.key AS purpose, c.value->>'given' AS given, c.value->>'t_us' AS t_us
    FROM member_state m, json_each(m.doc->'slots'->'consents'->'choices') AS c
    WHERE m.tenant_id = $1 AND NOT EXISTS (
        SELECT FROM record r
        WHERE (r.member_id = m.member_id OR r.member_id IN (SELECT other FROM member_others(ARRAY[m.member_id])))
          AND r.kind = 'consent' AND r.data->>'purpose' = c.key AND r.data->>'given' = c.value->>'given'
          AND r.data->>'t_us' = c.value->>'t_us'
    ) ORDER BY 1, 2 LIMIT $2
    """,
)

LAWS: tuple[Law, ...] = (CONSENTS,)
