"""All SQL of seeds and draws beside the engine's own; callers open the transactions."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.db.contracts import Connection
from liuke.draws.verify import Export, ExportedDraw, ExportedSeed
from liuke.kernel.ids import subject_id

_SEEDS = """
SELECT s.period, s.number, s.commitment, s.committed_us, s.closes_us, coalesce(r.data ->> 'secret', ''),
       s.discarded_us, s.reason
FROM draw_seed s
LEFT JOIN record r ON r.member_id = $3 AND r.kind = 'draw_reveal'
    AND r.key = s.activity || '/' || s.period || '/' || s.number
WHERE s.tenant_id = $1 AND s.activity = $2
"""
_TOTALS = """
SELECT member_id, (doc -> 'slots' -> 'draws' -> 'counts' -> $2 ->> 0)::bigint FROM member_state
WHERE tenant_id = $1 AND doc -> 'slots' -> 'draws' -> 'counts' -> $2 IS NOT NULL
UNION ALL
SELECT member_id, (data ->> 'draws')::bigint FROM record WHERE tenant_id = $1 AND kind = 'draw_total' AND key = $2
"""


class SeedRow(msgspec.Struct, frozen=True):
    """A seed and its period."""

    period: str
    seed: ExportedSeed


async def list_seeds(connection: Connection, tenant_id: int, activity: str) -> list[SeedRow]:
    """Seeds of an activity, the newest first; a seed is among it once it was revealed."""
    await connection.execute("SELECT set_config('liuke.subjects', 'on', true)")
    rows = await connection.fetch(
        f"{_SEEDS} ORDER BY s.committed_us DESC, s.period, s.number",
        tenant_id,
        activity,
        subject_id(tenant_id, activity),
    )
    return [SeedRow(row[0], ExportedSeed(*tuple(row)[1:])) for row in rows]


async def read_export(connection: Connection, tenant_id: int, activity: str, period: str) -> Export:
    """Everything of a period; test members' draws are no part of it."""
    place = f"{activity}/{period}"
    seeds = [row.seed for row in reversed(await list_seeds(connection, tenant_id, activity)) if row.period == period]
    rows = await connection.fetch(
        """
        SELECT member_id, key, data FROM record
        WHERE tenant_id = $1 AND kind = 'draw' AND starts_with(key, $2) ORDER BY member_id, key
        """,
        tenant_id,
        f"{place}/",
    )
    draws = [ExportedDraw(row[0], int(row[1].rpartition("/")[2]), row[2]) for row in rows]
    totals = {row[0]: row[1] for row in await connection.fetch(_TOTALS, tenant_id, place)}
    return Export(activity, period, seeds, draws, totals, await _list_lists(connection, tenant_id, draws, activity))


async def _list_lists(
    connection: Connection, tenant_id: int, draws: list[ExportedDraw], activity: str
) -> dict[str, list[str]]:
    hashes = sorted({draw.note["over"]["hash"] for draw in draws if "over" in draw.note})
    rows: list[Any] = await connection.fetch(
        """
        SELECT key, data -> 'entries' FROM record
        WHERE member_id = $1 AND kind = 'draw_list' AND key = ANY ($2::text[])
        """,
        subject_id(tenant_id, activity),
        hashes,
    )
    return {row[0]: row[1] for row in rows}


async def lock_batches(connection: Connection, tenant_id: int) -> None:
    """Wait until no batch of the tenant is under way, and keep others out: ``engine_load`` holds the lock shared."""
    await connection.execute("SELECT pg_advisory_xact_lock(1818848873, $1)", tenant_id)


async def discard_seed(
    connection: Connection, tenant_id: int, activity: str, period: str, *, reason: str
) -> int | None:
    """Draw no more under the seed in use: the next draw makes another; its number, ``None``: there is none."""
    return await connection.fetchval(
        """
        UPDATE draw_seed SET discarded_us = (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, reason = $4
        WHERE tenant_id = $1 AND activity = $2 AND period = $3 AND discarded_us IS NULL RETURNING number
        """,
        tenant_id,
        activity,
        period,
        reason,
    )
