"""The law of boards. ``$1`` is the tenant, ``$2`` the most rows to answer."""

from __future__ import annotations

from liuke.hooks.law import count_of, query_law

SCORES = query_law(
    "board-scores",
    "a score is the sum of its facts; whoever has facts has a score among everybody, and the same in every other list",
    count_of("board_score"),
    """
    SELECT coalesce(s.member_id, f.member_id) AS member_id, coalesce(s.board, f.board) AS board,
           coalesce(s.period, f.period) AS period, s.band, s.score, coalesce(f.sum, 0) AS facts
    FROM (SELECT * FROM board_score WHERE tenant_id = $1) s
    FULL JOIN (
        SELECT r.member_id, split_part(r.key, '/', 1) AS board, split_part(r.key, '/', 2) AS period,
               sum((r.data ->> 'amount')::bigint) AS sum
        FROM record r JOIN member_state m ON m.member_id = r.member_id AND NOT m.test
        WHERE r.tenant_id = $1 AND r.kind = 'board_fact' GROUP BY 1, 2, 3
    ) f USING (member_id, board, period)
    WHERE s.score IS DISTINCT FROM coalesce(f.sum, 0) OR s.listed AND s.score <= 0
    ORDER BY 1, 2, 3, 4 LIMIT $2
    """,
)

LAWS = (SCORES,)
