"""All SQL of the list of redemptions: what waits to be handed over, for whom, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from liuke.db.contracts import Connection
from liuke.db.rows import LAST, Row, fetch_rows

_STATUS = """
CASE WHEN c.key IS NOT NULL THEN 'cancelled' WHEN f.key IS NOT NULL OR r.data->>'fulfilment' = 'auto' THEN 'done'
     WHEN s.key IS NOT NULL THEN 'sent' ELSE 'waiting' END
"""


async def list_orders(
    connection: Connection,
    tenant_id: int,
    *,
    status: str,
    item: str,
    store: str,
    days: tuple[int, int],
    members: Sequence[int],
    before: tuple[int, str] | None,
    limit: int,
) -> list[Row]:
    """Order, whose, their names as JSON, time, status, and what was written at each step (JSON); newest first.

    Args:
        connection: In a transaction of the tenant.
        tenant_id: Whose; test members' redemptions are nobody's work.
        status: ``waiting``, ``sent``, ``done`` or ``cancelled``; empty: any.
        item: Only of this one; empty: any.
        store: Only those that were handed over there; empty: any.
        days: First merchant-local day, and the first after the last.
        members: Only theirs; empty: everybody's.
        before: Time and order of the row above.
        limit: Rows.
    """
    return await fetch_rows(
        connection,
        f"""
        SELECT o.key, o.root, (
                SELECT json_agg(i.namespace || ':' || identity_shown(i.external_id, i.sealed)
                                ORDER BY i.linked_us, i.namespace)::text
                FROM identity i WHERE i.member_id = o.root),
            o.t_us, o.status, o.ordered, o.sent, o.handed, o.cancelled
        FROM (
            SELECT r.key, member_root(r.member_id) AS root, r.t_us, {_STATUS} AS status, r.data::text AS ordered,
                s.data::text AS sent, f.data::text AS handed, c.data::text AS cancelled
            FROM record r
            JOIN member_state m ON m.member_id = r.member_id AND NOT m.test
            LEFT JOIN record s ON (s.member_id, s.kind, s.key) = (r.member_id, 'mall_sent', r.key)
            LEFT JOIN record f ON (f.member_id, f.kind, f.key) = (r.member_id, 'mall_fulfilled', r.key)
            LEFT JOIN record c ON (c.member_id, c.kind, c.key) = (r.member_id, 'mall_refunded', r.key)
            WHERE r.tenant_id = $1 AND r.kind = 'mall_order' AND (r.t_us, r.key) < ($2, $3)
              AND ($4 = '' OR {_STATUS} = $4) AND ($5 = '' OR r.data->>'item' = $5)
              AND ($6 = '' OR f.data->>'store' = $6) AND r.day >= $7 AND r.day < $8
              AND (cardinality($9::bigint[]) = 0 OR r.member_id = ANY ($9::bigint[]))
            ORDER BY r.t_us DESC, r.key DESC LIMIT $10
        ) o ORDER BY o.t_us DESC, o.key DESC
        """,
        tenant_id, *(before or (LAST, "")), status, item, store, *days, list(members), limit,
    )  # fmt: skip


async def list_whole(connection: Connection, member_id: int) -> list[int]:
    """The member, and everybody who went into them."""
    rows = await fetch_rows(connection, "SELECT other FROM member_others(ARRAY[$1::bigint])", member_id)
    return [member_id, *(row[0] for row in rows)]


async def find_said(
    connection: Connection, members: Sequence[int], order_id: str
) -> tuple[int, str, Any, bytes | None] | None:
    """Whose a redemption is, the key of its event, the event as stored (where it is sent), and their sealed key.

    Args:
        connection: In a transaction of the tenant.
        members: The member, and everybody who went into them.
        order_id: Of the mall.
    """
    rows = await fetch_rows(
        connection,
        """
        SELECT r.member_id, coalesce(r.data->>'key', ''), e.data::text, m.personal_key
        FROM record r JOIN member_state m ON m.member_id = r.member_id
        LEFT JOIN event e ON e.member_id = r.member_id AND e.key = r.data->>'key' AND e.type = 'mall.redeem'
            AND e.t_us = (r.data->>'event_us')::bigint
        WHERE r.member_id = ANY ($1::bigint[]) AND r.kind = 'mall_order' AND r.key = $2
        """,
        list(members), order_id,
    )  # fmt: skip
    if not rows:
        return None
    owner, key, said, personal_key = rows[0]
    return owner, key, msgspec.json.decode(said) if said else None, personal_key
