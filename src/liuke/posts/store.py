"""All SQL of posts: what waits, what is shown, and the texts as they are sealed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from liuke.db.contracts import Connection
from liuke.posts.contracts import Post
from liuke.privacy.box import SEALED, Personal
from liuke.privacy.names import find_shown, name_member

ORDERS = {
    "newest": "(s.doc->>'since_us')::bigint",
    "oldest": "-(s.doc->>'since_us')::bigint",
    "liked": "coalesce((s.doc->>'likes')::bigint, 0)",
}
"""By which a list is ordered, the highest first."""
_REAL = "s.tenant_id = $1 AND s.kind = 'post' AND s.version > 0 AND NOT starts_with(s.key, '~test/')"


class PostRow(msgspec.Struct):
    """A post with its text.

    Args:
        id: Its id.
        post: How far it has come.
        member_id: Who wrote it, or whom they went into.
        shown: Their phone number or address with the middle hidden; empty: they have none.
        called: The same, or else their first name, which other members never see.
        text: ``None``: nobody can read it any more.
        position: By which the list is ordered.
    """

    id: str
    post: Post
    member_id: int
    shown: str
    text: str | None
    position: int
    called: str = ""


async def list_posts(
    connection: Connection,
    tenant_id: int,
    personal: Personal,
    *,
    statuses: Sequence[str],
    activity: str = "",
    members: Sequence[int] = (),
    public: bool = False,
    awaits: str = "",
    ids: Sequence[str] = (),
    order: str = "newest",
    before: tuple[int, str] | None = None,
    limit: int,
) -> list[PostRow]:
    """Posts of members who are no test members.

    Args:
        connection: In a transaction of the tenant.
        tenant_id: Whose.
        personal: Opens texts; ready.
        statuses: Of these.
        activity: Of this one; empty: of all.
        members: Only theirs; empty: everybody's.
        public: Only what other members may see.
        awaits: Only what waits for this; empty: whatever.
        ids: Only these; empty: all.
        order: A key of :data:`ORDERS`.
        before: Position and id of the row above.
        limit: Rows.
    """
    rows = await connection.fetch(
        f"""
        SELECT p.key, p.doc::text, member_root(p.member_id), (
                SELECT json_agg(i.namespace || ':' || identity_shown(i.external_id, i.sealed)
                                ORDER BY i.linked_us, i.namespace)::text
                FROM identity i WHERE i.member_id = member_root(p.member_id)),
            e.data::text, m.personal_key, p.position
        FROM (
            SELECT s.key, s.doc, (s.doc->>'member_id')::bigint AS member_id, {ORDERS[order]} AS position FROM shared s
            WHERE {_REAL} AND s.doc->>'status' = ANY ($2::text[]) AND ($3 = '' OR s.doc->>'activity' = $3)
              AND (cardinality($4::bigint[]) = 0 OR (s.doc->>'member_id')::bigint = ANY ($4::bigint[]))
              AND (NOT $5 OR coalesce((s.doc->>'public')::bool, true)) AND ($6 = '' OR s.doc->>'awaits' = $6)
              AND (cardinality($7::text[]) = 0 OR s.key = ANY ($7::text[]))
              AND ({ORDERS[order]}, s.key) < ($8, $9)
            ORDER BY 4 DESC, s.key DESC LIMIT $10
        ) p
        JOIN member_state m ON m.member_id = p.member_id
        LEFT JOIN event e ON e.member_id = p.member_id AND e.key = p.doc->>'key'
            AND e.t_us = (p.doc->>'since_us')::bigint
        ORDER BY p.position DESC, p.key DESC
        """,
        tenant_id, list(statuses), activity, list(members), public, awaits, list(ids), *(before or (2**63 - 1, "")),
        limit,
    )  # fmt: skip
    return [_read(personal, tuple(row)) for row in rows]


def _read(personal: Personal, row: tuple[Any, ...]) -> PostRow:
    id_, doc, root, names, data, sealed, position = row
    post = msgspec.json.decode(doc, type=Post)
    text = None
    said = msgspec.json.decode(data) if data is not None else None
    if said is not None and SEALED not in said:
        text = ""  # pictures alone: there was nothing to seal
    elif said is not None and sealed is not None:
        text = str(personal.box(post.member_id, sealed).open_fields(said, post.key).get("text") or "").strip()
    called: list[str] = msgspec.json.decode(names or "[]")
    return PostRow(id_, post, root, find_shown(called), text, position, name_member(called))


async def find_public(connection: Connection, tenant_id: int, id_: str) -> Post | None:
    """A post that other members may see, or ``None``."""
    doc = await connection.fetchval(f"SELECT s.doc::text FROM shared s WHERE {_REAL} AND s.key = $2", tenant_id, id_)
    post = msgspec.json.decode(doc, type=Post) if doc is not None else None
    return post if post is not None and post.is_open else None


async def list_whole(connection: Connection, member_id: int) -> list[int]:
    """The member, and everybody who went into them."""
    rows = await connection.fetch("SELECT other FROM member_others(ARRAY[$1::bigint])", member_id)
    return [member_id, *(row[0] for row in rows)]
