"""Removing a merchant from the database, whole."""

from __future__ import annotations

from liuke.db.contracts import Connection


async def remove_tenant(connection: Connection, tenant_id: int) -> int:
    """Delete every row of a tenant, and the tenant; returns how many rows those were.

    Nothing of the tenant may be at work meanwhile.

    Args:
        connection: Of the schema's owner, in a transaction of its own.
        tenant_id: The tenant.
    """
    await connection.execute("SELECT set_config('liuke.tenant_id', $1, true)", str(tenant_id))
    tables = [row[0] for row in await connection.fetch(_TABLES)]
    # what refers to others first, the tenant itself last
    removed = 0
    for table in tables:
        done = await connection.execute(f"DELETE FROM {table} WHERE tenant_id = $1", tenant_id)
        removed += int(done.rpartition(" ")[2])
    return removed


_TABLES = """
SELECT format('%I', c.relname)
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = current_schema()::regnamespace
ORDER BY c.relname = 'tenant', (SELECT count(*) FROM pg_constraint f WHERE f.confrelid = c.oid), c.relname
"""
