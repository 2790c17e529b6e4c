"""What members read of a wall: pages of posts, the newest or the most liked first, and their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from liuke.activities.domain import find_anywhere
from liuke.activities.parts.wall_shown import WallPostShown
from liuke.activities.parts.wall_spec import SLOT, WallBook, WallDoc, WallSpec
from liuke.activities.types.wall import show_post
from liuke.db.pool import acquire, transaction
from liuke.decision.choosing import choose_program, look
from liuke.decision.state import MemberState
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.members import MEMBER_PATH, get_member
from liuke.http.paging import Cursor, Limit, make_page, read_cursor
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.posts.store import PostRow, list_posts, list_whole
from liuke.program.errors import NoProgram


class WallQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``whose``: everybody's that is shown, or the member's own with what waits; ``order``: `newest` or `liked`."""

    whose: Literal["all", "mine"] = "all"
    order: Literal["newest", "liked"] = "newest"
    limit: Limit = 20
    cursor: Cursor = ""


async def _list(call: Call) -> Page[WallPostShown]:
    member_id, wanted = await get_member(call), call.params["activity"]
    found = find_anywhere(call.services.program, f"activities.{wanted}")
    if found is None or not isinstance(found.spec, WallSpec):
        raise NotFound(f"there is no wall {wanted[:100]!r} for the member")
    query, program, now_us = call.query, call.services.program, call.services.now_us()

    def is_hidden(state: MemberState) -> bool:
        return found.is_hidden(look(choose_program(program, state, now_us).program, state, now_us))

    if query.whose == "all" and await call.services.reader.read_with(member_id, is_hidden):
        raise NotFound(f"there is no wall {wanted[:100]!r} for the member")
    rows = await read_posts(
        call, wanted, member_id if query.whose == "mine" else 0, order=query.order,
        before=read_cursor(query.cursor, (int, str)), limit=query.limit + 1,
    )  # fmt: skip
    shown = await call.services.reader.read_with(member_id, lambda state: _show(state, wanted, rows))
    pairs = list(zip(rows, shown, strict=True))
    page = make_page(pairs, query.limit, lambda pair: pair, lambda pair: (pair[0].position, pair[0].id))
    return Page([one for row, one in page.items if row.text is not None], page.next_cursor)


_UNSEEN = ("pending", "rejected", "taken_down")
"""Statuses of what only its author sees."""


async def read_unseen(call: Call, activity: str, member_id: int, *, limit: int) -> list[PostRow]:
    """The newest that the member wrote and that nobody else sees: it waits to be checked, or was refused."""
    return await read_posts(call, activity, member_id, own=_UNSEEN, limit=limit)


async def read_posts(
    call: Call,
    activity: str,
    member_id: int,
    *,
    order: str = "newest",
    before: Any = None,
    limit: int,
    own: Sequence[str] = ("shown", *_UNSEEN),
) -> list[PostRow]:
    """Posts of a wall that are shown, or (of a member) what they wrote and did not delete, of the statuses ``own``."""
    services = call.services
    await services.personal.ready(services.pool)
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        members = await list_whole(connection, member_id) if member_id else ()
        return await list_posts(
            connection, services.tenant_id, services.personal, activity=activity, members=members,
            statuses=own if member_id else ("shown",),
            public=not member_id, order=order, before=before, limit=limit,
        )  # fmt: skip


def _show(state: MemberState, activity: str, rows: list[PostRow]) -> list[WallPostShown]:
    doc = state.read(SLOT, WallBook).docs.get(activity) or WallDoc()
    liked = {str(one) for one in doc.liked}
    return [msgspec.convert(show_post(row, state, liked), WallPostShown) for row in rows]


ENDPOINTS = (
    Endpoint(
        "GET", f"{MEMBER_PATH}/activities/{{activity}}/posts", _list, text("墙上的内容", "Posts of a wall"),
        "activities", ("members:read",), query=WallQuery, response=Page[WallPostShown],
        errors=(InvalidInput, NotFound, NoProgram), member_token=True,
        about="What is shown, under masked names; pictures are at `/v1/posts/{post}/pictures/{picture}`. `whose=mine`: "
        "the member's own, with what waits and what was refused, and why.",
    ),
)  # fmt: skip
