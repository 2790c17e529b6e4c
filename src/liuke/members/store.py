"""All SQL of tenants, identities and registration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from liuke.db.contracts import Connection

_encode = msgspec.json.Encoder().encode


class NewMember(msgspec.Struct, frozen=True):
    """Somebody to register.

    Args:
        external_id: Name in the namespace.
        registered_us: When they joined.
        registered_day: Merchant-local day of it.
        profile: Attributes; never secrets.
    """

    external_id: str
    registered_us: int
    registered_day: int
    profile: dict[str, Any] = {}


async def make_tenant(connection: Connection, slug: str, name: str) -> int:
    """The tenant of this slug, made if it is new. Runs as the owner: tenants are not visible to one another."""
    tenant_id = await connection.fetchval(
        """
        INSERT INTO tenant (slug, name, created_us)
        VALUES ($1, $2, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
        ON CONFLICT (slug) DO UPDATE SET slug = excluded.slug RETURNING tenant_id
        """,
        slug,
        name,
    )
    return int(tenant_id)


async def find_members(
    connection: Connection, tenant_id: int, namespace: str, external_ids: Sequence[str]
) -> dict[str, int]:
    """Known members by external id."""
    rows = await connection.fetch(
        """
        SELECT i.external_id, i.member_id FROM unnest($3::text[]) AS k (external_id)
        JOIN identity i ON i.tenant_id = $1 AND i.namespace = $2 AND i.external_id = k.external_id
        """,
        tenant_id,
        namespace,
        external_ids,
    )
    return {row[0]: row[1] for row in rows}


async def register_members(
    connection: Connection, tenant_id: int, namespace: str, members: Sequence[NewMember]
) -> dict[str, int]:
    """Make those that are new; returns all of them by external id. Two who register the same one get the same member.

    The caller then lets ``member.registered`` happen, which is where a welcome gift comes from.
    """
    if not members:
        return {}
    made = await connection.fetch(
        """
        INSERT INTO identity (tenant_id, namespace, external_id, member_id, linked_us)
        SELECT $1, $2, k.external_id, nextval('member_id_seq'), k.registered_us
        FROM unnest($3::text[], $4::bigint[]) AS k (external_id, registered_us)
        ON CONFLICT DO NOTHING RETURNING external_id, member_id
        """,
        tenant_id,
        namespace,
        [member.external_id for member in members],
        [member.registered_us for member in members],
    )
    new = {row[0]: row[1] for row in made}
    if new:
        chosen = [member for member in members if member.external_id in new]
        await connection.execute(
            """
            INSERT INTO member_state (member_id, tenant_id, registered_us, registered_day, doc)
            SELECT k.member_id, $1, k.registered_us, k.registered_day, k.doc::json
            FROM unnest($2::bigint[], $3::bigint[], $4::int[], $5::text[])
                AS k (member_id, registered_us, registered_day, doc)
            """,
            tenant_id,
            [new[member.external_id] for member in chosen],
            [member.registered_us for member in chosen],
            [member.registered_day for member in chosen],
            [_encode({"profile": member.profile} if member.profile else {}).decode() for member in chosen],
        )
    old = [member.external_id for member in members if member.external_id not in new]
    return new | (await find_members(connection, tenant_id, namespace, old) if old else {})
