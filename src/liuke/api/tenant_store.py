"""All SQL of looking at a tenant."""

from __future__ import annotations

from liuke.db.contracts import Connection


async def find_tenant(connection: Connection, tenant_id: int) -> tuple[str, bytes] | None:
    """Slug and secret."""
    row = await connection.fetchrow("SELECT slug, secret FROM tenant WHERE tenant_id = $1", tenant_id)
    return (row[0], row[1]) if row is not None else None


async def read_schema(connection: Connection) -> int:
    """Number of the last migration that was applied."""
    return int(await connection.fetchval("SELECT coalesce(max(version), 0) FROM schema_migration"))
