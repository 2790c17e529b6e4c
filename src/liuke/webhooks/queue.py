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
from liuke.hooks.job_store import wake
from liuke.webhooks import queue_store as store
from liuke.webhooks.contracts import Body, render_message_id
from liuke.webhooks.service import matches

_encode = msgspec.json.Encoder().encode
_MEMBER, _OP, _T, _FACTS, _TEST = 1, 2, 3, 4, 5


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
    if not await store.try_fan_out(connection, tenant_id):
        return 0
    rows = await store.list_outbox(connection, tenant_id, limit)
    if not rows:
        return 0
    endpoints = await store.hold_listeners(connection, tenant_id)
    made = await _make_deliveries(connection, tenant_id, rows, endpoints, versions)
    if made:
        lanes = sorted({(row[0], row[1]) for row in made})
        await store.insert_lanes(connection, tenant_id, lanes)
        await store.insert_deliveries(connection, tenant_id, made)
        await wake(connection, "webhooks")
    totals: dict[str, int] = {}
    for row in rows:
        for name, _ in row[_FACTS]:
            totals[name] = totals.get(name, 0) + 1
    await store.add_totals(connection, tenant_id, sorted(totals.items()))
    await store.delete_outbox(connection, tenant_id, [row[0] for row in rows])
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
                    names.get(row[_MEMBER], []), row[_TEST],
                )  # fmt: skip
                text = _encode(body).decode()
                made += [(row[_MEMBER], e, row[_OP], place, name, row[_T], text) for e in hearing]
    return made


def _listens(patterns: Sequence[str], name: str) -> bool:
    return not patterns or any(matches(pattern, name) for pattern in patterns)


async def _find_names(connection: Connection, tenant_id: int, members: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for member_id, name in await store.list_names(connection, tenant_id, list(members)):
        found.setdefault(member_id, []).append(name)
    return found


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
    rows = await store.lease_lanes(connection, tenant_id, list(slots.items()), lease_us)
    if not rows:
        return []
    keys = [(row[0], row[1]) for row in rows]
    waiting: dict[tuple[int, int], list[Waiting]] = {key: [] for key in keys}
    for row in await store.list_heads(connection, tenant_id, keys, depth):
        message_id = render_message_id(row[0], row[3], row[4])
        waiting[row[0], row[1]].append(Waiting(row[2], message_id, row[5], row[0], row[6], row[7]))
    empty = [key for key in keys if not waiting[key]]
    if empty:
        await store.delete_empty_lanes(connection, tenant_id, empty)
    return [Lane(row[0], row[1], row[2], waiting[row[0], row[1]]) for row in rows if waiting[row[0], row[1]]]


# -- what came of it --------------------------------------------------------------------------------------------------
OUTCOMES = ("delivered", "waiting", "dead")
"""What comes of a try: taken; to be tried again; given up."""


class Try(msgspec.Struct, frozen=True):
    """One attempt at one delivery and what follows.

    Args:
        delivery: What was sent.
        t_us: When, by this process's clock.
        status: Of the answer; 0 without one.
        duration_us: How long it took.
        error: Why there was no answer.
        excerpt: Of the answer.
        outcome: One of :data:`OUTCOMES`.
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
    held = await store.lock_leases(connection, tenant_id, sorted(by_key))
    kept = [by_key[row[0], row[1], row[2]] for row in held]
    if not kept:
        return []
    tries = [one for result in kept for one in result.tries]
    if tries:
        await _record_tries(connection, tenant_id, tries)
    rests = [(r.lane.member_id, r.lane.endpoint_id, r.rest_us) for r in kept]
    await store.rest_lanes(connection, tenant_id, rests)
    await store.delete_empty_lanes(connection, tenant_id, rests)
    return kept


async def _record_tries(connection: Connection, tenant_id: int, tries: Sequence[Try]) -> None:
    log = [(t.delivery.delivery_id, t.t_us, t.status, t.duration_us, t.error, t.excerpt) for t in tries]
    await store.insert_attempts(connection, tenant_id, log)
    states = [(t.delivery.delivery_id, t.outcome) for t in tries]
    await store.update_deliveries(connection, tenant_id, states)
    dead = [t for t in tries if t.outcome == "dead"]
    for one in dead:
        reason = f"webhook: {one.status or one.error} after {one.delivery.attempts + 1} attempts"
        payload = {
            "delivery_id": str(one.delivery.delivery_id), "message_id": one.delivery.message_id,
            "member_id": str(one.delivery.member_id), "type": one.delivery.type, "excerpt": one.excerpt,
        }  # fmt: skip
        await store.insert_dead_letter(connection, tenant_id, reason, payload)


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
        await store.update_health(connection, tenant_id, rows, disable_after_us)


# -- the log's end ----------------------------------------------------------------------------------------------------
async def purge(connection: Connection, tenant_id: int, *, keep_us: int, limit: int = 5_000) -> int:
    """Forget deliveries that were done longer ago, with their tries and dead letters, and secrets that ended.

    Returns:
        How many deliveries.
    """
    done = await store.delete_old(connection, tenant_id, keep_us, limit)
    await store.delete_ended_secrets(connection, tenant_id)
    return done
