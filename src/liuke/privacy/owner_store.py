"""Who has a name: the rows that lead from namespace and external id to a member."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.db.contracts import Connection
from liuke.privacy.box import Personal


async def find_owners(
    connection: Connection, tenant_id: int, names: Iterable[tuple[str, str]], personal: Personal
) -> dict[tuple[str, str], int]:
    """Namespace and external id → member, of names that exist, however an earlier release wrote them."""
    spelled = {name: personal.list_spellings(*name) for name in names}
    pairs = [(namespace, one) for (namespace, _), spellings in spelled.items() for one in spellings]
    rows = await connection.fetch(
        """
        SELECT k.namespace, k.external_id, i.member_id FROM unnest($2::text[], $3::text[]) AS k (namespace, external_id)
        CROSS JOIN LATERAL (
            SELECT member_id FROM identity
            WHERE tenant_id = $1 AND namespace = k.namespace AND external_id = k.external_id OFFSET 0
        ) i
        """,
        tenant_id, [namespace for namespace, _ in pairs], [one for _, one in pairs],
    )  # fmt: skip
    found = {(row[0], row[1]): row[2] for row in rows}
    return {
        name: found[name[0], known]
        for name, spellings in spelled.items()
        if (known := next((one for one in spellings if (name[0], one) in found), None)) is not None
    }
