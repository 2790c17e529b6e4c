"""All SQL of pages of one member's coupons; asked for with one row more than shown."""

from __future__ import annotations

from liuke.db.contracts import Connection
from liuke.db.rows import LAST, Row, fetch_rows


async def list_coupons(
    connection: Connection, member_id: int, status: str, before: tuple[int, int] | None, limit: int
) -> list[Row]:
    """All columns of a coupon but member and tenant; newest first."""
    return await fetch_rows(
        connection,
        """
        SELECT coupon_id, batch, status, valid_from_us, valid_until_us, code, source, ref, program_version, granted_us,
               used_us, saved_cents
        FROM coupon WHERE member_id = $1 AND ($2 = '' OR status = $2) AND (granted_us, coupon_id) < ($3, $4)
        ORDER BY granted_us DESC, coupon_id DESC LIMIT $5
        """,
        member_id, status, *(before or (LAST, LAST)), limit,
    )  # fmt: skip
