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
    """Namespace, external id and time of linking, of one member and of who went into them.

    Personal ones are masked but with ``personal``.
    """
    rows = await connection.fetch(
        """
        SELECT i.namespace, i.external_id, i.linked_us, i.sealed, m.personal_key, i.member_id
        FROM identity i JOIN member_state m ON m.member_id = i.member_id
        WHERE i.tenant_id = $1 AND (i.member_id = $2 OR i.member_id IN (SELECT other FROM member_others(ARRAY[$2])))
        ORDER BY i.linked_us, i.namespace, i.external_id
        """,
        tenant_id, member_id,
    )  # fmt: skip
    if personal is None:
        return [(row[0], show_name(row[1], sealed=row[3] is not None), row[2]) for row in rows]
    boxes = {row[5]: personal.box(row[5], row[4]) for row in rows}
    return [(row[0], boxes[row[5]].open_name(row[0], row[1], row[3]), row[2]) for row in rows]


async def list_shown(connection: Connection, tenant_id: int, members: Sequence[int]) -> dict[int, str]:
    """What people may be shown of each member's first name, masked where it is personal; who has none is left out."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT ON (member_id) member_id, external_id, sealed IS NOT NULL FROM identity
        WHERE tenant_id = $1 AND member_id = ANY ($2::bigint[])
        ORDER BY member_id, namespace NOT IN ('phone', 'mobile'), linked_us, namespace
        """,
        tenant_id, list(members),
    )  # fmt: skip
    return {row[0]: show_name(row[1], sealed=row[2]) for row in rows}


async def find_code_owner(connection: Connection, tenant_id: int, code: str) -> int | None:
    """Who issued a redemption code."""
    found = await connection.fetchval(
        "SELECT member_id FROM record WHERE tenant_id = $1 AND kind = 'redeem_code' AND key = $2", tenant_id, code
    )
    return int(found) if found is not None else None


async def find_owner(connection: Connection, tenant_id: int, namespace: str, spellings: Sequence[str]) -> int | None:
    """The member who was given a name, whether or not they went into another one since."""
    return await connection.fetchval(
        "SELECT member_id FROM identity WHERE tenant_id = $1 AND namespace = $2 AND external_id = ANY ($3::text[])",
        tenant_id, namespace, list(spellings),
    )  # fmt: skip


async def find_left(connection: Connection, tenant_id: int, member_id: int) -> int | None:
    """Who is left of a member: themselves, or whom they were found to be; ``None``: there is no such member."""
    return await connection.fetchval(
        """
        SELECT CASE WHEN merged_into IS NULL THEN member_id ELSE member_root(member_id) END FROM member_state
        WHERE tenant_id = $1 AND member_id = $2
        """,
        tenant_id, member_id,
    )  # fmt: skip


async def find_erased(connection: Connection, member_id: int) -> int | None:
    """When a member was erased (UTC µs); ``None``: they were not."""
    return await connection.fetchval("SELECT t_us FROM member_erasure WHERE member_id = $1", member_id)
