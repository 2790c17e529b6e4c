"""All SQL of peppers and members' keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from liuke.db.contracts import Connection


class NewKey(Protocol):
    """A member's key that may have to be kept (``privacy.box.MemberBox``)."""

    @property
    def member_id(self) -> int:
        """Whose."""
        ...

    @property
    def made(self) -> bool:
        """Whether it is new."""
        ...

    def render_key(self) -> bytes | None:
        """As sealed."""
        ...


async def find_pepper(connection: Connection, tenant_id: int) -> bytes | None:
    """The tenant's pepper as sealed; ``None`` while there is none."""
    found = await connection.fetchval("SELECT pepper FROM tenant WHERE tenant_id = $1", tenant_id)
    return bytes(found) if found is not None else None


async def keep_pepper(connection: Connection, tenant_id: int, sealed: bytes) -> bytes:
    """Keep a first pepper; the one that is kept, which may be another's who came first."""
    await connection.execute("UPDATE tenant SET pepper = $2 WHERE tenant_id = $1 AND pepper IS NULL", tenant_id, sealed)
    return bytes(await connection.fetchval("SELECT pepper FROM tenant WHERE tenant_id = $1", tenant_id))


async def find_key(connection: Connection, tenant_id: int, member_id: int) -> bytes | None:
    """A member's key as sealed."""
    found = await connection.fetchval(
        "SELECT personal_key FROM member_state WHERE tenant_id = $1 AND member_id = $2", tenant_id, member_id
    )
    return bytes(found) if found is not None else None


async def lock_keys(connection: Connection, tenant_id: int, members: Iterable[int]) -> dict[int, bytes | None]:
    """Keys of members who exist, locked until the transaction ends."""
    rows = await connection.fetch(
        """
        SELECT member_id, personal_key FROM member_state WHERE tenant_id = $1 AND member_id = ANY ($2::bigint[])
        ORDER BY member_id FOR NO KEY UPDATE
        """,
        tenant_id,
        sorted(set(members)),
    )
    return {row[0]: row[1] for row in rows}


async def write_keys(connection: Connection, boxes: Sequence[NewKey]) -> None:
    """Write down the keys that are new, of members who are locked."""
    new = [box for box in boxes if box.made]
    if new:
        await connection.execute(
            """
            UPDATE member_state m SET personal_key = k.personal_key
            FROM unnest($1::bigint[], $2::bytea[]) AS k (member_id, personal_key) WHERE m.member_id = k.member_id
            """,
            [box.member_id for box in new],
            [box.render_key() for box in new],
        )
