"""All SQL of API keys."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from liuke.db.contracts import Connection, Row

__all__ = [
    "Connection", "KeyRow", "end_key", "find_key", "insert_key", "list_keys", "lock_key", "note_used",
    "read_clock_us", "revoke_key",
]  # fmt: skip

_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_KEY = "key_id, tenant_id, name, secret_hash, scopes, created_us, created_by, expires_us, revoked_us, last_used_us"


class KeyRow(msgspec.Struct, frozen=True):
    """A key as it is kept. Times are UTC microseconds; ``None``: never, or not yet."""

    key_id: str
    tenant_id: int
    name: str
    secret_hash: bytes
    scopes: tuple[str, ...]
    created_us: int
    created_by: str
    expires_us: int | None
    revoked_us: int | None
    last_used_us: int | None


def _build(row: Row) -> KeyRow:
    key_id, tenant_id, name, secret_hash, scopes, *rest = row
    return KeyRow(key_id, tenant_id, name, secret_hash, tuple(scopes), *rest)


async def find_key(connection: Connection, key_id: str) -> KeyRow | None:
    """A key of any tenant: whose it is, is what is asked."""
    row = await connection.fetchrow(f"SELECT {_KEY} FROM api_key_find($1)", key_id)
    return _build(row) if row is not None else None


async def read_clock_us(connection: Connection) -> int:
    """The database's clock."""
    return int(await connection.fetchval(f"SELECT {_NOW}"))


async def insert_key(
    connection: Connection,
    tenant_id: int,
    key_id: str,
    name: str,
    secret_hash: bytes,
    scopes: Sequence[str],
    created_by: str,
    expires_us: int | None,
) -> KeyRow:
    """Write a new key."""
    row = await connection.fetchrow(
        f"""
        INSERT INTO api_key (tenant_id, key_id, name, secret_hash, scopes, created_us, created_by, expires_us)
        VALUES ($1, $2, $3, $4, $5, {_NOW}, $6, $7) RETURNING {_KEY}
        """,
        tenant_id, key_id, name, secret_hash, list(scopes), created_by, expires_us,
    )  # fmt: skip
    assert row is not None, "an insert returns its row"
    return _build(row)


async def list_keys(connection: Connection, tenant_id: int) -> list[KeyRow]:
    """All keys of the tenant, newest first."""
    rows = await connection.fetch(
        f"SELECT {_KEY} FROM api_key WHERE tenant_id = $1 ORDER BY created_us DESC, key_id", tenant_id
    )
    return [_build(row) for row in rows]


async def lock_key(connection: Connection, tenant_id: int, key_id: str) -> KeyRow | None:
    """A key, held until the transaction ends."""
    row = await connection.fetchrow(
        f"SELECT {_KEY} FROM api_key WHERE tenant_id = $1 AND key_id = $2 FOR UPDATE", tenant_id, key_id
    )
    return _build(row) if row is not None else None


async def end_key(connection: Connection, tenant_id: int, key_id: str, expires_us: int) -> None:
    """Let a key end at an instant."""
    await connection.execute(
        "UPDATE api_key SET expires_us = $3 WHERE tenant_id = $1 AND key_id = $2", tenant_id, key_id, expires_us
    )


async def revoke_key(connection: Connection, tenant_id: int, key_id: str) -> None:
    """End a key now."""
    await connection.execute(
        f"UPDATE api_key SET revoked_us = {_NOW} WHERE tenant_id = $1 AND key_id = $2", tenant_id, key_id
    )


async def note_used(connection: Connection, tenant_id: int, rows: Sequence[tuple[str, int]]) -> None:
    """Move the times of last use forward."""
    await connection.execute(
        """
        UPDATE api_key k SET last_used_us = u.t_us FROM unnest($2::text[], $3::bigint[]) AS u (key_id, t_us)
        WHERE k.tenant_id = $1 AND k.key_id = u.key_id AND coalesce(k.last_used_us, 0) < u.t_us
        """,
        tenant_id, [key_id for key_id, _ in rows], [t_us for _, t_us in rows],
    )  # fmt: skip
