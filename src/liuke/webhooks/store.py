"""All SQL of endpoints, their secrets, deliveries and dead letters, as people ask for them."""

from __future__ import annotations

from typing import Any

from liuke.db.contracts import Connection, Row

NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
FOREVER_US = 2**62
_ENDPOINT = """
SELECT e.endpoint_id, e.url, e.description, e.event_types, e.enabled, e.disabled_reason, e.failures, e.failing_since_us,
       (SELECT count(*) FROM webhook_delivery d WHERE d.endpoint_id = e.endpoint_id AND d.status = 'waiting'),
       e.created_us, e.updated_us
FROM webhook_endpoint e WHERE e.tenant_id = $1
"""
_DELIVERY = """
SELECT d.delivery_id, d.endpoint_id, d.member_id, d.op_n, d.fact_n, d.type, d.t_us, d.status, d.attempts, d.created_us,
       d.done_us, d.body, CASE WHEN d.status = 'waiting' THEN coalesce(l.next_us, 0) ELSE 0 END AS next_us
FROM webhook_delivery d LEFT JOIN webhook_lane l ON l.member_id = d.member_id AND l.endpoint_id = d.endpoint_id
WHERE d.tenant_id = $1
"""


# -- endpoints --------------------------------------------------------------------------------------------------------
async def list_endpoints(connection: Connection, tenant_id: int, after: int, limit: int) -> list[Row]:
    """Endpoints by number."""
    sql = f"{_ENDPOINT} AND e.endpoint_id > $2 ORDER BY e.endpoint_id LIMIT $3"
    return await connection.fetch(sql, tenant_id, after, limit)


async def find_endpoint(connection: Connection, tenant_id: int, endpoint_id: int) -> Row | None:
    """One endpoint."""
    return await connection.fetchrow(f"{_ENDPOINT} AND e.endpoint_id = $2", tenant_id, endpoint_id)


async def lock_endpoint(connection: Connection, tenant_id: int, endpoint_id: int) -> bool:
    """Hold the endpoint until the transaction ends; whether there is one."""
    sql = "SELECT 1 FROM webhook_endpoint WHERE tenant_id = $1 AND endpoint_id = $2 FOR NO KEY UPDATE"
    return await connection.fetchval(sql, tenant_id, endpoint_id) is not None


async def insert_endpoint(
    connection: Connection, tenant_id: int, url: str, description: str, event_types: list[str], *, enabled: bool
) -> int:
    """Make one that hears what is written from now on."""
    sql = f"""
    INSERT INTO webhook_endpoint
        (tenant_id, url, description, event_types, enabled, after_outbox_id, created_us, updated_us)
    SELECT $1, $2, $3, $4, $5, CASE WHEN s.is_called THEN s.last_value ELSE 0 END, {NOW}, {NOW}
    FROM outbox_outbox_id_seq s RETURNING endpoint_id
    """
    return int(await connection.fetchval(sql, tenant_id, url, description, event_types, enabled))


async def update_endpoint(
    connection: Connection, tenant_id: int, endpoint_id: int, url: str, description: str, event_types: list[str],
    *, enabled: bool,
) -> None:  # fmt: skip
    """Change one; enabling forgets why it was disabled and how often it failed."""
    sql = f"""
    UPDATE webhook_endpoint SET url = $3, description = $4, event_types = $5, enabled = $6, updated_us = {NOW},
        disabled_reason = '',
        failures = CASE WHEN $6 AND NOT enabled OR url <> $3 THEN 0 ELSE failures END,
        failing_since_us = CASE WHEN $6 AND NOT enabled OR url <> $3 THEN 0 ELSE failing_since_us END
    WHERE tenant_id = $1 AND endpoint_id = $2
    """
    await connection.execute(sql, tenant_id, endpoint_id, url, description, event_types, enabled)


async def delete_endpoint(connection: Connection, tenant_id: int, endpoint_id: int) -> bool:
    """Remove it with all that is its; whether there was one. The endpoint goes first: nothing new is queued then."""
    done = await connection.execute(
        "DELETE FROM webhook_endpoint WHERE tenant_id = $1 AND endpoint_id = $2", tenant_id, endpoint_id
    )
    if done == "DELETE 0":
        return False
    for sql in (
        "SELECT 1 FROM webhook_lane WHERE tenant_id = $1 AND endpoint_id = $2 ORDER BY member_id FOR UPDATE",
        "DELETE FROM webhook_lane WHERE tenant_id = $1 AND endpoint_id = $2",
        "DELETE FROM dead_letter l USING webhook_delivery d "
        "WHERE l.tenant_id = $1 AND l.source = 'webhook' AND d.tenant_id = $1 AND d.endpoint_id = $2 "
        "AND d.status = 'dead' AND l.payload ->> 'delivery_id' = d.delivery_id::text",
        "DELETE FROM webhook_attempt a USING webhook_delivery d "
        "WHERE d.tenant_id = $1 AND d.endpoint_id = $2 AND a.delivery_id = d.delivery_id",
        "DELETE FROM webhook_delivery WHERE tenant_id = $1 AND endpoint_id = $2",
        "DELETE FROM webhook_secret WHERE tenant_id = $1 AND endpoint_id = $2",
    ):
        await connection.execute(sql, tenant_id, endpoint_id)
    return True


# -- secrets ----------------------------------------------------------------------------------------------------------
async def insert_secret(connection: Connection, tenant_id: int, endpoint_id: int, name: str, sealed: bytes) -> None:
    """One more secret, without an end."""
    sql = f"""
    INSERT INTO webhook_secret (tenant_id, endpoint_id, name, sealed, created_us, expires_us)
    VALUES ($1, $2, $3, $4, {NOW}, {FOREVER_US})
    """
    await connection.execute(sql, tenant_id, endpoint_id, name, sealed)


async def expire_secrets(connection: Connection, tenant_id: int, endpoint_id: int, overlap_us: int) -> int:
    """Let the secrets of an endpoint end after the overlap; returns when the last of them does, 0 without any."""
    sql = f"""
    WITH ended AS (
        UPDATE webhook_secret SET expires_us = least(expires_us, {NOW} + $3)
        WHERE tenant_id = $1 AND endpoint_id = $2 RETURNING expires_us
    ) SELECT coalesce(max(expires_us), 0) FROM ended WHERE expires_us > {NOW}
    """
    return int(await connection.fetchval(sql, tenant_id, endpoint_id, overlap_us))


async def list_secrets(connection: Connection, tenant_id: int, endpoint_ids: list[int]) -> list[Row]:
    """Endpoint, name and sealed secret of those that sign now, the newest first."""
    sql = f"""
    SELECT endpoint_id, name, sealed FROM webhook_secret
    WHERE tenant_id = $1 AND endpoint_id = ANY ($2::bigint[]) AND expires_us > {NOW}
    ORDER BY endpoint_id, created_us DESC, secret_id DESC
    """
    return await connection.fetch(sql, tenant_id, endpoint_ids)


# -- deliveries -------------------------------------------------------------------------------------------------------
async def list_deliveries(
    connection: Connection, tenant_id: int, endpoint_id: int, status: str, before: int, limit: int
) -> list[Row]:
    """Deliveries of an endpoint, the latest first; an empty status means any."""
    sql = f"""{_DELIVERY} AND d.endpoint_id = $2 AND d.delivery_id < $3 AND ($4 = '' OR d.status = $4)
    ORDER BY d.delivery_id DESC LIMIT $5"""
    return await connection.fetch(sql, tenant_id, endpoint_id, before, status, limit)


async def find_delivery(connection: Connection, tenant_id: int, delivery_id: int) -> Row | None:
    """One delivery."""
    return await connection.fetchrow(f"{_DELIVERY} AND d.delivery_id = $2", tenant_id, delivery_id)


async def list_attempts(connection: Connection, tenant_id: int, delivery_ids: list[int], each: int) -> list[Row]:
    """The latest tries of each delivery, the last one first."""
    sql = """
    SELECT a.delivery_id, a.t_us, a.status, a.duration_us, a.error, a.excerpt
    FROM unnest($2::bigint[]) AS k (id) CROSS JOIN LATERAL (
        SELECT * FROM webhook_attempt w WHERE w.delivery_id = k.id AND w.tenant_id = $1 ORDER BY w.t_us DESC LIMIT $3
    ) a ORDER BY a.delivery_id, a.t_us DESC
    """
    return await connection.fetch(sql, tenant_id, delivery_ids, each)


async def arm_lane(connection: Connection, tenant_id: int, member_id: int, endpoint_id: int) -> None:
    """Look at the member's queue at once, unless somebody is at it. Holds the lane until the transaction ends."""
    sql = f"""
    INSERT INTO webhook_lane AS l (member_id, endpoint_id, tenant_id, next_us) VALUES ($2, $3, $1, {NOW})
    ON CONFLICT (member_id, endpoint_id) DO UPDATE
    SET next_us = CASE WHEN l.lease_us > {NOW} THEN l.next_us ELSE excluded.next_us END
    """
    await connection.execute(sql, tenant_id, member_id, endpoint_id)


async def arm_endpoint(connection: Connection, tenant_id: int, endpoint_id: int) -> None:
    """Look at every queue of an endpoint at once, but for those that somebody is at."""
    sql = f"""
    UPDATE webhook_lane SET next_us = {NOW} WHERE endpoint_id = $2 AND member_id IN (
        SELECT member_id FROM webhook_lane
        WHERE tenant_id = $1 AND endpoint_id = $2 AND lease_us < {NOW} AND next_us > {NOW} FOR UPDATE SKIP LOCKED
    )
    """
    await connection.execute(sql, tenant_id, endpoint_id)


async def reset_delivery(connection: Connection, tenant_id: int, delivery_id: int) -> None:
    """Let it wait again, as if it had not been tried."""
    sql = """
    UPDATE webhook_delivery SET status = 'waiting', attempts = 0, done_us = 0
    WHERE tenant_id = $1 AND delivery_id = $2
    """
    await connection.execute(sql, tenant_id, delivery_id)


async def insert_test(connection: Connection, tenant_id: int, endpoint_id: int, type_: str) -> Row:
    """Queue a test event without its body; its delivery, place and time."""
    sql = f"""
    INSERT INTO webhook_delivery
        (tenant_id, member_id, endpoint_id, op_n, fact_n, type, t_us, body, status, created_us)
    SELECT $1, 0, $2, n.us, 0, $3, n.us, '', 'waiting', n.us FROM (SELECT {NOW} AS us) n
    RETURNING delivery_id, op_n, fact_n, t_us
    """
    row = await connection.fetchrow(sql, tenant_id, endpoint_id, type_)
    assert row is not None
    return row


async def set_body(connection: Connection, tenant_id: int, delivery_id: int, body: str) -> None:
    """The body of a delivery."""
    sql = "UPDATE webhook_delivery SET body = $3 WHERE tenant_id = $1 AND delivery_id = $2"
    await connection.execute(sql, tenant_id, delivery_id, body)


# -- dead letters -----------------------------------------------------------------------------------------------------
_LETTER = "SELECT dead_letter_id, t_us, source, reason, payload FROM dead_letter WHERE tenant_id = $1"


async def list_dead_letters(connection: Connection, tenant_id: int, source: str, before: int, limit: int) -> list[Row]:
    """Dead letters, the latest first; an empty source means any."""
    sql = f"{_LETTER} AND dead_letter_id < $2 AND ($3 = '' OR source = $3) ORDER BY dead_letter_id DESC LIMIT $4"
    return await connection.fetch(sql, tenant_id, before, source, limit)


async def take_dead_letter(connection: Connection, tenant_id: int, dead_letter_id: int) -> Row | None:
    """Remove one and return it."""
    sql = """
    DELETE FROM dead_letter WHERE tenant_id = $1 AND dead_letter_id = $2
    RETURNING dead_letter_id, t_us, source, reason, payload
    """
    return await connection.fetchrow(sql, tenant_id, dead_letter_id)


async def drop_dead_letters_of(connection: Connection, tenant_id: int, delivery_id: int) -> None:
    """A delivery that is tried again is not dead."""
    sql = """
    DELETE FROM dead_letter WHERE tenant_id = $1 AND source = 'webhook' AND payload ->> 'delivery_id' = $2
    """
    await connection.execute(sql, tenant_id, str(delivery_id))


async def insert_engine_delivery(
    connection: Connection, tenant_id: int, member_id: int, key: str, type_: str, t_us: int, data: dict[str, Any]
) -> bool:
    """Send an event to a member once more; whether it was not on its way already."""
    sql = """
    INSERT INTO delivery (member_id, key, tenant_id, type, t_us, data) VALUES ($2, $3, $1, $4, $5, $6)
    ON CONFLICT DO NOTHING
    """
    return (await connection.execute(sql, tenant_id, member_id, key, type_, t_us, data)).endswith(" 1")
