"""What stands in the shared documents of a raffle, for operators."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.activities.parts.raffle_doc import HEAD, ROUNDS, RaffleHead, RaffleRound
from liuke.db.contracts import Connection
from liuke.kernel.ids import subject_id


async def read_rounds(
    connection: Connection, tenant_id: int, activity: str, *, before: int, limit: int
) -> tuple[RaffleHead | None, list[RaffleRound]]:
    """The list that is open, and the newest that were closed, from the one before ``before`` on."""
    found = await connection.fetchval(
        "SELECT doc::text FROM shared WHERE tenant_id = $1 AND kind = $2 AND key = $3", tenant_id, HEAD.name, activity
    )
    rows = await connection.fetch(
        """
        SELECT doc::text FROM shared
        WHERE tenant_id = $1 AND kind = $2 AND starts_with(key, $3) AND key <> $4 AND (doc ->> 'round')::int < $5
        ORDER BY (doc ->> 'round')::int DESC LIMIT $6
        """,
        tenant_id, ROUNDS.name, f"{activity}/", f"{activity}/last", before, limit,
    )  # fmt: skip
    return HEAD.read(found) if found is not None else None, [ROUNDS.read(row[0]) for row in rows]


async def read_round(connection: Connection, tenant_id: int, activity: str, number: int) -> RaffleRound | None:
    """A list that was closed."""
    found = await connection.fetchval(
        "SELECT doc::text FROM shared WHERE tenant_id = $1 AND kind = $2 AND key = $3",
        tenant_id, ROUNDS.name, f"{activity}/{number}",
    )  # fmt: skip
    return ROUNDS.read(found) if found is not None else None


async def insert_report(
    connection: Connection, tenant_id: int, activity: str, key: str, type_: str, t_us: int, data: dict[str, Any]
) -> dict[str, Any] | None:
    """Let something be reported to the activity, once under its key; what was under way under it, where that is other.

    Returns:
        ``None``: it is under way now. Otherwise the data of what came before.
    """
    subject = subject_id(tenant_id, activity)
    made = await connection.fetchval(
        "INSERT INTO delivery (member_id, key, tenant_id, type, t_us, data) VALUES ($2, $3, $1, $4, $5, $6) "
        "ON CONFLICT DO NOTHING RETURNING key",
        tenant_id, subject, key, type_, t_us, data,
    )  # fmt: skip
    if made is not None:
        return None
    found = await connection.fetchval(
        "SELECT data::text FROM delivery WHERE member_id = $1 AND key = $2", subject, key
    )  # fmt: skip
    return msgspec.json.decode(found) if found is not None else {}
