"""What must hold of coupons."""

from __future__ import annotations

from liuke.hooks.law import count_of, query_law

MOVES = query_law(
    "coupon-moves",
    "a coupon stands where its last move brought it, and each move begins where the one before ended",
    count_of("coupon_move"),
    """
    SELECT c.member_id, c.coupon_id, c.status AS stored, m.new AS derived, m.op_n
    FROM (SELECT * FROM coupon WHERE tenant_id = $1) c
    LEFT JOIN (
        SELECT DISTINCT ON (member_id, coupon_id) member_id, coupon_id, new, op_n FROM coupon_move
        WHERE tenant_id = $1 ORDER BY member_id, coupon_id, op_n DESC
    ) m USING (member_id, coupon_id)
    WHERE c.status <> coalesce(m.new, '')
    UNION ALL
    SELECT member_id, coupon_id, before, old, op_n
    FROM (
        SELECT member_id, coupon_id, old, op_n,
               lag(new, 1, '') OVER (PARTITION BY member_id, coupon_id ORDER BY op_n) AS before
        FROM coupon_move WHERE tenant_id = $1
    ) chained
    WHERE old <> before ORDER BY 1, 2, 5 LIMIT $2
    """,
)

LAWS = (MOVES,)
