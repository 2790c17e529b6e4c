"""All SQL of an order's story (movements, operations, whose it is), and of finding things by what customers say."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.db.contracts import Connection
from liuke.db.rows import LAST, Row, fetch_rows
from liuke.privacy.names import NAMESPACES


async def list_movements(connection: Connection, members: Sequence[int], order_id: str) -> list[Row]:
    """Asset, seq, kind, amount, source, target, rule, time, operation's number and owner; in order."""
    return await fetch_rows(
        connection,
        """
        SELECT asset, seq, kind, amount, source, target, rule, t_us, op_n, member_id FROM posting
        WHERE member_id = ANY ($1::bigint[]) AND ref = $2 ORDER BY t_us, member_id, op_n, asset, seq
        """,
        list(members), order_id,
    )  # fmt: skip


async def list_operations(
    connection: Connection, members: Sequence[int], order_id: str, numbers: Sequence[tuple[int, int]]
) -> list[Row]:
    """Owner, number, key, type, engine time, event time, version, patches, answer, reasons and data; in order.

    Args:
        connection: In a transaction of the tenant.
        members: One member, with who went into them.
        order_id: Operations whose event names it are listed.
        numbers: Owner and number of others.
    """
    return await fetch_rows(
        connection,
        """
        SELECT o.member_id, o.n, o.key, o.type, o.t_us, o.event_us, o.program_version, o.patches, o.answer::text,
               o.reasons::text, coalesce(e.data::text, '{}')
        FROM operation o LEFT JOIN event e ON e.member_id = o.member_id AND e.key = o.key AND e.t_us = o.event_us
        WHERE o.member_id = ANY ($1::bigint[]) AND (
            e.data ->> 'order_id' = $2 OR (o.member_id, o.n) IN (SELECT * FROM unnest($3::bigint[], $4::bigint[])))
        ORDER BY o.t_us, o.member_id, o.n
        """,
        list(members), order_id, [owner for owner, _ in numbers], [n for _, n in numbers],
    )  # fmt: skip


async def find_event_data(connection: Connection, member_id: int, key: str) -> str:
    """Data of an operation's event, as it is kept."""
    found = await connection.fetchval("SELECT data::text FROM event WHERE member_id = $1 AND key = $2", member_id, key)
    return found or "{}"


async def list_others(connection: Connection, member_id: int) -> list[int]:
    """Everybody who went into a member."""
    return [
        row[0] for row in await fetch_rows(connection, "SELECT other FROM member_others(ARRAY[$1::bigint])", member_id)
    ]


_NAMES = """
(SELECT json_agg(i.namespace || ':' || identity_shown(i.external_id, i.sealed) ORDER BY i.linked_us, i.namespace)::text
 FROM identity i WHERE i.member_id = {member})
"""


async def list_names(connection: Connection, member_id: int) -> str | None:
    """Names of a member as everybody may see them, as JSON."""
    return await connection.fetchval(f"SELECT {_NAMES.format(member='$1::bigint')}", member_id)


async def find_members(
    connection: Connection, tenant_id: int, text: str, namespace: str, stored: Sequence[str], limit: int
) -> list[Row]:
    """Member, tier and names of those whom a name fits; a whole name before the beginning of one."""
    like = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return await fetch_rows(
        connection,
        f"""
        WITH met AS (
            SELECT member_root(i.member_id) AS member_id, min(CASE WHEN i.external_id = $2 THEN 0 ELSE 1 END) AS place
            FROM identity i WHERE i.tenant_id = $1 AND ($5 = '' OR i.namespace = $5) AND i.external_id LIKE $3
            GROUP BY 1
            UNION ALL
            SELECT member_root(i.member_id), 0 FROM identity i
            WHERE i.tenant_id = $1 AND i.namespace = ANY ($6::text[]) AND i.external_id = ANY ($4::text[])
        )
        SELECT m.member_id, m.tier, {_NAMES.format(member="m.member_id")}
        FROM member_state m JOIN (SELECT member_id, min(place) AS place FROM met GROUP BY 1) f USING (member_id)
        ORDER BY f.place, m.last_active_us DESC, m.member_id LIMIT $7
        """,
        tenant_id, text, like, list(stored), namespace, list(NAMESPACES), limit,
    )  # fmt: skip


async def find_named(
    connection: Connection, tenant_id: int, text: str, namespace: str, stored: Sequence[str], limit: int
) -> list[Row]:
    """Member, tier and names of those who are called exactly this."""
    return await fetch_rows(
        connection,
        f"""
        SELECT m.member_id, m.tier, {_NAMES.format(member="m.member_id")}
        FROM member_state m WHERE m.member_id IN (
            SELECT member_root(i.member_id) FROM identity i
            WHERE i.tenant_id = $1 AND ($3 = '' OR i.namespace = $3) AND i.external_id = $2 AND i.sealed IS NULL
            UNION ALL
            SELECT member_root(i.member_id) FROM identity i
            WHERE i.tenant_id = $1 AND i.namespace = ANY ($5::text[]) AND i.external_id = ANY ($4::text[]))
        ORDER BY m.last_active_us DESC, m.member_id LIMIT $6
        """,
        tenant_id, text, namespace, list(stored), list(NAMESPACES), limit,
    )  # fmt: skip


async def find_orders(connection: Connection, tenant_id: int, text: str, limit: int) -> list[Row]:
    """Order, member, time, amount, status; the whole number before the beginning of one, then the newest."""
    like = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return await fetch_rows(
        connection,
        """
        SELECT order_id, member_root(member_id), t_us, amount_cents, status FROM purchase
        WHERE tenant_id = $1 AND order_id LIKE $3 AND status <> 'quoted' AND doc -> 'data' -> 'moved' IS NULL
        ORDER BY order_id <> $2, t_us DESC, order_id LIMIT $4
        """,
        tenant_id, text, like, limit,
    )  # fmt: skip


async def list_orders(connection: Connection, member_id: int, before: tuple[int, str] | None, limit: int) -> list[Row]:
    """Order, time, day, paid, refunded, saved, status and what it earned by asset (JSON); newest first."""
    return await fetch_rows(
        connection,
        """
        SELECT order_id, t_us, day, amount_cents, refunded_cents, saved_cents, status,
               coalesce((SELECT json_object_agg(asset, amount)::text FROM (
                   SELECT e ->> 'asset' AS asset, sum((e ->> 'amount')::bigint) AS amount
                   FROM json_array_elements(doc -> 'earned') e GROUP BY 1) s), '{}')
        FROM purchase
        WHERE (member_id = $1 OR member_id IN (SELECT other FROM member_others(ARRAY[$1::bigint])))
            AND status <> 'quoted' AND doc -> 'data' -> 'moved' IS NULL AND (t_us, order_id) < ($2, $3)
        ORDER BY t_us DESC, order_id DESC LIMIT $4
        """,
        member_id, *(before or (LAST, "")), limit,
    )  # fmt: skip


async def find_coupons(connection: Connection, tenant_id: int, code: str, limit: int) -> list[Row]:
    """Code, member, batch and status of coupons that carry a code."""
    return await fetch_rows(
        connection,
        """
        SELECT code, member_root(member_id), batch, status FROM coupon WHERE tenant_id = $1 AND code = $2
        ORDER BY granted_us DESC, coupon_id LIMIT $3
        """,
        tenant_id, code, limit,
    )  # fmt: skip
