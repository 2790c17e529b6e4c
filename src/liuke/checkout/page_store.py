"""All SQL of reading an order."""

from __future__ import annotations

from liuke.db.contracts import Connection
from liuke.db.rows import Row, fetch_rows

_COLUMNS = "order_id, t_us, day, amount_cents, refunded_cents, status, saved_cents, doc::text"


async def find_orders(connection: Connection, tenant_id: int, order_id: str, member_id: int | None) -> list[Row]:
    """Orders of this id, of one member (be it that it was moved away), or of whoever has it: at most two.

    Two members may have orders of one name where the program leaves them numbers of their own. Those of who went into
    another member are the other's.
    """
    return await fetch_rows(
        connection,
        f"""
        SELECT DISTINCT ON (root) root, {_COLUMNS} FROM (
            SELECT member_root(member_id) AS root, * FROM purchase WHERE tenant_id = $1 AND order_id = $2
        ) o WHERE root = member_root($3) OR ($3::bigint IS NULL AND doc->'data'->'moved' IS NULL)
        ORDER BY root, member_id <> root LIMIT 2
        """,
        tenant_id, order_id, member_id,
    )  # fmt: skip
