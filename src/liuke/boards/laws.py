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
    WHERE s.score IS DISTINCT FROM coalesce(f.sum, 0) OR s.listed AND s.score <= 0 OR s.lead <> -s.score
    ORDER BY 1, 2, 3, 4 LIMIT $2
    """,
)

FINALS = query_law(
    "board-finals",
    "what was frozen when a board closed is the sum of the facts up to then, and nobody won a place twice",
    count_of("board_final"),
    """
    SELECT f.member_id, f.board, f.period, f.band, f.score, coalesce(s.sum, 0) AS facts
    FROM board_final f LEFT JOIN LATERAL (
        SELECT sum((r.data ->> 'amount')::bigint) AS sum FROM record r
        WHERE r.member_id = f.member_id AND r.kind = 'board_fact' AND r.op_n <= f.op_n
          AND starts_with(r.key, f.board || '/' || f.period || '/')
    ) s ON true
    WHERE f.tenant_id = $1 AND f.score IS DISTINCT FROM coalesce(s.sum, 0)
    UNION ALL
    SELECT min(member_id), split_part(key, '/', 1), split_part(key, '/', 2), split_part(key, '/', 3), count(*), 1
    FROM record WHERE tenant_id = $1 AND kind = 'board_win' GROUP BY key HAVING count(*) > 1
    ORDER BY 1, 2, 3, 4 LIMIT $2
    """,
)

PERIODS = query_law(
    "board-periods",
    "every score is of a period that is known, and what is frozen is of one that is closed",
    count_of("board_period"),
    """
    SELECT board, period, p.status FROM (
        SELECT DISTINCT board, period, false AS frozen FROM board_score WHERE tenant_id = $1
        UNION SELECT DISTINCT board, period, true FROM board_final WHERE tenant_id = $1
    ) s LEFT JOIN (SELECT * FROM board_period WHERE tenant_id = $1) p USING (board, period)
    WHERE p.status IS NULL OR s.frozen AND p.status <> 'closed' ORDER BY 1, 2 LIMIT $2
    """,
)

BUCKETS = query_law(
    "board-buckets",
    "the buckets of a list, with the changes that none of them holds yet, count everybody who has a rank in it",
    count_of("board_bucket"),
    """
    SELECT board, period, band, coalesce(b.count, 0) + coalesce(c.count, 0) AS counted, coalesce(s.count, 0) AS rows
    FROM (SELECT board, period, band, sum(count) AS count FROM board_bucket WHERE tenant_id = $1 GROUP BY 1, 2, 3) b
    FULL JOIN (
        SELECT board, period, band, sum(count) AS count FROM board_change WHERE tenant_id = $1 GROUP BY 1, 2, 3
    ) c USING (board, period, band)
    FULL JOIN (
        SELECT board, period, band, count(*) AS count FROM board_score WHERE tenant_id = $1 AND listed GROUP BY 1, 2, 3
    ) s USING (board, period, band)
    WHERE coalesce(b.count, 0) + coalesce(c.count, 0) <> coalesce(s.count, 0) ORDER BY 1, 2, 3 LIMIT $2
    """,
)

LAWS = (SCORES, FINALS, PERIODS, BUCKETS)
