"""All SQL of the worker itself: the clock, whose turn it is, and the tables of the months to come."""

from __future__ import annotations

from liuke.db.contracts import Connection
from liuke.webhooks.store import NOW


# -- clock and tenants -----------------------------------------------------------------------------------------------
async def read_clock_us(connection: Connection) -> int:
    """The database's clock."""
    return int(await connection.fetchval(f"SELECT {NOW}"))


async def get_slug(connection: Connection, tenant_id: int) -> str:
    """The name of a tenant in addresses; each sees its own row only."""
    return str(await connection.fetchval("SELECT slug FROM tenant WHERE tenant_id = $1", tenant_id))


# -- turns, held by a session -----------------------------------------------------------------------------------------
Turn = tuple[int, int]


async def try_turn(connection: Connection, turn: Turn) -> bool:
    """Take a turn that nobody has; whether it was free."""
    return bool(await connection.fetchval("SELECT pg_try_advisory_lock($1, $2)", *turn))


async def give_turn(connection: Connection, turn: Turn) -> bool:
    """Give a turn back; whether it was ours."""
    return bool(await connection.fetchval("SELECT pg_advisory_unlock($1, $2)", *turn))


async def is_there(connection: Connection) -> bool:
    """Whether the server answers."""
    return bool(await connection.fetchval("SELECT true"))


# -- months -----------------------------------------------------------------------------------------------------------
async def ensure_months(connection: Connection, ahead: int) -> None:
    """Make the partitions of this month and the next ones; gives way to writers."""
    await connection.execute("SET LOCAL lock_timeout = '2s'")
    await connection.execute(_MONTHS, ahead)


_MONTHS = """
SELECT liuke_ensure_month((extract(epoch FROM date_trunc('month', now() AT TIME ZONE 'UTC')
                                        + n * interval '1 month') * 1000000)::bigint)
FROM generate_series(0, $1::int) AS n
"""
