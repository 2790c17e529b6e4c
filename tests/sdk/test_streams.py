"""Answers and bodies of any length: read and sent while they come, and broken ones are told apart from whole ones."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from liuke_sdk import AsyncDownload, ConnectionLost, Download, NotFound, RetryPolicy, UnexpectedAnswer
from liuke_sdk.drivers import AsyncDriver, SyncDriver
from liuke_sdk.uploads import Upload, open_upload
from liuke_sdk.wire import Ask, Route, Settings, call_flow

ROWS = 5_000


class Peer(ThreadingHTTPServer):
    """Sends rows and counts what it gets."""

    daemon_threads = True
    failures = 0
    got: list[bytes]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Peer

    def do_GET(self) -> None:
        if self.path.startswith("/missing"):
            self.send_response(404)
            self.send_header("content-length", "0")
            self.end_headers()
            return
        if self.server.failures:
            self.server.failures -= 1
            self.send_response(503)
            self.send_header("content-length", "0")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        text = b"".join(b'{"n":%d}\n' % n for n in range(ROWS)) + b'\n{"n":%d}' % ROWS
        if self.path.startswith("/odd"):
            text = b'{"n":1}\n["other"]\n'
        for at in range(0, len(text), 1_000):
            piece = text[at : at + 1_000]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            if self.path.startswith("/broken") and at >= 20_000:
                self.close_connection = True
                return
        self.wfile.write(b"0\r\n\r\n")

    def do_POST(self) -> None:
        if "content-length" in self.headers:
            body = self.rfile.read(int(self.headers["content-length"]))
        else:
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        self.server.got.append(body)
        again = self.server.failures > 0
        self.server.failures -= again
        self.send_response(503 if again else 200)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def peer() -> Iterator[Peer]:
    server = Peer(("127.0.0.1", 0), Handler)
    server.got = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def settings(peer: Peer) -> Settings:
    retry = RetryPolicy(attempts=3, first_seconds=0.01, longest_seconds=0.01)
    return Settings(f"http://127.0.0.1:{peer.server_port}", "", retry=retry)


ROW = dict[str, int]


def ask(type_: Any = ROW) -> Ask[Any]:
    return Ask(type_)


def test_rows_come_while_they_are_sent(peer: Peer, tmp_path: Path) -> None:
    driver = SyncDriver()
    peer.failures = 2
    rows: Download[ROW] = Download(settings(peer), Route("GET", "/rows"), ask(), driver.run)
    assert [row["n"] for row in rows] == list(range(ROWS + 1))
    assert next(iter(rows)) == {"n": 0}
    size = rows.save(tmp_path / "rows.ndjson")
    assert (tmp_path / "rows.ndjson").stat().st_size == size == sum(len(chunk) for chunk in rows.chunks())
    driver.close()


async def test_rows_come_to_the_async_client_too(peer: Peer, tmp_path: Path) -> None:
    driver = AsyncDriver()
    peer.failures = 2
    rows: AsyncDownload[ROW] = AsyncDownload(settings(peer), Route("GET", "/rows"), ask(), driver.run)
    assert [row["n"] async for row in rows] == list(range(ROWS + 1))
    size = await rows.save(tmp_path / "rows.ndjson")
    assert (tmp_path / "rows.ndjson").stat().st_size == size
    broken: AsyncDownload[ROW] = AsyncDownload(settings(peer), Route("GET", "/broken"), ask(), driver.run)
    with pytest.raises(ConnectionLost):
        _ = [row async for row in broken]
    await driver.close()


def test_an_answer_that_breaks_off_is_no_end(peer: Peer, tmp_path: Path) -> None:
    driver = SyncDriver()
    rows: Download[ROW] = Download(settings(peer), Route("GET", "/broken"), ask(), driver.run)
    seen = list[ROW]()
    with pytest.raises(ConnectionLost, match="broke off"):
        for row in rows:
            seen.append(row)
    assert [row["n"] for row in seen] == list(range(len(seen)))
    assert 0 < len(seen) < ROWS
    with pytest.raises(ConnectionLost):
        rows.save(tmp_path / "rows.ndjson")
    assert list(tmp_path.iterdir()) == []
    driver.close()


async def test_what_was_saved_of_it_is_taken_away_by_the_async_client_too(peer: Peer, tmp_path: Path) -> None:
    driver = AsyncDriver()
    rows: AsyncDownload[ROW] = AsyncDownload(settings(peer), Route("GET", "/broken"), ask(), driver.run)
    with pytest.raises(ConnectionLost):
        await rows.save(tmp_path / "rows.ndjson")
    assert list(tmp_path.iterdir()) == []
    await driver.close()


def test_a_problem_and_an_odd_row_are_told(peer: Peer) -> None:
    driver = SyncDriver()
    with pytest.raises(NotFound):
        next(iter(Download(settings(peer), Route("GET", "/missing"), ask(), driver.run)))
    odd = iter(Download(settings(peer), Route("GET", "/odd"), ask(), driver.run))
    assert next(odd) == {"n": 1}
    with pytest.raises(UnexpectedAnswer):
        next(odd)
    driver.close()


def uploads(tmp_path: Path) -> list[Upload]:
    whole = b"x" * 700_000
    file = tmp_path / "rows.csv"
    file.write_bytes(whole)
    return [whole, file, str(file), lambda: iter([whole[:1], whole[1:]])]


async def test_what_is_sent_is_made_anew_at_each_attempt(peer: Peer, tmp_path: Path) -> None:
    blocking, awaiting = SyncDriver(), AsyncDriver()
    route = Route("POST", "/in", safe=True)
    for upload in uploads(tmp_path):
        request = Ask[dict[str, Any]](dict[str, Any], content=open_upload(upload), media="text/csv")
        peer.failures, peer.got = 1, []
        assert blocking.run(call_flow(settings(peer), route, request)) == {}
        peer.failures = 1
        assert await awaiting.run(call_flow(settings(peer), route, request)) == {}
        assert [len(body) for body in peer.got] == [700_000] * 4
    blocking.close()
    await awaiting.close()
