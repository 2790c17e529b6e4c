"""A receiver of webhooks: a real HTTP server that verifies, fails, hangs, cuts and counts as it is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks import Webhook

Reply = tuple[int, str] | tuple[int, str, dict[str, str]] | str
"""Status, body and headers; or "hang", "cut", or what only begins like an answer: "stall" and "break" in its body."""


@dataclass
class Received:
    headers: dict[str, str]
    raw: bytes
    connection: int

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def body(self) -> dict[str, Any]:
        return json.loads(self.raw)


@dataclass
class Receiver:
    """Listens on a free port of 127.0.0.1.

    Args:
        secrets: Each signature must verify under one of them; none: not looked at.
        reply: What to answer, by the request and how many came before it.
    """

    secrets: list[str] = field(default_factory=list[str])
    reply: Callable[[Received], Reply] = lambda _got: (200, "ok")
    got: list[Received] = field(default_factory=list[Received])
    bad: list[str] = field(default_factory=list[str])
    connections: int = 0
    most_at_once: int = 0
    port: int = 0
    _busy: int = 0

    async def __aenter__(self) -> Receiver:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        self._tasks = set[asyncio.Task[Any]]()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks?x=1"

    def ids(self) -> list[str]:
        return [one.id for one in self.got]

    async def wait_for(self, count: int, seconds: float = 20) -> None:
        """Until so many requests have come."""
        async with asyncio.timeout(seconds):
            while len(self.got) < count:  # noqa: ASYNC110 - a plain list
                await asyncio.sleep(0.005)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        number = self.connections
        try:
            with suppress(asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
                while await self._answer(reader, writer, number):
                    pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        lines = head.split("\r\n")
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:] if line)}
        received = Received(headers, await reader.readexactly(int(headers["content-length"])), number)
        self._busy += 1
        self.most_at_once = max(self.most_at_once, self._busy)
        try:
            self.got.append(received)
            self._verify(received)
            reply = self.reply(received)
            if reply == "hang":
                await reader.read(1)  # until the sender gives up
            if isinstance(reply, str):
                await self._begin(reply, reader, writer)
                return False
            status, text, *more = reply
            extra = "".join(f"{k}: {v}\r\n" for k, v in (more[0] if more else {}).items())
            body = text.encode()
            writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n{extra}\r\n".encode() + body)
            await writer.drain()
        finally:
            self._busy -= 1
        return True

    async def _begin(self, reply: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if reply in {"stall", "break"}:
            writer.write(b"HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\nbegun")
            await writer.drain()
        if reply == "stall":
            await reader.read(1)

    def _verify(self, received: Received) -> None:
        for secret in self.secrets:
            try:
                Webhook(secret).verify(received.raw, received.headers)
            except Exception as error:
                self.bad.append(f"{received.id}: {error!r}")
