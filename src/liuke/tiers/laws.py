"""The laws of tiers. ``$1`` is the tenant, ``$2`` the most rows to answer."""

from __future__ import annotations

from liuke.hooks.law import Law, count_of, query_law

TIERS = query_law(
    "tiers",
    "a member's tier is the one the last change led to, and each change starts from the one before",
    count_of("member_state"),
    """
    WITH change AS (
        SELECT member_id, n, old, new, lag(new) OVER w AS before, lead(n) OVER w AS next
        FROM tier_change WHERE tenant_id = $1 WINDOW w AS (PARTITION BY member_id ORDER BY n)
    )
    SELECT member_id, c.n, m.tier, c.new, c.old, c.before
    FROM change c FULL JOIN (SELECT member_id, tier FROM member_state WHERE tenant_id = $1) m USING (member_id)
    WHERE (c.next IS NULL AND coalesce(m.tier, '') <> coalesce(c.new, '')) OR c.old <> coalesce(c.before, c.old)
    ORDER BY 1, 2 LIMIT $2
    """,
)

LAWS: tuple[Law, ...] = (TIERS,)
