"""All SQL of whom a change concerns: members as stored, in order, and reviews of tiers that are under way."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from liuke.db.contracts import Connection
from liuke.engine.load_store import LoadedMember

_REAL = "tenant_id = $1 AND member_id > 0 AND NOT test AND merged_into IS NULL"


async def count_members(connection: Connection, tenant_id: int) -> int:
    """Members who are real and themselves."""
    return int(await connection.fetchval(f"SELECT count(*) FROM member_state WHERE {_REAL}", tenant_id))


async def list_ids(connection: Connection, tenant_id: int, limit: int) -> list[int]:
    """Numbers of so many of them, the same ones each time, in no order that means anything."""
    rows = await connection.fetch(
        f"SELECT member_id FROM member_state WHERE {_REAL} ORDER BY hashint8(member_id), member_id LIMIT $2",
        tenant_id,
        limit,
    )
    return [row[0] for row in rows]


async def list_next_ids(connection: Connection, tenant_id: int, after: int, limit: int) -> list[int]:
    """The next in order of their numbers, test members among them."""
    rows = await connection.fetch(
        "SELECT member_id FROM member_state WHERE tenant_id = $1 AND member_id > $2 AND merged_into IS NULL "
        "ORDER BY member_id LIMIT $3",
        tenant_id,
        max(after, 0),
        limit,
    )
    return [row[0] for row in rows]


async def read_members(connection: Connection, tenant_id: int, members: Sequence[int]) -> dict[int, LoadedMember]:
    """Members as stored, with wallets; nothing is locked."""
    rows = await connection.fetch(
        "SELECT member_id, tier, doc::text, registered_us, registered_day, last_active_us, now_us, due_us, ops "
        "FROM member_state WHERE tenant_id = $1 AND member_id = ANY ($2::bigint[])",
        tenant_id,
        members,
    )
    found = {row[0]: LoadedMember(*row[1:], wallets=[], operations={}) for row in rows}
    for row in await connection.fetch(
        "SELECT member_id, asset, available, pending, held, frozen, debt, earned, seq, last_us FROM wallet "
        "WHERE member_id = ANY ($1::bigint[])",
        members,
    ):
        if row[0] in found:
            found[row[0]].wallets.append(tuple(row[1:]))
    return found


# -- reviews after a version took effect ------------------------------------------------------------------------------
class ReviewRow(msgspec.Struct, frozen=True):
    """A review of the tiers of everybody.

    Args:
        version: That changed the ladder.
        active_from_us: From when on it is done.
        status: ``waiting`` or under way, or ``done``.
        looked_at: Members so far.
        members: Of them, those whose tier is reviewed.
    """

    version: int
    active_from_us: int
    status: str
    looked_at: int
    members: int


_COLUMNS = "version, active_from_us, status, looked_at, members"


async def insert_review(connection: Connection, tenant_id: int, version: int, active_from_us: int) -> None:
    """Ask for one, in the transaction that publishes."""
    await connection.execute(
        "INSERT INTO tier_review (tenant_id, version, active_from_us) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        tenant_id,
        version,
        active_from_us,
    )


async def list_reviews(connection: Connection, tenant_id: int) -> list[ReviewRow]:
    """All of the tenant, the newest first."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM tier_review WHERE tenant_id = $1 ORDER BY version DESC LIMIT 50", tenant_id
    )
    return [ReviewRow(*row) for row in rows]


async def lock_review(connection: Connection, tenant_id: int, now_us: int) -> tuple[ReviewRow, int] | None:
    """The oldest that is due, and the last member who was looked at; nobody else works on it."""
    row = await connection.fetchrow(
        f"""
        SELECT after_member, {_COLUMNS} FROM tier_review
        WHERE tenant_id = $1 AND status = 'waiting' AND active_from_us <= $2
        ORDER BY version LIMIT 1 FOR UPDATE SKIP LOCKED
        """,
        tenant_id,
        now_us,
    )
    return (ReviewRow(*row[1:]), row[0]) if row is not None else None


async def insert_reviews_of(
    connection: Connection, tenant_id: int, members: Sequence[int], *, key: str, type_: str, t_us: int, version: int
) -> None:
    """Let the members' tiers be reviewed, each once under this key."""
    await connection.execute(
        """
        INSERT INTO delivery (tenant_id, member_id, key, type, t_us, data)
        SELECT $1, u.member_id, $3, $4, $5, $6 FROM unnest($2::bigint[]) AS u (member_id)
        WHERE NOT EXISTS (SELECT 1 FROM operation o WHERE o.member_id = u.member_id AND o.key = $3)
        ON CONFLICT DO NOTHING
        """,
        tenant_id,
        members,
        key,
        type_,
        t_us,
        {"version": version},
    )


async def note_review(
    connection: Connection, tenant_id: int, version: int, *, after: int | None, looked_at: int, members: int
) -> None:
    """How far it came; ``None``: to the end."""
    await connection.execute(
        """
        UPDATE tier_review SET looked_at = looked_at + $4, members = members + $5,
                               after_member = coalesce($3, after_member),
                               status = CASE WHEN $3::bigint IS NULL THEN 'done' ELSE status END
        WHERE tenant_id = $1 AND version = $2
        """,
        tenant_id,
        version,
        after,
        looked_at,
        members,
    )
