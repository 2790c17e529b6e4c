"""What holds of activities between tables. ``$1`` is the tenant, ``$2`` the most rows to answer."""

from __future__ import annotations

from liuke.hooks.law import Law, count_of, query_law

GROUP_BUYS = query_law(
    "group-buys",
    "a payment that a failed team's seat says was asked back was asked back: by one request, for the order that paid",
    count_of("shared", "kind = 'group_buy_team' AND version > 0"),
    """
    WITH seat AS (
        SELECT t.key, t.doc->>'status' AS status, s.value->>2 AS order_id, s.value->>3 AS refund
        FROM shared t, json_array_elements(t.doc->'seats') AS s (value)
        WHERE t.tenant_id = $1 AND t.kind = 'group_buy_team' AND t.version > 0 AND NOT starts_with(t.key, '~test/')
    )
    SELECT seat.key AS team, seat.order_id, seat.refund, p.doc->>'ref' AS asked_for
    FROM seat LEFT JOIN shared p ON p.tenant_id = $1 AND p.kind = 'payout' AND p.key = seat.refund
    WHERE seat.refund <> ''
      AND (p.key IS NULL OR p.doc->>'kind' <> 'refund' OR p.doc->>'ref' IS DISTINCT FROM seat.order_id)
    ORDER BY 1, 2 LIMIT $2
    """,
)

LAWS: tuple[Law, ...] = (GROUP_BUYS,)
