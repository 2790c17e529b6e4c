"""All SQL of external ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liuke.db.contracts import Connection


async def find_identities(
    connection: Connection, tenant_id: int, namespaces: Sequence[str], external_ids: Sequence[str]
) -> list[tuple[str, str, int, int]]:
    """Namespace, external id, member and number of the member's operations, of those that exist."""
    rows = await connection.fetch(
        """
        SELECT i.namespace, i.external_id, i.member_id, m.ops
        FROM unnest($2::text[], $3::text[]) AS k (namespace, external_id)
        JOIN identity i ON i.tenant_id = $1 AND i.namespace = k.namespace AND i.external_id = k.external_id
        JOIN member_state m ON m.member_id = i.member_id
        """,
        tenant_id, namespaces, external_ids,
    )  # fmt: skip
    return [(row[0], row[1], row[2], row[3]) for row in rows]


async def get_registration(connection: Connection, tenant_id: int, member_id: int) -> tuple[int, dict[str, Any]]:
    """When a member who exists joined, and the profile given then or since."""
    row = await connection.fetchrow(
        "SELECT registered_us, doc -> 'profile' FROM member_state WHERE tenant_id = $1 AND member_id = $2",
        tenant_id,
        member_id,
    )
    assert row is not None, "members are not removed"
    return row[0], row[1] or {}


async def list_identities(connection: Connection, tenant_id: int, member_id: int) -> list[tuple[str, str, int]]:
    """Namespace, external id and time of linking, of one member."""
    rows = await connection.fetch(
        """
        SELECT namespace, external_id, linked_us FROM identity WHERE tenant_id = $1 AND member_id = $2
        ORDER BY linked_us, namespace, external_id
        """,
        tenant_id, member_id,
    )  # fmt: skip
    return [(row[0], row[1], row[2]) for row in rows]


async def link_identity(
    connection: Connection, tenant_id: int, member_id: int, namespace: str, external_id: str
) -> int | None:
    """Give a member another name; the member who has it now, or ``None`` if there is no such member."""
    await connection.execute(
        """
        INSERT INTO identity (tenant_id, namespace, external_id, member_id, linked_us)
        SELECT $1, $3, $4, m.member_id, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint
        FROM member_state m WHERE m.tenant_id = $1 AND m.member_id = $2
        ON CONFLICT DO NOTHING
        """,
        tenant_id, member_id, namespace, external_id,
    )  # fmt: skip
    found = await connection.fetchval(
        "SELECT member_id FROM identity WHERE tenant_id = $1 AND namespace = $2 AND external_id = $3",
        tenant_id, namespace, external_id,
    )  # fmt: skip
    return int(found) if found is not None else None


async def find_code_owner(connection: Connection, tenant_id: int, code: str) -> int | None:
    """Who issued a redemption code."""
    found = await connection.fetchval(
        "SELECT member_id FROM record WHERE tenant_id = $1 AND kind = 'redeem_code' AND key = $2", tenant_id, code
    )
    return int(found) if found is not None else None


async def has_member(connection: Connection, tenant_id: int, member_id: int) -> bool:
    """Whether the tenant has this member."""
    return bool(
        await connection.fetchval(
            "SELECT EXISTS (SELECT FROM member_state WHERE tenant_id = $1 AND member_id = $2)", tenant_id, member_id
        )
    )
