"""All SQL of signals beside the engine's own writing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from liuke.db.contracts import Connection


async def count_members(
    connection: Connection, tenant_id: int, kind: Literal["device", "network"], prints: Sequence[bytes], from_day: int
) -> dict[bytes, int]:
    """Fingerprint → members seen with it since a merchant-local day; for scorers.

    Args:
        connection: In a transaction of the tenant.
        tenant_id: Whose.
        kind: Of the fingerprints.
        prints: Which.
        from_day: First day.
    """
    rows = await connection.fetch(
        """
        SELECT k.print, n.members FROM unnest($3::bytea[]) AS k (print) CROSS JOIN LATERAL (
            SELECT count(DISTINCT p.member_id) AS members FROM client_print p
            WHERE p.tenant_id = $1 AND p.kind = $2 AND p.print = k.print AND p.day >= $4
        ) n WHERE n.members > 0
        """,
        tenant_id, kind, list(dict.fromkeys(prints)), from_day,
    )  # fmt: skip
    return {bytes(row[0]): row[1] for row in rows}


async def delete_old(connection: Connection, tenant_id: int, before_us: int, before_day: int, limit: int) -> int:
    """Remove what was seen before an instant, and fingerprints of days before a day; returns how many rows."""
    gone = await connection.execute(
        """
        DELETE FROM client_signal s USING (
            SELECT member_id, op_n FROM client_signal WHERE tenant_id = $1 AND t_us < $2 ORDER BY t_us LIMIT $3
        ) old WHERE s.member_id = old.member_id AND s.op_n = old.op_n
        """,
        tenant_id, before_us, limit,
    )  # fmt: skip
    prints = await connection.execute(
        """
        DELETE FROM client_print p USING (
            SELECT member_id, kind, print, day FROM client_print WHERE tenant_id = $1 AND day < $2 ORDER BY day LIMIT $3
        ) old
        WHERE p.member_id = old.member_id AND p.kind = old.kind AND p.print = old.print AND p.day = old.day
        """,
        tenant_id, before_day, limit,
    )  # fmt: skip
    return int(gone.split()[-1]) + int(prints.split()[-1])


async def find_signal(connection: Connection, member_id: int, op_n: int) -> bytes | None:
    """Where an operation came from, as sealed; ``None``: nothing is known, or no more."""
    found = await connection.fetchval(
        "SELECT sealed FROM client_signal WHERE member_id = $1 AND op_n = $2", member_id, op_n
    )
    return bytes(found) if found is not None else None
