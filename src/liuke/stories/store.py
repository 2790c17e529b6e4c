"""All SQL of a member's months and story; every statement is about one member, with who went into them."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.db.contracts import Connection
from liuke.db.rows import Row, fetch_rows
from liuke.referral.contracts import COMPLETED, UNDONE

_ORDERS = """
SELECT DISTINCT ON (order_id) order_id, t_us, day, amount_cents - refunded_cents AS spent_cents,
    coalesce((SELECT sum(value::bigint) FROM json_each_text(doc->'data'->'checkout'->'saved')), 0)
    - coalesce((SELECT sum(value::bigint) FROM json_each_text(doc->'data'->'checkout'->'unsaved')), 0) AS saved_cents
FROM purchase WHERE member_id = ANY ($1::bigint[]) AND status <> 'quoted' AND doc->'data'->'moved' IS NULL
ORDER BY order_id, member_id <> $2
"""
"""Orders of these members; one that both know as the one who is left knows it. One that was moved is another's."""


async def sum_orders(
    connection: Connection, members: Sequence[int], left: int, from_day: int, until_day: int
) -> tuple[int, int, int]:
    """Orders of the days, what was paid for them and not given back since, and what was saved in them."""
    [(orders, spent, saved)] = await fetch_rows(
        connection,
        f"""
        SELECT count(*)::bigint, coalesce(sum(spent_cents), 0)::bigint, coalesce(sum(saved_cents), 0)::bigint
        FROM ({_ORDERS}) o WHERE day >= $3 AND day < $4
        """,
        list(members), left, from_day, until_day,
    )  # fmt: skip
    return orders, spent, saved


async def find_first_order(connection: Connection, members: Sequence[int], left: int) -> Row | None:
    """Day and cents of the first order; ``None``: there was none."""
    rows = await fetch_rows(
        connection, f"SELECT day, spent_cents FROM ({_ORDERS}) o ORDER BY t_us, order_id LIMIT 1", list(members), left
    )
    return rows[0] if rows else None


async def count_hours(
    connection: Connection, members: Sequence[int], left: int, from_day: int, until_day: int, zone: str
) -> list[Row]:
    """Hour of the merchant's clock and orders in it."""
    return await fetch_rows(
        connection,
        f"""
        SELECT extract(hour FROM to_timestamp(t_us / 1000000) AT TIME ZONE $5)::int, count(*)::int
        FROM ({_ORDERS}) o WHERE day >= $3 AND day < $4 GROUP BY 1 ORDER BY 1
        """,
        list(members), left, from_day, until_day, zone,
    )  # fmt: skip


async def sum_postings(
    connection: Connection, members: Sequence[int], from_day: int, until_day: int
) -> list[Row]:  # fmt: skip
    """Asset, kind, account that gave, account that took, amount before the days, amount in them."""
    return await fetch_rows(
        connection,
        """
        SELECT asset, kind, source, target, coalesce(sum(amount) FILTER (WHERE day < $2), 0)::bigint,
               coalesce(sum(amount) FILTER (WHERE day >= $2), 0)::bigint
        FROM posting WHERE member_id = ANY ($1::bigint[]) AND day < $3 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
        """,
        list(members), from_day, until_day,
    )  # fmt: skip


async def sum_expiring(connection: Connection, left: int, after_us: int, until_us: int) -> dict[str, int]:
    """Asset → what is left now of lots that expire after an instant, at the latest at another one."""
    rows = await connection.fetch(
        """
        SELECT asset, sum(remaining)::bigint FROM lot
        WHERE member_id = $1 AND remaining > 0 AND expires_us > $2 AND expires_us <= $3 GROUP BY 1
        """,
        left, after_us, until_us,
    )  # fmt: skip
    return {row[0]: row[1] for row in rows}


async def list_tier_changes(connection: Connection, left: int) -> list[Row]:
    """Day, tier before, tier after; in order."""
    return await fetch_rows(
        connection, "SELECT day, old, new FROM tier_change WHERE member_id = $1 ORDER BY n LIMIT 1000", left
    )


async def count_friends(connection: Connection, members: Sequence[int], from_day: int, until_day: int) -> int:
    """Invitees who came to count in the days, and still do."""
    return await connection.fetchval(
        """
        SELECT count(*)::int FROM record r
        WHERE r.member_id = ANY ($1::bigint[]) AND r.kind = $2 AND r.day >= $4 AND r.day < $5 AND NOT EXISTS (
            SELECT FROM record u WHERE u.member_id = r.member_id AND u.kind = $3 AND u.key = r.key)
        """,
        list(members), COMPLETED, UNDONE, from_day, until_day,
    )  # fmt: skip
