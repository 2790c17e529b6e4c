"""What must hold of entitlements."""

from __future__ import annotations

from liuke.hooks.law import count_of, query_law

USES = query_law(
    "entitlement-uses",
    "the uses of an entitlement are the sum of what operations took and gave back",
    count_of("entitlement"),
    """
    SELECT member_id, entitlement_id, e.used AS stored, coalesce(u.used, 0) AS derived
    FROM (SELECT * FROM entitlement WHERE tenant_id = $1) e
    LEFT JOIN (
        SELECT member_id, entitlement_id, sum(count) AS used, bool_or(count IS NULL) AS begun
        FROM entitlement_use WHERE tenant_id = $1 GROUP BY 1, 2
    ) u USING (member_id, entitlement_id)
    WHERE e.used <> coalesce(u.used, 0) AND u.begun IS NOT TRUE ORDER BY 1, 2 LIMIT $2
    """,
)

LAWS = (USES,)
