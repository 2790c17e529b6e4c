"""Clients that do not come to the point, over real sockets: told and cut off in time, and nobody else is."""

from __future__ import annotations

import asyncio
import gc
import json
import re
import socket
import time
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any, cast
from urllib.parse import urlsplit

import pytest

from liuke.api import slow_clients
from liuke.api.app import Api
from liuke.api.direct import find_cycle, is_gone
from liuke.api.metrics import Metrics
from liuke.api.server import serve
from liuke.db.errors import DatabaseUnavailable
from liuke.engine.decide import Outcome
from liuke.http.contracts import Call, Content, Endpoint, Stream
from liuke.http.principal import NOBODY, Principal
from liuke.http.problems import ProblemWords
from liuke.kernel.errors import Refused
from liuke.kernel.text import text
from liuke.supervise.listening import bind
from tests.api.support import NO_LIMITS, Served, make_environ, prepare
from tests.api.support import serve as serve_shop
from tests.server import TestDatabase

LIMIT_S = 0.6
"""Of the small application."""
SLACK_S = 5.0
"""A busy machine looks later, never earlier."""
PIECE, MUCH = 1 << 16, 64 << 20
"""Bytes at a time, and in all: more than any buffer on the way holds."""
HEAD = b"POST /%s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Awaitable[Streams]]


class Small:
    """Answers ``/at-once`` before it reads, ``/stream`` while it reads; anything else with the length of the body."""

    def __init__(self) -> None:
        self.draining = False
        self.refused = Counter[int]()
        self.sent = 0
        self.ended = list[str]()
        self.over = asyncio.Event()
        self.bodies = list[bytes]()
        self.cut = 0
        self.pause_s = 0.0

    def note_cut(self, status: int, count: int) -> None:
        self.refused[status] += count

    @property
    def late(self) -> int:
        return self.refused[408]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for kind in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{kind}.complete"})
            return
        if scope["path"] == "/much":
            await self._send_much(send)
            return
        if scope["path"] == "/at-once":
            await self._answer(send, b"no")
            return
        if scope["path"] == "/stream":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"first", "more_body": True})
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.cut += 1
                return
            body += message["body"]
            more = message["more_body"]
            if scope["path"] == "/hold":
                await asyncio.sleep(self.pause_s)
        self.bodies.append(body)
        if scope["path"] == "/work":
            await asyncio.sleep(self.pause_s)
        if scope["path"] == "/stream":
            await send({"type": "http.response.body", "body": b"last"})
        else:
            await self._answer(send, b"%d" % len(body))

    async def _send_much(self, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while self.sent < MUCH and not is_gone(find_cycle(send)):
            await send({"type": "http.response.body", "body": b"x" * PIECE, "more_body": True})
            self.sent += PIECE
        self.ended.append("gone" if is_gone(find_cycle(send)) else "sent")
        self.over.set()
        await send({"type": "http.response.body", "body": b""})

    async def _answer(self, send: Any, body: bytes) -> None:
        head = [(b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def serving() -> AsyncGenerator[tuple[Small, Connect]]:
    """The application, and what connects to it."""
    app, stop, ready = Small(), asyncio.Event(), asyncio.Event()
    writers = list[asyncio.StreamWriter]()
    with bind("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]

        async def connect() -> Streams:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writers.append(writer)
            return reader, writer

        running = asyncio.create_task(serve(app, [listening], head_timeout_s=LIMIT_S, stop=stop, on_ready=ready.set))
        await ready.wait()
        try:
            yield app, connect
        finally:
            for writer in writers:
                writer.close()
                with suppress(OSError):
                    await writer.wait_closed()
            stop.set()
            await running


async def drip(writer: asyncio.StreamWriter, piece: bytes, every_s: float) -> None:
    """Send until cut off."""
    while True:
        writer.write(piece)
        await asyncio.sleep(every_s)


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, dict[bytes, bytes], bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *rest = head.rstrip().split(b"\r\n")
    headers = dict(line.split(b": ", 1) for line in rest)
    return int(first.split()[1]), headers, await reader.readexactly(int(headers[b"content-length"]))


async def wait_for_end(reader: asyncio.StreamReader, begun_s: float) -> bytes:
    """What came until the connection was closed, which was neither early nor late."""
    found = await asyncio.wait_for(reader.read(), LIMIT_S + SLACK_S)
    assert LIMIT_S <= time.monotonic() - begun_s < LIMIT_S + SLACK_S
    return found


def read_problem(answer: bytes) -> dict[str, Any]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 Request Timeout\r\ncontent-type: application/problem+json\r\n")
    assert b"\r\nconnection: close" in head
    problem = json.loads(body)
    assert (problem["status"], problem["code"]) == (408, "request-timeout")
    assert f"x-request-id: {problem['instance']}".encode() in head
    return problem


async def test_a_head_is_cut_however_busily_it_drips() -> None:
    async with serving() as (app, connect):
        reader, writer = await connect()
        begun_s = time.monotonic()
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        dripping = asyncio.create_task(drip(writer, b"a", 0.05))
        problem = read_problem(await wait_for_end(reader, begun_s))
        dripping.cancel()
        assert problem["detail"] == "the head of the request did not be complete within 0.6 s"
        assert (app.late, app.bodies) == (1, [])


async def test_one_byte_is_a_head_that_has_begun() -> None:
    async with serving() as (app, connect):
        reader, writer = await connect()
        begun_s = time.monotonic()
        writer.write(b"G")
        read_problem(await wait_for_end(reader, begun_s))
        assert app.late == 1


async def test_empty_lines_are_no_way_to_stay() -> None:
    async with serving() as (app, connect):
        reader, writer = await connect()
        writer.write(HEAD % (b"", 0))
        assert (await read_answer(reader))[0] == 200
        begun_s = time.monotonic()
        dripping = asyncio.create_task(drip(writer, b"\r\n", 0.05))
        read_problem(await wait_for_end(reader, begun_s))
        dripping.cancel()
        assert app.late == 1


async def test_a_body_that_drips_is_cut_and_its_reader_learns_of_it() -> None:
    async with serving() as (app, connect):
        reader, writer = await connect()
        writer.write(HEAD % (b"", 100_000))
        begun_s = time.monotonic()
        dripping = asyncio.create_task(drip(writer, b"a", 0.05))
        problem = read_problem(await wait_for_end(reader, begun_s))
        dripping.cancel()
        assert problem["detail"] == "the body of the request did not go on by 1024 bytes or end within 0.6 s"
        await asyncio.sleep(0)
        assert (app.cut, app.bodies, app.late) == (1, [], 0)


async def test_a_body_that_goes_on_slowly_is_taken() -> None:
    async with serving() as (app, connect):
        reader, writer = await connect()
        writer.write(HEAD % (b"", 20 * 1_024))
        for _ in range(20):
            writer.write(b"a" * 1_024)
            await asyncio.sleep(LIMIT_S / 5)
        status, _, body = await read_answer(reader)
        assert (status, body, app.cut) == (200, b"20480", 0)


async def test_an_idle_connection_stays_before_and_between_requests() -> None:
    async with serving() as (app, connect):
        reader, writer = await connect()
        for _ in range(2):
            await asyncio.sleep(LIMIT_S * 2)
            writer.write(HEAD % (b"", 3) + b"abc")
            assert (await read_answer(reader))[0] == 200
        begun_s = time.monotonic()
        writer.write(b"GET ")  # but what it begins it must end
        read_problem(await wait_for_end(reader, begun_s))
        assert (app.late, app.bodies) == (1, [b"abc", b"abc"])


async def test_who_never_says_anything_goes_as_an_idle_connection_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow_clients, "KEEP_ALIVE_SECONDS", LIMIT_S * 2)
    async with serving() as (app, connect):
        begun_s = time.monotonic()
        reader, _ = await connect()
        assert await wait_for_end(reader, begun_s) == b""
        assert time.monotonic() - begun_s >= LIMIT_S * 2
        assert app.late == 0


async def test_the_servers_own_time_is_not_the_clients() -> None:
    async with serving() as (app, connect):
        app.pause_s = LIMIT_S * 3
        answers = list[tuple[int, bytes]]()
        streams = [await connect() for _ in range(2)]
        streams[0][1].write(HEAD % (b"work", 3) + b"abc" + b"GET ")  # and the next one has begun meanwhile
        # it reads little at a time: what cannot be taken yet waits outside
        streams[1][1].write(HEAD % (b"hold", 1 << 20) + b"a" * (1 << 19))
        await asyncio.sleep(LIMIT_S * 2)
        app.pause_s = 0.0
        streams[1][1].write(b"a" * (1 << 19))
        for reader, _ in streams:
            status, _, body = await read_answer(reader)
            answers.append((status, body))
        assert answers == [(200, b"3"), (200, b"1048576")]
        assert app.cut == 0
        read_problem(await streams[0][0].read())


async def test_pauses_of_a_stream_that_is_being_answered_mean_nothing() -> None:
    async with serving() as (app, connect):
        reader, writer = await connect()
        writer.write(HEAD % (b"stream", 2) + b"a")
        await asyncio.sleep(LIMIT_S * 3)
        writer.write(b"b")
        answer = await reader.readuntil(b"last\r\n0\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200 OK")
        assert (app.bodies, app.cut) == ([b"ab"], 0)


async def test_who_was_answered_early_sends_the_rest_and_goes_on() -> None:
    async with serving() as (app, connect):
        reader, writer = await connect()
        writer.write(HEAD % (b"at-once", 4))
        assert (await read_answer(reader))[2] == b"no"
        writer.write(b"abcd")
        await asyncio.sleep(LIMIT_S * 2)  # idle
        writer.write(HEAD % (b"", 1) + b"a")
        assert (await read_answer(reader))[2] == b"1"
        begun_s = time.monotonic()
        writer.write(HEAD % (b"at-once", 4_000))
        assert (await read_answer(reader))[2] == b"no"
        dripping = asyncio.create_task(drip(writer, b"a", 0.05))
        assert await wait_for_end(reader, begun_s) == b""  # there is no answer after the answer
        dripping.cancel()
        assert (app.bodies, app.late) == ([b"a"], 0)


# -- what they take ---------------------------------------------------------------------------------------------------
async def test_who_takes_nothing_of_an_answer_is_cut_and_the_work_for_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow_clients, "TAKE_SECONDS", LIMIT_S * 2)
    async with serving() as (app, connect):
        reader, writer = await connect()
        cast("asyncio.ReadTransport", writer.transport).pause_reading()
        begun_s = time.monotonic()
        writer.write(HEAD % (b"much", 0))
        await asyncio.wait_for(app.over.wait(), LIMIT_S * 2 + SLACK_S)
        assert LIMIT_S * 2 <= time.monotonic() - begun_s < LIMIT_S * 2 + SLACK_S
        assert app.ended == ["gone"]
        assert 0 < app.sent < MUCH
        assert app.refused == {}  # it had its request, which the application counts
        cast("asyncio.ReadTransport", writer.transport).resume_reading()
        found = b""
        with suppress(ConnectionResetError):
            while piece := await reader.read(1 << 20):
                found += piece
        assert not found.endswith(b"0\r\n\r\n")  # nobody can take it for the whole


async def test_who_takes_slowly_gets_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow_clients, "TAKE_SECONDS", LIMIT_S * 2)
    async with serving() as (app, connect):
        reader, writer = await connect()
        begun_s, taken = time.monotonic(), 0
        writer.write(HEAD % (b"much", 0))
        while taken < MUCH:
            piece = await reader.read(MUCH // 64)
            assert piece, taken
            taken += len(piece)
            ahead_s = LIMIT_S * 4 * taken / MUCH - (time.monotonic() - begun_s)
            await asyncio.sleep(max(ahead_s, 0))
        assert app.ended == ["sent"]
        assert app.sent == MUCH


async def test_a_head_without_end_is_refused_however_quickly_it_comes() -> None:
    async with serving() as (app, connect):
        reader, writer = await connect()
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n")
        sending = asyncio.create_task(drip(writer, b"X-More: %s\r\n" % (b"x" * 1_000), 0.001))
        status, headers, body = await asyncio.wait_for(read_answer(reader), SLACK_S)
        sending.cancel()
        assert (status, headers[b"connection"]) == (431, b"close")
        assert json.loads(body)["code"] == "head-too-large"
        await asyncio.sleep(LIMIT_S)
        assert (app.refused, app.bodies) == ({431: 1}, [])


async def push(writer: asyncio.StreamWriter, piece: bytes, every_s: float) -> None:
    """Send until the connection is gone."""
    with suppress(ConnectionError):
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(every_s)


@pytest.mark.parametrize(("size", "most_s", "ends_s"), [(10, 30.0, 0.2), (10_000, 1.0, 1.0)])
async def test_who_goes_on_sending_is_listened_to_for_a_while(
    size: int, most_s: float, ends_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the last answer; one that only drips for less long than one that still has much to bring."""
    monkeypatch.setattr(slow_clients, "LINGER_SECONDS", 0.2)
    monkeypatch.setattr(slow_clients, "LINGER_MOST_SECONDS", most_s)
    async with serving() as (app, connect):
        reader, writer = await connect()
        writer.write(b"nonsense\r\n\r\n")
        begun_s = time.monotonic()
        sending = asyncio.create_task(push(writer, b"x" * size, 0.01))
        assert (await asyncio.wait_for(read_answer(reader), SLACK_S))[0] == 400
        assert await asyncio.wait_for(reader.read(), SLACK_S) == b""
        await asyncio.wait_for(sending, ends_s + SLACK_S)
        assert ends_s * 0.9 <= time.monotonic() - begun_s < ends_s + SLACK_S
        await asyncio.sleep(LIMIT_S)
        assert (app.refused, app.bodies) == ({400: 1}, [])


async def test_the_end_does_not_wait_for_a_body_that_does_not_come() -> None:
    app, stop, ready = Small(), asyncio.Event(), asyncio.Event()
    with bind("127.0.0.1", 0) as listening:
        running = asyncio.create_task(serve(app, [listening], head_timeout_s=LIMIT_S, stop=stop, on_ready=ready.set))
        await ready.wait()
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        writer.write(HEAD % (b"x", 10) + b"half")
        await asyncio.sleep(LIMIT_S / 4)
        stop.set()
        read_problem(await asyncio.wait_for(reader.read(), LIMIT_S + SLACK_S))
        writer.close()
        assert await asyncio.wait_for(running, LIMIT_S + SLACK_S)
    assert (app.cut, app.bodies) == (1, [])


async def test_what_is_no_http_is_answered_as_every_error() -> None:
    async with serving() as (app, connect):
        reader, writer = await connect()
        writer.write(b"hello, is this a mail server?\r\n\r\n")
        status, headers, body = await asyncio.wait_for(read_answer(reader), SLACK_S)
        problem = json.loads(body)
        assert (status, headers[b"connection"], problem["code"]) == (400, b"close", "malformed-request")
        assert (headers[b"content-type"], problem["instance"]) == (
            b"application/problem+json", headers[b"x-request-id"].decode(),
        )  # fmt: skip
        assert await asyncio.wait_for(reader.read(), SLACK_S) == b""
        await asyncio.sleep(LIMIT_S)
        assert (app.refused, app.bodies) == ({400: 1}, [])


async def test_a_body_that_breaks_off_into_nonsense_ends_for_its_reader() -> None:
    async with serving() as (app, connect):
        reader, writer = await connect()
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\nnonsense\r\n")
        status, _, body = await asyncio.wait_for(read_answer(reader), SLACK_S)
        assert (status, json.loads(body)["code"]) == (400, "malformed-request")
        assert await asyncio.wait_for(reader.read(), SLACK_S) == b""
        assert (app.cut, app.bodies, app.refused) == (1, [], {})


async def test_an_answer_that_is_under_way_is_not_mixed_with_another() -> None:
    async with serving() as (app, connect):
        reader, writer = await connect()
        writer.write(b"POST /stream HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n")
        assert b"first" in await asyncio.wait_for(reader.readuntil(b"first\r\n"), SLACK_S)
        writer.write(b"nonsense\r\n")
        assert await asyncio.wait_for(reader.read(), SLACK_S) == b""
        assert (app.cut, app.refused) == (1, {})


async def test_a_long_head_that_ends_is_taken() -> None:
    async with serving() as (app, connect):
        reader, writer = await connect()
        for _ in range(2):
            writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n")
            for number in range(60):
                writer.write(b"X-More-%d: %s\r\n" % (number, b"x" * 1_000))
            writer.write(b"\r\n" + b"a" * 200_000)
            assert (await read_answer(reader))[2] == b"200000"
        assert app.refused == {}


async def test_answers_leave_nothing_for_the_garbage_collector() -> None:
    """A circle of references in each request would stop everybody for a tenth of a second every few thousand."""
    app = Api(
        [
            Endpoint("GET", "/x", _say_hello, text("x", "x"), "x", ()),
            Endpoint("GET", "/no", _refuse, text("x", "x"), "x", ()),
        ],
        cast("Any", Nobody()),
        cast("Any", Nobody()),
        on_start=_nothing,
        on_stop=_nothing,
    )
    stop, ready = asyncio.Event(), asyncio.Event()
    with bind("127.0.0.1", 0) as listening:
        running = asyncio.create_task(serve(app, [listening], head_timeout_s=10, stop=stop, on_ready=ready.set))
        await ready.wait()
        reader, writer = await asyncio.open_connection("127.0.0.1", listening.getsockname()[1])

        async def ask(count: int) -> None:
            for _ in range(count):
                writer.write(b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n")
                assert (await read_answer(reader))[2] == b"hello"
                writer.write(b"GET /no HTTP/1.1\r\nHost: x\r\n\r\n")
                assert (await read_answer(reader))[0] == 409

        await ask(50)
        gc.collect()
        gc.disable()
        try:
            await ask(500)
            assert gc.collect() < 500
        finally:
            gc.enable()
        writer.close()
        await writer.wait_closed()
        stop.set()
        await running


async def test_an_answer_that_breaks_off_is_counted_as_a_fault_of_the_server() -> None:
    nobody = Nobody()
    endpoint = Endpoint("GET", "/rows", _break_off, text("x", "x"), "x", ())
    app = Api([endpoint], cast("Any", nobody), cast("Any", nobody), on_start=_nothing, on_stop=_nothing)
    stop, ready = asyncio.Event(), asyncio.Event()
    with bind("127.0.0.1", 0) as listening:
        running = asyncio.create_task(serve(app, [listening], head_timeout_s=10, stop=stop, on_ready=ready.set))
        await ready.wait()
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        writer.write(b"GET /rows HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await asyncio.wait_for(reader.read(), 10)).endswith(b"\r\nfirst\r\n")
        writer.close()
        stop.set()
        await running
    assert [one.by_status for one in nobody.metrics.take().routes] == [{500: 1}]


async def _break_off(call: Call) -> Stream:
    async def pieces() -> AsyncGenerator[bytes]:
        yield b"first"
        raise DatabaseUnavailable("it went away")

    return Stream(pieces(), "text/plain")


async def _say_hello(call: Call) -> Content:
    return Content(b"hello", "text/plain")


async def _refuse(call: Call) -> Content:
    outcome = Outcome(error=Refused("sold-out", "nothing is left"))
    try:
        raise KeyError(call)
    except KeyError:
        assert outcome.error is not None
        raise outcome.error from None


async def _nothing() -> None:
    pass


class Nobody:
    """Tenants and gate of an application that needs neither."""

    def __init__(self) -> None:
        self.metrics = Metrics(dict, dict)
        self.problems = ProblemWords()

    async def admit(self, *_args: Any, **_more: Any) -> tuple[Principal, list[Any]]:
        return NOBODY, []


# -- the shop ---------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def shop(module_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    environ = make_environ(module_database, tmp_path_factory.mktemp("slow"), LIUKE_HEAD_TIMEOUT="2", **NO_LIMITS)
    with serve_shop(environ, prepare(environ)) as shop:
        yield shop


def dial(shop: Served) -> socket.socket:
    address = urlsplit(shop.url)
    return socket.create_connection((address.hostname, address.port), timeout=20)


def read_all(connection: socket.socket) -> bytes:
    found = b""
    while piece := connection.recv(4_096):
        found += piece
    return found


def test_a_slow_upload_is_taken_as_long_as_it_goes_on(shop: Served) -> None:
    rows = [b"slow,%d,%s\n" % (number, b"x" * 900) for number in range(12)]
    body = [b"namespace,external_id,profile.note\n", *rows]
    with dial(shop) as connection:
        connection.sendall(
            b"POST /v1/bulk/members HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nConnection: close\r\n"
            b"Authorization: Bearer %s\r\nContent-Length: %d\r\n\r\n"
            % (shop.keys["owner"].encode(), sum(map(len, body)))
        )
        for piece in body:
            connection.sendall(piece)
            time.sleep(0.4)
        answer = read_all(connection)
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert b'"registered":12' in answer
    assert shop.rows("SELECT count(*) FROM identity WHERE namespace = 'slow'") == [(12,)]


def test_the_answer_to_a_body_that_is_too_large_waits_for_who_still_sends(shop: Served) -> None:
    """Proxies and simple clients read when all is sent, and take a connection that is closed before for a fault."""
    head = f"Host: x\r\nAuthorization: Bearer {shop.keys['owner']}\r\nContent-Type: application/json\r\n"
    body = b'{"type":"app.opened","member":"slow:after","key":"k"}'
    with dial(shop) as connection:
        connection.sendall(f"POST /v1/events HTTP/1.1\r\n{head}Content-Length: 4000000\r\n\r\n".encode())
        for _ in range(40):
            connection.sendall(b"x" * 100_000)
            time.sleep(0.02)
        # nobody hears what is asked after the last answer
        connection.sendall(b"POST /v1/events HTTP/1.1\r\n%bContent-Length: %d\r\n\r\n" % (head.encode(), len(body)))
        connection.sendall(body)
        answer, _, problem = read_all(connection).partition(b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"\r\nconnection: close" in answer
    assert json.loads(problem)["code"] == "body-too-large"
    assert shop.rows("SELECT count(*) FROM identity WHERE external_id = 'after'") == [(0,)]


@pytest.mark.parametrize("leaves", [True, False])
def test_a_body_that_never_begins_is_no_empty_body(shop: Served, leaves: bool) -> None:
    """A check-in may come without a body; this one was to say more, and its key is still free when it is sent again."""
    member, key = shop.member(f"cut-{leaves}"), f"cut-{leaves}"
    body = {"activity": "check_in"}
    with dial(shop) as connection:
        connection.sendall(
            f"POST /v1/members/{member}/check-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {shop.keys['owner']}\r\nIdempotency-Key: {key}\r\n"
            f"Content-Length: {len(json.dumps(body))}\r\n\r\n".encode()
        )
        if not leaves:
            assert read_all(connection).startswith(b"HTTP/1.1 408 ")
    limit = time.monotonic() + 20
    counted = re.compile(rf"/check-in.*status=\"{499 if leaves else 408}\"")
    while not counted.search(shop.call("GET", "/metrics").text):
        assert time.monotonic() < limit
        time.sleep(0.02)
    answer = shop.ok("POST", f"/v1/members/{member}/check-in", body, **{"Idempotency-Key": key})
    assert not answer["replayed"]


def test_two_hundred_slow_clients_delay_nobody_and_are_all_cut(shop: Served) -> None:
    member = shop.member("quick")
    path = f"/v1/members/{member}/points/earn"
    begun_s = time.monotonic()
    slow = [dial(shop) for _ in range(200)]
    for number, one in enumerate(slow):
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {shop.keys['owner']}\r\nIdempotency-Key: "
        body = f"slow{number}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"
        one.sendall((head + (body if number % 2 else "")).encode())
    times = list[float]()
    with shop.client() as client:
        number = 0
        while time.monotonic() - begun_s < 3:
            began_s = time.monotonic()
            body = {"asset": "points", "amount": 1}
            answer = client.post(path, json=body, headers={"Idempotency-Key": f"quick{number}"})
            times.append(time.monotonic() - began_s)
            assert answer.status_code == 200
            number += 1
            if number % 20 == 0:
                for one in slow:
                    try:
                        one.sendall(b"x")
                    except OSError:
                        break  # they are being cut
    answers = [read_until_cut(one) for one in slow]
    assert [read_problem(answer)["status"] for answer in answers if answer] == [408] * sum(map(bool, answers))
    assert sum(map(bool, answers)) > 0
    assert sorted(times)[len(times) * 95 // 100] < 0.5, sorted(times)[-10:]
    assert shop.rows("SELECT count(*) FROM operation WHERE key LIKE 'slow%'") == [(0,)]
    figures = shop.call("GET", "/metrics").text
    told = re.findall(
        r"^liuke_http_requests_total\{.*/points/earn.*status=\"(4..)\".*\} (.*)$", figures, flags=re.MULTILINE
    )
    assert told == [("408", "100.0")]


def read_until_cut(connection: socket.socket) -> bytes:
    """The answer; nothing where a byte that was on its way crossed it."""
    with connection:
        try:
            return read_all(connection)
        except ConnectionResetError:
            return b""
