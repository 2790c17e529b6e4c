"""All SQL of importing codes."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.db.contracts import Connection

CHUNK = 20_000
"""Codes in one statement."""


async def find_codes(connection: Connection, tenant_id: int, codes: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Code → (kind, target) of those that exist."""
    found: dict[str, tuple[str, str]] = {}
    for first in range(0, len(codes), CHUNK):
        rows = await connection.fetch(
            "SELECT code, kind, target FROM code WHERE tenant_id = $1 AND code = ANY ($2::text[])",
            tenant_id,
            list(codes[first : first + CHUNK]),
        )
        found.update({row[0]: (row[1], row[2]) for row in rows})
    return found


async def count_codes(connection: Connection, tenant_id: int, target: str) -> dict[str, int]:
    """Kind → codes of a target."""
    rows = await connection.fetch(
        "SELECT kind, count(*) FROM code WHERE tenant_id = $1 AND target = $2 GROUP BY kind", tenant_id, target
    )
    return {row[0]: row[1] for row in rows}


async def insert_codes(
    connection: Connection, tenant_id: int, codes: Sequence[str], *, kind: str, target: str, expires_us: int
) -> None:
    """Write codes that are known to be new."""
    for first in range(0, len(codes), CHUNK):
        await connection.execute(
            """
            INSERT INTO code (tenant_id, code, kind, target, expires_us)
            SELECT $1, u.code, $3, $4, $5 FROM unnest($2::text[]) AS u (code)
            """,
            tenant_id, list(codes[first : first + CHUNK]), kind, target, expires_us,
        )  # fmt: skip


async def write_series(
    connection: Connection, tenant_id: int, codes: Sequence[str], *, target: str, first: int, expires_us: int
) -> None:
    """File codes under ``<target>#<number>`` from ``first`` on; a number whose code was handed out is filled anew."""
    for start in range(0, len(codes), CHUNK):
        await connection.execute(
            """
            INSERT INTO code (tenant_id, code, kind, target, expires_us, data)
            SELECT $1, $3::text || '#' || ($4::bigint + u.place - 1), 'pool', $3, $5, json_build_object('code', u.code)
            FROM unnest($2::text[]) WITH ORDINALITY AS u (code, place)
            ON CONFLICT (tenant_id, code) DO UPDATE SET data = excluded.data, expires_us = excluded.expires_us
            """,
            tenant_id, list(codes[start : start + CHUNK]), target, first + start, expires_us,
        )  # fmt: skip
