"""All SQL of dismissed findings; callers open the transactions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from liuke.db.contracts import Connection

_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_LOCK = 1818848874
"""With the tenant's number: held by whoever dismisses, so that two at once leave one row."""


class Dismissal(msgspec.Struct, frozen=True):
    """A finding that was set aside.

    Args:
        dismissal_id: Number of the row.
        code: Of the finding.
        path: Of the finding, with ids in place of numbers.
        facts: What it said then (:func:`~liuke.publishing.dismissals.list_facts`).
        reason: Why it was set aside.
        dismissed_by: By whom.
        dismissed_us: When (UTC µs).
    """

    dismissal_id: int
    code: str
    path: str
    facts: dict[str, Any]
    reason: str
    dismissed_by: str
    dismissed_us: int


_COLUMNS = "dismissal_id, code, path, facts, reason, dismissed_by, dismissed_us"


async def lock_dismissals(connection: Connection, tenant_id: int) -> None:
    """One at a time for each tenant, until the transaction ends."""
    await connection.execute("SELECT pg_advisory_xact_lock($1, $2)", _LOCK, tenant_id)


async def list_dismissals(connection: Connection, tenant_id: int) -> list[Dismissal]:
    """All of the tenant, the newest first."""
    rows = await connection.fetch(
        f"SELECT {_COLUMNS} FROM finding_dismissal WHERE tenant_id = $1 ORDER BY dismissed_us DESC, dismissal_id DESC",
        tenant_id,
    )
    return [Dismissal(*row) for row in rows]


async def insert_dismissals(
    connection: Connection, tenant_id: int, found: Sequence[tuple[str, str, dict[str, Any], bytes]], *,
    reason: str, actor: str,
) -> int:  # fmt: skip
    """Write down what was set aside; returns how many rows are new.

    Args:
        connection: In a transaction of the tenant, under :func:`lock_dismissals`.
        tenant_id: Whose.
        found: Code, path, facts and the hash of the facts of each finding.
        reason: Of all of them.
        actor: Who dismisses.
    """
    tag = await connection.execute(
        f"""
        INSERT INTO finding_dismissal (tenant_id, code, path, facts, facts_hash, reason, dismissed_by, dismissed_us)
        SELECT $1, u.code, u.path, u.facts, u.hash, $6, $7, {_NOW}
        FROM unnest($2::text[], $3::text[], $4::json[], $5::bytea[]) AS u (code, path, facts, hash)
        ON CONFLICT (tenant_id, code, path, facts_hash) DO NOTHING
        """,
        tenant_id, [one[0] for one in found], [one[1] for one in found], [one[2] for one in found],
        [one[3] for one in found], reason, actor,
    )  # fmt: skip
    return int(tag.rpartition(" ")[2])


async def delete_dismissals(connection: Connection, tenant_id: int, ids: Sequence[int]) -> list[Dismissal]:
    """Forget some; returns those that were there."""
    rows = await connection.fetch(
        f"DELETE FROM finding_dismissal WHERE tenant_id = $1 AND dismissal_id = ANY ($2::bigint[]) "
        f"RETURNING {_COLUMNS}",
        tenant_id, list(ids),
    )  # fmt: skip
    return [Dismissal(*row) for row in rows]
