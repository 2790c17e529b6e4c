"""The law of the mall's limits per member. ``$1`` is the tenant, ``$2`` the most rows to answer."""

from __future__ import annotations

from liuke.hooks.law import Law, query_law

LIMITS = query_law(
    "mall-limits",
    "what a limit per member counts in a period is what was redeemed in it and not cancelled (at most that, where the "
    "program changed meanwhile)",
    """
    SELECT coalesce(sum(json_array_length(c.value) / 2), 0) FROM member_state m,
        json_each(m.doc->'slots'->'mall'->'bought') c WHERE m.tenant_id = $1
    """,
    """
    WITH used AS (
        SELECT m.member_id, split_part(c.key, '|', 1) AS item, split_part(c.key, '|', 2) AS period,
               (c.value->>(2 * i))::int AS start, (c.value->>(2 * i + 1))::bigint AS used
        FROM member_state m, json_each(m.doc->'slots'->'mall'->'bought') c,
             generate_series(0, json_array_length(c.value) / 2 - 1) AS i
        WHERE m.tenant_id = $1 AND m.merged_into IS NULL
    ), redeemed AS (
        SELECT CASE WHEN s.merged_into IS NULL THEN r.member_id ELSE member_root(r.member_id) END AS member_id,
               r.data->>'item' AS item, (r.data->>'day')::int AS day,
               (r.data->>'quantity')::bigint AS count, o.program_version AS version, o.patches
        FROM record r JOIN operation o ON o.member_id = r.member_id AND o.n = r.op_n
        JOIN member_state s ON s.member_id = r.member_id
        WHERE r.tenant_id = $1 AND r.kind = 'mall_order' AND NOT EXISTS (
            SELECT FROM record b WHERE b.kind = 'mall_refunded' AND b.key = r.key
              AND b.member_id IN (r.member_id, CASE WHEN s.merged_into IS NULL THEN 0 ELSE member_root(r.member_id) END)
        )
    ), seen AS (
        SELECT u.member_id, u.item, u.period, u.start, u.used, coalesce(sum(r.count), 0) AS redeemed,
               min(r.version) = max(r.version) AND max(r.patches) = '' AS one_program
        FROM used u LEFT JOIN redeemed r ON r.member_id = u.member_id AND r.item = u.item AND u.start = CASE u.period
            WHEN 'day' THEN r.day WHEN 'week' THEN r.day - (r.day + 3) % 7 WHEN 'lifetime' THEN 0
            ELSE date_trunc(u.period, (date '1970-01-01' + r.day)::timestamp)::date - date '1970-01-01' END
        GROUP BY 1, 2, 3, 4, 5
    )
    SELECT * FROM seen WHERE used > redeemed OR (one_program AND used < redeemed) ORDER BY 1, 2, 3, 4 LIMIT $2
    """,
)

LAWS: tuple[Law, ...] = (LIMITS,)
