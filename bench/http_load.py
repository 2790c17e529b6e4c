"""A load generator for HTTP/1.1: so many connections, kept alive, each sends its next request when it is answered."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
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
        bodies: The last answer's body, to look at.
    """

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter[int])
    latencies: list[float] = field(default_factory=list[float])
    last_body: bytes = b""

    @property
    def rate(self) -> float:
        """Answers a second."""
        return sum(self.statuses.values()) / self.seconds

    def quantile(self, share: float) -> float:
        """Latency in milliseconds below which ``share`` of the answers came."""
        ordered = sorted(self.latencies)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] * 1_000


class _Client(asyncio.Protocol):
    """One connection: no streams, since they would cost more than the server that is measured."""

    def __init__(self, requests: Iterator[bytes], load: Load, ended: asyncio.Future[None]) -> None:
        self.requests, self.load, self.ended = requests, load, ended
        self.buffer = b""
        self.sent_s = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's is none by inheritance
        self._send()

    def _send(self) -> None:
        request = next(self.requests, None)
        if request is None:
            self.transport.close()
            return
        self.sent_s = time.perf_counter()
        self.transport.write(request)

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
        self.load.statuses[int(buffer[9:12])] += 1
        self.load.latencies.append(time.perf_counter() - self.sent_s)
        self.load.last_body = buffer[head + 4 :]
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_result(None) if exc is None else self.ended.set_exception(exc)


async def drive_http(host: str, port: int, requests: Iterator[bytes], *, connections: int = 64) -> Load:
    """Send all requests over so many connections at once."""
    loop, load = asyncio.get_running_loop(), Load()
    ends = [loop.create_future() for _ in range(connections)]
    begun = time.perf_counter()
    for end in ends:
        await loop.create_connection(lambda end=end: _Client(requests, load, end), host, port)
    await asyncio.gather(*ends)
    load.seconds = time.perf_counter() - begun
    return load


def render_request(method: str, path: str, body: bytes = b"", *, host: str = "127.0.0.1", **headers: str) -> bytes:
    """A request as it goes over the wire; underscores in names of headers are dashes."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body
