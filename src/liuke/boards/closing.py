"""Closing a period: everybody's place is frozen in one snapshot, and whoever is to hear of it gets a delivery.

All of it is one transaction: a process that is killed in it leaves the period open, and the next one closes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from liuke.boards import store
from liuke.boards.contracts import Place, Row
from liuke.boards.ranking import rank_rows
from liuke.db.contracts import Connection
from liuke.kernel.ids import subject_id

AT_ONCE = 100
"""Winners of whom the activity hears in one delivery."""


class Wanted(msgspec.Struct, frozen=True):
    """Who wins something in a kind of list.

    Args:
        cities: In each city, instead of among everybody.
        ranks: The last rank that wins.
    """

    cities: bool
    ranks: int


class Winner(msgspec.Struct, frozen=True):
    """A member who has a place that wins.

    Args:
        band: Among whom; empty: everybody.
        number: The place from 1, which nobody shares.
        rank: As it is shown.
    """

    member: int
    band: str
    number: int
    rank: int
    score: int


async def close_period(
    connection: Connection, tenant_id: int, board: str, period: str, wanted: Sequence[Wanted], *,
    shared: bool, now_us: int, at_us: int,
) -> bool:  # fmt: skip
    """Freeze a period, and let the activity hear of its winners; ``False``: it is closed already.

    Args:
        connection: In a transaction of the tenant.
        tenant_id: Whose.
        board: Which.
        period: Which of its periods.
        wanted: Who wins.
        shared: Whether equal scores share a rank.
        now_us: When it is closed.
        at_us: By the program of which instant the activity hears of it.
    """
    if not await store.mark_closed(connection, tenant_id, board, period, now_us):
        return False
    await store.freeze(connection, tenant_id, board, period)
    winners = list[Winner]()
    for one in wanted:
        bands = [""] if not one.cities else await store.list_bands(connection, tenant_id, board, period)
        for band in bands:
            winners += await _list_winners(connection, tenant_id, Place(board, period, band), one.ranks, shared=shared)
    members = await store.count_all(connection, tenant_id, Place(board, period), closed=True)
    parts = [winners[start : start + AT_ONCE] for start in range(0, len(winners), AT_ONCE)] or [[]]
    for number, part in enumerate(parts):
        data: dict[str, Any] = {
            "activity": board, "period": period, "members": members, "part": number, "closed_us": now_us,
            "winners": msgspec.to_builtins(part),
        }  # fmt: skip
        await store.insert_delivery(
            connection, tenant_id, subject_id(tenant_id, board), f"close:{period}:{number}", at_us,
            "leaderboard.closing", data,
        )  # fmt: skip
    return True


async def _list_winners(
    connection: Connection, tenant_id: int, place: Place, ranks: int, *, shared: bool
) -> list[Winner]:
    """Those whose rank wins; where ranks are shared, everybody who has the last one."""
    rows = await store.list_top(connection, tenant_id, place, ranks, closed=True)
    while shared and rows and len(rows) >= ranks:
        more = await store.list_top(connection, tenant_id, place, AT_ONCE, rows[-1], closed=True)
        tied = [row for row in more if row.score == rows[-1].score]
        rows += tied
        if len(tied) < AT_ONCE:
            break
    return [
        Winner(row.member_id, place.band, number, rank, row.score)
        for number, (row, rank) in enumerate(_rank(rows, shared=shared), 1)
        if rank <= ranks
    ]


def _rank(rows: Sequence[Row], *, shared: bool) -> list[tuple[Row, int]]:
    return list(zip(rows, rank_rows(rows, shared=shared), strict=True))
