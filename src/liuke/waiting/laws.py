"""The law of facts that wait. ``$1`` is the tenant, ``$2`` the most rows to answer."""

from __future__ import annotations

from liuke.hooks.law import Law, count_of, query_law

WAITING = query_law(
    "waiting",
    "what a member's facts wait for is what was kept and has not ended: nothing waits unlisted",
    count_of("record", "kind = 'waiting'"),
    """
    WITH named AS (
        SELECT m.member_id, p.key || '/' || r.value AS key
        FROM member_state m, json_each(m.doc->'slots'->'waiting'->'kept') p, json_array_elements_text(p.value) r
        WHERE m.tenant_id = $1 AND m.merged_into IS NULL
    ), listed AS (
        -- what was kept for who has gone into another waits, and ends, at that one
        SELECT DISTINCT member_root(w.member_id) AS member_id, w.key FROM record w
        WHERE w.tenant_id = $1 AND w.kind = 'waiting' AND NOT EXISTS (
            SELECT FROM record e WHERE e.member_id IN (w.member_id, member_root(w.member_id))
              AND e.kind = 'waiting_end' AND e.key = w.key
        )
    )
    SELECT member_id, key, named.k IS NOT NULL AS in_slot, listed.k IS NOT NULL AS listed
    FROM (SELECT *, key AS k FROM named) named FULL JOIN (SELECT *, key AS k FROM listed) listed USING (member_id, key)
    WHERE named.k IS NULL OR listed.k IS NULL ORDER BY 1, 2 LIMIT $2
    """,
)

LAWS: tuple[Law, ...] = (WAITING,)
