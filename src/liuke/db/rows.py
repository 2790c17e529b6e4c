"""Rows of a page, as tuples."""

from __future__ import annotations

from typing import Any

from liuke.db.contracts import Connection

Row = tuple[Any, ...]
LAST = 2**63 - 1
"""Before which every number of a row is."""


async def fetch_rows(connection: Connection, sql: str, *arguments: Any) -> list[Row]:
    """What a statement finds."""
    return [tuple(row) for row in await connection.fetch(sql, *arguments)]
