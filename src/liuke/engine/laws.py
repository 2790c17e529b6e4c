"""The laws of the tables that the engine itself writes: operations, events, timers, stock.

``$1`` is the tenant, ``$2`` the most rows to answer.
"""

from __future__ import annotations

from liuke.hooks.law import Law, count_of, query_law

OPERATIONS = query_law(
    "operations",
    "a member's operations are numbered 1, 2, 3 … without gaps, up to the member's count",
    count_of("member_state"),
    """
    SELECT member_id, m.ops AS stored, o.count, o.first, o.last, o.numbers
    FROM (
        SELECT member_id, count(*) AS count, min(n) AS first, max(n) AS last, count(DISTINCT n) AS numbers
        FROM operation WHERE tenant_id = $1 GROUP BY member_id
    ) o FULL JOIN (SELECT * FROM member_state WHERE tenant_id = $1) m USING (member_id)
    WHERE m.ops IS DISTINCT FROM coalesce(o.count, 0) OR o.first <> 1 OR o.last <> o.count OR o.numbers <> o.count
    ORDER BY 1 LIMIT $2
    """,
)

EVENTS = query_law(
    "events",
    "every event that was taken is one operation, and every operation that is no timer one event",
    count_of("event"),
    """
    SELECT member_id, key, o.type AS operation, e.type AS event, e.count
    FROM (SELECT * FROM operation WHERE tenant_id = $1 AND type NOT LIKE 'timer.%') o
    FULL JOIN (
        SELECT member_id, key, min(type) AS type, count(*) AS count FROM event WHERE tenant_id = $1
        GROUP BY member_id, key
    ) e USING (member_id, key)
    WHERE o.type IS DISTINCT FROM e.type OR e.count <> 1 ORDER BY 1, 2 LIMIT $2
    """,
)

TIMERS = query_law(
    "timers",
    "a member is due when the first of the member's timers is",
    count_of("member_state"),
    """
    SELECT m.member_id, m.due_us, t.first FROM member_state m
    LEFT JOIN LATERAL (SELECT min(value::text::bigint) AS first FROM json_each(m.doc->'timers')) t ON true
    WHERE m.tenant_id = $1 AND m.due_us <> coalesce(t.first, 4611686018427387904) ORDER BY 1 LIMIT $2
    """,
)

STOCK = query_law(
    "stock",
    "what there was of a limited item at first is what remains and what was taken",
    count_of("stock"),
    """
    SELECT item, s.initial, s.remaining, m.taken
    FROM (SELECT * FROM stock WHERE tenant_id = $1) s
    FULL JOIN (SELECT item, sum(count) AS taken FROM stock_move WHERE tenant_id = $1 GROUP BY item) m USING (item)
    WHERE s.initial IS DISTINCT FROM s.remaining + coalesce(m.taken, 0) ORDER BY 1 LIMIT $2
    """,
)

LAWS: tuple[Law, ...] = (OPERATIONS, EVENTS, TIMERS, STOCK)
