"""All SQL of referral."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.db.contracts import Connection
from liuke.referral.contracts import COMPLETED, INVITED, LEFT, UNDONE


async def list_invitees(connection: Connection, members: Sequence[int]) -> list[int]:
    """Whom these members brought, and nobody else has brought since."""
    rows = await connection.fetch(
        """
        SELECT i.key::bigint FROM record i WHERE i.member_id = ANY ($1::bigint[]) AND i.kind = $2 AND NOT EXISTS (
            SELECT FROM record l WHERE l.member_id = i.member_id AND l.kind = $3 AND l.key = i.key)
        """,
        list(members), INVITED, LEFT,
    )  # fmt: skip
    return sorted({row[0] for row in rows})


async def count_invitees(connection: Connection, members: Sequence[int]) -> tuple[int, int]:
    """How many these members brought, and how many of those count."""
    rows = await connection.fetch(
        "SELECT kind, count(*)::int FROM record WHERE member_id = ANY ($1::bigint[]) AND kind = ANY ($2) GROUP BY kind",
        list(members), [INVITED, LEFT, COMPLETED, UNDONE],
    )  # fmt: skip
    found = {row[0]: row[1] for row in rows}
    return found.get(INVITED, 0) - found.get(LEFT, 0), found.get(COMPLETED, 0) - found.get(UNDONE, 0)


async def find_known_devices(
    connection: Connection, tenant_id: int, members: Sequence[int], devices: Sequence[bytes]
) -> set[tuple[int, bytes]]:
    """Of members and the devices they use: those pairs whose device somebody else uses, too."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT a.member_id, a.print FROM unnest($2::bigint[], $3::bytea[]) AS a (member_id, print)
        WHERE EXISTS (
            SELECT FROM client_print p WHERE p.tenant_id = $1 AND p.kind = 'device' AND p.print = a.print
              AND p.member_id <> a.member_id)
        """,
        tenant_id, list(members), list(devices),
    )  # fmt: skip
    return {(row[0], bytes(row[1])) for row in rows}
