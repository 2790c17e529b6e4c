"""All SQL of rotations: what is sealed where, and under which key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from liuke.db.contracts import Connection
from liuke.privacy.box import Personal
from liuke.privacy.names import NAMESPACES
from liuke.privacy.store import lock_keys, write_keys

_decode = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Kind:
    """A column that the vault has sealed.

    Args:
        name: For people.
        table: Where it is.
        key: Column that numbers the rows.
        column: Of the sealed value.
        context: SQL of what it is bound to.
    """

    name: str
    table: str
    key: str
    column: str
    context: str

    @property
    def key_id(self) -> str:
        """SQL of the id of the key: see ``vault.vault``."""
        return f"substring({self.column} FROM 2 FOR 4)"


KINDS = (
    Kind("peppers", "tenant", "tenant_id", "pepper", "'tenant:' || tenant_id || ':pepper'"),
    Kind("webhook_secrets", "webhook_secret", "secret_id", "sealed", "name"),
    Kind("member_keys", "member_state", "member_id", "personal_key", "'member:' || tenant_id || ':' || member_id"),
)
"""Every value of the database that is sealed under a key of the vault itself."""


async def count_by_key(connection: Connection, tenant_id: int, kind: Kind) -> list[tuple[str, int]]:
    """Id of the key (hex) and number of values sealed under it."""
    rows = await connection.fetch(
        f"""
        SELECT encode({kind.key_id}, 'hex'), count(*) FROM {kind.table}
        WHERE tenant_id = $1 AND {kind.column} IS NOT NULL GROUP BY 1 ORDER BY 1
        """,
        tenant_id,
    )
    return [(row[0], row[1]) for row in rows]


async def lock_old(
    connection: Connection, tenant_id: int, kind: Kind, current: bytes, after: int, limit: int
) -> list[tuple[int, bytes, str]]:
    """Number, sealed value and context of values under other keys, locked in the order in which everybody locks."""
    rows = await connection.fetch(
        f"""
        SELECT {kind.key}::bigint, {kind.column}, {kind.context} FROM {kind.table}
        WHERE tenant_id = $1 AND {kind.column} IS NOT NULL AND {kind.key_id} <> $2 AND {kind.key} > $3
        ORDER BY {kind.key} LIMIT $4 FOR NO KEY UPDATE
        """,
        tenant_id, current, after, limit,
    )  # fmt: skip
    return [(row[0], bytes(row[1]), row[2]) for row in rows]


async def write_sealed(connection: Connection, kind: Kind, sealed: Sequence[tuple[int, bytes]]) -> None:
    """Replace values that are locked."""
    if sealed:
        await connection.execute(
            f"""
            UPDATE {kind.table} t SET {kind.column} = k.sealed
            FROM unnest($1::bigint[], $2::bytea[]) AS k (id, sealed) WHERE t.{kind.key} = k.id
            """,
            [row_id for row_id, _ in sealed],
            [value for _, value in sealed],
        )


# -- what a former release left as it was ----------------------------------------------------------------------------
_IS_PLAIN = "json_typeof(doc -> 'profile') = 'object'"


async def count_plain(connection: Connection, tenant_id: int) -> dict[str, int]:
    """Profiles and names that are not sealed."""
    row = await connection.fetchrow(
        f"""
        SELECT (SELECT count(*) FROM member_state WHERE tenant_id = $1 AND {_IS_PLAIN}),
               (SELECT count(*) FROM identity WHERE tenant_id = $1 AND namespace = ANY ($2) AND sealed IS NULL)
        """,
        tenant_id,
        NAMESPACES,
    )
    assert row is not None
    return {"profiles": row[0], "names": row[1]}


async def seal_profiles(connection: Connection, personal: Personal, after: int, limit: int) -> list[int]:
    """Seal plain profiles of members beyond ``after``; whose they were."""
    rows = await connection.fetch(
        f"""
        SELECT member_id, doc::text, personal_key FROM member_state
        WHERE tenant_id = $1 AND member_id > $2 AND {_IS_PLAIN} ORDER BY member_id LIMIT $3 FOR NO KEY UPDATE
        """,
        personal.tenant_id, after, limit,
    )  # fmt: skip
    boxes, documents = [personal.box(row[0], row[2]) for row in rows], list[str]()
    for box, row in zip(boxes, rows, strict=True):
        document = _decode(row[1])
        profile: dict[str, Any] = msgspec.json.decode(document["profile"])
        document["profile"] = box.seal_profile(profile)
        documents.append(_encode(document).decode())
    members = [row[0] for row in rows]
    await connection.execute(
        """
        UPDATE member_state m SET doc = k.doc::json FROM unnest($1::bigint[], $2::text[]) AS k (member_id, doc)
        WHERE m.member_id = k.member_id
        """,
        members,
        documents,
    )
    await write_keys(connection, boxes)
    return members


async def seal_names(
    connection: Connection, personal: Personal, after: tuple[str, str], limit: int
) -> tuple[list[tuple[str, str]], int]:
    """Seal plain names beyond ``after``; which they were, and how many somebody else has when written alike."""
    rows = await connection.fetch(
        """
        SELECT namespace, external_id, member_id FROM identity
        WHERE tenant_id = $1 AND namespace = ANY ($2) AND sealed IS NULL AND (namespace, external_id) > ($3, $4)
        ORDER BY namespace, external_id LIMIT $5
        """,
        personal.tenant_id, NAMESPACES, *after, limit,
    )  # fmt: skip
    keys = await lock_keys(connection, personal.tenant_id, [row[2] for row in rows])
    boxes = {member_id: personal.box(member_id, key) for member_id, key in keys.items()}
    clashes = 0
    for namespace, name, member_id in rows:
        done = await connection.execute(
            """
            UPDATE identity i SET external_id = $4, sealed = $5
            WHERE tenant_id = $1 AND namespace = $2 AND external_id = $3 AND NOT EXISTS (
                SELECT FROM identity o WHERE o.tenant_id = $1 AND o.namespace = $2 AND o.external_id = $4)
            """,
            personal.tenant_id, namespace, name, personal.render_name(namespace, name),
            boxes[member_id].seal_name(namespace, name),
        )  # fmt: skip
        clashes += done != "UPDATE 1"
    await write_keys(connection, list(boxes.values()))
    return [(row[0], row[1]) for row in rows], clashes
