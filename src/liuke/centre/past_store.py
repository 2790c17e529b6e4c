"""All SQL of looking back at one member."""

from __future__ import annotations

from typing import Any

from liuke.db.contracts import Connection

Row = tuple[Any, ...]


async def _fetch(connection: Connection, sql: str, *arguments: Any) -> list[Row]:
    return [tuple(row) for row in await connection.fetch(sql, *arguments)]


async def find_member(connection: Connection, tenant_id: int, member_id: int) -> tuple[int, str, int] | None:
    """When the member joined, tier now, number of operations."""
    row = await connection.fetchrow(
        "SELECT registered_us, tier, ops FROM member_state WHERE tenant_id = $1 AND member_id = $2",
        tenant_id,
        member_id,
    )
    return (row[0], row[1], row[2]) if row is not None else None


async def count_operations(connection: Connection, member_id: int, t_us: int) -> int:
    """Number of the last operation that was done by then."""
    found = await connection.fetchval(
        "SELECT max(n) FROM operation WHERE member_id = $1 AND t_us <= $2", member_id, t_us
    )
    return int(found or 0)


async def find_tier(connection: Connection, member_id: int, change: int) -> str | None:
    """The tier before the change with this number; ``None`` where no change tells."""
    found = await connection.fetchval(
        """
        SELECT coalesce(
            (SELECT new FROM tier_change WHERE member_id = $1 AND n < $2 ORDER BY n DESC LIMIT 1),
            (SELECT old FROM tier_change WHERE member_id = $1 AND n >= $2 ORDER BY n LIMIT 1))
        """,
        member_id, change,
    )  # fmt: skip
    return str(found) if found is not None else None


async def list_postings(connection: Connection, member_id: int) -> list[Row]:
    """Asset, seq, kind, amount, source, target, rule, ref, operation, time; by asset and number."""
    return await _fetch(
        connection,
        """
        SELECT asset, seq, kind, amount, source, target, rule, ref, op_n, t_us FROM posting WHERE member_id = $1
        ORDER BY asset, seq
        """,
        member_id,
    )


async def list_lots(connection: Connection, member_id: int) -> list[Row]:
    """Asset, seq, amount, expiry, settles, rule, ref."""
    return await _fetch(
        connection,
        "SELECT asset, seq, amount, expires_us, settles_us, rule, ref FROM lot WHERE member_id = $1 ORDER BY 1, 2",
        member_id,
    )


async def list_uses(connection: Connection, member_id: int) -> list[Row]:
    """Asset, posting, lot, amount (negative: given back), of lots."""
    return await _fetch(
        connection,
        "SELECT asset, seq, lot_seq, amount FROM lot_use WHERE member_id = $1 AND lot_seq > 0 ORDER BY 1, 2, 3",
        member_id,
    )


async def list_holds(connection: Connection, member_id: int) -> list[Row]:
    """Hold, asset, amount, posting, purpose, status now, expiry, reference."""
    return await _fetch(
        connection,
        """
        SELECT hold_id, asset, amount, seq, purpose, status, expires_us, ref FROM hold WHERE member_id = $1
        ORDER BY hold_id
        """,
        member_id,
    )


async def list_coupons(connection: Connection, member_id: int, t_us: int) -> list[Row]:
    """Coupon, batch, status now, valid from, valid until, granted; those granted by then."""
    return await _fetch(
        connection,
        """
        SELECT coupon_id, batch, status, valid_from_us, valid_until_us, granted_us FROM coupon
        WHERE member_id = $1 AND granted_us <= $2 ORDER BY granted_us, coupon_id
        """,
        member_id, t_us,
    )  # fmt: skip


async def list_entitlements(connection: Connection, member_id: int, t_us: int) -> list[Row]:
    """Entitlement, benefit, period, quota, carried, used now, source; those whose period holds the moment."""
    return await _fetch(
        connection,
        """
        SELECT entitlement_id, benefit, period_start_us, period_end_us, quota, carried, used, source FROM entitlement
        WHERE member_id = $1 AND period_start_us <= $2 AND period_end_us > $2 ORDER BY period_end_us, entitlement_id
        """,
        member_id, t_us,
    )  # fmt: skip


async def list_lot_changes(connection: Connection, member_id: int) -> list[Row]:
    """Asset, lot, operation, and its expiry and time of settling before."""
    return await _fetch(
        connection,
        "SELECT asset, lot_seq, op_n, expires_us, settles_us FROM lot_change WHERE member_id = $1 ORDER BY op_n",
        member_id,
    )


async def list_coupon_moves(connection: Connection, member_id: int) -> list[Row]:
    """Coupon, operation, and the status before."""
    return await _fetch(
        connection, "SELECT coupon_id, op_n, old FROM coupon_move WHERE member_id = $1 ORDER BY op_n", member_id
    )


async def list_entitlement_uses(connection: Connection, member_id: int) -> list[Row]:
    """Entitlement, operation, and the uses it took."""
    return await _fetch(
        connection, "SELECT entitlement_id, op_n, count FROM entitlement_use WHERE member_id = $1", member_id
    )
