"""All SQL of boards."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.boards.contracts import Place, Row
from liuke.db.contracts import Connection

_LIST = "tenant_id = $1 AND board = $2 AND period = $3 AND band = $4 AND listed"
_ROW = "member_id, score, reached_us"


async def list_top(
    connection: Connection, tenant_id: int, place: Place, limit: int, after: Row | None = None
) -> list[Row]:
    """The first rows of a list, or those after one of them."""
    order = after.order if after is not None else (-(2**63), -1, -1)
    rows = await connection.fetch(
        f"""
        SELECT {_ROW} FROM board_score
        WHERE {_LIST} AND ((-score), reached_us, member_id) > ($5::bigint, $6::bigint, $7::bigint)
        ORDER BY (-score), reached_us, member_id LIMIT $8
        """,
        tenant_id, place.board, place.period, place.band, *order, limit,
    )  # fmt: skip
    return [Row(*row) for row in rows]


async def list_before(connection: Connection, tenant_id: int, place: Place, row: Row, limit: int) -> list[Row]:
    """The rows right before one of them, in the order of ranks."""
    rows = await connection.fetch(
        f"""
        SELECT {_ROW} FROM board_score
        WHERE {_LIST} AND ((-score), reached_us, member_id) < ($5::bigint, $6::bigint, $7::bigint)
        ORDER BY (-score) DESC, reached_us DESC, member_id DESC LIMIT $8
        """,
        tenant_id, place.board, place.period, place.band, *row.order, limit,
    )  # fmt: skip
    return [Row(*one) for one in reversed(rows)]


async def list_of(connection: Connection, tenant_id: int, place: Place, members: Sequence[int]) -> list[Row]:
    """Those of these members who have a rank, in the order of ranks."""
    rows = await connection.fetch(
        f"SELECT {_ROW} FROM board_score WHERE {_LIST} AND member_id = ANY ($5::bigint[])",
        tenant_id, place.board, place.period, place.band, list(members),
    )  # fmt: skip
    return sorted((Row(*row) for row in rows), key=lambda row: row.order)


async def count_all(connection: Connection, tenant_id: int, place: Place) -> int:
    """Members who have a rank."""
    return int(
        await connection.fetchval(
            f"SELECT count(*) FROM board_score WHERE {_LIST}", tenant_id, place.board, place.period, place.band
        )
    )


async def count_ahead(
    connection: Connection, tenant_id: int, place: Place, row: Row, *, shared: bool = False
) -> int:  # fmt: skip
    """Members before one of them in the order of ranks; ``shared``: only those with a higher score."""
    order = (-row.score, -1, -1) if shared else row.order
    return int(
        await connection.fetchval(
            f"""
            SELECT count(*) FROM board_score
            WHERE {_LIST} AND ((-score), reached_us, member_id) < ($5::bigint, $6::bigint, $7::bigint)
            """,
            tenant_id, place.board, place.period, place.band, *order,
        )
    )  # fmt: skip
