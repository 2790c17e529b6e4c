"""What holds of signals of requests. ``$1`` is the tenant, ``$2`` the most rows to answer."""

from __future__ import annotations

from liuke.hooks.law import Law, count_of, query_law

SIGNALS = query_law(
    "signals",
    "what is known of where a request came from, and how risky it was found, belongs to an operation of the member",
    count_of("client_signal"),
    """
    SELECT s.kind, s.member_id, s.op_n FROM (
        SELECT 'signal' AS kind, member_id, op_n FROM client_signal WHERE tenant_id = $1
        UNION ALL SELECT 'score', member_id, op_n FROM risk_score WHERE tenant_id = $1
    ) s LEFT JOIN operation o ON o.member_id = s.member_id AND o.n = s.op_n
    WHERE o.member_id IS NULL ORDER BY 1, 2, 3 LIMIT $2
    """,
)

LAWS: tuple[Law, ...] = (SIGNALS,)
