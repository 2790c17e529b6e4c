"""A list from the first place to the last, a page at a time."""

from __future__ import annotations

import msgspec

from liuke.boards import store
from liuke.boards.contracts import Place, Row
from liuke.boards.ranking import rank_rows
from liuke.boards.service import read_names
from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction


class Listed(msgspec.Struct, frozen=True):
    """A row with its rank.

    Args:
        score: In all.
        reached_us: Since when.
        member_id: Who.
        number: Its place from 1, whoever shares a rank.
        rank: As it is shown.
    """

    score: int
    reached_us: int
    member_id: int
    number: int
    rank: int

    @property
    def cursor(self) -> tuple[int, ...]:
        """The place of the page after it."""
        return self.score, self.reached_us, self.member_id, self.number, self.rank


class Places(msgspec.Struct):
    """Rows that follow one another."""

    items: list[Listed]

    async def read_names(self, pool: Pool, tenant_id: int) -> dict[int, str]:
        """Member → masked name."""
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            return await read_names(connection, tenant_id, [one.member_id for one in self.items])


async def list_places(
    pool: Pool, tenant_id: int, place: Place, limit: int, *, shared: bool, after: Listed | None = None
) -> Places:
    """The next rows of a list.

    Args:
        pool: Ordinary connections.
        tenant_id: Whose.
        place: Which list.
        limit: Rows.
        shared: Whether equal scores share a rank.
        after: Last row of the page before.
    """
    last = Row(after.member_id, after.score, after.reached_us) if after is not None else None
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        closed_us = await store.find_closed(connection, tenant_id, place.board, place.period)
        rows = await store.list_top(connection, tenant_id, place, limit, last, closed=closed_us > 0)
    first = after.number + 1 if after is not None else 1
    tied = after.rank if after is not None and rows and rows[0].score == after.score else 0
    ranks = rank_rows(rows, shared=shared, first=first, tied=tied)
    return Places(
        [
            Listed(row.score, row.reached_us, row.member_id, number, rank)
            for number, (row, rank) in enumerate(zip(rows, ranks, strict=True), first)
        ]
    )
