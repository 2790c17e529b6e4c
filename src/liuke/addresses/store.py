"""All SQL of the address book; callers open the transactions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from liuke.db.contracts import Connection


class AddressRow(msgspec.Struct, frozen=True):
    """An address as stored.

    Args:
        member_id: Under whose key it is sealed: the member, or one who went into them.
        address_id: Its name within the member.
        sealed: As sealed.
        is_default: Whether it is the one that is taken unless another is chosen.
        changed_us: When it was changed last.
        personal_key: Of that member, as sealed; ``None``: destroyed.
    """

    member_id: int
    address_id: str
    sealed: bytes
    is_default: bool
    changed_us: int
    personal_key: bytes | None


async def list_whole(connection: Connection, member_id: int) -> list[int]:
    """The member, and everybody who went into them."""
    rows = await connection.fetch("SELECT other FROM member_others(ARRAY[$1::bigint])", member_id)
    return [member_id, *(row[0] for row in rows)]


async def list_addresses(connection: Connection, members: Sequence[int]) -> list[AddressRow]:
    """Addresses of members who are one: the default first, then the one that changed last."""
    rows = await connection.fetch(
        """
        SELECT a.member_id, a.address_id, a.sealed, a.is_default, a.changed_us, m.personal_key
        FROM member_address a JOIN member_state m ON m.member_id = a.member_id
        WHERE a.member_id = ANY ($1::bigint[])
        ORDER BY a.is_default DESC, a.changed_us DESC, a.address_id, a.member_id
        """,
        list(members),
    )
    return [AddressRow(*row) for row in rows]


async def put_address(
    connection: Connection, tenant_id: int, member_id: int, address_id: str, sealed: bytes, t_us: int
) -> None:
    """Write an address, or write it anew."""
    await connection.execute(
        """
        INSERT INTO member_address (member_id, address_id, tenant_id, sealed, is_default, made_us, changed_us)
        VALUES ($1, $2, $3, $4, false, $5, $5)
        ON CONFLICT (member_id, address_id) DO UPDATE SET sealed = excluded.sealed, changed_us = excluded.changed_us
        """,
        member_id, address_id, tenant_id, sealed, t_us,
    )  # fmt: skip


async def set_default(connection: Connection, members: Sequence[int], member_id: int, address_id: str) -> None:
    """Let one address of members who are one be the default, and no other."""
    await connection.execute(
        """
        UPDATE member_address SET is_default = ((member_id, address_id) = ($2, $3))
        WHERE member_id = ANY ($1::bigint[]) AND is_default <> ((member_id, address_id) = ($2, $3))
        """,
        list(members), member_id, address_id,
    )  # fmt: skip


async def delete_address(connection: Connection, member_id: int, address_id: str) -> None:
    """Remove an address."""
    await connection.execute(
        "DELETE FROM member_address WHERE member_id = $1 AND address_id = $2", member_id, address_id
    )


async def find_said(
    connection: Connection, members: Sequence[int], key: str, type_: str
) -> tuple[int, dict[str, Any], bytes | None] | None:
    """Who sent the event of this key, its data as stored, and their sealed key; ``None``: nobody did.

    Args:
        connection: In a transaction of the tenant.
        members: Of them, who are one.
        key: Of the operation.
        type_: Of the event.
    """
    row = await connection.fetchrow(
        """
        SELECT e.member_id, e.data::text, m.personal_key FROM event e JOIN member_state m USING (member_id)
        WHERE e.member_id = ANY ($1::bigint[]) AND e.key = $2 AND e.type = $3
        """,
        list(members), key, type_,
    )  # fmt: skip
    return (row[0], msgspec.json.decode(row[1]), row[2]) if row is not None else None
