"""Everything at once: tables out, members and events in, as streams that need no memory for their length."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncGenerator
from functools import partial
from pathlib import Path
from typing import Any, Literal

import msgspec

from liuke.audit.store import insert_audit
from liuke.bulk.files import MAX_LINE, Format, Spool, export, run_spooled, run_whole, split_lines, upload
from liuke.bulk.member_import import MemberImport, Summary, WrongRow
from liuke.bulk.rows import CHARSETS, read_rows
from liuke.bulk.store import TABLES
from liuke.db.pool import acquire, transaction
from liuke.http.bodies import BadBody, make_decoder
from liuke.http.contracts import Call, Endpoint, Stream
from liuke.http.errors import MalformedJson, UnsupportedMedia
from liuke.intake.access import EVENT_SCOPES
from liuke.intake.routes import EventIn, EventQuery, take_events
from liuke.kernel.errors import Fault, InvalidInput, LiukeError
from liuke.kernel.text import Text, text
from liuke.program.errors import NoProgram

MEDIA: dict[str, str] = {
    "csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson", "parquet": "application/vnd.apache.parquet"
}  # fmt: skip
_FORMATS: dict[str, Format] = {
    "text/csv": "csv", "application/x-ndjson": "ndjson", "application/ndjson": "ndjson", "application/jsonl": "ndjson",
    "application/vnd.apache.parquet": "parquet", "application/octet-stream": "parquet",
}  # fmt: skip
EVENTS = 500
"""Events that are under way at once; while they are, nothing more is read."""


# -- out --------------------------------------------------------------------------------------------------------------
class ExportQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``csv``: cells that a spreadsheet would take for formulas begin with an apostrophe."""

    format: Format = "csv"


def _make_export(name: str, summary: Text, scopes: tuple[str, ...], about: str) -> Endpoint:
    table = TABLES[name]

    async def send(call: Call) -> Stream:
        services, format_ = call.services, call.query.format
        personal = "bulk:read" in call.principal.scopes
        columns = table.pick(personal=personal)
        await _note(call, "bulk.exported", name, {"format": format_, "personal": personal})
        pieces = export(services.wide, services.personal, table, columns, format_)
        return Stream(await _begin(pieces), MEDIA[format_], f"{name}.{format_}")

    return Endpoint(
        "GET", f"/v1/bulk/{name}", send, summary, "bulk", scopes, query=ExportQuery, errors=(InvalidInput,),
        media=MEDIA["csv"], also_media=(MEDIA["ndjson"], MEDIA["parquet"]), about=about,
    )  # fmt: skip


async def _begin(pieces: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    """The same pieces, the first of which is there: what cannot begin is an error with a status of its own."""
    first = await anext(pieces, b"")

    async def go_on() -> AsyncGenerator[bytes]:
        try:
            if first:
                yield first
            async for piece in pieces:
                yield piece
        finally:
            await pieces.aclose()

    return go_on()


async def _note(call: Call, action: str, subject: str, details: dict[str, Any]) -> None:
    services = call.services
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        await insert_audit(
            connection, services.tenant_id, actor=call.principal.actor, action=action,
            subject=subject, details=details,
        )  # fmt: skip


# -- members in -------------------------------------------------------------------------------------------------------
class ImportQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``format``: of the body; empty: as Content-Type says."""

    format: Literal["", "csv", "ndjson", "parquet"] = ""


async def _import_members(call: Call) -> Stream:
    format_ = call.query.format or _read_media(call)
    charset = _read_charset(call) if format_ == "csv" else "utf-8"
    services = call.services
    _ = services.program  # without rules nobody can join
    folder = tempfile.TemporaryDirectory()
    try:
        path = Path(folder.name) / "members"
        assert call.receive is not None
        await upload(call.receive(), path)
        rows = await asyncio.to_thread(read_rows, path, format_, charset)
    except BaseException:
        folder.cleanup()
        raise

    async def finish(summary: Summary) -> None:
        await _note(call, "bulk.members_imported", "members", msgspec.to_builtins(summary))

    work = MemberImport(services, finish)

    async def report() -> AsyncGenerator[bytes]:
        with folder:
            async for piece in work.run(rows):
                yield piece

    return Stream(report(), MEDIA["ndjson"])


def _read_media(call: Call) -> Format:
    media = call.header(b"content-type").partition(";")[0].strip().lower()
    found = _FORMATS.get(media)
    if found is None:
        fix = f"send one of {', '.join(MEDIA.values())} as Content-Type, or ?format=csv|ndjson|parquet"
        raise UnsupportedMedia(f"{media[:100]!r} is not taken here", fix=fix)
    return found


def _read_charset(call: Call) -> str:
    for part in call.header(b"content-type").split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
            if charset not in CHARSETS:
                fix = f"send one of {', '.join(CHARSETS)}"
                raise UnsupportedMedia(f"the charset {charset[:50]!r} is not taken here", fix=fix)
            return charset
    return "utf-8"


# -- events in --------------------------------------------------------------------------------------------------------
_read_event = make_decoder(EventIn)


async def _take_events(call: Call) -> Stream:
    media = call.header(b"content-type").partition(";")[0].strip().lower()
    if _FORMATS.get(media) != "ndjson":
        raise UnsupportedMedia(f"{media[:100]!r} is not taken here", fix="send Content-Type: application/x-ndjson")
    _ = call.services.program
    run = partial(_run_events, call)
    pieces = await run_whole(run) if _came_through_proxy(call) else run_spooled(run)
    return Stream(pieces, MEDIA["ndjson"], finishes=True)


def _came_through_proxy(call: Call) -> bool:
    """Many proxies pass nothing more of a request on when its answer has begun."""
    return any(call.header(name) for name in (b"x-forwarded-for", b"forwarded", b"via"))


async def _run_events(call: Call, spool: Spool) -> None:
    assert call.receive is not None
    waiting: list[tuple[int, EventIn | LiukeError]] = []
    try:
        async for number, line in split_lines(call.receive()):
            waiting.append((number, _parse_event(line)))
            if len(waiting) >= EVENTS:
                await _answer(call, waiting, spool)
                waiting = []
        await _answer(call, waiting, spool)
    except MalformedJson as cut:  # the client went away in the middle; what came before is taken
        await _answer(call, waiting, spool)
        spool.write(_render(call, 0, cut))


def _parse_event(line: bytes) -> EventIn | LiukeError:
    if len(line) > MAX_LINE:
        fault = Fault("", "too-long", f"a line has {MAX_LINE} bytes at most")
        return InvalidInput("the event cannot be taken", faults=[fault])
    try:
        return _read_event(line)
    except BadBody as bad:
        return InvalidInput("the event cannot be taken", faults=bad.faults)
    except MalformedJson as error:
        return error


async def _answer(call: Call, waiting: list[tuple[int, EventIn | LiukeError]], spool: Spool) -> None:
    sound = [event for _, event in waiting if isinstance(event, EventIn)]
    results = iter(await take_events(call, sound, call.query) if sound else ())
    for number, event in waiting:
        if isinstance(event, LiukeError):
            spool.write(_render(call, number, event))
        else:
            spool.write(b'{"line":%d,%s\n' % (number, next(results)[1:]))


def _render(call: Call, number: int, error: LiukeError) -> bytes:
    return b'{"line":%d,"ok":false,"error":%s}\n' % (number, msgspec.json.encode(call.render_problem(error)))


_STREAM = "One statement in one snapshot, sent as the database reads it; numbers of up to 63 bits are text in NDJSON. "
ENDPOINTS = (
    _make_export(
        "members", text("导出会员", "Export members"), ("bulk:read", "members:read"),
        f"{_STREAM}Names, profile and labels only with the scope `bulk:read`.",
    ),
    _make_export(
        "operations", text("导出操作", "Export operations"), ("bulk:read", "members:read"),
        f"{_STREAM}Answers only with the scope `bulk:read`.",
    ),
    _make_export("postings", text("导出流水", "Export postings"), ("bulk:read", "finance:read"), _STREAM),
    _make_export(
        "coupons", text("导出优惠券", "Export coupons"), ("bulk:read", "members:read"),
        f"{_STREAM}Codes only with the scope `bulk:read`.",
    ),
    _make_export("orders", text("导出订单", "Export orders"), ("bulk:read", "members:read"), _STREAM),
    _make_export(
        "prizes", text("导出奖品发放记录", "Export prizes"), ("bulk:read", "members:read"),
        f"{_STREAM}The file that is kept of what was won and handed over.",
    ),
    _make_export(
        "facts", text("导出事实", "Export facts"), ("bulk:read", "members:read"),
        f"{_STREAM}As far as the outbox still keeps them; webhooks say them as they happen.",
    ),
    _make_export("lots", text("导出积分批次", "Export lots"), ("bulk:read", "finance:read"), _STREAM),
    Endpoint(
        "POST", "/v1/bulk/members", _import_members, text("导入会员", "Import members"), "bulk", ("bulk:write",),
        query=ImportQuery, response=WrongRow, streams=True, media=MEDIA["ndjson"],
        errors=(InvalidInput, NoProgram, UnsupportedMedia),
        about="Columns or fields: `namespace`, `external_id`, `registered_us`, `identities` (more names), `profile` (a "
        "JSON object) and `profile.<name>`. CSV is UTF-8, or what the `charset` of its Content-Type says (`gb18030`, "
        "`gbk`, `gb2312`); days and times of Parquet become text by ISO 8601. Those who are new join; of known ones "
        "attributes are added or changed (null removes one) and names are added. The answer is NDJSON: each row that "
        "was not taken with its line and everything that is wrong with it, then a summary with `done`. Sound rows are "
        "kept whatever is wrong with others; the same file again changes nothing.",
    ),
    Endpoint(
        "POST", "/v1/bulk/events", _take_events, text("流式上报事件", "Take a stream of events"), "bulk", EVENT_SCOPES,
        query=EventQuery, response=EventIn, streams=True, media=MEDIA["ndjson"], errors=(NoProgram, UnsupportedMedia),
        about="NDJSON in, one event a line as of `POST /v1/events`; NDJSON out, one result a line, in the same order, "
        "with the number of the line. Results come while events are still being sent (through a proxy: when all were "
        "sent); who reads them only at the end keeps nobody waiting. After a cut connection send everything again: the "
        "keys make it safe.",
    ),
)  # fmt: skip
