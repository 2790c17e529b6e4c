"""All SQL of givings and of whom they are for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from liuke.db.contracts import Connection
from liuke.db.rows import LAST, Row, fetch_rows

Status = Literal["waiting", "running", "done", "rejected", "undoing", "undone"]
ItemStatus = Literal["waiting", "given", "refused", "returning", "returned", "kept"]
_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_COLUMNS = (
    "giving_id, what::text, reason, asked_by, asked_us, status, members, cost_cents, decided_by, decided_us, "
    "undone_by, undone_us"
)


class Giving(msgspec.Struct, frozen=True):
    """A giving and how far it is.

    Args:
        what: The reward, or the label.
        status: ``waiting`` for a second person, ``running``, ``done``, ``rejected``, ``undoing`` or ``undone``.
        members: For how many.
        cost_cents: What it is worth in all; ``None``: nobody can say.
    """

    giving_id: str
    what: dict[str, Any]
    reason: str
    asked_by: str
    asked_us: int
    status: Status
    members: int
    cost_cents: int | None
    decided_by: str | None
    decided_us: int | None
    undone_by: str | None
    undone_us: int | None


def _build(row: Row) -> Giving:
    giving_id, what, *rest = row
    return Giving(giving_id, msgspec.json.decode(what), *rest)


async def insert_giving(
    connection: Connection,
    tenant_id: int,
    giving_id: str,
    *,
    what: dict[str, Any],
    reason: str,
    asked_by: str,
    status: Status,
    members: Sequence[int],
    cost_cents: int | None,
) -> tuple[Giving, bool]:
    """Write down a giving and whom it is for; the one of this id, and whether it was made now."""
    made = await connection.fetchval(
        f"""
        INSERT INTO giving (tenant_id, giving_id, what, reason, asked_by, asked_us, status, members, cost_cents)
        VALUES ($1, $2, $3, $4, $5, {_NOW}, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING 1
        """,
        tenant_id, giving_id, what, reason, asked_by, status, len(members), cost_cents,
    )  # fmt: skip
    if made:
        await connection.execute(
            """
            INSERT INTO giving_item (member_id, giving_id, tenant_id, status)
            SELECT m, $2, $1, 'waiting' FROM unnest($3::bigint[]) AS m
            """,
            tenant_id, giving_id, list(members),
        )  # fmt: skip
    found = await find_giving(connection, tenant_id, giving_id)
    assert found is not None
    return found, bool(made)


async def find_giving(connection: Connection, tenant_id: int, giving_id: str, *, lock: bool = False) -> Giving | None:
    """One by its id."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM giving WHERE tenant_id = $1 AND giving_id = $2 {'FOR UPDATE' if lock else ''}",
        tenant_id, giving_id,
    )  # fmt: skip
    return _build(tuple(row)) if row is not None else None


async def list_givings(
    connection: Connection, tenant_id: int, *, status: str, before: tuple[int, str] | None, limit: int
) -> list[Giving]:
    """Newest first."""
    rows = await fetch_rows(
        connection,
        f"""
        SELECT {_COLUMNS} FROM giving
        WHERE tenant_id = $1 AND ($2 = '' OR status = $2) AND (asked_us, giving_id) < ($3, $4)
        ORDER BY asked_us DESC, giving_id DESC LIMIT $5
        """,
        tenant_id, status, *(before or (LAST, "")), limit,
    )  # fmt: skip
    return [_build(row) for row in rows]


async def list_by_status(connection: Connection, tenant_id: int, status: Status) -> list[Giving]:
    """Those that are on their way, oldest first."""
    rows = await fetch_rows(
        connection,
        f"SELECT {_COLUMNS} FROM giving WHERE tenant_id = $1 AND status = $2 ORDER BY asked_us, giving_id LIMIT 20",
        tenant_id, status,
    )  # fmt: skip
    return [_build(row) for row in rows]


async def set_status(connection: Connection, tenant_id: int, giving_id: str, status: Status, decided_by: str) -> Giving:
    """Decide one that waits, or end one that is on its way (``decided_by`` empty)."""
    await connection.execute(
        f"""
        UPDATE giving SET status = $3, decided_by = coalesce(nullif($4, ''), decided_by),
            decided_us = CASE WHEN $4 = '' THEN decided_us ELSE {_NOW} END
        WHERE tenant_id = $1 AND giving_id = $2
        """,
        tenant_id, giving_id, status, decided_by,
    )  # fmt: skip
    found = await find_giving(connection, tenant_id, giving_id)
    assert found is not None
    return found


async def begin_undo(connection: Connection, tenant_id: int, giving_id: str, undone_by: str) -> None:
    """Let what was given go back; what is not given yet is given no more."""
    await connection.execute(
        f"""
        UPDATE giving SET status = 'undoing', undone_by = $3, undone_us = {_NOW}
        WHERE tenant_id = $1 AND giving_id = $2
        """,
        tenant_id, giving_id, undone_by,
    )  # fmt: skip
    await connection.execute(
        """
        UPDATE giving_item SET status = 'returning'
        WHERE tenant_id = $1 AND giving_id = $2 AND status IN ('given', 'waiting')
        """,
        tenant_id, giving_id,
    )  # fmt: skip


async def list_open_items(
    connection: Connection, tenant_id: int, giving_id: str, status: ItemStatus, limit: int
) -> list[int]:
    """Members whose turn it is."""
    rows = await fetch_rows(
        connection,
        """
        SELECT member_id FROM giving_item WHERE tenant_id = $1 AND giving_id = $2 AND status = $3
        ORDER BY member_id LIMIT $4
        """,
        tenant_id, giving_id, status, limit,
    )  # fmt: skip
    return [row[0] for row in rows]


async def settle_items(
    connection: Connection, tenant_id: int, giving_id: str, was: ItemStatus, items: Sequence[tuple[int, str, str]]
) -> None:
    """Note what came of members (member, status, why); of those that are as they were when they were asked for."""
    await connection.execute(
        f"""
        UPDATE giving_item i SET status = k.status, why = k.why, t_us = {_NOW}
        FROM unnest($3::bigint[], $4::text[], $5::text[]) AS k (member_id, status, why)
        WHERE i.tenant_id = $1 AND i.giving_id = $2 AND i.member_id = k.member_id AND i.status = $6
        """,
        tenant_id, giving_id, [one[0] for one in items], [one[1] for one in items], [one[2] for one in items], was,
    )  # fmt: skip


async def count_items(connection: Connection, tenant_id: int, giving_id: str) -> dict[str, int]:
    """How many are how far."""
    rows = await fetch_rows(
        connection,
        "SELECT status, count(*)::int FROM giving_item WHERE tenant_id = $1 AND giving_id = $2 GROUP BY 1 ORDER BY 1",
        tenant_id, giving_id,
    )  # fmt: skip
    return {row[0]: row[1] for row in rows}


async def list_items(
    connection: Connection, tenant_id: int, giving_id: str, *, status: str, after: int, limit: int
) -> list[Row]:
    """Member, status, why, when and names as everybody may see them; by member."""
    return await fetch_rows(
        connection,
        """
        SELECT i.member_id, i.status, i.why, i.t_us,
            (SELECT json_agg(n.namespace || ':' || identity_shown(n.external_id, n.sealed) ORDER BY n.linked_us)::text
             FROM identity n WHERE n.member_id = i.member_id)
        FROM giving_item i
        WHERE i.tenant_id = $1 AND i.giving_id = $2 AND ($3 = '' OR i.status = $3) AND i.member_id > $4
        ORDER BY i.member_id LIMIT $5
        """,
        tenant_id, giving_id, status, after, limit,
    )  # fmt: skip


async def keep_existing(connection: Connection, tenant_id: int, members: Sequence[int]) -> list[int]:
    """Of these, who is left of each and was not erased, once each, by number."""
    rows = await fetch_rows(
        connection,
        """
        SELECT DISTINCT CASE WHEN m.merged_into IS NULL THEN m.member_id ELSE member_root(m.member_id) END
        FROM member_state m
        WHERE m.tenant_id = $1 AND m.member_id = ANY ($2::bigint[])
            AND NOT EXISTS (SELECT FROM member_erasure e WHERE e.member_id = m.member_id)
        ORDER BY 1
        """,
        tenant_id, list(members),
    )  # fmt: skip
    return [row[0] for row in rows]
