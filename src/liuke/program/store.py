"""All SQL of program versions, drafts and stock quotas; callers open the transactions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from liuke.db.contracts import Connection, Row


class VersionInfo(msgspec.Struct, frozen=True):
    """A published version without its document.

    Args:
        version: Number, from 1 without gaps.
        schema_version: Shape of the stored document.
        spec_hash: SHA-256 of the canonical document.
        active_from_us: Takes effect at this instant, unless a later one does too.
        published_us: When it was published.
        published_by: By whom.
        note: What they wrote about it.
        rolled_back_to: The version whose document it repeats; ``None`` for an ordinary one.
    """

    version: int
    schema_version: int
    spec_hash: bytes
    active_from_us: int
    published_us: int
    published_by: str
    note: str
    rolled_back_to: int | None


class StoredVersion(msgspec.Struct, frozen=True):
    """A published version with its document, as stored."""

    info: VersionInfo
    spec: dict[str, Any]


class Draft(msgspec.Struct, frozen=True):
    """A document being worked on; it need not be valid yet."""

    name: str
    base_version: int
    spec: dict[str, Any]
    updated_us: int
    updated_by: str


_INFO = "version, schema_version, spec_hash, active_from_us, published_us, published_by, note, rolled_back_to"
_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"


async def lock_versions(connection: Connection, tenant_id: int) -> int | None:
    """Hold the tenant's versions until the transaction ends; returns the clock (µs), ``None`` for no such tenant."""
    if await connection.fetchval("SELECT 1 FROM tenant WHERE tenant_id = $1 FOR NO KEY UPDATE", tenant_id) is None:
        return None
    return int(await connection.fetchval(f"SELECT {_NOW}"))


async def list_versions(connection: Connection, tenant_id: int, *, after: int = 0) -> list[VersionInfo]:
    """Versions with a number above ``after``, in order."""
    rows = await connection.fetch(
        f"SELECT {_INFO} FROM program_version WHERE tenant_id = $1 AND version > $2 ORDER BY version", tenant_id, after
    )
    return [VersionInfo(*row) for row in rows]


async def list_stored(connection: Connection, tenant_id: int, *, after: int = 0) -> list[StoredVersion]:
    """Versions with a number above ``after``, with their documents."""
    rows = await connection.fetch(
        f"SELECT {_INFO}, spec FROM program_version WHERE tenant_id = $1 AND version > $2 ORDER BY version",
        tenant_id,
        after,
    )
    return [_stored(row) for row in rows]


async def find_version(connection: Connection, tenant_id: int, version: int) -> StoredVersion | None:
    """One version."""
    row = await connection.fetchrow(
        f"SELECT {_INFO}, spec FROM program_version WHERE tenant_id = $1 AND version = $2", tenant_id, version
    )
    return _stored(row) if row is not None else None


async def find_active(connection: Connection, tenant_id: int, t_us: int) -> StoredVersion | None:
    """The version in force at an instant; 0: now by the database's clock."""
    row = await connection.fetchrow(
        f"""
        SELECT {_INFO}, spec FROM program_version
        WHERE tenant_id = $1 AND active_from_us <= CASE WHEN $2::bigint = 0 THEN {_NOW} ELSE $2::bigint END
        ORDER BY active_from_us DESC, version DESC LIMIT 1
        """,
        tenant_id,
        t_us,
    )
    return _stored(row) if row is not None else None


def _stored(row: Row) -> StoredVersion:
    *info, spec = row
    return StoredVersion(VersionInfo(*info), spec)


async def insert_version(connection: Connection, tenant_id: int, info: VersionInfo, spec: str) -> None:
    """Add a version; ``spec`` is the very text that was hashed."""
    await connection.execute(
        """
        INSERT INTO program_version (tenant_id, version, schema_version, spec, spec_hash, active_from_us, published_us,
                                     published_by, note, rolled_back_to)
        VALUES ($1, $2, $3, $4::text::json, $5, $6, $7, $8, $9, $10)
        """,
        tenant_id,
        info.version,
        info.schema_version,
        spec,
        info.spec_hash,
        info.active_from_us,
        info.published_us,
        info.published_by,
        info.note,
        info.rolled_back_to,
    )


# -- stock ------------------------------------------------------------------------------------------------------------
async def lock_quotas(connection: Connection, tenant_id: int, items: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Item → (initial, remaining) of those that exist, locked in key order as the engine does."""
    rows = await connection.fetch(
        """
        SELECT item, initial, remaining FROM stock WHERE tenant_id = $1 AND item = ANY ($2::text[])
        ORDER BY item COLLATE "C" FOR UPDATE
        """,
        tenant_id,
        sorted(items),
    )
    return {row[0]: (row[1], row[2]) for row in rows}


async def list_periods(connection: Connection, tenant_id: int, first_day: str) -> list[str]:
    """Items of budgets and sessions that were made for a day, a week or a place; days from ``first_day`` on."""
    rows = await connection.fetch(
        """
        SELECT item FROM stock WHERE tenant_id = $1 AND (item LIKE 'budget:%@%' OR item LIKE 'session:%@%')
          AND (item LIKE '%.place#%' OR split_part(item, '@', 2) COLLATE "C" >= $2)
        """,
        tenant_id,
        first_day,
    )
    return [row[0] for row in rows]


async def write_quotas(connection: Connection, tenant_id: int, quotas: Mapping[str, tuple[int, int]]) -> None:
    """Set (initial, remaining) of items that are locked or new."""
    items = sorted(quotas)
    await connection.execute(
        """
        INSERT INTO stock (tenant_id, item, initial, remaining)
        SELECT $1, u.item, u.initial, u.remaining
        FROM unnest($2::text[], $3::bigint[], $4::bigint[]) AS u (item, initial, remaining)
        ON CONFLICT (tenant_id, item) DO UPDATE SET initial = excluded.initial, remaining = excluded.remaining
        """,
        tenant_id,
        items,
        [quotas[item][0] for item in items],
        [quotas[item][1] for item in items],
    )


# -- drafts -----------------------------------------------------------------------------------------------------------
_DRAFT = "name, base_version, spec, updated_us, updated_by"


async def upsert_draft(
    connection: Connection, tenant_id: int, draft: Draft, *, expected_updated_us: int | None
) -> int | None:
    """Write a draft; returns its time, or ``None`` when it is not as the writer last saw it."""
    return await connection.fetchval(
        f"""
        INSERT INTO program_draft AS d (tenant_id, name, base_version, spec, updated_us, updated_by)
        SELECT $1, $2, $3, $4, {_NOW}, $5
        WHERE coalesce($6::bigint, 0) = 0 OR EXISTS
            (SELECT 1 FROM program_draft p WHERE p.tenant_id = $1 AND p.name = $2 AND p.updated_us = $6)
        ON CONFLICT (tenant_id, name) DO UPDATE
        SET base_version = excluded.base_version, spec = excluded.spec, updated_by = excluded.updated_by,
            updated_us = greatest(excluded.updated_us, d.updated_us + 1)
        WHERE $6::bigint IS NULL OR d.updated_us = $6
        RETURNING updated_us
        """,
        tenant_id,
        draft.name,
        draft.base_version,
        draft.spec,
        draft.updated_by,
        expected_updated_us,
    )


async def find_draft(connection: Connection, tenant_id: int, name: str) -> Draft | None:
    """One draft."""
    row = await connection.fetchrow(
        f"SELECT {_DRAFT} FROM program_draft WHERE tenant_id = $1 AND name = $2", tenant_id, name
    )
    return Draft(*row) if row is not None else None


async def list_drafts(connection: Connection, tenant_id: int) -> Sequence[Draft]:
    """All drafts, by name."""
    rows = await connection.fetch(f"SELECT {_DRAFT} FROM program_draft WHERE tenant_id = $1 ORDER BY name", tenant_id)
    return [Draft(*row) for row in rows]


async def delete_draft(
    connection: Connection, tenant_id: int, name: str, *, expected_updated_us: int | None = None
) -> bool:
    """Throw a draft away; ``False`` if there was none, or it is not as the caller last saw it."""
    tag = await connection.execute(
        """
        DELETE FROM program_draft
        WHERE tenant_id = $1 AND name = $2 AND ($3::bigint IS NULL OR updated_us = $3)
        """,
        tenant_id,
        name,
        expected_updated_us,
    )
    return tag == "DELETE 1"
