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
    SELECT member_id FROM tier_change WHERE tenant_id = $1 ORDER BY old = '', t_us DESC, member_id LIMIT 1
) GROUP BY 1
"""


async def find_guest(connection: Connection, tenant_id: int) -> tuple[int, str, str] | None:
    """The member as whom the member app is opened: who moved between tiers last, if anybody did.

    Returns:
        Member, name among the merchant's own, and the merchant's name; ``None``: nobody is there.
    """
    row = await connection.fetchrow(_GUEST, tenant_id)
    return (row[0], row[1], row[2]) if row is not None else None


_GUEST = """
SELECT c.member_id, identity_shown(i.external_id, i.sealed), t.name FROM tier_change c JOIN identity i USING (member_id)
JOIN tenant t ON t.tenant_id = c.tenant_id
WHERE c.tenant_id = $1 ORDER BY c.old = '', c.t_us DESC, c.member_id, i.external_id LIMIT 1
"""


async def list_waiting_redemptions(connection: Connection, tenant_id: int) -> list[tuple[int, str]]:
    """Member and number of each redemption of the mall that nobody has handed over or cancelled, the oldest first."""
    rows = await connection.fetch(_WAITING, tenant_id)
    return [(row[0], row[1]) for row in rows]


_WAITING = """
SELECT o.member_id, o.key FROM record o
WHERE o.tenant_id = $1 AND o.kind = 'mall_order' AND o.data ->> 'fulfilment' = 'manual' AND NOT EXISTS (
    SELECT FROM record e
    WHERE e.member_id = o.member_id AND e.kind IN ('mall_fulfilled', 'mall_refunded') AND e.key = o.key
) ORDER BY o.t_us, o.member_id, o.key
"""


async def list_players(connection: Connection, tenant_id: int) -> list[tuple[int, int]]:
    """Member of the history and the instant at which they were last here in it, in the order of numbers."""
    rows = await connection.fetch(_PLAYERS, tenant_id)
    return [(row[0], row[1]) for row in rows]


_PLAYERS = """
SELECT o.member_id, max(o.t_us) FROM operation o JOIN member_state m ON m.member_id = o.member_id AND NOT m.test
WHERE o.tenant_id = $1 AND o.member_id > 0 AND NOT starts_with(o.key, 'demo:')
GROUP BY 1 ORDER BY 1
"""


async def list_joined(connection: Connection, tenant_id: int, namespace: str, until_us: int) -> list[tuple[str, int]]:
    """External id and instant of those who joined up to an instant, in the order of a history."""
    rows = await connection.fetch(_JOINED, tenant_id, namespace, until_us)
    return [(row[0], row[1]) for row in rows]


_JOINED = """
SELECT i.external_id, m.registered_us FROM identity i JOIN member_state m USING (member_id)
WHERE i.tenant_id = $1 AND i.namespace = $2 AND m.registered_us <= $3
ORDER BY m.registered_us, i.external_id COLLATE "C"
"""


async def list_rich(
    connection: Connection, tenant_id: int, asset: str, least: int, limit: int
) -> list[tuple[int, int]]:  # fmt: skip
    """Members who have so many units of an asset, and how many they have; in an order that chance would make."""
    rows = await connection.fetch(_RICH, tenant_id, asset, least, limit)
    return [(row[0], row[1]) for row in rows]


_RICH = """
SELECT w.member_id, w.available FROM wallet w
JOIN member_state m ON m.member_id = w.member_id AND NOT m.test AND m.merged_into IS NULL
WHERE w.tenant_id = $1 AND w.asset = $2 AND w.available >= $3 AND w.member_id > 0
ORDER BY md5(w.member_id::text) LIMIT $4
"""
