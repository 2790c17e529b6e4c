"""All SQL of sealing: the chain, and the postings it covers."""

from __future__ import annotations

from liuke.db.contracts import Connection, Row

_LOCK = 0x7365616C
_COLUMNS = (
    "member_id, asset, seq, kind, amount, source, target, rule, ref, op_n, t_us, day, recorded_us, program_version, "
    "schema_version"
)
RECORDED = 12
"""Place of ``recorded_us`` among the columns."""


async def try_sealing(connection: Connection, tenant_id: int) -> bool:
    """Whether it is this transaction's turn to seal, until it ends."""
    return bool(await connection.fetchval("SELECT pg_try_advisory_xact_lock($1, $2)", _LOCK, tenant_id))


async def find_last_seal(connection: Connection, tenant_id: int) -> Row | None:
    """Number, end and hash."""
    return await connection.fetchrow(_LAST, tenant_id)


async def list_seals(connection: Connection, tenant_id: int, after: int) -> list[Row]:
    """The next few: number, begin, end, rows, digests, previous hash, hash."""
    return await connection.fetch(_SEALS, tenant_id, after)


async def insert_seal(
    connection: Connection, tenant_id: int, number: int, span_us: tuple[int, int], rows: int, digests: bytes,
    previous: bytes, mark: bytes,
) -> None:  # fmt: skip
    """Add a link."""
    await connection.execute(_INSERT, tenant_id, number, *span_us, rows, digests, previous, mark)


async def list_sealable(
    connection: Connection, tenant_id: int, from_us: int, until_us: int, limit: int | None = None
) -> list[Row]:
    """All columns of the postings recorded in ``[from_us, until_us)``, in the order in which they are sealed."""
    return await connection.fetch(_ROWS, tenant_id, from_us, until_us, limit)


async def read_closed_us(connection: Connection, lag_us: int) -> int | None:
    """The instant before which nothing can be recorded any more; ``None`` when nobody can tell."""
    closed = await connection.fetchval(_CLOSED, lag_us)
    return int(closed) if closed.is_finite() else None


_LAST = "SELECT number, until_us, hash FROM seal WHERE tenant_id = $1 ORDER BY number DESC LIMIT 1"
_SEALS = """
SELECT number, from_us, until_us, rows, digests, previous, hash FROM seal WHERE tenant_id = $1 AND number > $2
ORDER BY number LIMIT 8
"""
_INSERT = """
INSERT INTO seal (tenant_id, number, from_us, until_us, rows, digests, previous, hash, sealed_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
"""
_ROWS = f"""
SELECT {_COLUMNS} FROM posting WHERE tenant_id = $1 AND recorded_us >= $2 AND recorded_us < $3
ORDER BY recorded_us, member_id, asset, seq LIMIT $4
"""
# a session whose details are hidden has no backend_type: nobody knows since when it writes, so nothing may be sealed;
# the schema's owner and superusers are not writers
_CLOSED = """
SELECT (extract(epoch FROM least(
    clock_timestamp() - $1::bigint * interval '1 microsecond',
    (SELECT min(CASE WHEN a.backend_type IS NULL THEN '-infinity'::timestamptz ELSE a.xact_start END)
     FROM pg_stat_activity a LEFT JOIN pg_roles r ON r.oid = a.usesysid
     WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
       AND (a.backend_type IS NOT NULL OR NOT r.rolsuper AND has_table_privilege(r.oid, 'posting', 'INSERT')
            AND r.oid <> (SELECT c.relowner FROM pg_class c WHERE c.oid = 'posting'::regclass))),
    (SELECT min(prepared) FROM pg_prepared_xacts WHERE database = current_database())
)) * 1000000)::numeric
"""
