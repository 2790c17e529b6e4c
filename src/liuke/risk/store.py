"""All SQL of anti-abuse beside the engine's own writing: who shares what, and the queue of reviews."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from liuke.db.contracts import Connection
from liuke.privacy.names import name_member
from liuke.risk.contracts import Review

DEVICE_DAYS = 30
MAX_SEEN = 500
"""Rows that are looked at to count the members of one fingerprint: more would tell nothing more."""
_REAL = "s.tenant_id = $1 AND s.kind = 'review' AND s.version > 0 AND NOT starts_with(s.key, '~test/')"


# -- who uses what ----------------------------------------------------------------------------------------------------
async def count_others(
    connection: Connection, tenant_id: int, asked: Sequence[tuple[int, str, bytes, int, int]]
) -> list[tuple[int, str, int]]:
    """How many members use the same thing, the one who asks included.

    Args:
        connection: In a transaction of the tenant.
        tenant_id: Whose.
        asked: Number of the request, kind of fingerprint, fingerprint, member, and the first merchant-local day.

    Returns:
        Number of the request, kind, members: those of whom there are others.
    """
    if not asked:
        return []
    numbers, kinds, prints, members, days = (list(column) for column in zip(*asked, strict=True))
    rows = await connection.fetch(
        """
        SELECT k.number, k.kind, n.members + 1 FROM unnest($2::int[], $3::text[], $4::bytea[], $5::bigint[], $6::int[])
            AS k (number, kind, print, member_id, day)
        CROSS JOIN LATERAL (
            SELECT count(DISTINCT p.member_id)::int AS members FROM (
                SELECT p.member_id FROM client_print p
                WHERE p.tenant_id = $1 AND p.kind = k.kind AND p.print = k.print AND p.day >= k.day LIMIT $7
            ) p WHERE p.member_id <> k.member_id
        ) n WHERE n.members > 0
        """,
        tenant_id, numbers, kinds, prints, members, days, MAX_SEEN,
    )  # fmt: skip
    return [(row[0], row[1], row[2]) for row in rows]


class SharedPrint(msgspec.Struct):
    """A device or network that a member shares.

    Args:
        kind: ``device`` or ``network``.
        print: Keyed fingerprint: equal ones are the same thing, and nothing else can be learnt from it.
        members: Who used it, the member included; at most as many as are looked at.
        last_day: Merchant-local day on which the member did.
    """

    kind: str
    print: bytes
    members: list[int]
    last_day: int


async def list_shared_prints(
    connection: Connection, tenant_id: int, members: Sequence[int], limit: int
) -> list[SharedPrint]:
    """Devices and networks that these members (one person) share with others, those of most first."""
    rows = await connection.fetch(
        """
        SELECT m.kind, m.print, n.members, m.day FROM (
            SELECT p.kind, p.print, max(p.day) AS day FROM client_print p
            WHERE p.tenant_id = $1 AND p.member_id = ANY ($2::bigint[]) GROUP BY 1, 2
        ) m CROSS JOIN LATERAL (
            SELECT array_agg(DISTINCT q.member_id) AS members FROM (
                SELECT p.member_id FROM client_print p
                WHERE p.tenant_id = $1 AND p.kind = m.kind AND p.print = m.print LIMIT $4
            ) q
        ) n WHERE NOT n.members <@ $2::bigint[]
        ORDER BY m.kind, cardinality(n.members) DESC, m.print LIMIT $3
        """,
        tenant_id, list(members), limit, MAX_SEEN,
    )  # fmt: skip
    return [SharedPrint(row[0], bytes(row[1]), sorted({*row[2], *members[:1]}), row[3]) for row in rows]


# -- the queue --------------------------------------------------------------------------------------------------------
class ReviewRow(msgspec.Struct):
    """A review as the queue lists it.

    Args:
        id: Its id.
        review: How far it has come.
        member_id: Whose, or whom they went into.
        shown: Their phone number or address with the middle hidden, else another name; empty: they have none.
        position: By which the list is ordered, the highest first.
    """

    id: str
    review: Review
    member_id: int
    shown: str
    position: int


_ORDERS = {
    "score": "(s.doc->>'score')::bigint * 10000000000000000 - (s.doc->>'opened_us')::bigint",
    "newest": "coalesce((s.doc->>'decided_us')::bigint, (s.doc->>'opened_us')::bigint)",
}
"""By which a list is ordered, the highest first: the riskiest, of equals the oldest; or the newest."""


async def list_reviews(
    connection: Connection, tenant_id: int, *, statuses: Sequence[str], members: Sequence[int] = (),
    ids: Sequence[str] = (), ring_id: str = "", order: str = "newest", before: tuple[int, str] | None = None,
    limit: int,
) -> list[ReviewRow]:  # fmt: skip
    """Reviews of members who are no test members.

    Args:
        connection: In a transaction of the tenant.
        tenant_id: Whose.
        statuses: Of these.
        members: Only theirs; empty: everybody's.
        ids: Only these; empty: all.
        ring_id: Only of members of this ring; empty: of all.
        order: A key of :data:`_ORDERS`.
        before: Position and id of the row above.
        limit: Rows.
    """
    rows = await connection.fetch(
        f"""
        SELECT p.key, p.doc::text, member_root(p.member_id), (
                SELECT json_agg(i.namespace || ':' || identity_shown(i.external_id, i.sealed)
                                ORDER BY i.linked_us, i.namespace)::text
                FROM identity i WHERE i.member_id = member_root(p.member_id)), p.position
        FROM (
            SELECT s.key, s.doc, (s.doc->>'member_id')::bigint AS member_id, {_ORDERS[order]} AS position FROM shared s
            WHERE {_REAL} AND s.doc->>'status' = ANY ($2::text[])
              AND (cardinality($3::bigint[]) = 0 OR (s.doc->>'member_id')::bigint = ANY ($3::bigint[]))
              AND (cardinality($4::text[]) = 0 OR s.key = ANY ($4::text[]))
              AND ($5 = '' OR s.doc->>'ring_id' = $5) AND ({_ORDERS[order]}, s.key) < ($6, $7)
            ORDER BY 4 DESC, s.key DESC LIMIT $8
        ) p ORDER BY p.position DESC, p.key DESC
        """,
        tenant_id, list(statuses), list(members), list(ids), ring_id, *(before or (2**63 - 1, "")), limit,
    )  # fmt: skip
    return [
        ReviewRow(
            row[0], msgspec.json.decode(row[1], type=Review), row[2], name_member(msgspec.json.decode(row[3] or "[]")),
            row[4],
        )
        for row in rows
    ]  # fmt: skip


async def count_reviews(connection: Connection, tenant_id: int) -> dict[str, int]:
    """Status → how many there are; of what was decided: ``undone`` counts those that were a mistake."""
    rows = await connection.fetch(
        f"""
        SELECT CASE WHEN s.doc->>'undone' = 'true' THEN 'undone' ELSE s.doc->>'status' END, count(*)::int FROM shared s
        WHERE {_REAL} GROUP BY 1
        """,
        tenant_id,
    )  # fmt: skip
    return {row[0]: row[1] for row in rows}


async def list_whole(connection: Connection, member_id: int) -> list[int]:
    """The member, and everybody who went into them."""
    rows = await connection.fetch("SELECT other FROM member_others(ARRAY[$1::bigint])", member_id)
    return [member_id, *(row[0] for row in rows)]
