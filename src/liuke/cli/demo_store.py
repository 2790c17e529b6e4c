"""All SQL of the demo."""

from __future__ import annotations

from liuke.db.contracts import Connection


async def find_somebody(connection: Connection, tenant_id: int) -> tuple[str, str, str] | None:
    """External id, key of an order, and namespace of a member whose tier changed last."""
    found = await connection.fetchrow(_SOMEBODY, tenant_id)
    return (found[0], found[1], found[2]) if found is not None else None


_SOMEBODY = """
SELECT identity_shown(i.external_id, i.sealed), max(o.key), min(i.namespace)
FROM member_state m JOIN identity i USING (member_id)
JOIN operation o ON o.member_id = m.member_id AND o.type = 'order.paid'
WHERE m.tenant_id = $1 AND m.member_id = (
    SELECT member_id FROM tier_change WHERE tenant_id = $1 ORDER BY t_us DESC, member_id LIMIT 1
) GROUP BY 1
"""
