"""A member's coupons, and codes of coupons from a file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from liuke.coupons import page_store
from liuke.coupons.code_import import Imported, import_codes
from liuke.coupons.views import CouponView, view_coupon
from liuke.db.contracts import Connection
from liuke.decision.holdings import Coupon
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.errors import TooLarge, UnsupportedMedia
from liuke.http.members import MEMBER_PATH
from liuke.http.paging import Cursor, Limit
from liuke.kernel.clock import FOREVER_US
from liuke.kernel.errors import Fault, InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.members.pages import list_page
from liuke.program.errors import NoProgram

READ = ("members:read",)
_SHOWN = (InvalidInput, NotFound, NoProgram)


class CouponQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``status``: only these; empty: all."""

    status: Literal["", "active", "locked", "used", "expired", "given", "revoked"] = ""
    limit: Limit = 50
    cursor: Cursor = ""


async def _list_coupons(call: Call) -> Page[CouponView]:
    program = call.services.program

    def show(row: tuple[Any, ...]) -> CouponView:
        return view_coupon(program, Coupon(*row), call.locale)

    def fetch(connection: Connection, member_id: int, before: Any, limit: int) -> Any:
        return page_store.list_coupons(connection, member_id, call.query.status, before, limit)

    return await list_page(call, fetch, (int, int), show, lambda row: (row[9], row[0]))


MAX_IMPORT = 128 * 1024 * 1024
"""Bytes of one file of codes: it is taken whole or not at all, so it is held in memory."""


class ImportQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the codes are used.

    Args:
        mode: ``typed``: members have the code already and type it in for the coupon. ``handed_out``: members receive
            the next code with the coupon.
        expires_us: First instant at which a typed code can no longer be redeemed; 0: never.
    """

    mode: Literal["typed", "handed_out"] = "typed"
    expires_us: Annotated[int, Meta(ge=0, lt=2**62)] = 0


async def _import(call: Call) -> Imported:
    media = call.header(b"content-type").partition(";")[0].strip().lower()
    if media not in {"text/csv", "text/plain"}:
        raise UnsupportedMedia(f"{media[:100]!r} is not taken here", fix="send Content-Type: text/csv, one code a line")
    lines = await _read_lines(call)
    if lines and lines[0].strip().strip('"').lower() == "code":
        lines[0] = ""  # the heading; the numbers of the lines below stay those of the file
    services, query = call.services, call.query
    return await import_codes(
        services.pool, services.tenant_id, services.program, call.params["batch"], lines,
        hand_out=query.mode == "handed_out", expires_us=query.expires_us or FOREVER_US, actor=call.principal.actor,
    )  # fmt: skip


async def _read_lines(call: Call) -> list[str]:
    assert call.receive is not None
    chunks: AsyncIterator[bytes] = call.receive()
    kept, size = bytearray(), 0
    async for chunk in chunks:
        size += len(chunk)
        if size > MAX_IMPORT:
            raise TooLarge(f"at most {MAX_IMPORT} bytes are taken here", fix="send several files", limit=MAX_IMPORT)
        kept += chunk
    try:
        content = kept.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = kept.count(b"\n", 0, error.start) + 1
        fault = Fault(f"line {line}", "not-utf-8", "is not UTF-8", "save the file as UTF-8")
        raise InvalidInput("the file cannot be read", faults=[fault]) from None
    lines = content.splitlines()
    return [line[1:-1].replace('""', '"') if len(line) > 1 and line[0] == line[-1] == '"' else line for line in lines]


ENDPOINTS = (
    Endpoint(
        "GET",
        f"{MEMBER_PATH}/coupons",
        _list_coupons,
        text("会员的券", "Coupons, newest first"),
        "coupons",
        READ,
        query=CouponQuery,
        response=Page[CouponView],
        errors=_SHOWN,
        member_token=True,
    ),
    Endpoint(
        "POST",
        "/v1/coupon-batches/{batch}/codes",
        _import,
        text("导入券码", "Import codes from a file"),
        "coupons",
        ("bulk:write", "program:publish"),
        query=ImportQuery,
        response=Imported,
        streams=True,
        errors=(*_SHOWN, TooLarge, UnsupportedMedia),
        about="The body is `text/csv` with one code a line; a first line `code` is a heading. Every fault of the file "
        "is reported at once, and then nothing is kept. The same file again changes nothing.",
    ),
)
