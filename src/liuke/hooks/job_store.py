"""The SQL of jobs: which tenants have work, before any tenant is known, and the wake-up of a loop."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from liuke.db.contracts import Connection

CHANNEL = "liuke_worker"
"""What workers listen to."""


def tenants_with(
    table: str, *, due: str = "", where: tuple[str, str] | None = None
) -> Callable[[Connection, int], Awaitable[list[int]]]:
    """Finds the tenants that have a row in a table. The database answers numbers of tenants and nothing else.

    Args:
        table: Any table whose rows belong to tenants.
        due: Column (UTC µs) that must have come; empty: whenever.
        where: Column and the text that it must equal.
    """
    column, value = where or ("", "")

    async def find(connection: Connection, now_us: int) -> list[int]:
        sql = "SELECT tenants_with($1, $2, $3, $4, $5)"
        return [row[0] for row in await connection.fetch(sql, table, due, now_us, column, value)]

    return find


every_tenant = tenants_with("tenant")
"""All of them."""


async def wake(connection: Connection, loop: str) -> None:
    """Let the workers know, when this transaction commits, that a loop has something to do."""
    await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, loop)
