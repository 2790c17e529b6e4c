"""The SQL of the job that looks for rings: who is near whom, and what it found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from liuke.db.contracts import Connection
from liuke.risk.rings import Person

"""Records of who invites, as referral writes them."""
DONE = 2**63 - 1
"""Position of a pass that is through."""


class Found(msgspec.Struct, frozen=True):
    """What the job last found of a member.

    Args:
        ring_id: Which ring.
        features: What is weighed.
    """

    ring_id: str
    features: dict[str, int]


async def read_pass(connection: Connection, tenant_id: int) -> tuple[int, int] | None:
    """When the last pass began, and how far it has come; locked to the end of the transaction."""
    row = await connection.fetchrow(
        "SELECT started_us, position FROM risk_pass WHERE tenant_id = $1 FOR UPDATE", tenant_id
    )
    return (row[0], row[1]) if row is not None else None


async def put_pass(connection: Connection, tenant_id: int, started_us: int, position: int) -> None:
    """Say how far a pass has come; one that another process has begun anew meanwhile stays."""
    await connection.execute(
        """
        INSERT INTO risk_pass (tenant_id, started_us, position) VALUES ($1, $2, $3)
        ON CONFLICT (tenant_id) DO UPDATE SET started_us = excluded.started_us, position = excluded.position
        WHERE (risk_pass.started_us, risk_pass.position) < (excluded.started_us, excluded.position)
        """,
        tenant_id, started_us, position,
    )  # fmt: skip


async def list_seeds(connection: Connection, tenant_id: int, after: int, limit: int) -> list[int]:
    """The next members who use a device, by number; test members are none."""
    rows = await connection.fetch(
        """
        SELECT m.member_id FROM member_state m
        WHERE m.tenant_id = $1 AND m.member_id > $2 AND NOT m.test
          AND EXISTS (SELECT FROM client_print p WHERE p.member_id = m.member_id AND p.kind = 'device')
        ORDER BY m.member_id LIMIT $3
        """,
        tenant_id, after, limit,
    )  # fmt: skip
    return [row[0] for row in rows]


async def list_near(connection: Connection, tenant_id: int, members: Sequence[int], limit: int) -> list[int]:
    """Who uses a device of these members, brought one of them, or was brought by one; at most so many of each."""
    rows = await connection.fetch(
        """
        SELECT near FROM (
            SELECT q.member_id AS near FROM (
                SELECT DISTINCT p.print FROM client_print p
                WHERE p.member_id = ANY ($2::bigint[]) AND p.tenant_id = $1 AND p.kind = 'device'
            ) d CROSS JOIN LATERAL (
                SELECT p.member_id FROM client_print p
                WHERE p.tenant_id = $1 AND p.kind = 'device' AND p.print = d.print LIMIT $3
            ) q
            UNION SELECT (s.doc->>'inviter')::bigint FROM shared s
            WHERE s.tenant_id = $1 AND s.kind = 'referral' AND s.version > 0 AND s.doc->>'status' <> 'void'
              AND s.key = ANY (SELECT unnest($2::bigint[])::text)
            UNION (SELECT i.member_id FROM invitation i WHERE i.inviter_id = ANY ($2::bigint[]) LIMIT $3)
        ) n JOIN member_state m ON m.member_id = n.near AND m.tenant_id = $1 AND NOT m.test
        """,
        tenant_id, list(members), limit,
    )  # fmt: skip
    return sorted({row[0] for row in rows})


async def load_people(connection: Connection, tenant_id: int, members: Sequence[int]) -> dict[int, Person]:
    """What is known of these members."""
    rows = await connection.fetch(
        """
        SELECT m.member_id, m.registered_us, (s.doc->>'inviter')::bigint, d.prints, o.orders
        FROM member_state m
        LEFT JOIN shared s ON s.tenant_id = $1 AND s.kind = 'referral' AND s.key = m.member_id::text
            AND s.version > 0 AND s.doc->>'status' <> 'void'
        LEFT JOIN LATERAL (
            SELECT array_agg(DISTINCT p.print) AS prints FROM client_print p
            WHERE p.member_id = m.member_id AND p.kind = 'device'
        ) d ON true
        LEFT JOIN LATERAL (
            SELECT count(*)::int AS orders FROM (SELECT FROM purchase b WHERE b.member_id = m.member_id LIMIT 5) b
        ) o ON true
        WHERE m.tenant_id = $1 AND m.member_id = ANY ($2::bigint[])
        """,
        tenant_id, list(members),
    )  # fmt: skip
    return {
        row[0]: Person(row[0], row[1], row[2] or 0, frozenset(bytes(one) for one in row[3] or ()), row[4])
        for row in rows
    }


async def read_found(connection: Connection, tenant_id: int, members: Sequence[int]) -> dict[int, Found]:
    """What was last found of these members."""
    rows = await connection.fetch(
        "SELECT member_id, ring_id, features FROM risk_member WHERE tenant_id = $1 AND member_id = ANY ($2::bigint[])",
        tenant_id, list(members),
    )  # fmt: skip
    return {row[0]: Found(row[1], row[2]) for row in rows}


async def put_found(connection: Connection, tenant_id: int, found: Mapping[int, Found], pass_us: int) -> None:
    """Keep what was found of members."""
    await connection.execute(
        """
        INSERT INTO risk_member (member_id, tenant_id, ring_id, features, pass_us)
        SELECT k.member_id, $1, k.ring_id, k.features::json, $5
        FROM unnest($2::bigint[], $3::text[], $4::text[]) AS k (member_id, ring_id, features)
        ON CONFLICT (member_id) DO UPDATE
        SET ring_id = excluded.ring_id, features = excluded.features, pass_us = excluded.pass_us
        """,
        tenant_id, list(found), [one.ring_id for one in found.values()],
        [msgspec.json.encode(one.features).decode() for one in found.values()], pass_us,
    )  # fmt: skip


async def list_stale(connection: Connection, tenant_id: int, before_us: int, limit: int) -> list[int]:
    """Members of whom something was found by an earlier pass, and nothing by this one."""
    rows = await connection.fetch(
        "SELECT member_id FROM risk_member WHERE tenant_id = $1 AND pass_us < $2 ORDER BY member_id LIMIT $3",
        tenant_id, before_us, limit,
    )  # fmt: skip
    return [row[0] for row in rows]


async def forget_found(connection: Connection, members: Sequence[int]) -> None:
    """Nothing is found of these members any more."""
    await connection.execute("DELETE FROM risk_member WHERE member_id = ANY ($1::bigint[])", list(members))
