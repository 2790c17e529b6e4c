"""All SQL of the replay itself: how far it is, and what could not be taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

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


async def mark_done(connection: Connection, tenant_id: int, replay_id: str) -> None:
    """Note that a replay has come to its end."""
    await connection.execute(
        """UPDATE replay SET totals = '{"done": true}' WHERE tenant_id = $1 AND replay_id = $2""", tenant_id, replay_id
    )


class Run(msgspec.Struct, frozen=True):
    """A replay that has begun.

    Args:
        replay_id: Its name.
        day: Merchant-local day that it has reached.
        done: Whether it has come to its end.
    """

    replay_id: str
    day: int
    done: bool


async def list_runs(connection: Connection, tenant_id: int, mapping: str) -> list[Run]:
    """Replays under a mapping, the latest first."""
    rows = await connection.fetch(
        """
        SELECT replay_id, day, coalesce((totals->>'done')::boolean, false) FROM replay
        WHERE tenant_id = $1 AND starts_with(replay_id, $2 || ':') ORDER BY updated_us DESC, replay_id
        """,
        tenant_id,
        mapping,
    )
    return [Run(*row) for row in rows]


class DeadLetter(msgspec.Struct, frozen=True):
    """An event that could not be taken.

    Args:
        t_us: When it happened.
        reason: Why not.
        payload: What is kept of it.
    """

    t_us: int
    reason: str
    payload: dict[str, Any]


async def insert_dead_letters(
    connection: Connection, tenant_id: int, source: str, letters: Sequence[DeadLetter]
) -> None:
    """Keep what could not be taken, once however often it is tried."""
    await connection.execute(
        """
        INSERT INTO dead_letter (tenant_id, t_us, source, reason, payload)
        SELECT $1, n.t_us, $2, n.reason, n.payload::json
        FROM unnest($3::bigint[], $4::text[], $5::text[]) AS n (t_us, reason, payload)
        WHERE NOT EXISTS (
            SELECT 1 FROM dead_letter d
            WHERE d.tenant_id = $1 AND d.t_us = n.t_us AND d.source = $2 AND d.payload::text = n.payload
        )
        """,
        tenant_id,
        source,
        [letter.t_us for letter in letters],
        [letter.reason for letter in letters],
        [msgspec.json.encode(letter.payload).decode() for letter in letters],
    )


async def find_known(connection: Connection, keys: Sequence[tuple[int, str]]) -> set[tuple[int, str]]:
    """Those of these (member, key) that have happened."""
    rows = await connection.fetch(
        """
        SELECT o.member_id, o.key FROM unnest($1::bigint[], $2::text[]) AS k (member_id, key)
        JOIN operation o ON o.member_id = k.member_id AND o.key = k.key
        """,
        [member_id for member_id, _ in keys],
        [key for _, key in keys],
    )
    return {(row[0], row[1]) for row in rows}


async def find_joined(connection: Connection, members: Sequence[int]) -> set[int]:
    """Those of these members to whom something has happened already."""
    rows = await connection.fetch(
        "SELECT member_id FROM member_state WHERE member_id = ANY ($1::bigint[]) AND ops > 0", list(members)
    )
    return {row[0] for row in rows}


async def find_refunded(connection: Connection, orders: Sequence[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Those of these orders (member, order) that are known, with what went back of them so far."""
    rows = await connection.fetch(
        """
        SELECT p.member_id, p.order_id, p.refunded_cents
        FROM unnest($1::bigint[], $2::text[]) AS k (member_id, order_id)
        JOIN purchase p ON p.member_id = k.member_id AND p.order_id = k.order_id
        """,
        [member_id for member_id, _ in orders],
        [order_id for _, order_id in orders],
    )
    return {(row[0], row[1]): int(row[2]) for row in rows}
