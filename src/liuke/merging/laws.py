"""What must hold of merged members. ``$1`` is the tenant, ``$2`` the most rows to answer."""

from __future__ import annotations

from liuke.hooks.law import Law, count_of, query_law

MERGES = query_law(
    "merged-members",
    "who went into another member leads there by one merge that holds, has no timers and no tier, and nothing is left "
    "in any account; nobody's chain goes in a circle",
    count_of("member_merge"),
    """
    SELECT m.member_id, m.merged_into, g.into_id, m.tier, m.due_us, w.asset, member_root(m.member_id) AS root
    FROM (SELECT * FROM member_state WHERE tenant_id = $1) m
    FULL JOIN (
        SELECT member_id, into_id FROM member_merge WHERE tenant_id = $1 AND split_us IS NULL
    ) g USING (member_id)
    LEFT JOIN wallet w ON m.merged_into IS NOT NULL AND w.member_id = m.member_id
        AND (w.available, w.pending, w.held, w.frozen, w.debt, w.earned) <> (0, 0, 0, 0, 0, 0)
    WHERE m.merged_into IS DISTINCT FROM g.into_id
       OR (m.merged_into IS NOT NULL AND (m.tier <> '' OR m.due_us < 4611686018427387904 OR w.asset IS NOT NULL
           OR EXISTS (SELECT FROM coupon c WHERE c.member_id = m.member_id)))
    ORDER BY 1 LIMIT $2
    """,
)

LAWS: tuple[Law, ...] = (MERGES,)
