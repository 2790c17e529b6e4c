"""All SQL of boards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liuke.boards.contracts import Place, Row
from liuke.db.contracts import Connection
from liuke.kernel.clock import DAY_US

_LIST = "tenant_id = $1 AND board = $2 AND period = $3 AND band = $4 AND listed"
_ROW = "member_id, score, reached_us"
_TABLES = ("board_score", "board_final")
"""Where a list stands: while its period is open, and when it is closed."""


async def list_top(
    connection: Connection, tenant_id: int, place: Place, limit: int, after: Row | None = None, *, closed: bool = False
) -> list[Row]:
    """The first rows of a list, or those after one of them."""
    order = after.order if after is not None else (-(2**63), -1, -1)
    rows = await connection.fetch(
        f"""
        SELECT {_ROW} FROM {_TABLES[closed]}
        WHERE {_LIST} AND (lead, reached_us, member_id) > ($5::bigint, $6::bigint, $7::bigint)
        ORDER BY lead, reached_us, member_id LIMIT $8
        """,
        tenant_id, place.board, place.period, place.band, *order, limit,
    )  # fmt: skip
    return [Row(*row) for row in rows]


async def list_before(
    connection: Connection, tenant_id: int, place: Place, row: Row, limit: int, *, closed: bool = False
) -> list[Row]:
    """The rows right before one of them, in the order of ranks."""
    rows = await connection.fetch(
        f"""
        SELECT {_ROW} FROM {_TABLES[closed]}
        WHERE {_LIST} AND (lead, reached_us, member_id) < ($5::bigint, $6::bigint, $7::bigint)
        ORDER BY lead DESC, reached_us DESC, member_id DESC LIMIT $8
        """,
        tenant_id, place.board, place.period, place.band, *row.order, limit,
    )  # fmt: skip
    return [Row(*one) for one in reversed(rows)]


async def list_of(
    connection: Connection, tenant_id: int, place: Place, members: Sequence[int], *, closed: bool = False
) -> list[Row]:
    """Those of these members who have a rank, in the order of ranks."""
    rows = await connection.fetch(
        f"SELECT {_ROW} FROM {_TABLES[closed]} WHERE {_LIST} AND member_id = ANY ($5::bigint[])",
        tenant_id, place.board, place.period, place.band, list(members),
    )  # fmt: skip
    return sorted((Row(*row) for row in rows), key=lambda row: row.order)


async def count_all(connection: Connection, tenant_id: int, place: Place, *, closed: bool = False) -> int:
    """Members who have a rank."""
    return int(
        await connection.fetchval(
            f"SELECT count(*) FROM {_TABLES[closed]} WHERE {_LIST}", tenant_id, place.board, place.period, place.band
        )
    )


async def count_ahead(
    connection: Connection, tenant_id: int, place: Place, row: Row, *, shared: bool = False, closed: bool = False
) -> int:  # fmt: skip
    """Members before one of them in the order of ranks; ``shared``: only those with a higher score."""
    order = (-row.score, -1, -1) if shared else row.order
    return int(
        await connection.fetchval(
            f"""
            SELECT count(*) FROM {_TABLES[closed]}
            WHERE {_LIST} AND (lead, reached_us, member_id) < ($5::bigint, $6::bigint, $7::bigint)
            """,
            tenant_id, place.board, place.period, place.band, *order,
        )
    )  # fmt: skip


# -- closing ----------------------------------------------------------------------------------------------------------
async def list_open(connection: Connection, tenant_id: int) -> list[tuple[str, str, int]]:
    """Board, period and first day of what is open."""
    rows = await connection.fetch(
        "SELECT board, period, first_day FROM board_period WHERE tenant_id = $1 AND status = 'open' ORDER BY 1, 2",
        tenant_id,
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def list_periods(connection: Connection, tenant_id: int, board: str, limit: int) -> list[tuple[str, int, int]]:
    """Period, first day and when it was closed (0: it is open), the newest first."""
    rows = await connection.fetch(
        "SELECT period, first_day, closed_us FROM board_period WHERE tenant_id = $1 AND board = $2 "
        "ORDER BY first_day DESC, period DESC LIMIT $3",
        tenant_id, board, limit,
    )  # fmt: skip
    return [(row[0], row[1], row[2]) for row in rows]


async def find_closed(connection: Connection, tenant_id: int, board: str, period: str) -> int:
    """When a period was closed; 0: it is open."""
    return int(
        await connection.fetchval(
            "SELECT closed_us FROM board_period WHERE tenant_id = $1 AND board = $2 AND period = $3",
            tenant_id, board, period,
        )
        or 0
    )  # fmt: skip


async def mark_closed(connection: Connection, tenant_id: int, board: str, period: str, now_us: int) -> bool:
    """Close a period; ``False``: somebody else did."""
    found = await connection.fetchval(
        """
        UPDATE board_period SET status = 'closed', closed_us = $4
        WHERE tenant_id = $1 AND board = $2 AND period = $3 AND status = 'open' RETURNING 1
        """,
        tenant_id, board, period, now_us,
    )  # fmt: skip
    return found is not None


async def freeze(connection: Connection, tenant_id: int, board: str, period: str) -> None:
    """Keep every score as it stands: what commits after this statement's snapshot is late."""
    await connection.execute(
        """
        INSERT INTO board_final (member_id, board, period, band, tenant_id, score, reached_us, listed, op_n, lead)
        SELECT member_id, board, period, band, tenant_id, score, reached_us, listed, op_n, lead FROM board_score
        WHERE tenant_id = $1 AND board = $2 AND period = $3 AND listed
        UNION ALL
        SELECT member_id, board, period, band, tenant_id, score, reached_us, listed, op_n, lead FROM board_score
        WHERE tenant_id = $1 AND board = $2 AND period = $3 AND NOT listed
        """,
        tenant_id, board, period,
    )  # fmt: skip


async def list_bands(connection: Connection, tenant_id: int, board: str, period: str) -> list[str]:
    """Cities of a closed period in which somebody has a rank; leagues are none."""
    rows = await connection.fetch(
        "SELECT DISTINCT band FROM board_final "
        "WHERE tenant_id = $1 AND board = $2 AND period = $3 AND listed AND band <> '' "
        "AND NOT starts_with(band, '~') ORDER BY 1",
        tenant_id, board, period,
    )  # fmt: skip
    return [row[0] for row in rows]


async def insert_delivery(
    connection: Connection, tenant_id: int, member_id: int, key: str, t_us: int, type_: str, data: dict[str, Any]
) -> None:
    """An event for a member or an activity, once under its key."""
    await connection.execute(
        "INSERT INTO delivery (member_id, key, tenant_id, type, t_us, data) VALUES ($2, $3, $1, $4, $5, $6) "
        "ON CONFLICT DO NOTHING",
        tenant_id, member_id, key, type_, t_us, data,
    )  # fmt: skip


async def list_late(
    connection: Connection, tenant_id: int, board: str, period: str, limit: int, after: tuple[int, int, str]
) -> list[tuple[int, int, int, int, str]]:
    """Facts that a closed period does not hold: member, amount, when it happened, when it came, key; in that order."""
    rows = await connection.fetch(
        """
        SELECT r.member_id, (r.data ->> 'amount')::bigint, (r.data ->> 't_us')::bigint, r.t_us, r.key
        FROM board_period p
        JOIN record r ON r.tenant_id = p.tenant_id AND r.kind = 'board_fact' AND r.t_us >= p.closed_us - $8
            AND starts_with(r.key, p.board || '/' || p.period || '/')
        JOIN member_state m ON m.member_id = r.member_id AND NOT m.test
        LEFT JOIN board_final f ON f.member_id = r.member_id AND f.board = p.board AND f.period = p.period
            AND f.band = ''
        WHERE p.tenant_id = $1 AND p.board = $2 AND p.period = $3 AND p.status = 'closed'
          AND r.op_n > coalesce(f.op_n, 0) AND (r.t_us, r.member_id, r.key) > ($4::bigint, $5::bigint, $6::text)
        ORDER BY r.t_us, r.member_id, r.key LIMIT $7
        """,
        tenant_id, board, period, *after, limit, DAY_US,
    )  # fmt: skip
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]
