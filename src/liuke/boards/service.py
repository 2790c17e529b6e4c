"""Boards as members see them: from the first place, around their own, under masked names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from liuke.boards import bucket_store, store
from liuke.boards.contracts import Ask, Line, Place, Row, Standing
from liuke.boards.ranking import rank_rows
from liuke.db.contracts import Connection, Pool
from liuke.db.pool import acquire, snapshot
from liuke.friends.routes import mask_name
from liuke.friends.store import list_names

Ranked = list[tuple[int, Row]]


async def read_standings(pool: Pool, tenant_id: int, asks: Iterable[Ask]) -> list[Standing]:
    """What each of them asks for, in one snapshot.

    Args:
        pool: Ordinary connections.
        tenant_id: Whose.
        asks: In order.
    """
    async with acquire(pool) as connection, snapshot(connection, tenant_id=tenant_id):
        found = list[Standing]()
        for ask in asks:
            closed_us = await store.find_closed(connection, tenant_id, ask.place.board, ask.place.period)
            found.append(await _read(connection, tenant_id, ask, closed_us))
        return found


async def _read(connection: Connection, tenant_id: int, ask: Ask, closed_us: int) -> Standing:
    closed = closed_us > 0
    if ask.among is not None:
        rows = await store.list_of(connection, tenant_id, ask.place, [*ask.among, ask.me], closed=closed)
        ranked: Ranked = list(zip(rank_rows(rows, shared=ask.shared), rows, strict=True))
        at = next((place for place, row in enumerate(rows) if row.member_id == ask.me), -1)
        near = ranked[max(at - ask.near, 0) : at + ask.near + 1] if at >= 0 else []
        return await _show(connection, tenant_id, ask, ranked[: ask.top], near, (len(rows), closed_us))
    rows = await store.list_top(connection, tenant_id, ask.place, ask.top, closed=closed)
    top: Ranked = list(zip(rank_rows(rows, shared=ask.shared), rows, strict=True))
    full = len(rows) == ask.top
    total = await _count_all(connection, tenant_id, ask.place, closed=closed) if full else len(rows)
    near = await read_near(connection, tenant_id, ask, closed=closed)
    return await _show(connection, tenant_id, ask, top, near, (total, closed_us))


async def read_near(connection: Connection, tenant_id: int, ask: Ask, *, closed: bool = False) -> Ranked:
    """The member's own place and those around it, in order; nothing where they have none."""
    own = await store.list_of(connection, tenant_id, ask.place, [ask.me], closed=closed)
    if not own:
        return []
    (mine,) = own
    before = await store.list_before(connection, tenant_id, ask.place, mine, ask.near, closed=closed)
    after = await store.list_top(connection, tenant_id, ask.place, ask.near, mine, closed=closed)
    place = await _count_ahead(connection, tenant_id, ask.place, mine, closed=closed) + 1
    rows, first, tied = [*before, mine, *after], place - len(before), 0
    if ask.shared:
        ahead = await _count_ahead(connection, tenant_id, ask.place, rows[0], shared=True, closed=closed)
        tied = ahead + 1
    return list(zip(rank_rows(rows, shared=ask.shared, first=first, tied=tied), rows, strict=True))


async def _count_all(connection: Connection, tenant_id: int, place: Place, *, closed: bool) -> int:
    if closed or place.is_league:
        return await store.count_all(connection, tenant_id, place, closed=closed)
    return await bucket_store.count_all(connection, tenant_id, place)


async def _count_ahead(
    connection: Connection, tenant_id: int, place: Place, row: Row, *, closed: bool, shared: bool = False
) -> int:  # fmt: skip
    """By buckets while the period is open; what is frozen has none, and a league is too small for them."""
    if closed or place.is_league:
        return await store.count_ahead(connection, tenant_id, place, row, shared=shared, closed=closed)
    return await bucket_store.count_ahead(connection, tenant_id, place, row, shared=shared)


async def _show(
    connection: Connection, tenant_id: int, ask: Ask, top: Ranked, near: Ranked, counted: tuple[int, int]
) -> Standing:  # fmt: skip
    names = await read_names(connection, tenant_id, [row.member_id for _, row in (*top, *near)])

    def line(rank: int, row: Row) -> Line:
        return Line(rank, row.member_id, names.get(row.member_id, ""), row.score, row.member_id == ask.me)

    around = [line(*one) for one in near]
    mine = next((one for one in around if one.mine), None)
    return Standing(ask.scope, ask.place, [line(*one) for one in top], mine, around, *counted)


async def read_names(connection: Connection, tenant_id: int, members: Sequence[int]) -> dict[int, str]:
    """Member → what everybody may see of their name; who was erased has none."""
    names = await list_names(connection, tenant_id, members)
    return {one: name if masked else mask_name(name) for one, (name, masked) in names.items()}
