"""SQL of what members have under way together: teams, bargains, assists; test members apart.

The index ``shared_together`` has them by activity, by whether they go on, and by their end: a page reads its own rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from liuke.activities.parts.assist_doc import ASSIST
from liuke.activities.parts.bargain_doc import BARGAIN
from liuke.activities.parts.group_buy_doc import TEAM
from liuke.db.contracts import Connection

KINDS = (TEAM.name, BARGAIN.name, ASSIST.name)
"""Of shared documents; the index has these."""
TogetherDoc = tuple[str, str, int]
"""Key, document, and until when it goes on."""


async def list_together(
    connection: Connection,
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
        kind: Of the shared documents, one of :data:`KINDS`.
        activity: Id.
        now_us: Time.
        is_open: Those that go on; ``False``: those that are over.
        limit: Most rows.
        after: Time and key of the last row of the page before.
    """
    assert kind in KINDS, kind
    rows = await connection.fetch(
        "SELECT key, doc, until_us FROM together_page($1, $2, $3, $4, $5, $6, $7)",
        kind, activity, is_open, now_us, *(after or (2**62, "")), limit,
    )  # fmt: skip
    return [(row[0], row[1], row[2]) for row in rows]
