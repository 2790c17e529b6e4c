"""A member's friends."""

from __future__ import annotations

from typing import Literal

import msgspec

from liuke.db.pool import acquire, transaction
from liuke.decision.state import MemberState
from liuke.friends import store
from liuke.friends.contracts import FRIENDS, FriendBook
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.members import MEMBER_PATH, get_member
from liuke.http.paging import Cursor, Limit, make_page, read_cursor
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.privacy.names import mask_name


class FriendQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``status``: friends, whom the member invited, or who invites the member."""

    status: Literal["friends", "invited", "invitations"] = "friends"
    limit: Limit = 50
    cursor: Cursor = ""


class FriendView(msgspec.Struct):
    """A friend, or somebody who may become one.

    Args:
        member_id: Who.
        name: Enough to recognise them by, and no more.
        since_us: Since when it is so; of those invited: when the invitation lapses.
        source: ``invitation``, ``help``, ``team``, ``gift`` or ``request``.
    """

    member_id: str
    name: str
    since_us: int
    source: str


def list_rows(book: FriendBook, status: str) -> list[tuple[int, int, str]]:
    """When, who and how, the latest first."""
    if status == "invited":
        rows = [(until_us, other, "invitation") for other, until_us in book.invited.items()]
    else:
        listed = book.friends if status == "friends" else book.invitations
        rows = [(one.since_us, other, one.source) for other, one in listed.items()]
    return sorted(rows, reverse=True)


async def _list(call: Call) -> Page[FriendView]:
    member_id, services, query = await get_member(call), call.services, call.query
    before = read_cursor(query.cursor, (int, int))

    def look(state: MemberState) -> list[tuple[int, int, str]]:
        rows = list_rows(state.read(FRIENDS, FriendBook), query.status)
        return [row for row in rows if before is None or row[:2] < before][: query.limit + 1]

    rows = await services.reader.read_with(member_id, look)
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        names = await store.list_names(connection, services.tenant_id, [row[1] for row in rows])

    def show(row: tuple[int, int, str]) -> FriendView:
        name, masked = names.get(row[1], ("", True))
        return FriendView(str(row[1]), name if masked else mask_name(name), row[0], row[2])

    return make_page(rows, query.limit, show, lambda row: row[:2])


ENDPOINTS = (
    Endpoint(
        "GET", f"{MEMBER_PATH}/friends", _list, text("好友列表", "Friends, the latest first"), "friends",
        ("members:read",), query=FriendQuery, response=Page[FriendView], errors=(InvalidInput, NotFound),
        member_token=True,
    ),
)  # fmt: skip
