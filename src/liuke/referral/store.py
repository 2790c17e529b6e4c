"""All SQL of referral."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.db.contracts import Connection
from liuke.db.rows import LAST, Row, fetch_rows
from liuke.referral.contracts import COMPLETED, INVITED, LEFT, UNDONE


async def count_tree(connection: Connection, members: Sequence[int]) -> tuple[int, int, int, int]:
    """Invitees of these members and how many of them count; whom those brought in turn, and how many of these count.

    An invitee whom somebody else has brought since is not theirs. Everything is read by key: the cost is that of the
    two levels, however large the tree is.
    """
    row = await connection.fetchrow(
        """
        WITH first AS MATERIALIZED (
            SELECT DISTINCT i.key::bigint AS id FROM record i
            WHERE i.member_id = ANY ($1::bigint[]) AND i.kind = $2 AND NOT EXISTS (
                SELECT FROM record l WHERE l.member_id = i.member_id AND l.kind = $3 AND l.key = i.key)
        ), own AS (
            SELECT count(*) FILTER (WHERE kind = $2) - count(*) FILTER (WHERE kind = $3) AS invited,
                   count(*) FILTER (WHERE kind = $4) - count(*) FILTER (WHERE kind = $5) AS effective
            FROM record WHERE member_id = ANY ($1::bigint[]) AND kind = ANY (ARRAY[$2, $3, $4, $5])
        ), second AS (
            SELECT coalesce(sum(s.invited), 0)::bigint AS invited, coalesce(sum(s.effective), 0)::bigint AS effective
            FROM first CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE r.kind = $2) - count(*) FILTER (WHERE r.kind = $3) AS invited,
                       count(*) FILTER (WHERE r.kind = $4) - count(*) FILTER (WHERE r.kind = $5) AS effective
                FROM record r WHERE r.member_id = first.id AND r.kind = ANY (ARRAY[$2, $3, $4, $5])) s
        )
        SELECT own.invited, own.effective, second.invited, second.effective FROM own, second
        """,
        list(members), INVITED, LEFT, COMPLETED, UNDONE,
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
