"""A small HTTP server to be supervised: answers with its process id, keeps connections, ends gracefully."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from pathlib import Path

from liuke.supervise.child import Child


class Server:
    def __init__(self, child: Child) -> None:
        self.child = child
        self.open = 0

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError, TimeoutError):
                while await self.answer(reader, writer):
                    pass
        finally:
            self.open -= 1
            writer.close()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = asyncio.ensure_future(reader.readuntil(b"\r\n\r\n"))
        stop = asyncio.ensure_future(self.child.stop.wait())
        await asyncio.wait([head, stop], return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        async with asyncio.timeout(1.0 if self.child.stop.is_set() else None):
            path = (await head).split(b" ")[1].decode()
        if path == "/die":
            os._exit(3)
        await asyncio.sleep(float(path.rpartition("=")[2] or 0) if "=" in path else 0.002)
        keep = not self.child.stop.is_set()
        body = f"{os.getpid()} {self.child.number} {self.child.count}".encode()
        end = b"" if keep else b"Connection: close\r\n"
        writer.write(b"HTTP/1.1 200 OK\r\n" + end + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        return keep


async def serve(child: Child) -> None:
    server = Server(child)
    listening = await asyncio.start_server(server.handle, sock=child.socket)
    child.ready()
    await child.stop.wait()
    listening.close()
    await asyncio.sleep(0.05)
    while server.open:  # noqa: ASYNC110 - a plain count
        await asyncio.sleep(0.01)


async def serve_or_fail(child: Child) -> None:
    """Fails when the file is there."""
    if await asyncio.to_thread(Path(os.environ["FAIL_FILE"]).exists):
        raise SystemExit(7)
    await serve(child)


async def never_ready(child: Child) -> None:
    await child.stop.wait()


async def never_end(child: Child) -> None:
    child.ready()
    await asyncio.sleep(3_600)
