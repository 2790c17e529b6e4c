"""SQL about who stands behind a caller, and about the tenant of whoever calls."""

from __future__ import annotations

from liuke.db.contracts import Connection


async def list_hands(connection: Connection, tenant_id: int, actor: str) -> set[str]:
    """An actor, and who made the key that it is, and who made the key that made that key, and so on.

    Whoever made a key has seen its secret, so what the key does may be done by that hand. Keys that were made on the
    machine itself have no hand but their own: a shell is not one person.
    """
    rows = await connection.fetch(
        """
        WITH RECURSIVE hands AS (
            SELECT $2::text AS actor
            UNION
            SELECT k.created_by FROM hands h JOIN api_key k ON k.tenant_id = $1 AND h.actor = 'key:' || k.key_id
        )
        SELECT actor FROM hands
        """,
        tenant_id, actor,
    )  # fmt: skip
    return {actor, *(row[0] for row in rows if row[0].startswith(("key:", "person:")))}


async def get_tenant(connection: Connection, tenant_id: int) -> tuple[str, str]:
    """Slug and name."""
    row = await connection.fetchrow("SELECT slug, name FROM tenant WHERE tenant_id = $1", tenant_id)
    assert row is not None, "the caller's tenant exists"
    return (row[0], row[1])
