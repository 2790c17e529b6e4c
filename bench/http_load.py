"""A load generator for HTTP/1.1 over connections that are kept: as fast as answers come, or at a steady rate."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import cast

_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass
class Load:
    """What came of it.

    Args:
        seconds: From the first request to the last answer.
        statuses: Status → answers.
        latencies: Seconds of each answer, unsorted.
        last_body: The last answer's body, to look at.
    """

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter[int])
    latencies: list[float] = field(default_factory=list[float])
    last_body: bytes = b""

    @property
    def rate(self) -> float:
        """Answers a second."""
        return sum(self.statuses.values()) / self.seconds

    def add(self, since_s: float, status: int, body: bytes) -> None:
        """Count an answer."""
        self.statuses[status] += 1
        self.latencies.append(time.perf_counter() - since_s)
        self.last_body = body

    def quantile(self, share: float) -> float:
        """Latency in milliseconds below which ``share`` of the answers came."""
        ordered = sorted(self.latencies)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] * 1_000


class _Connection(asyncio.Protocol):
    """One connection that is kept: no streams, since they would cost more than the server that is measured.

    Args:
        answered: Called with the connection, status and body of each answer.
        ended: Done when the connection is closed.
    """

    def __init__(self, answered: Callable[[_Connection, int, bytes], None], ended: asyncio.Future[None]) -> None:
        self.answered, self.ended = answered, ended
        self.buffer = b""
        self.since_s = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's is none by inheritance

    def ask(self, request: bytes, since_s: float) -> None:
        """Send a request; its latency counts from ``since_s``."""
        self.since_s = since_s
        self.transport.write(request)

    def close(self) -> None:
        """No more requests."""
        self.transport.close()

    def data_received(self, data: bytes) -> None:
        buffer = self.buffer + data if self.buffer else data
        head = buffer.find(_END)
        if head < 0:
            self.buffer = buffer
            return
        at = buffer.lower().find(_LENGTH, 0, head)
        assert at > 0, buffer[:head]
        length = int(buffer[at + len(_LENGTH) : buffer.index(b"\r", at)])
        if len(buffer) < head + 4 + length:
            self.buffer = buffer
            return
        self.buffer = b""
        self.answered(self, int(buffer[9:12]), buffer[head + 4 :])

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_result(None) if exc is None else self.ended.set_exception(exc)


async def drive_http(host: str, port: int, requests: Iterator[bytes], *, connections: int = 64) -> Load:
    """Send all requests over so many connections at once; each sends its next one when it is answered."""
    loop, load = asyncio.get_running_loop(), Load()
    ends = [loop.create_future() for _ in range(connections)]

    def go_on(connection: _Connection) -> None:
        request = next(requests, None)
        if request is None:
            connection.close()
        else:
            connection.ask(request, time.perf_counter())

    def answered(connection: _Connection, status: int, body: bytes) -> None:
        load.add(connection.since_s, status, body)
        go_on(connection)

    begun = time.perf_counter()
    for end in ends:
        _, connection = await loop.create_connection(lambda end=end: _Connection(answered, end), host, port)
        go_on(connection)
    await asyncio.gather(*ends)
    load.seconds = time.perf_counter() - begun
    return load


async def pace_http(host: str, port: int, requests: Iterator[bytes], *, rate: int, connections: int = 64) -> Load:
    """Send the requests at a steady rate, whether those before are answered or not.

    A latency counts from when its request was due: one that waited for a free connection waited for the server.
    """
    loop, load = asyncio.get_running_loop(), Load()
    ends = [loop.create_future() for _ in range(connections)]
    free, waiting = list[_Connection](), deque[tuple[float, bytes]]()

    def answered(connection: _Connection, status: int, body: bytes) -> None:
        load.add(connection.since_s, status, body)
        if waiting:
            since_s, request = waiting.popleft()
            connection.ask(request, since_s)
        else:
            free.append(connection)

    for end in ends:
        _, connection = await loop.create_connection(lambda end=end: _Connection(answered, end), host, port)
        free.append(connection)
    begun = time.perf_counter()
    for number, request in enumerate(requests):
        due_s = begun + number / rate
        if (early := due_s - time.perf_counter()) > 0:
            await asyncio.sleep(early)
        if free:
            free.pop().ask(request, due_s)
        else:
            waiting.append((due_s, request))
    while len(free) < connections:  # noqa: ASYNC110 - an event for each answer would cost what is measured
        await asyncio.sleep(0.005)
    load.seconds = time.perf_counter() - begun
    for connection in free:
        connection.close()
    await asyncio.gather(*ends)
    return load


def render_request(method: str, path: str, body: bytes = b"", *, host: str = "127.0.0.1", **headers: str) -> bytes:
    """A request as it goes over the wire; underscores in names of headers are dashes."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body
