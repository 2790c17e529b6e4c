"""SQL of what members have under way together: teams, bargains, assists; test members apart."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.activities.parts.assist_doc import ASSIST
from liuke.activities.parts.bargain_doc import BARGAIN
from liuke.activities.parts.group_buy_doc import TEAM
from liuke.db.contracts import Connection

_OPEN = {
    TEAM.name: "doc ->> 'status' IN ('new', 'open')",
    BARGAIN.name: "coalesce((doc ->> 'status')::int, 0) IN (0, 1)",
    ASSIST.name: "NOT coalesce((doc ->> 'closed')::bool, false)",
}
"""Name of the shared documents → what those are like that still go on, their time apart."""
TogetherDoc = tuple[str, str, int]
"""Key, document, and until when it goes on."""


async def list_together(
    connection: Connection,
    tenant_id: int,
    kind: str,
    activity: str,
    *,
    now_us: int,
    is_open: bool,
    limit: int,
    after: tuple[int, str] | None = None,
) -> Sequence[TogetherDoc]:
    """Those of an activity, the one that ends last first.

    Args:
        connection: In a transaction with the tenant set.
        tenant_id: Whose.
        kind: Of the shared documents.
        activity: Id.
        now_us: Time.
        is_open: Those that go on; ``False``: those that are over.
        limit: Most rows.
        after: Time and key of the last row of the page before.
    """
    until_us, key = after or (2**62, "")
    rows = await connection.fetch(
        f"""
        SELECT key, doc::text, (doc ->> 'until_us')::bigint FROM shared
        WHERE tenant_id = $1 AND kind = $2 AND version > 0 AND starts_with(key, $3)
            AND ({_OPEN[kind]} AND (doc ->> 'until_us')::bigint > $4) = $5
            AND ((doc ->> 'until_us')::bigint, key) < ($6, $7)
        ORDER BY 3 DESC, key DESC LIMIT $8
        """,
        tenant_id, kind, f"{activity}/", now_us, is_open, until_us, key, limit,
    )  # fmt: skip
    return [(row[0], row[1], row[2]) for row in rows]
