"""All SQL of the list of redemptions at the counter."""

from __future__ import annotations

from liuke.db.contracts import Connection
from liuke.db.rows import LAST, Row, fetch_rows


async def list_redemptions(
    connection: Connection, tenant_id: int, store: str, before: tuple[int, str] | None, limit: int
) -> list[Row]:
    """Redemption, whose (who is left), time, what was written (JSON), by whom, when it was undone and why (JSON).

    Newest first. ``store``: only there; empty: anywhere. Test members' redemptions are listed: clerks try things out.
    """
    return await fetch_rows(
        connection,
        """
        SELECT r.key, member_root(r.member_id), r.t_us, r.data::text, u.data ->> 'clerk', c.data::text
        FROM record r
        LEFT JOIN record u ON (u.member_id, u.kind, u.key) = (r.member_id, 'redeem_code_used', r.data ->> 'ref')
        LEFT JOIN record c ON (c.member_id, c.kind, c.key) = (r.member_id, 'benefit_cancelled', r.key)
        WHERE r.tenant_id = $1 AND r.kind = 'benefit_redemption' AND (r.t_us, r.key) < ($2::bigint, $3::text)
          AND ($4 = '' OR r.data ->> 'store' = $4)
        ORDER BY r.t_us DESC, r.key DESC LIMIT $5
        """,
        tenant_id, *(before or (LAST, "")), store, limit,
    )  # fmt: skip
