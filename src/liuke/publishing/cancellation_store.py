"""All SQL of what was called off; callers open the transactions."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from liuke.db.contracts import Connection
from liuke.decision.cancelling import ACTIVITY_CANCEL, Cancellable

_LOCK = 1818848873
"""With the tenant's number: held by every batch in shared mode (``engine_load``), and alone by who calls off."""
_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_COLUMNS = "path, t_us, reason, cancelled_by, status, members"


class CancellationRow(msgspec.Struct, frozen=True):
    """Something that was called off.

    Args:
        path: ``activities.<id>``, ``campaigns.<id>``.
        t_us: When it was recorded (UTC µs).
        reason: As the merchant wrote it.
        cancelled_by: By whom.
        status: ``giving_back``: members are still being notified; ``done``.
        members: How many were notified so far.
    """

    path: str
    t_us: int
    reason: str
    cancelled_by: str
    status: str
    members: int


async def lock_batches(connection: Connection, tenant_id: int, *, wait_ms: int) -> int:
    """Wait until no batch of the tenant is under way, and keep others out; returns the database's clock (µs).

    Raises:
        LockNotAvailableError: one took longer than ``wait_ms``.
    """
    await connection.execute("SELECT set_config('lock_timeout', $1, true)", f"{wait_ms}ms")
    await connection.execute("SELECT pg_advisory_xact_lock($1, $2)", _LOCK, tenant_id)
    return int(await connection.fetchval(f"SELECT {_NOW}"))


async def insert_cancellation(
    connection: Connection, tenant_id: int, found: Cancellable, *, t_us: int, reason: str, actor: str
) -> bool:
    """Write it down; ``False``: it was called off before."""
    status = "giving_back" if found.slot else "done"
    tag = await connection.execute(
        """
        INSERT INTO cancellation (tenant_id, path, t_us, reason, cancelled_by, slot, entry, status)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
        """,
        tenant_id,
        found.path,
        t_us,
        reason,
        actor,
        found.slot,
        found.entry,
        status,
    )
    return tag == "INSERT 0 1"


async def insert_deliveries(
    connection: Connection, tenant_id: int, members: Sequence[int], row: CancellationRow, key: str
) -> None:
    """Let the members, or the activity itself, learn of it."""
    await connection.execute(
        """
        INSERT INTO delivery (tenant_id, member_id, key, type, t_us, data)
        SELECT $1, u.member_id, $3, $4, $5, $6 FROM unnest($2::bigint[]) AS u (member_id) ON CONFLICT DO NOTHING
        """,
        tenant_id,
        members,
        key,
        ACTIVITY_CANCEL,
        row.t_us,
        {"path": row.path, "reason": row.reason},
    )


async def find_cancellation(connection: Connection, tenant_id: int, path: str) -> CancellationRow | None:
    """One, or ``None``."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM cancellation WHERE tenant_id = $1 AND path = $2", tenant_id, path
    )
    return CancellationRow(*row) if row is not None else None


async def list_cancellations(connection: Connection, tenant_id: int) -> list[CancellationRow]:
    """All of the tenant, the newest first."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM cancellation WHERE tenant_id = $1 ORDER BY t_us DESC, path", tenant_id
    )
    return [CancellationRow(*row) for row in rows]


async def lock_unfinished(connection: Connection, tenant_id: int) -> tuple[CancellationRow, Cancellable, int] | None:
    """The oldest whose members are still to be notified, and the last member who was; nobody else works on it."""
    row = await connection.fetchrow(
        f"""
        SELECT slot, entry, after_member, {_COLUMNS} FROM cancellation
        WHERE tenant_id = $1 AND status = 'giving_back' ORDER BY t_us, path LIMIT 1 FOR UPDATE SKIP LOCKED
        """,
        tenant_id,
    )
    if row is None:
        return None
    slot, entry, after_member, *columns = row
    found = CancellationRow(*columns)
    return found, Cancellable(found.path, entry, slot), after_member


async def list_holders(
    connection: Connection, tenant_id: int, found: Cancellable, *, after: int, limit: int
) -> tuple[list[int], int | None]:
    """Of the next members in order, those with an entry; and the last who was looked at (``None``: it was the end)."""
    rows = await connection.fetch(
        """
        SELECT member_id, strpos((doc -> 'slots' -> $3)::text, $4) > 0 FROM member_state
        WHERE tenant_id = $1 AND member_id > $2 ORDER BY member_id LIMIT $5
        """,
        tenant_id,
        after,
        found.slot,
        f'"{found.entry}"',
        limit,
    )
    return [row[0] for row in rows if row[1]], rows[-1][0] if len(rows) == limit else None


async def note_progress(connection: Connection, tenant_id: int, path: str, *, after: int | None, members: int) -> None:
    """How far it came; ``None``: to the end."""
    await connection.execute(
        """
        UPDATE cancellation SET members = members + $3, after_member = coalesce($4, after_member),
                                status = CASE WHEN $4::bigint IS NULL THEN 'done' ELSE status END
        WHERE tenant_id = $1 AND path = $2
        """,
        tenant_id,
        path,
        members,
        after,
    )
