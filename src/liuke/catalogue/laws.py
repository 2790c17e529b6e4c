"""What must hold of the catalogue."""

from __future__ import annotations

from liuke.hooks.law import count_of, query_law

CHANGES = query_law(
    "catalogue-changes",
    "changes of the catalogue are numbered 1, 2, 3 … without gaps, and no operation knows a later one than there is",
    count_of("catalogue_change"),
    """
    SELECT n AS stored, place AS derived, NULL::bigint AS member_id
    FROM (SELECT n, row_number() OVER (ORDER BY n) AS place FROM catalogue_change WHERE tenant_id = $1) c
    WHERE n <> place
    UNION ALL
    SELECT o.catalogue, v.n, o.member_id
    FROM operation o, (SELECT coalesce(max(n), 0) AS n FROM catalogue_change WHERE tenant_id = $1) v
    WHERE o.tenant_id = $1 AND o.catalogue > v.n
    ORDER BY 1 LIMIT $2
    """,
)

LAWS = (CHANGES,)
