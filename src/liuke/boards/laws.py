"""The law of boards. ``$1`` is the tenant, ``$2`` the most rows to answer."""

from __future__ import annotations

from liuke.hooks.law import count_of, query_law

SCORES = query_law(
    "board-scores",
    "a score is the sum of its facts; whoever has facts has a score among everybody, and the same in every other list, "
    "or nothing in one that they left",
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
    WHERE (s.score IS DISTINCT FROM coalesce(f.sum, 0) AND (s.score <> 0 OR s.listed OR s.band = '')) IS NOT FALSE
       OR s.listed AND s.score <= 0 OR s.lead <> -s.score
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
      AND (f.score <> 0 OR f.listed OR f.band = '')
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
    "the buckets of a list, with the changes that none of them holds yet, count everybody who has a rank in it; "
    "leagues have none",
    count_of("board_bucket"),
    """
    SELECT board, period, band, coalesce(b.count, 0) + coalesce(c.count, 0) AS counted, coalesce(s.count, 0) AS rows
    FROM (SELECT board, period, band, sum(count) AS count FROM board_bucket WHERE tenant_id = $1 GROUP BY 1, 2, 3) b
    FULL JOIN (
        SELECT board, period, band, sum(count) AS count FROM board_change WHERE tenant_id = $1 GROUP BY 1, 2, 3
    ) c USING (board, period, band)
    FULL JOIN (
        SELECT board, period, band, count(*) AS count FROM board_score
        WHERE tenant_id = $1 AND listed AND NOT starts_with(band, '~') GROUP BY 1, 2, 3
    ) s USING (board, period, band)
    WHERE coalesce(b.count, 0) + coalesce(c.count, 0) <> coalesce(s.count, 0) ORDER BY 1, 2, 3 LIMIT $2
    """,
)

LEAGUES = query_law(
    "board-leagues",
    "every seat of a league was taken by one member; no league has more members than seats, and a member is in one "
    "league a period",
    count_of("shared", "kind = 'board_league' AND version > 0"),
    """
    WITH head AS (
        SELECT split_part(key, '/', 1) AS board, split_part(key, '/', 2) AS period, split_part(key, '/', 3) AS division,
               (doc->>'size')::int AS size, (doc->>'seated')::bigint AS seated
        FROM shared WHERE tenant_id = $1 AND kind = 'board_league' AND version > 0 AND NOT starts_with(key, '~test/')
    ), seat AS (
        SELECT split_part(r.key, '/', 1) AS board, split_part(r.key, '/', 2) AS period,
               split_part(r.key, '/', 3) AS division, count(*) AS count,
               count(DISTINCT split_part(r.key, '/', 4)) AS numbers, max(split_part(r.key, '/', 4)::bigint) AS last
        FROM record r JOIN member_state m ON m.member_id = r.member_id AND NOT m.test
        WHERE r.tenant_id = $1 AND r.kind = 'board_seat' GROUP BY 1, 2, 3
    ), played AS (
        SELECT board, period, band, member_id FROM board_score
        WHERE tenant_id = $1 AND starts_with(band, '~') AND (score <> 0 OR listed)
    )
    SELECT board, period, division AS league, coalesce(count, 0) AS members, coalesce(seated, 0) AS seats
    FROM head FULL JOIN seat USING (board, period, division)
    WHERE (count = seated AND numbers = seated AND last = seated) IS NOT TRUE
    UNION ALL
    SELECT p.board, p.period, p.band, count(*), max(h.size) FROM played p LEFT JOIN head h
      ON h.board = p.board AND h.period = p.period AND h.division = split_part(substr(p.band, 2), '/', 1)
    GROUP BY 1, 2, 3 HAVING (count(*) <= max(h.size)) IS NOT TRUE
    UNION ALL
    SELECT board, period, member_id::text, count(*), 1 FROM played GROUP BY 1, 2, 3 HAVING count(*) > 1
    ORDER BY 1, 2, 3 LIMIT $2
    """,
)

LAWS = (SCORES, FINALS, PERIODS, BUCKETS, LEAGUES)
