"""All SQL of external ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liuke.db.contracts import Connection
from liuke.privacy.box import Personal, show_name


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


async def get_registration(
    connection: Connection, tenant_id: int, member_id: int, personal: Personal
) -> tuple[int, dict[str, Any]]:
    """When a member who exists joined, and the profile given then or since."""
    row = await connection.fetchrow(
        """
        SELECT registered_us, (doc -> 'profile')::text, personal_key FROM member_state
        WHERE tenant_id = $1 AND member_id = $2
        """,
        tenant_id,
        member_id,
    )
    assert row is not None, "members are not removed"
    return row[0], personal.box(member_id, row[2]).open_profile(row[1].encode()) if row[1] else {}


async def list_identities(
    connection: Connection, tenant_id: int, member_id: int, personal: Personal | None = None
) -> list[tuple[str, str, int]]:
    """Namespace, external id and time of linking, of one member; personal ones masked but with ``personal``."""
    rows = await connection.fetch(
        """
        SELECT i.namespace, i.external_id, i.linked_us, i.sealed, m.personal_key
        FROM identity i JOIN member_state m ON m.member_id = i.member_id
        WHERE i.tenant_id = $1 AND i.member_id = $2 ORDER BY i.linked_us, i.namespace, i.external_id
        """,
        tenant_id, member_id,
    )  # fmt: skip
    if personal is None:
        return [(row[0], show_name(row[1], sealed=row[3] is not None), row[2]) for row in rows]
    box = personal.box(member_id, rows[0][4] if rows else None)
    return [(row[0], box.open_name(row[0], row[1], row[3]), row[2]) for row in rows]


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
