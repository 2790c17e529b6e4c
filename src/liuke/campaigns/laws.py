"""The laws of budgets. ``$1`` is the tenant, ``$2`` the most rows to answer."""

from __future__ import annotations

from liuke.hooks.law import Law, query_law

_NOTED = """
    SELECT regexp_replace(i.key, '#[0-9]+', '') AS pot, p.value->>'campaign' AS campaign,
           CASE r.kind WHEN 'budget_charge' THEN i.value::text::bigint ELSE -(i.value::text::bigint) END AS amount
    FROM record r, json_array_elements(r.data->'parts') p, json_each(p.value->'items') i
    WHERE r.tenant_id = $1 AND r.kind IN ('budget_charge', 'budget_back')
"""
BUDGETS = query_law(
    "budgets",
    "what a campaign's budget was at first is what remains, and what rewards were charged less what went back",
    "SELECT count(*) FROM record WHERE tenant_id = $1 AND kind IN ('budget_charge', 'budget_back')",
    f"""
    WITH noted AS ({_NOTED}), charged AS (SELECT pot, sum(amount) AS charged FROM noted GROUP BY pot),
    kept AS (
        SELECT regexp_replace(item, '#[0-9]+', '') AS pot, sum(initial) AS initial, sum(remaining) AS remaining
        FROM stock WHERE tenant_id = $1 AND item LIKE 'budget:%' GROUP BY 1
    )
    SELECT pot, k.initial, k.remaining, c.charged FROM kept k FULL JOIN charged c USING (pot)
    WHERE k.initial IS DISTINCT FROM k.remaining + coalesce(c.charged, 0) ORDER BY 1 LIMIT $2
    """,
)
GRANTS = query_law(
    "budget-grants",
    "what campaigns were charged for was given, or an order was reduced by it: none pays more than it was worth",
    "SELECT count(*) FROM record WHERE tenant_id = $1 AND kind = 'budget_charge'",
    """
    WITH charged AS (
        SELECT r.member_id, r.op_n, r.key, split_part(r.key, '/', 1) AS what, split_part(r.key, '/', 3) AS seq,
               split_part(r.key, '/', 2) AS id, (r.data->>'given')::bigint AS given,
               (SELECT max((p.value->>'amount')::bigint) FROM json_array_elements(r.data->'parts') p) AS amount
        FROM record r WHERE r.tenant_id = $1 AND r.kind = 'budget_charge'
    )
    SELECT c.member_id, c.key, c.given, c.amount FROM charged c
    WHERE c.amount > c.given OR CASE c.what
        WHEN 'points' THEN NOT EXISTS (
            SELECT FROM posting p WHERE p.member_id = c.member_id AND p.asset = 'points' AND p.seq = c.seq::bigint
              AND p.op_n = c.op_n AND p.kind = 'earn' AND p.amount = c.given)
        WHEN 'coupon' THEN NOT EXISTS (
            SELECT FROM coupon_move m
            WHERE m.member_id = c.member_id AND m.coupon_id = c.id::bigint AND m.op_n = c.op_n)
        WHEN 'cash' THEN NOT EXISTS (
            SELECT FROM record w WHERE w.member_id = c.member_id AND w.kind = 'cash_reward' AND w.key = c.id
              AND (w.data->>'cents')::bigint = c.given)
        WHEN 'prize' THEN NOT EXISTS (
            SELECT FROM shared s WHERE s.tenant_id = $1 AND s.kind = 'prize' AND s.key = c.id)
        WHEN 'price' THEN NOT EXISTS (
            SELECT FROM purchase o, json_array_elements(o.doc->'data'->'price_cuts') n (value)
            WHERE o.member_id = c.member_id AND o.order_id = regexp_replace(c.key, '^price/(.*)/[0-9]+$', '\\1')
              AND n.value->>0 = c.key AND (n.value->>1)::bigint = c.given)
        ELSE false END
    ORDER BY 1, 2 LIMIT $2
    """,
)
LAWS: tuple[Law, ...] = (BUDGETS, GRANTS)
