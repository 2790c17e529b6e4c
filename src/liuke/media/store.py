"""All SQL of pictures; callers open the transactions."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from liuke.db.contracts import Connection
from liuke.media.contracts import Medium, MediumSize, Picture, State

_LOCK = 0x6C6B_6D65
"""Advisory lock beside the tenant: room and daily counts are taken by one upload after the other."""
_COLUMNS = "m.id, m.purpose, m.state, m.reason, m.member_id, m.actor, m.made_us, m.changed_us"
_SIZES = """
coalesce((SELECT json_agg(json_build_array(s.size, s.type, s.bytes, s.width, s.height, encode(s.hash, 'hex'))
    ORDER BY s.size = 'full' DESC, s.size = 'card' DESC)
    FROM medium_size s WHERE s.tenant_id = m.tenant_id AND s.id = m.id), '[]')
"""


def _read(row: Any) -> Medium:
    sizes = tuple(
        MediumSize(size, type_, length, width, height, bytes.fromhex(hash_))
        for size, type_, length, width, height, hash_ in row[8]
    )
    id_, purpose, state, reason, member_id, actor, made_us, changed_us = tuple(row)[:8]
    return Medium(id_, purpose, state, reason, member_id, actor, made_us, changed_us, sizes)


# -- reading ----------------------------------------------------------------------------------------------------------
async def find_medium(connection: Connection, tenant_id: int, id_: str) -> Medium | None:
    """A picture by its name."""
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS}, {_SIZES} FROM medium m WHERE m.tenant_id = $1 AND m.id = $2", tenant_id, id_
    )
    return _read(row) if row is not None else None


async def list_media(
    connection: Connection,
    tenant_id: int,
    *,
    purposes: Sequence[str],
    states: Sequence[str],
    member_id: int,
    before: tuple[int, str] | None,
    limit: int,
) -> list[Medium]:
    """Pictures, the newest first.

    Args:
        connection: In a transaction of the tenant.
        tenant_id: Whose.
        purposes: Of these.
        states: Of these.
        member_id: Only this member's; 0: everybody's.
        before: When it was made and the name of the row above.
        limit: Rows.
    """
    rows = await connection.fetch(
        f"""
        SELECT {_COLUMNS}, {_SIZES} FROM medium m
        WHERE m.tenant_id = $1 AND m.purpose = ANY ($2::text[]) AND m.state = ANY ($3::text[])
          AND ($4::bigint = 0 OR m.member_id = $4 OR m.member_id IN (SELECT other FROM member_others(ARRAY[$4])))
          AND (m.made_us, m.id) < ($5, $6)
        ORDER BY m.made_us DESC, m.id DESC LIMIT $7
        """,
        tenant_id, list(purposes), list(states), member_id, *(before or (2**63 - 1, "")), limit,
    )  # fmt: skip
    return [_read(row) for row in rows]


async def list_states(connection: Connection, tenant_id: int, ids: Sequence[str]) -> dict[str, str]:
    """Name → how far the picture has come; names that lead to none are left out."""
    rows = await connection.fetch(
        "SELECT id, state FROM medium WHERE tenant_id = $1 AND id = ANY ($2::text[])", tenant_id, list(ids)
    )
    return {row[0]: row[1] for row in rows}


async def looks_refused(connection: Connection, tenant_id: int, fingerprint: int, near_bits: int) -> bool:
    """Whether a refused picture differs by fewer than ``near_bits`` bits; a picture of one colour looks like none."""
    if fingerprint == 0:
        return False
    return bool(
        await connection.fetchval(
            """
            SELECT EXISTS (SELECT 1 FROM medium WHERE tenant_id = $1 AND state = 'refused' AND fingerprint <> 0
                           AND bit_count((fingerprint # $2)::bit(64)) < $3)
            """,
            tenant_id,
            fingerprint,
            near_bits,
        )
    )


# -- taking one in ----------------------------------------------------------------------------------------------------
async def lock_room(connection: Connection, tenant_id: int) -> None:
    """Wait for whoever else takes room; holds to the end of the transaction."""
    await connection.execute("SELECT pg_advisory_xact_lock($1, $2)", _LOCK, tenant_id)


async def count_bytes(connection: Connection, tenant_id: int, but: Sequence[bytes] = ()) -> int:
    """Bytes of all pictures, without those of these hashes."""
    return await connection.fetchval(
        "SELECT coalesce(sum(bytes), 0)::bigint FROM media_object "
        "WHERE tenant_id = $1 AND NOT hash = ANY ($2::bytea[])",
        tenant_id, list(but),
    )  # fmt: skip


async def count_proofs(connection: Connection, member_id: int, since_us: int, but: str) -> int:
    """Pictures that a member sent since an instant, without this one."""
    return await connection.fetchval(
        "SELECT count(*) FROM medium WHERE member_id = $1 AND member_id <> 0 AND made_us >= $2 AND id <> $3",
        member_id, since_us, but,
    )  # fmt: skip


async def announce_objects(
    connection: Connection, tenant_id: int, objects: dict[bytes, int], now_us: int
) -> dict[bytes, int]:
    """Note that bytes are about to be written, hash → length; hash → token of what is noted."""
    rows = await connection.fetch(
        """
        INSERT INTO media_object AS o (tenant_id, hash, bytes, touched_us, token)
        SELECT $1, u.hash, u.bytes, $4, u.token
        FROM unnest($2::bytea[], $3::int[], $5::bigint[]) AS u (hash, bytes, token) ORDER BY u.hash
        ON CONFLICT (tenant_id, hash) DO UPDATE SET touched_us = greatest(o.touched_us, excluded.touched_us)
        RETURNING hash, token
        """,
        tenant_id, list(objects), list(objects.values()), now_us, [secrets.randbits(62) for _ in objects],
    )  # fmt: skip
    return {bytes(row[0]): row[1] for row in rows}


async def hold_objects(connection: Connection, tenant_id: int, tokens: dict[bytes, int]) -> bool:
    """Keep bytes from going until the transaction ends; ``False``: some of them went since they were announced."""
    rows = await connection.fetch(
        """
        SELECT o.hash FROM media_object o
        JOIN unnest($2::bytea[], $3::bigint[]) AS u (hash, token) ON u.hash = o.hash AND u.token = o.token
        WHERE o.tenant_id = $1 ORDER BY o.hash FOR SHARE OF o
        """,
        tenant_id, list(tokens), list(tokens.values()),
    )  # fmt: skip
    return len(rows) == len(tokens)


async def insert_medium(connection: Connection, tenant_id: int, medium: Medium, picture: Picture) -> bool:
    """Write a picture and its sizes; one that was erased lives again. ``False``: it is there, and stays as it is."""
    made = await connection.fetchval(
        """
        INSERT INTO medium AS m
            (tenant_id, id, purpose, state, reason, member_id, fingerprint, actor, made_us, changed_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
        ON CONFLICT (tenant_id, id) DO UPDATE SET state = excluded.state, reason = excluded.reason,
            actor = excluded.actor, changed_us = excluded.changed_us WHERE m.state = 'erased'
        RETURNING id
        """,
        tenant_id, medium.id, medium.purpose, medium.state, medium.reason, medium.member_id, picture.fingerprint,
        medium.actor, medium.made_us,
    )  # fmt: skip
    if made is None:
        return False
    sizes = picture.sizes
    await connection.execute(
        """
        INSERT INTO medium_size (tenant_id, id, size, hash, type, bytes, width, height)
        SELECT $1, $2, u.* FROM unnest($3::text[], $4::bytea[], $5::text[], $6::int[], $7::int[], $8::int[]) AS u
        """,
        tenant_id, medium.id, [one.size for one in sizes], [one.hash for one in sizes], [one.type for one in sizes],
        [len(one.content) for one in sizes], [one.width for one in sizes], [one.height for one in sizes],
    )  # fmt: skip
    return True


# -- deciding on it, letting it go ------------------------------------------------------------------------------------
async def set_state(
    connection: Connection, tenant_id: int, id_: str, *, state: State, reason: str, now_us: int
) -> bool:
    """Change how far a picture has come; ``False``: it is erased, or there is none."""
    found = await connection.fetchval(
        """
        UPDATE medium SET state = $3, reason = $4, changed_us = $5
        WHERE tenant_id = $1 AND id = $2 AND state <> 'erased' RETURNING id
        """,
        tenant_id, id_, state, reason, now_us,
    )  # fmt: skip
    return found is not None


async def erase_media(
    connection: Connection, tenant_id: int, ids: Sequence[str], reason: str, now_us: int
) -> list[bytes]:
    """Keep the names of pictures alone; hashes of the bytes that they had."""
    rows = await connection.fetch(
        """
        WITH gone AS (
            UPDATE medium SET state = 'erased', reason = $3, changed_us = $4, fingerprint = 0
            WHERE tenant_id = $1 AND id = ANY ($2::text[]) AND state <> 'erased' RETURNING id
        ) DELETE FROM medium_size s USING gone WHERE s.tenant_id = $1 AND s.id = gone.id RETURNING s.hash
        """,
        tenant_id, list(ids), reason, now_us,
    )  # fmt: skip
    return sorted({bytes(row[0]) for row in rows})


async def list_objects(connection: Connection, tenant_id: int) -> list[bytes]:
    """Hashes of all bytes that a tenant has, or was about to have."""
    rows = await connection.fetch("SELECT hash FROM media_object WHERE tenant_id = $1 ORDER BY hash", tenant_id)
    return [bytes(row[0]) for row in rows]


async def list_unused_objects(connection: Connection, tenant_id: int, before_us: int, limit: int) -> list[bytes]:
    """Bytes that no picture has, and that nobody touched since an instant."""
    rows = await connection.fetch(
        """
        SELECT o.hash FROM media_object o WHERE o.tenant_id = $1 AND o.touched_us < $2 AND NOT EXISTS (
            SELECT 1 FROM medium_size s WHERE s.tenant_id = $1 AND s.hash = o.hash) ORDER BY o.touched_us LIMIT $3
        """,
        tenant_id, before_us, limit,
    )  # fmt: skip
    return [bytes(row[0]) for row in rows]


async def lock_unused_object(connection: Connection, tenant_id: int, hash_: bytes) -> bool:
    """Lock bytes that are to go; ``False``: a picture has them again, or they are gone."""
    locked = await connection.fetchval(
        "SELECT true FROM media_object WHERE tenant_id = $1 AND hash = $2 FOR UPDATE", tenant_id, hash_
    )
    used = await connection.fetchval(
        "SELECT EXISTS (SELECT 1 FROM medium_size WHERE tenant_id = $1 AND hash = $2)", tenant_id, hash_
    )
    return bool(locked) and not used


async def delete_object(connection: Connection, tenant_id: int, hash_: bytes) -> None:
    """Forget bytes that went, under :func:`lock_unused_object`."""
    await connection.execute("DELETE FROM media_object WHERE tenant_id = $1 AND hash = $2", tenant_id, hash_)


# -- for the job ------------------------------------------------------------------------------------------------------
NAMED = """
SELECT DISTINCT (regexp_matches(p.spec::text, 'med_[0-9]{1,10}_[0-9a-f]{32}', 'g'))[1] AS id FROM (
    SELECT spec FROM program_version WHERE tenant_id = $1 UNION ALL SELECT spec FROM program_draft WHERE tenant_id = $1
) p
"""
"""Pictures that a version of the program or a draft names."""


async def list_unnamed(connection: Connection, tenant_id: int, before_us: int, limit: int) -> list[str]:
    """Merchant's pictures that nothing names and that did not change since an instant."""
    rows = await connection.fetch(
        f"""
        WITH named AS MATERIALIZED ({NAMED})
        SELECT m.id FROM medium m LEFT JOIN named n ON n.id = m.id
        WHERE m.tenant_id = $1 AND m.state <> 'erased' AND m.changed_us < $2 AND m.member_id = 0 AND n.id IS NULL
        ORDER BY m.changed_us LIMIT $3
        """,
        tenant_id, before_us, limit,
    )  # fmt: skip
    return [row[0] for row in rows]


async def list_old(connection: Connection, tenant_id: int, *, proofs_us: int, refused_us: int, limit: int) -> list[str]:
    """Proofs that did not change since an instant, and refused pictures that did not since another one."""
    rows = await connection.fetch(
        """
        SELECT id FROM medium
        WHERE tenant_id = $1 AND state <> 'erased' AND changed_us < greatest($2::bigint, $3::bigint)
            AND (member_id <> 0 AND changed_us < $2 OR state = 'refused' AND changed_us < $3)
        ORDER BY changed_us LIMIT $4
        """,
        tenant_id, proofs_us, refused_us, limit,
    )  # fmt: skip
    return [row[0] for row in rows]


async def list_of_erased_members(connection: Connection, tenant_id: int, kind: str, limit: int) -> list[str]:
    """Pictures of members who were erased: shared documents of ``kind`` name them."""
    rows = await connection.fetch(
        """
        SELECT m.id FROM shared e
        JOIN medium m ON m.member_id = CASE WHEN e.key ~ '^[0-9]{1,18}$' THEN e.key::bigint END AND m.member_id <> 0
        WHERE e.tenant_id = $1 AND e.kind = $2 AND e.version > 0 AND m.tenant_id = $1
          AND m.state <> 'erased' AND m.made_us <= (e.doc ->> 'erased_us')::bigint LIMIT $3
        """,
        tenant_id, kind, limit,
    )  # fmt: skip
    return [row[0] for row in rows]


async def sample_objects(connection: Connection, tenant_id: int, limit: int) -> list[bytes]:
    """Bytes that pictures have: the newest, and others by chance."""
    rows = await connection.fetch(
        """
        (SELECT hash FROM media_object o WHERE tenant_id = $1
            AND EXISTS (SELECT 1 FROM medium_size s WHERE s.tenant_id = $1 AND s.hash = o.hash)
         ORDER BY touched_us DESC LIMIT $2)
        UNION
        (SELECT hash FROM (SELECT DISTINCT hash FROM medium_size WHERE tenant_id = $1) s ORDER BY random() LIMIT $2)
        """,
        tenant_id, limit,
    )  # fmt: skip
    return [bytes(row[0]) for row in rows]
