"""The laws of seeds and draws. ``$1`` is the tenant, ``$2`` the most rows to answer."""

from __future__ import annotations

from liuke.hooks.law import Law, count_of, query_law

DRAWS = query_law(
    "draws",
    "a member's draws of a period are numbered 1, 2, 3 … without gaps, each under a seed that was committed to before",
    count_of("record", "kind = 'draw'"),
    """
    SELECT d.member_id, d.place, count(*) AS count, max(d.number) AS last,
           count(*) FILTER (WHERE s.number IS NULL AND NOT d.simulated) AS seedless
    FROM (
        SELECT member_id, regexp_replace(key, '/[0-9]+$', '') AS place,
               regexp_replace(key, '^.*/', '')::bigint AS number, (data ->> 'seed')::int AS seed,
               coalesce((data ->> 'simulated')::boolean, false) AS simulated
        FROM record WHERE tenant_id = $1 AND kind = 'draw'
    ) d
    LEFT JOIN draw_seed s ON s.tenant_id = $1 AND s.activity || '/' || s.period = regexp_replace(d.place, '^test:', '')
        AND s.number = d.seed
    GROUP BY d.member_id, d.place
    HAVING count(*) <> max(d.number) OR min(d.number) <> 1
        OR count(*) FILTER (WHERE s.number IS NULL AND NOT d.simulated) > 0
    ORDER BY 1, 2 LIMIT $2
    """,
)

SEEDS = query_law(
    "draw-seeds",
    "a seed that lies open is the one that was committed to",
    count_of("draw_seed"),
    """
    SELECT activity, period, number FROM draw_seed
    WHERE tenant_id = $1 AND NOT sealed AND encode(sha256(seed), 'hex') <> commitment ORDER BY 1, 2, 3 LIMIT $2
    """,
)

LAWS: tuple[Law, ...] = (DRAWS, SEEDS)
