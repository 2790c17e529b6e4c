"""The queue towards endpoints: filled from the outbox, leased lane by lane, and what came of each try written down.

A *lane* is what waits for one endpoint of one member. Its row is locked by whoever adds to it, leases it or writes down
what came of it. Whoever locks an endpoint and lanes takes the endpoint first, and lanes in the order of member and
endpoint; that is why nothing waits in a circle. A lease ends by itself when its holder dies; its end is its token, so
that a holder that slept too long changes nothing any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from liuke.db.contracts import Connection, Row
from liuke.webhooks.contracts import Body, render_message_id
from liuke.webhooks.service import matches
from liuke.webhooks.store import NOW, wake

_FAN_OUT_LOCK = 0x6F757462
_encode = msgspec.json.Encoder().encode
_MEMBER, _OP, _T, _FACTS = 1, 2, 3, 4


# -- from the outbox --------------------------------------------------------------------------------------------------
async def fan_out(connection: Connection, tenant_id: int, *, versions: Mapping[str, int], limit: int = 500) -> int:
    """Move the oldest rows of the outbox into the lanes of the endpoints that listen; returns how many rows.

    One transaction, and one process at a time for a tenant: a row is gone from the outbox exactly when its deliveries
    are there. A member's rows are seen in order, because each operation of a member begins after the one before it was
    committed; rows of others may appear late, and are found the next time whatever their number is.

    Args:
        connection: In a transaction with the tenant set.
        tenant_id: Whose.
        versions: Fact → version of its schema.
        limit: Most rows.
    """
    if not await connection.fetchval("SELECT pg_try_advisory_xact_lock($1, $2)", _FAN_OUT_LOCK, tenant_id):
        return 0
    rows = await connection.fetch(_OUTBOX, tenant_id, limit)
    if not rows:
        return 0
    endpoints = await connection.fetch(_LISTENERS, tenant_id)
    made = await _make_deliveries(connection, tenant_id, rows, endpoints, versions)
    if made:
        lanes = sorted({(row[0], row[1]) for row in made})
        await connection.execute(_LANES, tenant_id, *_columns(lanes, 2))
        await connection.execute(_DELIVERIES, tenant_id, *_columns(made, 7))
        await wake(connection, "webhooks")
    totals: dict[str, int] = {}
    for row in rows:
        for name, _ in row[_FACTS]:
            totals[name] = totals.get(name, 0) + 1
    await connection.execute(_TOTALS, tenant_id, *_columns(sorted(totals.items()), 2))
    await connection.execute(_TAKEN, tenant_id, [row[0] for row in rows])
    return len(rows)


async def _make_deliveries(
    connection: Connection, tenant_id: int, rows: Sequence[Row], endpoints: Sequence[Row], versions: Mapping[str, int]
) -> list[tuple[Any, ...]]:
    """Member, endpoint, operation, place, type, time and body of everything that somebody listens to."""
    if not endpoints:
        return []
    names = await _find_names(connection, tenant_id, {row[_MEMBER] for row in rows})
    made = list[tuple[Any, ...]]()
    for row in rows:
        for place, (name, data) in enumerate(row[_FACTS]):
            hearing = [e[0] for e in endpoints if e[1] < row[0] and _listens(e[2], name)]
            if hearing:
                place_id = render_message_id(row[_MEMBER], row[_OP], place)
                body = Body(
                    place_id, name, row[_T], str(row[_MEMBER]), versions.get(name, 1), data,
                    names.get(row[_MEMBER], []),
                )  # fmt: skip
                text = _encode(body).decode()
                made += [(row[_MEMBER], e, row[_OP], place, name, row[_T], text) for e in hearing]
    return made


def _listens(patterns: Sequence[str], name: str) -> bool:
    return not patterns or any(matches(pattern, name) for pattern in patterns)


async def _find_names(connection: Connection, tenant_id: int, members: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for member_id, name in await connection.fetch(_NAMES, tenant_id, list(members)):
        found.setdefault(member_id, []).append(name)
    return found


def _columns(rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    return [[row[i] for row in rows] for i in range(width)]


_OUTBOX = """
SELECT outbox_id, member_id, op_n, t_us, facts FROM outbox WHERE tenant_id = $1 ORDER BY outbox_id LIMIT $2
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
class Waiting(msgspec.Struct, frozen=True):
    """One delivery to send."""

    delivery_id: int
    message_id: str
    type: str
    member_id: int
    attempts: int
    body: str


class Lane(msgspec.Struct, frozen=True):
    """A leased lane with its first deliveries."""

    member_id: int
    endpoint_id: int
    lease_us: int
    deliveries: list[Waiting]


async def lease_lanes(
    connection: Connection, tenant_id: int, slots: Mapping[int, int], *, lease_us: int, depth: int
) -> list[Lane]:
    """Lease lanes that are due, those that wait longest first.

    Args:
        connection: In a transaction with the tenant set.
        tenant_id: Whose.
        slots: Endpoint → most lanes.
        lease_us: How long nobody else looks at them.
        depth: Most deliveries of a lane.
    """
    rows = await connection.fetch(_LEASE, tenant_id, list(slots), list(slots.values()), lease_us)
    if not rows:
        return []
    keys = [(row[0], row[1]) for row in rows]
    waiting: dict[tuple[int, int], list[Waiting]] = {key: [] for key in keys}
    for row in await connection.fetch(_HEADS, tenant_id, *_columns(keys, 2), depth):
        message_id = render_message_id(row[0], row[3], row[4])
        waiting[row[0], row[1]].append(Waiting(row[2], message_id, row[5], row[0], row[6], row[7]))
    empty = [key for key in keys if not waiting[key]]
    if empty:
        await connection.execute(_DROP_EMPTY, tenant_id, *_columns(empty, 2))
    return [Lane(row[0], row[1], row[2], waiting[row[0], row[1]]) for row in rows if waiting[row[0], row[1]]]


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
class Try(msgspec.Struct, frozen=True):
    """One attempt at one delivery and what follows.

    Args:
        delivery: What was sent.
        t_us: When, by this process's clock.
        status: Of the answer; 0 without one.
        duration_us: How long it took.
        error: Why there was no answer.
        excerpt: Of the answer.
        outcome: ``delivered``; ``waiting``: tried again; ``dead``: given up.
    """

    delivery: Waiting
    t_us: int
    status: int
    duration_us: int
    error: str
    excerpt: str
    outcome: str


class LaneResult(msgspec.Struct, frozen=True):
    """What came of a leased lane: its tries in order, and how long it rests."""

    lane: Lane
    tries: list[Try]
    rest_us: int = 0
    gone: bool = False


async def record(connection: Connection, tenant_id: int, results: Sequence[LaneResult]) -> list[LaneResult]:
    """Write down what came of leased lanes and give them back; returns those whose lease still held.

    Nothing is written of the others.
    """
    by_key = {(r.lane.member_id, r.lane.endpoint_id, r.lane.lease_us): r for r in results}
    held = await connection.fetch(_HELD, tenant_id, *_columns(sorted(by_key), 3))
    kept = [by_key[row[0], row[1], row[2]] for row in held]
    if not kept:
        return []
    tries = [one for result in kept for one in result.tries]
    if tries:
        await _record_tries(connection, tenant_id, tries)
    rests = [(r.lane.member_id, r.lane.endpoint_id, r.rest_us) for r in kept]
    await connection.execute(_REST, tenant_id, *_columns(rests, 3))
    await connection.execute(_DROP_EMPTY, tenant_id, *_columns(rests, 2))
    return kept


async def _record_tries(connection: Connection, tenant_id: int, tries: Sequence[Try]) -> None:
    log = [(t.delivery.delivery_id, t.t_us, t.status, t.duration_us, t.error, t.excerpt) for t in tries]
    await connection.execute(_ATTEMPTS, tenant_id, *_columns(log, 6))
    states = [(t.delivery.delivery_id, t.outcome) for t in tries]
    await connection.execute(_STATES, tenant_id, *_columns(states, 2))
    dead = [t for t in tries if t.outcome == "dead"]
    for one in dead:
        reason = f"webhook: {one.status or one.error} after {one.delivery.attempts + 1} attempts"
        payload = {
            "delivery_id": str(one.delivery.delivery_id), "message_id": one.delivery.message_id,
            "member_id": str(one.delivery.member_id), "type": one.delivery.type, "excerpt": one.excerpt,
        }  # fmt: skip
        await connection.execute(_DEAD, tenant_id, reason, payload)


async def record_health(
    connection: Connection, tenant_id: int, kept: Sequence[LaneResult], *, disable_after_us: int
) -> None:
    """Count failures in a row; an endpoint that says it is gone, or that fails for days, is disabled.

    In a transaction of its own: lanes are not locked in it.
    """
    endpoints: dict[int, list[Any]] = {}
    for result in kept:
        if result.tries:
            health = endpoints.setdefault(result.lane.endpoint_id, [0, False, False])
            for one in result.tries:
                worked = one.outcome == "delivered"
                health[0] = 0 if worked else health[0] + 1
                health[1] |= worked
            health[2] |= result.gone
    rows = [(endpoint_id, *endpoints[endpoint_id]) for endpoint_id in sorted(endpoints)]
    if rows:
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
async def purge(connection: Connection, tenant_id: int, *, keep_us: int, limit: int = 5_000) -> int:
    """Forget deliveries that were done longer ago, with their tries, and secrets that ended; returns how many."""
    done = await connection.fetch(_OLD, tenant_id, keep_us, limit)
    ids = [row[0] for row in done]
    if ids:
        await connection.execute(
            "DELETE FROM webhook_attempt WHERE tenant_id = $1 AND delivery_id = ANY ($2::bigint[])", tenant_id, ids
        )
    await connection.execute(f"DELETE FROM webhook_secret WHERE tenant_id = $1 AND expires_us <= {NOW}", tenant_id)
    return len(ids)


_OLD = f"""
DELETE FROM webhook_delivery WHERE delivery_id IN (
    SELECT delivery_id FROM webhook_delivery
    WHERE tenant_id = $1 AND status <> 'waiting' AND done_us < {NOW} - $2
    ORDER BY done_us LIMIT $3 FOR UPDATE SKIP LOCKED
) AND status <> 'waiting' RETURNING delivery_id
"""
