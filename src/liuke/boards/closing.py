"""Closing a period: everybody's place is frozen in one snapshot, and whoever is to hear of it gets a delivery.

All of it is one transaction: a process that is killed in it leaves the period open, and the next one closes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from liuke.boards import league_store, store
from liuke.boards.contracts import Place, Row
from liuke.boards.ranking import rank_rows
from liuke.db.contracts import Connection
from liuke.kernel.ids import subject_id

AT_ONCE = 100
"""Winners of whom the activity hears in one delivery."""


class Wanted(msgspec.Struct, frozen=True):
    """Who wins something in a kind of list.

    Args:
        scope: ``all``: among everybody; ``city``, ``league``: in each.
        ranks: The last rank that wins.
    """

    scope: Literal["all", "city", "league"]
    ranks: int


class Division(msgspec.Struct, frozen=True):
    """Who moves in the leagues of a division when they close.

    Args:
        name: Of the division.
        up: The last rank that goes up; 0: none does.
        down: How many of the last ones go down; 0: none does.
        safe: The last rank that does not go down, however few members there are.
    """

    name: str
    up: int
    down: int
    safe: int


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
    shared: bool, now_us: int, at_us: int, divisions: Sequence[Division] = (),
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
        divisions: Of its leagues, whose members hear how theirs ended; none: there are no leagues.
    """
    if not await store.mark_closed(connection, tenant_id, board, period, now_us):
        return False
    await store.freeze(connection, tenant_id, board, period)
    winners = list[Winner]()
    for one in wanted:
        if one.scope == "league":
            found = await league_store.list_winners(connection, tenant_id, board, period, one.ranks, shared=shared)
            winners += [Winner(*row) for row in found]
            continue
        bands = [""] if one.scope == "all" else await store.list_bands(connection, tenant_id, board, period)
        for band in bands:
            winners += await _list_winners(connection, tenant_id, Place(board, period, band), one.ranks, shared=shared)
    if divisions:
        terms = [(one.name, one.up, one.down, one.safe) for one in divisions]
        await league_store.settle(connection, tenant_id, board, period, terms, shared=shared, now_us=now_us)
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
