"""All SQL of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from liuke.db.contracts import Connection
from liuke.goods.catalogue import ENTRIES, Change, Entry, EntryKind

_LOCK = 0x6C6B_6361
"""Advisory lock beside the tenant: changes are numbered without gaps, one writer after the other."""
_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"


async def list_changes(connection: Connection, tenant_id: int, after: int = 0) -> list[Change]:
    """Changes after a number, by number."""
    rows = await connection.fetch(
        "SELECT n, kind, id, valid_from_us, doc::text FROM catalogue_change WHERE tenant_id = $1 AND n > $2 ORDER BY n",
        tenant_id, after,
    )  # fmt: skip
    return [Change(n, kind, id_, from_us, _read(kind, doc)) for n, kind, id_, from_us, doc in rows]


async def find_version(connection: Connection, tenant_id: int) -> int:
    """Number of the last change; 0: none."""
    found = await connection.fetchval("SELECT max(n) FROM catalogue_change WHERE tenant_id = $1", tenant_id)
    return int(found or 0)


async def lock(connection: Connection, tenant_id: int) -> None:
    """Wait for whoever else changes the catalogue; holds to the end of the transaction."""
    await connection.execute("SELECT pg_advisory_xact_lock($1, $2)", _LOCK, tenant_id)


async def insert_changes(connection: Connection, tenant_id: int, actor: str, changes: Sequence[Change]) -> None:
    """Write changes that are numbered after the last one, under :func:`lock`."""
    await connection.execute(
        f"""
        INSERT INTO catalogue_change (tenant_id, n, kind, id, valid_from_us, changed_us, actor, doc)
        SELECT $1, u.n, u.kind, u.id, u.from_us, {_NOW}, $2, u.doc::json
        FROM unnest($3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::text[]) AS u (n, kind, id, from_us, doc)
        """,
        tenant_id, actor, [one.n for one in changes], [one.kind for one in changes], [one.id for one in changes],
        [one.valid_from_us for one in changes], [_render(one.entry) for one in changes],
    )  # fmt: skip


def _read(kind: EntryKind, doc: str | None) -> Entry | None:
    return msgspec.json.decode(doc, type=ENTRIES[kind]) if doc is not None else None


def _render(entry: Entry | None) -> str | None:
    return msgspec.json.encode(entry).decode() if entry is not None else None
