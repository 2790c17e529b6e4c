"""All SQL of tracked events."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import msgspec

from liuke.db.contracts import Connection
from liuke.kernel.clock import DAY_US

GUARD = 0x7472
"""Class of the advisory lock that an erasure takes alone and writers share."""
ID_BYTES = 16


class TrackedRow(msgspec.Struct, frozen=True):
    """An event as it is kept.

    Args:
        id: As it was sent.
        member_id: Who; 0: nobody was signed in.
        anonymous_id: What the app calls the device; may be empty.
        type: What.
        t_us: When, by the server's clock.
        day: Merchant-local day of it.
        device_us: When, by the device's clock.
        data: Fields, as JSON.
    """

    id: str
    member_id: int
    anonymous_id: str
    type: str
    t_us: int
    day: int
    device_us: int
    data: str


def hash_id(id_: str) -> bytes:
    """What is remembered of an id."""
    return sha256(id_.encode()).digest()[:ID_BYTES]


async def ensure_day(connection: Connection, t_us: int) -> None:
    """Make the partition of an instant's day if it is missing."""
    await connection.execute("SELECT liuke_ensure_track_day($1)", t_us)


async def ensure_days(connection: Connection, ahead: int) -> None:
    """Make the partitions of today and the next days; gives way to writers."""
    await connection.execute("SET LOCAL lock_timeout = '2s'")
    await connection.execute(
        "SELECT liuke_ensure_track_day((extract(epoch FROM clock_timestamp()) * 1000000)::bigint + n * $2::bigint) "
        "FROM generate_series(0, $1::int) AS n",
        ahead, DAY_US,
    )  # fmt: skip


async def share_guard(connection: Connection, tenant_id: int) -> None:
    """Until this transaction ends no erasure of the tenant's begins to remove events."""
    await connection.execute("SELECT pg_advisory_xact_lock_shared($1, $2)", GUARD, tenant_id)


async def list_left(connection: Connection, tenant_id: int, members: Sequence[int]) -> dict[int, int]:
    """Member → who is left of them; who is nobody, or was erased, is left out."""
    rows = await connection.fetch(
        """
        SELECT m.member_id, coalesce(r.root, m.member_id) FROM member_state m
        CROSS JOIN LATERAL (
            SELECT CASE WHEN m.merged_into IS NOT NULL THEN member_root(m.member_id) END AS root
        ) r
        WHERE m.tenant_id = $1 AND m.member_id = ANY ($2::bigint[]) AND NOT EXISTS (
            SELECT 1 FROM member_erasure e WHERE e.member_id = coalesce(r.root, m.member_id)
        )
        """,
        tenant_id, sorted(set(members)),
    )  # fmt: skip
    return {row[0]: row[1] for row in rows}


async def insert_new(connection: Connection, tenant_id: int, rows: Sequence[TrackedRow], received_us: int) -> int:
    """Keep the events whose ids were never taken; returns how many those are. Ids differ within ``rows``.

    One statement. COPY cannot write under row-level security, and an array of each column costs the server as little.
    """
    by_hash = _sort(rows)
    return int(await connection.fetchval(
        """
        WITH taken AS (
            INSERT INTO track_id (tenant_id, id, day) SELECT $1, h, $11::int FROM unnest($2::bytea[]) AS h
            ON CONFLICT DO NOTHING RETURNING id
        ), kept AS (
            INSERT INTO track_event
                (tenant_id, id, member_id, anonymous_id, type, t_us, day, device_us, received_us, data)
            SELECT $1, e.id, e.member_id, e.anonymous_id, e.type, e.t_us, e.day, e.device_us, $10, e.data::json
            FROM unnest($2::bytea[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::int[],
                $9::bigint[], $12::text[])
                AS e (hash, id, member_id, anonymous_id, type, t_us, day, device_us, data)
            JOIN taken t ON t.id = e.hash RETURNING 1
        ) SELECT count(*) FROM kept
        """,
        tenant_id,
        [one[0] for one in by_hash],
        [one[1].id for one in by_hash],
        [one[1].member_id for one in by_hash],
        [one[1].anonymous_id for one in by_hash],
        [one[1].type for one in by_hash],
        [one[1].t_us for one in by_hash],
        [one[1].day for one in by_hash],
        [one[1].device_us for one in by_hash],
        received_us,
        received_us // DAY_US,
        [one[1].data for one in by_hash],
    ))  # fmt: skip


def _sort(rows: Sequence[TrackedRow]) -> list[tuple[bytes, TrackedRow]]:
    """In the order of what is remembered: writers that meet wait for one another in one direction."""
    return sorted(((hash_id(row.id), row) for row in rows), key=lambda pair: pair[0])


# -- keeping in bounds ------------------------------------------------------------------------------------------------
async def set_horizon(connection: Connection, tenant_id: int, from_us: int) -> None:
    """Note from when on the tenant keeps events."""
    await connection.execute(
        """
        INSERT INTO track_horizon (tenant_id, from_us) VALUES ($1, $2)
        ON CONFLICT (tenant_id) DO UPDATE SET from_us = excluded.from_us
        """,
        tenant_id, from_us,
    )  # fmt: skip


async def drop_days(connection: Connection, now_us: int, limit: int) -> int:
    """Drop days of which no tenant keeps anything; returns how many."""
    await connection.execute("SET LOCAL lock_timeout = '2s'")
    return int(await connection.fetchval("SELECT liuke_drop_track_days($1, $2)", now_us, limit))


async def delete_old(connection: Connection, before_us: int, limit: int) -> int:
    """Remove the tenant's events that were received before an instant; returns how many."""
    return int(await connection.fetchval("SELECT track_trim($1, $2)", before_us, limit))


async def delete_ids(connection: Connection, tenant_id: int, before_day: int, limit: int) -> int:
    """Forget ids that were taken before a UTC day; returns how many."""
    gone = await connection.execute(
        """
        DELETE FROM track_id t USING (SELECT id FROM track_id WHERE tenant_id = $1 AND day < $2 LIMIT $3) old
        WHERE t.tenant_id = $1 AND t.id = old.id
        """,
        tenant_id, before_day, limit,
    )  # fmt: skip
    return int(gone.split()[-1])


# -- one member -------------------------------------------------------------------------------------------------------
async def forget(connection: Connection, tenant_id: int, members: Sequence[int]) -> int:
    """Remove everything of members, and what their devices sent while nobody was signed in; returns how many.

    Waits for writers under way, and keeps others out until the transaction ends.
    """
    await connection.execute("SELECT pg_advisory_xact_lock($1, $2)", GUARD, tenant_id)
    return int(await connection.fetchval("SELECT track_forget($1::bigint[])", list(members)))
