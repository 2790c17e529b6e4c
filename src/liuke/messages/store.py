"""All SQL of the inbox beside the engine's own writing; callers open the transactions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from liuke.db.contracts import Connection
from liuke.db.rows import LAST


class MessageRow(msgspec.Struct, frozen=True):
    """A message as stored; see :class:`liuke.decision.effects.Message`.

    Args:
        message: Its name: unique to the member.
        t_us: When it was decided.
        read_us: When it was read first.
        member_id: To whom it was said.
    """

    message: str
    template: str
    params: dict[str, Any]
    kind: str
    path: str
    purpose: str
    not_before_us: int
    expires_us: int
    value_cents: int
    value_points: int
    t_us: int
    read_us: int | None
    member_id: int


_SHOWN = "member_id = m.id AND not_before_us <= $2 AND expires_us > $2"
_ONE = "(SELECT $1::bigint AS id UNION ALL SELECT other FROM member_others(ARRAY[$1::bigint]))"
"""The member and who went into them: what was said to one of them was said to the one."""


async def list_messages(
    connection: Connection,
    member_id: int,
    now_us: int,
    *,
    unread: bool,
    purposes: Sequence[str],
    before: tuple[int, str, int] | None,
    limit: int,
) -> list[MessageRow]:
    """Messages that are to be shown now, the newest first; those to who went into the member, too.

    Args:
        connection: In a transaction of the tenant.
        member_id: Whose.
        now_us: Now: what is to be said later, or says nothing any more, is left out.
        unread: Only those that were not read.
        purposes: Of these.
        before: When the row above was decided, its name, and whose it is.
        limit: Rows.
    """
    rows = await connection.fetch(
        f"""
        SELECT p.* FROM {_ONE} m CROSS JOIN LATERAL (
            SELECT dedupe, template, params, kind, path, purpose, not_before_us, expires_us, value_cents,
                   value_points, t_us, read_us, member_id
            FROM message WHERE {_SHOWN} AND (read_us IS NULL OR NOT $3) AND purpose = ANY ($4::text[])
              AND (t_us, dedupe, m.id) < ($5, $6, $8)
            ORDER BY t_us DESC, dedupe DESC LIMIT $7
        ) p ORDER BY t_us DESC, dedupe DESC, member_id DESC LIMIT $7
        """,
        member_id, now_us, unread, list(purposes), *(before or (LAST, "", 0))[:2], limit, before[2] if before else 0,
    )  # fmt: skip
    return [MessageRow(*row) for row in rows]


async def mark_read(connection: Connection, member_id: int, messages: Sequence[str], now_us: int) -> int:
    """Note that messages were read, once each; returns how many were not before."""
    done = await connection.execute(
        f"""
        UPDATE message SET read_us = greatest($3, t_us) FROM {_ONE} m
        WHERE member_id = m.id AND dedupe = ANY ($2::text[]) AND read_us IS NULL AND not_before_us <= $3
        """,
        member_id, list(messages), now_us,
    )  # fmt: skip
    return int(done.split()[-1])


async def count_unread(connection: Connection, member_id: int, now_us: int) -> int:
    """Messages that are to be shown now and were not read."""
    return await connection.fetchval(
        f"SELECT count(*) FROM {_ONE} m JOIN message ON {_SHOWN} AND read_us IS NULL", member_id, now_us
    )


async def delete_old(connection: Connection, tenant_id: int, before_us: int, limit: int) -> int:
    """Forget messages that were decided before an instant; returns how many."""
    done = await connection.execute(
        """
        DELETE FROM message m USING (
            SELECT member_id, dedupe FROM message WHERE tenant_id = $1 AND t_us < $2 AND not_before_us < $2
            ORDER BY t_us LIMIT $3
        ) old WHERE m.member_id = old.member_id AND m.dedupe = old.dedupe
        """,
        tenant_id, before_us, limit,
    )  # fmt: skip
    return int(done.split()[-1])
