"""All SQL of referral."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.db.contracts import Connection
from liuke.db.rows import LAST, Row, fetch_rows


async def count_tree(connection: Connection, members: Sequence[int]) -> tuple[int, int, int, int]:
    """Invitees of these members and how many of them count; whom those brought in turn, and how many of these count.

    An invitee whom somebody else has brought since is not theirs. What each invitee brought is kept beside who brought
    them: the cost is that of those invitees who brought anybody.
    """
    row = await connection.fetchrow(
        """
        SELECT own.invited, own.effective, second.invited, second.effective FROM (
            SELECT coalesce(sum(invited), 0)::bigint AS invited, coalesce(sum(effective), 0)::bigint AS effective
            FROM invitation WHERE member_id = ANY ($1::bigint[])
        ) own, (
            SELECT coalesce(sum(invited), 0)::bigint AS invited, coalesce(sum(effective), 0)::bigint AS effective
            FROM invitation WHERE inviter_id = ANY ($1::bigint[]) AND (invited <> 0 OR effective <> 0)
        ) second
        """,
        list(members),
    )  # fmt: skip
    assert row is not None, "sums are always one row"
    return row[0], row[1], row[2], row[3]


async def count_benefit_uses(connection: Connection, members: Sequence[int]) -> int:
    """How often these members used a benefit of theirs."""
    return await connection.fetchval(
        "SELECT coalesce(sum(used), 0)::bigint FROM entitlement WHERE member_id = ANY ($1::bigint[])", list(members)
    )


async def list_promoters(
    connection: Connection, tenant_id: int, before: tuple[int, int] | None, limit: int
) -> list[Row]:  # fmt: skip
    """Since when, record's owner, who is left of them, newcomers looked at, of whom stayed; the newest first."""
    return await fetch_rows(
        connection,
        """
        SELECT r.t_us, r.member_id, member_root(r.member_id), (r.data->>'judged')::int, (r.data->>'stayed')::int
        FROM record r WHERE r.tenant_id = $1 AND r.kind = 'referral_promoted' AND (r.t_us, r.member_id) < ($2, $3)
        ORDER BY r.t_us DESC, r.member_id DESC LIMIT $4
        """,
        tenant_id, *(before or (LAST, LAST)), limit,
    )  # fmt: skip


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
