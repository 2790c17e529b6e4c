"""All SQL of logging in by phone."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.db.contracts import Connection
from liuke.phone_login.contracts import LOGINS_OF_MEMBER, Quota

_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_FORGOTTEN_AT_ONCE = 50


async def find_tenant(connection: Connection, slug: str) -> int | None:
    """Number of a merchant by name."""
    found = await connection.fetchval("SELECT tenant_named($1)", slug)
    return int(found) if found is not None else None


async def count(connection: Connection, tenant_id: int, quotas: Sequence[Quota]) -> int:
    """Count one under each key; how long until all may be counted again (microseconds), 0: none is beyond its limit.

    The rows stay locked until the transaction ends, so that callers at once count one after another.
    """
    ordered = sorted(quotas, key=lambda one: one.key)
    rows = await connection.fetch(
        f"""
        WITH n AS MATERIALIZED (SELECT {_NOW} AS us), counted AS (
            INSERT INTO phone_login_count AS c (tenant_id, key, counted, ends_us)
            SELECT $1, q.key, 1, n.us + q.window_us FROM unnest($2::bytea[], $3::bigint[]) AS q (key, window_us), n
            ORDER BY q.key
            ON CONFLICT (tenant_id, key) DO UPDATE SET
                counted = CASE WHEN c.ends_us <= {_NOW} THEN 1 ELSE least(c.counted, 1000000) + 1 END,
                ends_us = CASE WHEN c.ends_us <= {_NOW} THEN excluded.ends_us ELSE c.ends_us END
            RETURNING key, counted, ends_us
        )
        SELECT key, counted, greatest(ends_us - n.us, 1) FROM counted, n
        """,
        tenant_id, [one.key for one in ordered], [one.window_us for one in ordered],
    )  # fmt: skip
    limits = {one.key: one.limit for one in ordered}
    return max((int(wait_us) for key, counted, wait_us in rows if counted > limits[key]), default=0)


async def keep_code(
    connection: Connection, tenant_id: int, phone_mark: bytes, code_mark: bytes, *, lasts_us: int
) -> None:
    """Keep a code in place of the one before; what is over is removed, a little at a time."""
    for table in ("phone_login_code", "phone_login_count"):
        await _forget_ended(connection, tenant_id, table)
    await connection.execute(
        f"""
        INSERT INTO phone_login_code AS c (tenant_id, phone_mark, code_mark, tries, ends_us)
        VALUES ($1, $2, $3, 0, {_NOW} + $4)
        ON CONFLICT (tenant_id, phone_mark) DO UPDATE
        SET code_mark = excluded.code_mark, tries = 0, ends_us = excluded.ends_us
        """,
        tenant_id, phone_mark, code_mark, lasts_us,
    )  # fmt: skip


async def try_code(connection: Connection, tenant_id: int, phone_mark: bytes, *, most: int) -> bytes | None:
    """Count a try of the code that a phone has; its mark, or ``None``: there is none that may be tried."""
    found = await connection.fetchval(
        f"""
        UPDATE phone_login_code SET tries = tries + 1
        WHERE tenant_id = $1 AND phone_mark = $2 AND tries < $3 AND ends_us > {_NOW} RETURNING code_mark
        """,
        tenant_id, phone_mark, most,
    )  # fmt: skip
    return bytes(found) if found is not None else None


async def drop_code(connection: Connection, tenant_id: int, phone_mark: bytes, code_mark: bytes) -> None:
    """Remove a code: it was used, or never sent. One that was made since stays."""
    await connection.execute(
        "DELETE FROM phone_login_code WHERE tenant_id = $1 AND phone_mark = $2 AND code_mark = $3",
        tenant_id, phone_mark, code_mark,
    )  # fmt: skip


async def _forget_ended(connection: Connection, tenant_id: int, table: str) -> None:
    await connection.execute(
        f"""
        DELETE FROM {table} WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM {table} WHERE tenant_id = $1 AND ends_us <= {_NOW}
            LIMIT {_FORGOTTEN_AT_ONCE} FOR UPDATE SKIP LOCKED))
        """,
        tenant_id,
    )


async def keep_login(connection: Connection, tenant_id: int, mark: bytes, member_id: int, *, lasts_us: int) -> int:
    """Keep a login, and end the member's oldest ones where there are too many; when it ends (UTC microseconds)."""
    await _forget_ended(connection, tenant_id, "phone_login_session")
    ends_us = await connection.fetchval(
        f"""
        INSERT INTO phone_login_session (tenant_id, mark, member_id, begun_us, ends_us)
        SELECT $1, $2, $3, n.us, n.us + $4 FROM (SELECT {_NOW} AS us) n RETURNING ends_us
        """,
        tenant_id, mark, member_id, lasts_us,
    )  # fmt: skip
    await connection.execute(
        f"""
        DELETE FROM phone_login_session WHERE tenant_id = $1 AND mark = ANY (ARRAY(
            SELECT mark FROM phone_login_session WHERE tenant_id = $1 AND member_id = $2
            ORDER BY begun_us DESC, mark OFFSET {LOGINS_OF_MEMBER} FOR UPDATE SKIP LOCKED))
        """,
        tenant_id, member_id,
    )  # fmt: skip
    return int(ends_us)


async def find_login(connection: Connection, tenant_id: int, mark: bytes) -> int | None:
    """Whose login that has not ended it is; ``None``: nobody's."""
    found = await connection.fetchval(
        f"SELECT member_id FROM phone_login_session WHERE tenant_id = $1 AND mark = $2 AND ends_us > {_NOW}",
        tenant_id, mark,
    )  # fmt: skip
    return int(found) if found is not None else None


async def end_logins(connection: Connection, tenant_id: int, mark: bytes, *, everywhere: bool) -> int:
    """End a login, or all of the member whose it is; how many ended."""
    rows = await connection.fetch(
        """
        DELETE FROM phone_login_session WHERE tenant_id = $1 AND (mark = $2 OR $3 AND member_id = (
            SELECT member_id FROM phone_login_session WHERE tenant_id = $1 AND mark = $2)) RETURNING 1
        """,
        tenant_id, mark, everywhere,
    )  # fmt: skip
    return len(rows)


async def give_back(connection: Connection, tenant_id: int, keys: Sequence[bytes]) -> None:
    """One was counted and did not happen."""
    await connection.execute(
        """
        UPDATE phone_login_count SET counted = greatest(counted - 1, 0)
        WHERE tenant_id = $1 AND key = ANY (ARRAY(
            SELECT key FROM phone_login_count WHERE tenant_id = $1 AND key = ANY ($2) ORDER BY key FOR UPDATE))
        """,
        tenant_id, list(keys),
    )  # fmt: skip
