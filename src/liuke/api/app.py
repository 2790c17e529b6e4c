"""The application: one ASGI callable. A request goes through one function, not through a stack of layers."""

from __future__ import annotations

import asyncio
import itertools
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import aclosing
from functools import lru_cache
from typing import Any, cast

import msgspec

from liuke.api.direct import answer_whole, find_cycle, get_told_status, is_gone, notice_end
from liuke.api.gate import Gate, render_refusal
from liuke.api.incoming import Receive, check_encoding, check_media, read_body, stream_body
from liuke.api.metrics import RouteMeasure
from liuke.api.router import Router
from liuke.api.tenants import Tenants
from liuke.api.traces import Tracing
from liuke.http.bodies import BadBody, make_decoder, make_query_reader
from liuke.http.contracts import Call, Content, Endpoint, Headers, Page, RawJson, Stream
from liuke.http.errors import (
    MethodNotAllowed,
    NoSuchRoute,
    RateLimited,
    ServerFault,
    TooLarge,
    Unauthorized,
)
from liuke.http.host import check_host
from liuke.http.origins import Origins, find_asked_method
from liuke.http.paging import mark_cursor, unmark_cursor
from liuke.http.services import Services
from liuke.kernel.errors import Fault, InvalidInput, LiukeError, NotFound
from liuke.kernel.text import Locale
from liuke.privacy.names import hide_names

log = logging.getLogger(__name__)

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_REQUEST_ID = 100
RETRY_AFTER = (b"retry-after", b"1")
_encode = msgspec.json.Encoder().encode
_JSON = (b"content-type", b"application/json")
_PROBLEM = (b"content-type", b"application/problem+json")
_SECURITY: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]
_STORE = _SECURITY[1]
_BODILESS = frozenset((204, 304))
_CLOSE = (b"connection", b"close")
_LINE_END = frozenset(b"\r\n")
_PAGE_POLICY = b"default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"


class _Bound:
    """An endpoint with all that can be worked out before a request comes."""

    __slots__ = (
        "endpoint",
        "handler",
        "measure",
        "needs_services",
        "pages",
        "read_body",
        "read_query",
        "shared",
        "wanted",
    )

    def __init__(self, endpoint: Endpoint, measure: RouteMeasure) -> None:
        self.endpoint, self.measure = endpoint, measure
        self.handler = endpoint.handler
        self.wanted = frozenset(endpoint.scopes)
        takes_body = endpoint.body is not None and not endpoint.streams
        self.read_body = make_decoder(endpoint.body) if takes_body else None
        self.read_query = make_query_reader(endpoint.query) if endpoint.query is not None else None
        self.pages = endpoint.query is not None and "cursor" in endpoint.query.__struct_fields__
        self.needs_services = bool(endpoint.scopes) or endpoint.member_token
        self.shared = endpoint.member_token or endpoint.from_pages or (endpoint.method == "GET" and not endpoint.scopes)


class _Request:
    """The headers that matter; of one that comes twice, the last."""

    __slots__ = (
        "authorization",
        "cookie",
        "csrf",
        "encoding",
        "forwarded",
        "key",
        "language",
        "length",
        "media",
        "request_id",
    )

    def __init__(self, headers: Iterable[tuple[bytes, bytes]]) -> None:
        get = dict(headers).get
        self.authorization = get(b"authorization")
        self.media = get(b"content-type", b"")
        self.length = get(b"content-length", b"")
        self.key = get(b"idempotency-key", b"")
        self.request_id = get(b"x-request-id", b"")
        self.language = get(b"accept-language", b"")
        self.cookie = get(b"cookie", b"")
        self.csrf = get(b"x-liuke-csrf", b"")
        self.encoding = get(b"content-encoding", b"")
        self.forwarded = get(b"x-forwarded-for", b"").decode("latin-1")


class Api:
    """Serves the endpoints of a catalogue.

    Args:
        endpoints: The catalogue.
        tenants: What is open.
        gate: Who may call.
        on_start: Awaited when the server starts (the protocol's lifespan).
        on_stop: Awaited when it has answered everything.
        mounts: Path prefix → another application (pages), for paths that no endpoint has.
        origins: Whose pages may read answers besides this server's own.
        tracing: ``None``: off.
    """

    def __init__(
        self,
        endpoints: Iterable[Endpoint],
        tenants: Tenants,
        gate: Gate,
        *,
        on_start: Callable[[], Awaitable[None]],
        on_stop: Callable[[], Awaitable[None]],
        mounts: dict[str, App] | None = None,
        origins: Origins | None = None,
        tracing: Tracing | None = None,
    ) -> None:
        self.endpoints = tuple(endpoints)
        self.tenants = tenants
        self.gate = gate
        self.mounts = mounts or {}
        self._origins = origins if origins is not None and origins.allowed else None
        self.draining = False
        """Whether the process is about to end: every answer then asks the client to connect anew."""
        self._on_start, self._on_stop = on_start, on_stop
        metrics = self._metrics = tenants.metrics
        self._tracing = tracing
        self._router = Router(
            (e.method, e.path, _Bound(e, metrics.add_route(e.method, e.path))) for e in self.endpoints
        )
        self._ids = itertools.count(1)
        self._run = secrets.token_hex(5)
        self._locales: dict[bytes, Locale] = {}

    def note_cut(self, status: int, count: int) -> None:
        """So many clients were cut off before the head of a request was there; counted as requests of no route."""
        for _ in range(count):
            self._metrics.unrouted.note(status, 0.0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The protocol's entry point."""
        if scope["type"] == "http":
            await self._serve(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            await self._on_start()
        except Exception as error:
            log.exception("the API cannot start")
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._on_stop()
        await send({"type": "lifespan.shutdown.complete"})

    # -- one request --------------------------------------------------------------------------------------------------
    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        raw_path: bytes = scope["raw_path"]
        # of a HEAD the server leaves out the body
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        bound, params, methods = self._router.find(method, raw_path)
        if bound is None and not methods and (mounted := self._find_mount(raw_path)) is not None:
            await mounted(scope, receive, send)
            return
        metrics, tracing = self._metrics, self._tracing
        measure = metrics.unrouted if bound is None else bound.measure
        span = tracing.begin(scope["method"], scope["headers"]) if tracing is not None else None
        status = ServerFault.status  # of an answer that had begun and broke off
        metrics.in_flight += 1
        began_s = time.perf_counter()
        try:
            status = await self._respond(bound, params, methods, scope, receive, send)
        finally:
            metrics.in_flight -= 1
            status = get_told_status(find_cycle(send), status)
            measure.note(status, time.perf_counter() - began_s)
            if tracing is not None:
                tracing.end(span, measure.path, status)

    async def _respond(
        self,
        bound: _Bound | None,
        params: dict[str, str],
        methods: list[str],
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> int:
        """Answer; returns the status that was to be sent."""
        request = _Request(scope["headers"])
        request_id = self._name_request(request.request_id)
        extra: Headers = [_CLOSE] if self.draining else []
        if self._origins is not None and self._answer_origin(self._origins, bound, scope, methods, extra):
            await _send(send, 204, _JSON, b"", request_id, extra)
            return 204
        try:
            check_host(scope["headers"], scope["http_version"])
            if bound is None:
                raise _refuse_route(scope["method"], scope["path"], methods)
            answer, status, media = await self._answer(bound, scope, receive, request, params, request_id, extra)
        except LiukeError as error:
            locale = self._choose_problem_locale(scope["query_string"], request.language)
            await self._send_problem(send, error, request_id, extra, methods, locale)
            _forget_way(error)
            return error.status
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception("request %s failed: %s %s", request_id, scope["method"], hide_names(scope["path"]))
            problem = ServerFault("the log has more under this request's id", fix="try again; report it if it persists")
            locale = self._choose_problem_locale(scope["query_string"], request.language)
            await self._send_problem(send, problem, request_id, extra, methods, locale)
            return problem.status
        if isinstance(answer, Stream):
            await _send_stream(scope, send, answer, status, request_id, extra)
        else:
            await _send(send, status, media, answer, request_id, extra)
        return status

    def _answer_origin(
        self, origins: Origins, bound: _Bound | None, scope: Scope, methods: list[str], extra: Headers
    ) -> bool:
        """Add what a page of another origin may read; whether it only asked what it may, and that is the answer."""
        if bound is not None:
            extra += origins.list_headers(scope["headers"]) if bound.shared else []
            return False
        asked = find_asked_method(scope["headers"]) if scope["method"] == "OPTIONS" else ""
        wanted = self._router.find(asked, scope["raw_path"])[0]  # what members' apps need is shared
        found = origins.answer_preflight(scope["headers"], methods) if wanted and wanted.shared else None
        extra += found or []
        return found is not None

    async def _answer(
        self,
        bound: _Bound,
        scope: Scope,
        receive: Receive,
        request: _Request,
        params: dict[str, str],
        request_id: str,
        extra: Headers,
    ) -> tuple[bytes | Stream, int, tuple[bytes, bytes]]:
        endpoint = bound.endpoint
        principal = await self.gate.admit(
            endpoint, request.authorization, bound.wanted, extra, cookie=request.cookie, csrf=request.csrf,
            find_address=lambda: self.tenants.proxies.find_address(scope["client"], request.forwarded),
        )  # fmt: skip
        if b"%00" in scope["raw_path"] and NotFound in endpoint.errors:
            raise NotFound("nothing has U+0000 in its name")  # the database knows no such text
        services = cast("Services", None)
        if bound.needs_services:
            services = self.tenants.find(principal.tenant_id) or await self.tenants.get(principal.tenant_id)
        call = Call(endpoint, self.tenants, services, principal, request_id)
        call.params, call.headers, call.peer = params, scope["headers"], scope["client"]
        call.answer_headers = extra
        query: bytes = scope["query_string"]
        call.locale = self._choose_locale(query, request.language)
        call.problem_locale = self._choose_problem_locale(query, request.language)
        await self._read(bound, call, query, receive, request)
        found = await bound.handler(call)
        if bound.pages and isinstance(found, Page):
            mark_cursor(cast("Page[Any]", found), endpoint.path, params, call.query)
        status = call.status or endpoint.status
        if isinstance(found, RawJson):
            return found.body, status, _JSON
        if isinstance(found, Stream):
            return found, status, _JSON
        if isinstance(found, Content):
            return found.body, status, (b"content-type", found.media.encode())
        return b"" if found is None else _encode(found), status, _JSON

    async def _read(self, bound: _Bound, call: Call, query: bytes, receive: Receive, request: _Request) -> None:
        """Body, query and key into the call; whatever is wrong with them is reported at once.

        Raises:
            InvalidInput, MalformedJson, TooLarge, UnsupportedMedia
        """
        faults = list[Fault]()
        endpoint = bound.endpoint
        if bound.read_query is not None:
            try:
                call.query = bound.read_query(query)
            except BadBody as bad:
                faults += bad.faults
            else:
                if bound.pages and call.query.cursor:
                    cursor, fault = unmark_cursor(call.query.cursor, endpoint.path, call.params, call.query)
                    faults += [fault] if fault is not None else []
                    call.query = msgspec.structs.replace(call.query, cursor=cursor)
        if endpoint.keyed:
            call.key = request.key.decode("utf-8", "replace")
            if not 0 < len(call.key) <= 200 or not call.key.isprintable():
                words = "this needs a key of 1 to 200 printable characters, the same for each try of the same operation"
                faults.append(Fault("Idempotency-Key", "missing" if not call.key else "not-a-key", words))
        if request.encoding and (endpoint.streams or bound.read_body is not None):
            check_encoding(request.encoding)
        if endpoint.streams:
            call.receive = lambda: stream_body(receive)
        elif bound.read_body is not None:
            body = await read_body(receive, request.length, endpoint.body_limit)
            check_media(request.media, body)
            try:
                call.body = bound.read_body(body or b"{}")
            except BadBody as bad:
                faults += bad.faults
        if faults:
            count = len(faults)
            raise InvalidInput(f"{count} fault{'s' if count > 1 else ''} in the request", faults=faults)

    # -- small parts --------------------------------------------------------------------------------------------------
    def _find_mount(self, raw_path: bytes) -> App | None:
        path = raw_path.decode("latin-1")
        return next((app for at, app in self.mounts.items() if path == at or path.startswith(f"{at}/")), None)

    def _name_request(self, given: bytes) -> str:
        if given and len(given) <= MAX_REQUEST_ID and given.isascii():
            text = given.decode("ascii")
            if text.isprintable():
                return text
        return f"{self._run}-{next(self._ids):x}"

    def _choose_locale(self, query: bytes, language: bytes) -> Locale:
        """``?lang=`` wins over Accept-Language; otherwise Chinese."""
        if query and b"lang=" in query:
            for part in query.split(b"&"):
                if part in {b"lang=zh", b"lang=en"}:
                    return "zh" if part == b"lang=zh" else "en"
        if not language:
            return "zh"
        found = self._locales.get(language)
        if found is None:
            found = _read_language(language.decode("latin-1"))
            if len(self._locales) < 1_000:
                self._locales[language] = found
        return found

    def _choose_problem_locale(self, query: bytes, language: bytes) -> Locale:
        """As for answers; who names no language is a program, and its errors are for its developer's log."""
        return self._choose_locale(query, language) if language or b"lang=" in query else "en"

    async def _send_problem(
        self, send: Send, error: LiukeError, request_id: str, extra: Headers, methods: list[str], locale: Locale
    ) -> None:
        problem = self.tenants.problems.render(error, locale)
        problem["instance"] = request_id
        headers = [header for header in extra if header[0] != b"idempotent-replayed"]
        if isinstance(error, Unauthorized | RateLimited):
            headers += render_refusal(error)
        elif isinstance(error, MethodNotAllowed):
            headers.append((b"allow", ", ".join(methods).encode()))
        elif isinstance(error, TooLarge):
            headers.append(_CLOSE)
        elif error.status == 503:
            headers.append(RETRY_AFTER)
        await _send(send, error.status, _PROBLEM, _encode(problem), request_id, headers)


async def _send_stream(scope: Scope, send: Send, answer: Stream, status: int, request_id: str, extra: Headers) -> None:
    """Send an answer piece by piece.

    A client that is gone is not known by an error: sending to it just does nothing.
    """
    head = [(b"content-type", answer.media.encode()), (b"x-request-id", request_id.encode()), *_SECURITY, *extra]
    if answer.filename:
        head.append((b"content-disposition", f'attachment; filename="{answer.filename}"'.encode()))
    await send({"type": "http.response.start", "status": status, "headers": head})
    cycle = find_cycle(send)
    notice_end(cycle)
    async with aclosing(answer.chunks) as chunks:
        if scope["method"] != "HEAD":
            async for chunk in chunks:
                if is_gone(cycle):
                    if not answer.finishes:
                        return
                elif chunk:  # an empty one only asks whether somebody is there
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _send(
    send: Send, status: int, media: tuple[bytes, bytes], body: bytes, request_id: str, extra: Headers
) -> None:
    cycle = find_cycle(send)
    if cycle is not None:
        head, close = _render_head(status, media[1], len(body), request_id, extra)
        if answer_whole(cycle, status, head, body, close=close):
            return
    headers = _start_head(status, media[1], kept=_is_kept(extra))
    if status not in _BODILESS:
        headers.append((b"content-length", b"%d" % len(body)))
    headers += [(b"x-request-id", request_id.encode()), *extra]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _forget_way(error: BaseException) -> None:
    """Let go of the frames that an error came through.

    A frame often holds the error that was raised in it: a circle, which only the garbage collector can take apart. A
    herd that is refused would stop everybody for a tenth of a second every few thousand requests.
    """
    found: BaseException | None = error
    while found is not None:
        found.__traceback__ = None
        found = found.__context__


def _is_kept(extra: Headers) -> bool:
    """Whether the handler says how long caches may keep the answer."""
    return any(name == _STORE[0] for name, _ in extra)


def _start_head(status: int, media: bytes, *, kept: bool) -> Headers:
    """The headers that do not depend on the request."""
    headers = [header for header in _SECURITY if not (kept and header == _STORE)]
    if media.startswith(b"text/html"):
        headers[-1] = (b"content-security-policy", _PAGE_POLICY)
    return headers if status in _BODILESS else [(b"content-type", media), *headers]


@lru_cache(maxsize=1_000)
def _render_start(status: int, media: bytes, kept: bool) -> bytes:
    return b"".join(b"%b: %b\r\n" % header for header in _start_head(status, media, kept=kept))


def _render_head(status: int, media: bytes, length: int, request_id: str, extra: Headers) -> tuple[bytes, bool]:
    """The head as it is sent, and whether the connection ends with the answer."""
    parts = [_render_start(status, media, _is_kept(extra))]
    if status not in _BODILESS:
        parts.append(b"content-length: %d\r\n" % length)
    parts.append(b"x-request-id: %b\r\n" % request_id.encode())
    close = False
    for header in extra:
        if header == _CLOSE:
            close = True
        else:
            assert _LINE_END.isdisjoint(header[1]), header
            parts.append(b"%b: %b\r\n" % header)
    return b"".join(parts), close


def _refuse_route(method: str, path: str, methods: list[str]) -> LiukeError:
    if methods:
        return MethodNotAllowed(f"{path[:200]} has no {method[:20]}", fix=f"methods: {', '.join(methods)}")
    return NoSuchRoute(f"{path[:200]} is not a path of this API", fix="see /openapi.json")


def _read_language(value: str) -> Locale:
    best: tuple[float, Locale] = (0.0, "zh")
    for part in value.split(",")[:20]:
        name, _, rest = part.strip().partition(";")
        try:
            weight = float(rest.partition("=")[2] or 1) if rest else 1.0
        except ValueError:
            weight = 0.0
        locale: Locale | None = {"zh": "zh", "en": "en"}.get(name.split("-")[0].lower())  # pyright: ignore[reportAssignmentType] - the values are
        if locale is not None and weight > best[0]:
            best = (weight, locale)
    return best[1]
