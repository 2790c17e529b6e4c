"""All SQL of friends."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.db.contracts import Connection


async def list_names(connection: Connection, tenant_id: int, members: Sequence[int]) -> dict[int, tuple[str, bool]]:
    """Member → one of their names as stored, and whether it is masked already."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT ON (member_id) member_id, identity_shown(external_id, sealed), sealed IS NOT NULL FROM identity
        WHERE tenant_id = $1 AND member_id = ANY ($2::bigint[]) ORDER BY member_id, linked_us, namespace, external_id
        """,
        tenant_id, list(members),
    )  # fmt: skip
    return {row[0]: (row[1], row[2]) for row in rows}
