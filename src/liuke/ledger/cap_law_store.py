"""The laws of caps: both work out anew, from postings and their days, what was given within each period.

``$1`` is the tenant, ``$2`` the most rows to answer.
"""

from __future__ import annotations

from liuke.hooks.law import query_law

_GIVEN = """
    gone AS (
        -- who was found to be another member, and whom their chain ends at
        SELECT m.member_id AS went, member_root(m.member_id) AS root FROM member_state m
        WHERE m.tenant_id = $1 AND m.merged_into IS NOT NULL
    ), took AS MATERIALIZED (
        SELECT u.member_id, coalesce(gone.root, u.member_id) AS root, u.key
        FROM record u LEFT JOIN gone ON gone.went = u.member_id
        WHERE u.tenant_id = $1 AND u.kind = 'use_taken_back'
    ), noted AS MATERIALIZED (
        SELECT r.member_id, r.key, r.data->>'asset' AS asset, (r.data->>'seq')::bigint AS seq,
               (r.data->>'amount')::bigint AS amount
        FROM record r WHERE r.tenant_id = $1 AND r.kind = 'use_earned'
    ), undone AS (
        -- what a rule gave for a fact that another one took back, maybe of who is another member by then
        SELECT n.* FROM noted n JOIN took t ON t.member_id = n.member_id AND t.key = n.key
        UNION
        SELECT n.* FROM noted n JOIN gone g ON g.went = n.member_id
        JOIN took t ON t.root = g.root AND t.member_id <> n.member_id AND t.key = n.key
        WHERE NOT EXISTS (SELECT FROM noted e WHERE e.member_id = t.member_id AND e.key = n.key)
        UNION
        SELECT n.* FROM noted n JOIN gone g ON g.went = n.member_id
        JOIN took t ON t.root = g.root AND t.key = n.key || '~' || n.member_id
    ), back AS (
        -- what refunds and gifts that nobody took gave back, on the day on which it had been given
        SELECT p.member_id, p.rule, p.asset, p.day, sum(part.amount) AS amount FROM (
            SELECT coalesce((e.value->>'owner')::bigint, member_id) AS member_id, e.value->>'asset' AS asset,
                   (e.value->>'seq')::bigint AS seq,
                   (e.value->>'returned')::bigint AS amount
            FROM purchase, json_array_elements(doc->'earned') AS e (value)
            WHERE tenant_id = $1 AND e.value->>'returned' IS NOT NULL
            UNION ALL
            SELECT member_id, asset, seq, (data->>'returned')::bigint FROM hold
            WHERE tenant_id = $1 AND data->>'returned' IS NOT NULL
            UNION ALL
            SELECT member_id, asset, seq, amount FROM undone
        ) part JOIN posting p USING (member_id, asset, seq) GROUP BY 1, 2, 3, 4
    ), posted AS (
        SELECT member_id, rule, asset, day, sum(amount) AS amount, min(program_version) AS low,
               max(program_version) AS high, max(patches) AS patches
        FROM posting WHERE tenant_id = $1 AND kind IN ('earn', 'exchange_out', 'hold', 'donate')
        GROUP BY member_id, rule, asset, day
    ), given AS (
        SELECT member_id, rule, asset, day, posted.amount - coalesce(back.amount, 0) AS amount, low, high, patches
        FROM posted LEFT JOIN back USING (member_id, rule, asset, day)
        UNION ALL
        -- money is no posting; the caps on it are counted under the activity that gives it
        SELECT member_id, regexp_replace(r.data->>'rule', '^([^.]+[.][^.]+).*$', '\\1.cash'), '', r.day,
               sum((r.data->>'cents')::bigint), min(o.program_version), max(o.program_version), max(o.patches)
        FROM record r JOIN operation o USING (member_id)
        WHERE r.tenant_id = $1 AND r.kind = 'cash_reward' AND o.n = r.op_n GROUP BY 1, 2, 4
        UNION ALL
        SELECT member_id, regexp_replace(r.data->>'rule', '^([^.]+[.][^.]+).*$', '\\1.cash'), '',
               (r.data->>'day')::int, -sum((r.data->>'cents')::bigint), min(o.program_version), max(o.program_version),
               max(o.patches)
        FROM record r JOIN operation o USING (member_id)
        WHERE r.tenant_id = $1 AND r.kind = 'cash_back' AND o.n = r.op_n GROUP BY 1, 2, 4
    )"""

CAPS = query_law(
    "caps",
    "what a rule's cap counts as used is what the rule gave in the period, less what came back (at most that, where "
    "the program changed meanwhile); what an asset's overall cap counts is at most what was given",
    """
    SELECT coalesce(sum(json_array_length(c.value) / 2), 0) FROM member_state m,
        json_each(m.doc->'slots'->'caps'->'uses') c WHERE m.tenant_id = $1
    """,
    f"""
    WITH used AS (
        SELECT m.member_id, split_part(c.key, '|', 1) AS scope, split_part(c.key, '|', 2) AS period,
               (c.value->>(2 * i))::int AS start, (c.value->>(2 * i + 1))::bigint AS used
        FROM member_state m, json_each(m.doc->'slots'->'caps'->'uses') c,
             generate_series(0, json_array_length(c.value) / 2 - 1) AS i
        WHERE m.tenant_id = $1 AND m.merged_into IS NULL
    ), span AS (
        -- whole merchant-local days, so calendar arithmetic on dates is exact
        SELECT *, CASE period
            WHEN 'day' THEN start + 1 WHEN 'week' THEN start + 7 WHEN 'lifetime' THEN 2147483647
            ELSE (date '1970-01-01' + start + CASE period WHEN 'month' THEN interval '1 month'
                  WHEN 'quarter' THEN interval '3 months' ELSE interval '1 year' END)::date - date '1970-01-01'
            END AS ends
        FROM used
    ), {_GIVEN}, by_root AS (
        -- what was given to members who are one counts together
        SELECT coalesce(gone.root, given.member_id) AS member_id, rule, asset, day, amount, low, high, patches
        FROM given LEFT JOIN gone ON gone.went = given.member_id
    ), seen AS (
        SELECT s.member_id, s.scope, s.period, s.start, s.used, coalesce(sum(g.amount), 0) AS given,
               bool_or(g.rule = s.scope) AS of_rule, min(g.low) = max(g.high) AND max(g.patches) = '' AS one_program
        FROM span s LEFT JOIN by_root g ON g.member_id = s.member_id AND (g.rule = s.scope OR g.asset = s.scope)
            AND g.day >= s.start AND g.day < s.ends
        GROUP BY s.member_id, s.scope, s.period, s.start, s.used
    )
    SELECT * FROM seen WHERE used > given OR (of_rule AND one_program AND used < given)
    ORDER BY 1, 2, 3, 4 LIMIT $2
    """,
)

CAP_LIMITS = query_law(
    "cap-limits",
    "no rule gave more in a period than its cap says (where one version of the program held in all of the period)",
    """
    SELECT count(*) FROM program_version v, json_array_elements(v.spec->'earning') r,
        json_array_elements(r.value->'caps') WHERE v.tenant_id = $1
    """,
    f"""
    WITH term AS (
        SELECT version, 'earning.' || (r.value->>'id') AS rule, r.value->'caps' AS caps
        FROM program_version, json_array_elements(spec->'earning') AS r (value) WHERE tenant_id = $1
        UNION ALL
        SELECT version, 'exchanges.' || (r.value->>'id'), r.value->'caps'
        FROM program_version, json_array_elements(spec->'exchanges') AS r (value) WHERE tenant_id = $1
        UNION ALL
        SELECT version, 'pools.' || (r.value->>'id'), r.value->'caps'
        FROM program_version, json_array_elements(spec->'pools') AS r (value) WHERE tenant_id = $1
        UNION ALL
        SELECT version, 'gifts.' || (r.value->>'id'), spec->'gifts'->'caps'
        FROM program_version, json_array_elements(spec->'assets') AS r (value) WHERE tenant_id = $1
    ), cap AS (
        SELECT version, rule, c.value->>'period' AS period, (c.value->>'limit')::bigint AS most
        FROM term, json_array_elements(term.caps) AS c (value)
    ), {_GIVEN}, total AS (
        SELECT member_id, rule, cap.period, cap.most, CASE cap.period
                   WHEN 'day' THEN day WHEN 'week' THEN day - (day + 3) % 7 WHEN 'lifetime' THEN 0
                   ELSE date_trunc(cap.period, (date '1970-01-01' + day)::timestamp)::date - date '1970-01-01'
               END AS start, sum(amount) AS given, min(low) AS low, max(high) AS high, max(patches) AS patches
        FROM given JOIN cap USING (rule)
        WHERE cap.version = given.high GROUP BY 1, 2, 3, 4, 5
    )
    SELECT member_id, rule, period, start, most, given FROM total
    WHERE given > most AND low = high AND patches = '' ORDER BY 1, 2, 3, 4 LIMIT $2
    """,
)
