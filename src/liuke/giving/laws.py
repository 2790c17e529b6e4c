"""What must hold of givings. ``$1`` is the tenant, ``$2`` the most rows to answer."""

from __future__ import annotations

from liuke.hooks.law import count_of, query_law

ITEMS = query_law(
    "giving-items",
    "who is noted as given, or as given back, has a record of it; a giving that is over has nobody left",
    count_of("giving_item"),
    """
    SELECT i.giving_id, i.member_id, i.status FROM giving_item i JOIN giving g USING (tenant_id, giving_id)
    WHERE i.tenant_id = $1 AND (
        i.status IN ('given', 'returned') AND NOT EXISTS (
            SELECT FROM record r WHERE r.member_id IN (i.member_id, member_root(i.member_id))
                AND r.kind = CASE i.status WHEN 'given' THEN 'giving' ELSE 'giving_back' END AND r.key = i.giving_id
        )
        OR g.status IN ('done', 'undone') AND i.status IN ('waiting', 'returning')
        OR g.members <> (SELECT count(*) FROM giving_item n WHERE n.tenant_id = $1 AND n.giving_id = i.giving_id)
    ) ORDER BY 1, 2 LIMIT $2
    """,
)

LAWS = (ITEMS,)
