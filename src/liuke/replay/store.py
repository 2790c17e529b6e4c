"""All SQL of the replay itself: how far it is, and what could not be taken."""

from __future__ import annotations

from typing import Any

from liuke.db.contracts import Connection


async def find_checkpoint(connection: Connection, tenant_id: int, replay_id: str) -> int | None:
    """The merchant-local day that is done; ``None`` before the first chunk."""
    day = await connection.fetchval(
        "SELECT day FROM replay WHERE tenant_id = $1 AND replay_id = $2", tenant_id, replay_id
    )
    return int(day) if day is not None else None


async def write_checkpoint(connection: Connection, tenant_id: int, replay_id: str, day: int) -> None:
    """Note that ``day`` is reached; never goes back."""
    await connection.execute(
        """
        INSERT INTO replay (tenant_id, replay_id, day, totals, updated_us)
        VALUES ($1, $2, $3, '{}', (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
        ON CONFLICT (tenant_id, replay_id) DO UPDATE
        SET day = greatest(replay.day, excluded.day), updated_us = excluded.updated_us
        """,
        tenant_id,
        replay_id,
        day,
    )


async def insert_dead_letter(
    connection: Connection, tenant_id: int, t_us: int, source: str, reason: str, payload: dict[str, Any]
) -> None:
    """Keep what could not be taken, once however often it is tried."""
    await connection.execute(
        """
        INSERT INTO dead_letter (tenant_id, t_us, source, reason, payload)
        SELECT $1, $2, $3, $4, $5
        WHERE NOT EXISTS (
            SELECT 1 FROM dead_letter
            WHERE tenant_id = $1 AND t_us = $2 AND source = $3 AND payload::text = $5::json::text
        )
        """,
        tenant_id,
        t_us,
        source,
        reason,
        payload,
    )
