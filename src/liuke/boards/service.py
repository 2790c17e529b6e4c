"""Boards as members see them: from the first place, around their own, under masked names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from liuke.boards import store
from liuke.boards.contracts import Ask, Line, Row, Standing
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
        return [await _read(connection, tenant_id, ask) for ask in asks]


async def _read(connection: Connection, tenant_id: int, ask: Ask) -> Standing:
    if ask.among is not None:
        rows = await store.list_of(connection, tenant_id, ask.place, [*ask.among, ask.me])
        ranked: Ranked = list(zip(rank_rows(rows, shared=ask.shared), rows, strict=True))
        at = next((place for place, row in enumerate(rows) if row.member_id == ask.me), -1)
        near = ranked[max(at - ask.near, 0) : at + ask.near + 1] if at >= 0 else []
        return await _show(connection, tenant_id, ask, ranked[: ask.top], near, len(rows))
    rows = await store.list_top(connection, tenant_id, ask.place, ask.top)
    top: Ranked = list(zip(rank_rows(rows, shared=ask.shared), rows, strict=True))
    total = await store.count_all(connection, tenant_id, ask.place) if len(rows) == ask.top else len(rows)
    return await _show(connection, tenant_id, ask, top, await read_near(connection, tenant_id, ask), total)


async def read_near(connection: Connection, tenant_id: int, ask: Ask) -> Ranked:
    """The member's own place and those around it, in order; nothing where they have none."""
    own = await store.list_of(connection, tenant_id, ask.place, [ask.me])
    if not own:
        return []
    (mine,) = own
    before = await store.list_before(connection, tenant_id, ask.place, mine, ask.near)
    after = await store.list_top(connection, tenant_id, ask.place, ask.near, mine)
    place = await store.count_ahead(connection, tenant_id, ask.place, mine) + 1
    rows, first, tied = [*before, mine, *after], place - len(before), 0
    if ask.shared:
        tied = await store.count_ahead(connection, tenant_id, ask.place, rows[0], shared=True) + 1
    return list(zip(rank_rows(rows, shared=ask.shared, first=first, tied=tied), rows, strict=True))


async def _show(
    connection: Connection, tenant_id: int, ask: Ask, top: Ranked, near: Ranked, total: int
) -> Standing:  # fmt: skip
    names = await read_names(connection, tenant_id, [row.member_id for _, row in (*top, *near)])

    def line(rank: int, row: Row) -> Line:
        return Line(rank, row.member_id, names.get(row.member_id, ""), row.score, row.member_id == ask.me)

    around = [line(*one) for one in near]
    mine = next((one for one in around if one.mine), None)
    return Standing(ask.scope, ask.place, [line(*one) for one in top], mine, around, total)


async def read_names(connection: Connection, tenant_id: int, members: Sequence[int]) -> dict[int, str]:
    """Member → what everybody may see of their name; who was erased has none."""
    names = await list_names(connection, tenant_id, members)
    return {one: name if masked else mask_name(name) for one, (name, masked) in names.items()}
