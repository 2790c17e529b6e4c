"""A socket between client and server that loses chosen replies."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

Loss = Literal["begin", "before", "after"]


class CommitProxy:
    """Forwards everything; cuts the connection around the ends of a transaction, as told.

    ``begin``: the server never sees the BEGIN. ``before``: nor the COMMIT. ``after``: it has answered the COMMIT, and
    the client never hears.
    """

    def __init__(self, dsn: str, folder: Path) -> None:
        parts = urlsplit(dsn)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        self.target = f"{query['host']}/.s.PGSQL.{query['port']}"
        self.path = folder / f".s.PGSQL.{query['port']}"
        self.dsn = urlunsplit(parts._replace(query=urlencode({**query, "host": str(folder)})))
        self.losses: list[Loss] = []
        self.lost: list[Loss] = []

    async def __aenter__(self) -> CommitProxy:
        self.server = await asyncio.start_unix_server(self._serve, self.path)
        return self

    async def __aexit__(self, *_exc: object) -> None:
        self.server.close()
        await self.server.wait_closed()

    async def _serve(self, client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        reader, writer = await asyncio.open_unix_connection(self.target)
        heard = asyncio.Event()
        mute = False

        async def back() -> None:
            while data := await reader.read(65536):
                heard.set()
                if not mute:
                    answer.write(data)
                    await answer.drain()
            answer.close()

        task = asyncio.create_task(back())
        try:
            while data := await client.read(65536):
                if self.losses and (b"BEGIN" if self.losses[0] == "begin" else b"COMMIT;") in data:
                    loss = self.losses.pop(0)
                    self.lost.append(loss)
                    if loss == "after":
                        mute = True
                        heard.clear()
                        writer.write(data)
                        await heard.wait()
                    break
                writer.write(data)
                await writer.drain()
        finally:
            for end in (writer, answer):
                end.close()
                with suppress(OSError):
                    await end.wait_closed()
            task.cancel()
            with suppress(asyncio.CancelledError, OSError):
                await task
