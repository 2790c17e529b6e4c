"""All SQL of the queue towards endpoints, as the worker fills, leases and empties it. Rows go in as columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liuke.db.contracts import Connection, Row
from liuke.webhooks.store import NOW

_FAN_OUT_LOCK = 0x6F757462
Rows = Sequence[Sequence[Any]]


def _columns(rows: Rows, width: int) -> list[list[Any]]:
    return [[row[i] for row in rows] for i in range(width)]


async def list_due(connection: Connection) -> list[Row]:
    """Tenant, endpoint and failures in a row of every endpoint with lanes that are due, whosever it is."""
    return await connection.fetch(f"SELECT * FROM webhook_due({NOW})")


async def list_urls(connection: Connection, tenant_id: int, endpoint_ids: Sequence[int]) -> list[Row]:
    """Endpoint and address."""
    return await connection.fetch(_URLS, tenant_id, list(endpoint_ids))


_URLS = "SELECT endpoint_id, url FROM webhook_endpoint WHERE tenant_id = $1 AND endpoint_id = ANY ($2::bigint[])"


# -- from the outbox --------------------------------------------------------------------------------------------------
async def try_fan_out(connection: Connection, tenant_id: int) -> bool:
    """Whether it is this transaction's turn with the tenant's outbox, until it ends."""
    return bool(await connection.fetchval("SELECT pg_try_advisory_xact_lock($1, $2)", _FAN_OUT_LOCK, tenant_id))


async def list_outbox(connection: Connection, tenant_id: int, limit: int) -> list[Row]:
    """Number, member, operation, time, facts and whether of a test member, of the oldest rows."""
    return await connection.fetch(_OUTBOX, tenant_id, limit)


async def delete_outbox(connection: Connection, tenant_id: int, outbox_ids: Sequence[int]) -> None:
    """Take rows out."""
    await connection.execute(_TAKEN, tenant_id, list(outbox_ids))


async def hold_listeners(connection: Connection, tenant_id: int) -> list[Row]:
    """Endpoint, the last row it does not hear, and its patterns; they stay until the transaction ends."""
    return await connection.fetch(_LISTENERS, tenant_id)


async def list_names(connection: Connection, tenant_id: int, member_ids: Sequence[int]) -> list[Row]:
    """Member and one of its names, in order."""
    return await connection.fetch(_NAMES, tenant_id, list(member_ids))


async def insert_lanes(connection: Connection, tenant_id: int, lanes: Rows) -> None:
    """Hold lanes (member, endpoint), and make those that are missing."""
    await connection.execute(_LANES, tenant_id, *_columns(lanes, 2))


async def insert_deliveries(connection: Connection, tenant_id: int, rows: Rows) -> None:
    """Rows of member, endpoint, operation, place, type, time and body."""
    await connection.execute(_DELIVERIES, tenant_id, *_columns(rows, 7))


async def add_totals(connection: Connection, tenant_id: int, totals: Rows) -> None:
    """Count facts (name, how many) for good."""
    await connection.execute(_TOTALS, tenant_id, *_columns(totals, 2))


_OUTBOX = """
SELECT outbox_id, o.member_id, op_n, t_us, facts, coalesce(m.test, false)
FROM (SELECT * FROM outbox WHERE tenant_id = $1 ORDER BY outbox_id LIMIT $2) o
LEFT JOIN member_state m ON m.member_id = o.member_id ORDER BY outbox_id
"""
_TAKEN = "DELETE FROM outbox WHERE tenant_id = $1 AND outbox_id = ANY ($2::bigint[])"
_LISTENERS = """
SELECT endpoint_id, after_outbox_id, event_types FROM webhook_endpoint WHERE tenant_id = $1 AND enabled
ORDER BY endpoint_id FOR KEY SHARE
"""
_NAMES = """
SELECT member_id, namespace || ':' || identity_shown(external_id, sealed) FROM identity
WHERE member_id = ANY ($2::bigint[]) AND tenant_id = $1 ORDER BY 1, 2
"""
_LANES = f"""
INSERT INTO webhook_lane AS l (member_id, endpoint_id, tenant_id, next_us)
SELECT k.member_id, k.endpoint_id, $1, {NOW} FROM unnest($2::bigint[], $3::bigint[]) AS k (member_id, endpoint_id)
ORDER BY 1, 2
ON CONFLICT (member_id, endpoint_id) DO UPDATE SET tenant_id = excluded.tenant_id
"""
_DELIVERIES = f"""
INSERT INTO webhook_delivery
    (tenant_id, member_id, endpoint_id, op_n, fact_n, type, t_us, body, status, created_us)
SELECT $1, k.*, 'waiting', {NOW}
FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::int[], $6::text[], $7::bigint[], $8::text[]) AS k
"""
_TOTALS = """
INSERT INTO fact_total AS f (tenant_id, type, total) SELECT $1, k.* FROM unnest($2::text[], $3::bigint[]) AS k
ON CONFLICT (tenant_id, type) DO UPDATE SET total = f.total + excluded.total
"""


# -- leases -----------------------------------------------------------------------------------------------------------
async def lease_lanes(
    connection: Connection, tenant_id: int, slots: Sequence[tuple[int, int]], lease_us: int
) -> list[Row]:
    """Member, endpoint and end of the lease of due lanes; ``slots``: endpoint and most lanes."""
    return await connection.fetch(_LEASE, tenant_id, *_columns(slots, 2), lease_us)


async def list_heads(connection: Connection, tenant_id: int, lanes: Rows, depth: int) -> list[Row]:
    """The first deliveries of each lane: member, endpoint, delivery, operation, place, type, attempts, body."""
    return await connection.fetch(_HEADS, tenant_id, *_columns(lanes, 2), depth)


async def delete_empty_lanes(connection: Connection, tenant_id: int, lanes: Rows) -> None:
    """Remove those of the lanes (member, endpoint) in which nothing waits."""
    await connection.execute(_DROP_EMPTY, tenant_id, *_columns(lanes, 2))


_LEASE = f"""
WITH due AS (
    SELECT l.member_id, l.endpoint_id
    FROM unnest($2::bigint[], $3::int[]) AS e (endpoint_id, slots) CROSS JOIN LATERAL (
        SELECT w.member_id, w.endpoint_id FROM webhook_lane w
        WHERE w.tenant_id = $1 AND w.endpoint_id = e.endpoint_id AND w.next_us <= {NOW}
        ORDER BY w.next_us LIMIT e.slots FOR UPDATE SKIP LOCKED
    ) l
)
UPDATE webhook_lane l SET next_us = {NOW} + $4, lease_us = {NOW} + $4 FROM due
WHERE l.member_id = due.member_id AND l.endpoint_id = due.endpoint_id
RETURNING l.member_id, l.endpoint_id, l.lease_us
"""
_HEADS = """
SELECT d.member_id, d.endpoint_id, d.delivery_id, d.op_n, d.fact_n, d.type, d.attempts, d.body
FROM unnest($2::bigint[], $3::bigint[]) AS k (member_id, endpoint_id) CROSS JOIN LATERAL (
    SELECT * FROM webhook_delivery w
    WHERE w.tenant_id = $1 AND w.member_id = k.member_id AND w.endpoint_id = k.endpoint_id AND w.status = 'waiting'
    ORDER BY w.op_n, w.fact_n LIMIT $4
) d ORDER BY d.member_id, d.endpoint_id, d.op_n, d.fact_n
"""
_DROP_EMPTY = """
DELETE FROM webhook_lane l USING unnest($2::bigint[], $3::bigint[]) AS k (member_id, endpoint_id)
WHERE l.tenant_id = $1 AND l.member_id = k.member_id AND l.endpoint_id = k.endpoint_id AND NOT EXISTS (
    SELECT FROM webhook_delivery d
    WHERE d.member_id = l.member_id AND d.endpoint_id = l.endpoint_id AND d.status = 'waiting')
"""


# -- what came of it --------------------------------------------------------------------------------------------------
async def lock_leases(connection: Connection, tenant_id: int, leases: Rows) -> list[Row]:
    """Those of the leases (member, endpoint, end) that still hold; they are locked."""
    return await connection.fetch(_HELD, tenant_id, *_columns(leases, 3))


async def insert_attempts(connection: Connection, tenant_id: int, tries: Rows) -> None:
    """Rows of delivery, time, status, duration, error and excerpt."""
    await connection.execute(_ATTEMPTS, tenant_id, *_columns(tries, 6))


async def update_deliveries(connection: Connection, tenant_id: int, states: Rows) -> None:
    """Rows of delivery and its status after one more attempt."""
    await connection.execute(_STATES, tenant_id, *_columns(states, 2))


async def insert_dead_letter(connection: Connection, tenant_id: int, reason: str, payload: dict[str, Any]) -> None:
    """Keep what was given up."""
    await connection.execute(_DEAD, tenant_id, reason, payload)


async def rest_lanes(connection: Connection, tenant_id: int, rests: Rows) -> None:
    """Give lanes (member, endpoint) back for a rest (microseconds)."""
    await connection.execute(_REST, tenant_id, *_columns(rests, 3))


async def update_health(connection: Connection, tenant_id: int, rows: Rows, disable_after_us: int) -> None:
    """Rows of endpoint (in order), failures since the last success, whether any try worked, whether it is gone."""
    await connection.fetch(_LOCK_ENDPOINTS, tenant_id, [row[0] for row in rows])
    await connection.execute(_HEALTH, tenant_id, *_columns(rows, 4), disable_after_us)


_HELD = """
SELECT l.member_id, l.endpoint_id, l.lease_us FROM webhook_lane l
JOIN unnest($2::bigint[], $3::bigint[], $4::bigint[]) AS k (member_id, endpoint_id, lease_us)
  ON k.member_id = l.member_id AND k.endpoint_id = l.endpoint_id AND k.lease_us = l.lease_us
WHERE l.tenant_id = $1 ORDER BY l.member_id, l.endpoint_id FOR UPDATE OF l
"""
_ATTEMPTS = """
INSERT INTO webhook_attempt (tenant_id, delivery_id, t_us, status, duration_us, error, excerpt)
SELECT $1, k.* FROM unnest($2::bigint[], $3::bigint[], $4::int[], $5::bigint[], $6::text[], $7::text[]) AS k
ON CONFLICT DO NOTHING
"""
_STATES = f"""
UPDATE webhook_delivery d SET status = k.status, attempts = d.attempts + 1,
    done_us = CASE WHEN k.status = 'waiting' THEN 0 ELSE {NOW} END
FROM unnest($2::bigint[], $3::text[]) AS k (delivery_id, status)
WHERE d.tenant_id = $1 AND d.delivery_id = k.delivery_id
"""
_DEAD = f"""
INSERT INTO dead_letter (tenant_id, t_us, source, reason, payload) VALUES ($1, {NOW}, 'webhook', $2, $3)
"""
_REST = f"""
UPDATE webhook_lane l SET next_us = {NOW} + k.rest_us, lease_us = 0
FROM unnest($2::bigint[], $3::bigint[], $4::bigint[]) AS k (member_id, endpoint_id, rest_us)
WHERE l.tenant_id = $1 AND l.member_id = k.member_id AND l.endpoint_id = k.endpoint_id
"""
_LOCK_ENDPOINTS = """
SELECT 1 FROM webhook_endpoint WHERE tenant_id = $1 AND endpoint_id = ANY ($2::bigint[]) ORDER BY endpoint_id
FOR NO KEY UPDATE
"""
_HEALTH = f"""
UPDATE webhook_endpoint e SET
    failures = CASE WHEN k.worked THEN k.failed ELSE e.failures + k.failed END,
    failing_since_us = CASE WHEN k.failed = 0 THEN 0 WHEN k.worked OR e.failures = 0 THEN {NOW}
        ELSE e.failing_since_us END,
    enabled = e.enabled AND NOT k.gone AND NOT (NOT k.worked AND e.failures > 0 AND e.failing_since_us < {NOW} - $6),
    disabled_reason = CASE WHEN NOT e.enabled THEN e.disabled_reason WHEN k.gone THEN 'gone'
        WHEN NOT k.worked AND e.failures > 0 AND e.failing_since_us < {NOW} - $6 THEN 'failing'
        ELSE e.disabled_reason END
FROM unnest($2::bigint[], $3::int[], $4::bool[], $5::bool[]) AS k (endpoint_id, failed, worked, gone)
WHERE e.tenant_id = $1 AND e.endpoint_id = k.endpoint_id
  AND (k.failed > 0 OR k.gone OR e.failures > 0)
"""


# -- the log's end ----------------------------------------------------------------------------------------------------
async def delete_old(connection: Connection, tenant_id: int, keep_us: int, limit: int) -> int:
    """Forget deliveries that were done longer ago, with their tries and dead letters; how many."""
    rows = await connection.fetch(_OLD, tenant_id, keep_us, limit)
    ids = [row[0] for row in rows]
    if ids:
        await connection.execute(
            "DELETE FROM webhook_attempt WHERE tenant_id = $1 AND delivery_id = ANY ($2::bigint[])", tenant_id, ids
        )
    dead = [str(row[0]) for row in rows if row[1] == "dead"]
    if dead:
        await connection.execute(_OLD_LETTERS, tenant_id, dead)
    return len(ids)


async def delete_ended_secrets(connection: Connection, tenant_id: int) -> None:
    """Forget secrets that sign nothing any more."""
    await connection.execute(f"DELETE FROM webhook_secret WHERE tenant_id = $1 AND expires_us <= {NOW}", tenant_id)


_OLD = f"""
DELETE FROM webhook_delivery WHERE delivery_id IN (
    SELECT delivery_id FROM webhook_delivery
    WHERE tenant_id = $1 AND status <> 'waiting' AND done_us < {NOW} - $2
    ORDER BY done_us LIMIT $3 FOR UPDATE SKIP LOCKED
) AND status <> 'waiting' RETURNING delivery_id, status
"""
_OLD_LETTERS = """
DELETE FROM dead_letter
WHERE tenant_id = $1 AND source = 'webhook' AND payload ->> 'delivery_id' = ANY ($2::text[])
"""
