"""The inbox of a member over HTTP."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from liuke.db.pool import acquire, transaction
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.fields import Body
from liuke.http.members import MEMBER_PATH, get_existing_member
from liuke.http.paging import Cursor, Limit, make_page, read_cursor
from liuke.kernel.clock import FOREVER_US
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.messages import store
from liuke.messages.store import MessageRow
from liuke.program.errors import NoProgram
from liuke.publishing.wording import render_wording

Name = Annotated[str, Meta(min_length=1, max_length=500)]


class MessagesQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``unread``: only those that were not read; ``purpose``: of this one; empty: of both."""

    unread: bool = False
    purpose: Literal["", "service", "marketing"] = ""
    limit: Limit = 50
    cursor: Cursor = ""


class ReadRequest(Body):
    """Names of messages, as the list has them, or an interruption's `message`."""

    messages: Annotated[list[Name], Meta(min_length=1, max_length=200)]


class MessageView(msgspec.Struct):
    """A message to the member.

    Args:
        message: Its name, unique to the member.
        text: In words, in the language of the request.
        template: Name of the wording.
        params: Figures and names of the wording.
        kind: `upgrade`, `prize`, `expiring`, `campaign`; empty: it interrupts nothing.
        path: The rule's place in the program.
        purpose: `marketing` needs the member's consent.
        expires_us: From when on it is not listed any more; null: it stays.
        value_cents: Money that it is about.
        value_points: Points that it is about.
        t_us: When it was decided.
        read_us: When it was read first; null: not yet.
    """

    message: str
    text: str
    template: str
    params: dict[str, Any]
    kind: str
    path: str
    purpose: str
    expires_us: int | None
    value_cents: int
    value_points: int
    t_us: int
    read_us: int | None


class MessagesRead(msgspec.Struct):
    """What came of it.

    Args:
        read: Messages that were not read before.
        unread: Messages that wait still.
    """

    read: int
    unread: int


def _view(row: MessageRow, words: str) -> MessageView:
    return MessageView(
        row.message, words, row.template, row.params, row.kind, row.path, row.purpose,
        row.expires_us if row.expires_us < FOREVER_US else None, row.value_cents, row.value_points, row.t_us,
        row.read_us,
    )  # fmt: skip


async def _list(call: Call) -> Page[MessageView]:
    member_id, services, query = await get_existing_member(call), call.services, call.query
    before, program = read_cursor(query.cursor, (int, str, int)), services.program
    purposes = (query.purpose,) if query.purpose else ("service", "marketing")
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await store.list_messages(
            connection, member_id, services.now_us(), unread=query.unread, purposes=purposes, before=before,
            limit=query.limit + 1,
        )  # fmt: skip  # pyright: ignore[reportArgumentType] - three parts, as they were read
    return make_page(
        rows,
        query.limit,
        lambda row: _view(row, render_wording(program, row.template, row.params, call.locale)),
        lambda row: (row.t_us, row.message, row.member_id),
    )


async def _read(call: Call) -> MessagesRead:
    member_id, services = await get_existing_member(call), call.services
    now_us = services.now_us()
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        read = await store.mark_read(connection, member_id, call.body.messages, now_us)
        return MessagesRead(read, await store.count_unread(connection, member_id, now_us))


ENDPOINTS = (
    Endpoint(
        "GET", f"{MEMBER_PATH}/messages", _list, text("会员消息", "Messages to a member"), "messages",
        ("members:read",), query=MessagesQuery, response=Page[MessageView], errors=(InvalidInput, NotFound, NoProgram),
        member_token=True, about="What there is to say now, the newest first: neither before its time nor after it.",
    ),
    Endpoint(
        "POST", f"{MEMBER_PATH}/messages/read", _read, text("消息已读", "Mark messages as read"), "messages",
        ("members:write",), body=ReadRequest, response=MessagesRead, errors=(NotFound,), member_token=True,
        about="Once each: what was read stays read. Names that lead to nothing are left out.",
    ),
)  # fmt: skip
