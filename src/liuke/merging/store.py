"""All SQL of merged members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from liuke.db.contracts import Connection

_encode = msgspec.json.Encoder().encode


class MergeRow(msgspec.Struct, frozen=True):
    """A merge as it is recorded.

    Args:
        other: Who went.
        op_n: Number of the operation by which they did.
        into: Who stays.
        into_op_n: Number of that one's operation.
        split_us: When it was undone; ``None``: it holds.
    """

    other: int
    op_n: int
    into: int
    into_op_n: int
    t_us: int
    merged_by: str
    reason: str
    kept: Mapping[str, dict[str, Any]]
    split_us: int | None
    split_by: str | None
    split_reason: str | None

    @property
    def merge_id(self) -> str:
        """Its number for people."""
        return f"{self.other}.{self.op_n}"


_COLUMNS = "member_id, op_n, into_id, into_op_n, t_us, merged_by, reason, kept::text, split_us, split_by, split_reason"


def _build(row: Any) -> MergeRow:
    other, op_n, into, into_op_n, t_us, merged_by, reason, kept, *split = row
    return MergeRow(other, op_n, into, into_op_n, t_us, merged_by, reason, msgspec.json.decode(kept), *split)


async def insert_merge(connection: Connection, tenant_id: int, row: MergeRow) -> None:
    """Record a merge, and let who went lead to who stays; both are locked."""
    await connection.execute(
        """
        INSERT INTO member_merge
            (tenant_id, member_id, op_n, into_id, into_op_n, t_us, merged_by, reason, kept)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::json)
        """,
        tenant_id, row.other, row.op_n, row.into, row.into_op_n, row.t_us, row.merged_by, row.reason,
        _encode(row.kept).decode(),
    )  # fmt: skip
    await connection.execute("UPDATE member_state SET merged_into = $2 WHERE member_id = $1", row.other, row.into)
    await connection.execute("UPDATE member_state SET absorbed = true WHERE member_id = $1 AND NOT absorbed", row.into)


async def end_merge(connection: Connection, row: MergeRow, *, t_us: int, by: str, reason: str, into_op_n: int) -> None:
    """Record that a merge was undone, and let who went be a member again; both are locked."""
    await connection.execute(
        """
        UPDATE member_merge SET split_us = $3, split_by = $4, split_reason = $5, into_split_op_n = $6
        WHERE member_id = $1 AND op_n = $2
        """,
        row.other, row.op_n, t_us, by, reason, into_op_n,
    )  # fmt: skip
    await connection.execute("UPDATE member_state SET merged_into = NULL WHERE member_id = $1", row.other)


async def find_holding(connection: Connection, other: int) -> MergeRow | None:
    """The merge by which a member is gone now; ``None``: they are not."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM member_merge WHERE member_id = $1 AND split_us IS NULL", other
    )
    return _build(row) if row is not None else None


async def find_merge(connection: Connection, other: int, op_n: int) -> MergeRow | None:
    """One merge by its number."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM member_merge WHERE member_id = $1 AND op_n = $2", other, op_n
    )
    return _build(row) if row is not None else None


async def list_merges(connection: Connection, member_id: int) -> list[MergeRow]:
    """Merges into a member, directly or through others, and those that were undone; newest first."""
    rows = await connection.fetch(
        f"""
        SELECT {_COLUMNS} FROM member_merge
        WHERE into_id = $1 OR into_id IN (SELECT other FROM member_others(ARRAY[$1::bigint])) OR member_id = $1
        ORDER BY t_us DESC, member_id, op_n LIMIT 500
        """,
        member_id,
    )  # fmt: skip
    return [_build(row) for row in rows]


async def read_answer(connection: Connection, member_id: int, op_n: int) -> tuple[str, str]:
    """Answer and waterfall of an operation."""
    row = await connection.fetchrow(
        "SELECT answer::text, reasons::text FROM operation WHERE member_id = $1 AND n = $2", member_id, op_n
    )
    assert row is not None, "the operation of a merge is recorded with it"
    return row[0], row[1]


async def list_touched_orders(connection: Connection, row: MergeRow) -> list[str]:
    """Orders of who went of which something went back since."""
    rows = await connection.fetch(
        """
        SELECT DISTINCT p.order_id FROM purchase p
        JOIN event e ON e.member_id = $2 AND e.t_us >= $3 AND e.data->>'order_id' = p.order_id
        JOIN operation o ON o.member_id = e.member_id AND o.key = e.key AND o.n > $4
        WHERE p.member_id = $1 AND e.type IN ('order.refunded', 'checkout.refund') ORDER BY 1 LIMIT 100
        """,
        row.other, row.into, 0, row.into_op_n,
    )  # fmt: skip
    return [found[0] for found in rows]
