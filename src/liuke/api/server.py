"""Serving an application: uvicorn with httptools and uvloop, ended gracefully."""

from __future__ import annotations

import asyncio
import signal
import socket
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

import uvicorn

from liuke.api.accepting import Acceptor
from liuke.api.slow_clients import KEEP_ALIVE_SECONDS, WatchedProtocol, cut_late
from liuke.kernel.open_files import raise_open_files

DRAIN_SECONDS = 1.0
"""How long kept connections may still bring a request after the process was told to end; its answer closes them."""
GRACE_SECONDS = 30
"""How long answers that are under way may take when the process is told to end."""
LOOK_SECONDS = 0.5
"""Between two looks at all connections."""


class Draining(Protocol):
    """An application that can ask its clients to connect anew."""

    draining: bool

    def note_cut(self, status: int, count: int) -> None:
        """So many clients were cut off with this answer before the head of a request was there."""
        ...


class _Server(uvicorn.Server):
    """Ends by returning, so that what was opened around it is closed; the library would end the process instead.

    Before it closes idle connections it lets them bring one more request: the library closes them at once, and loses
    the request that was on its way on one of them.
    """

    def __init__(
        self, config: uvicorn.Config, app: Draining, *, stop: asyncio.Event | None, head_timeout_s: float
    ) -> None:
        super().__init__(config)
        self._app = app
        self._stop = stop
        self._head_timeout_s = head_timeout_s
        self._look_s = 0.0

    async def on_tick(self, counter: int) -> bool:  # pyright: ignore[reportImplicitOverride] - 3.12 has the decorator
        """Look after slow clients; whether to end."""
        self._look()
        if self._stop is not None and self._stop.is_set():
            self.should_exit = True
        return await super().on_tick(counter)

    async def startup(  # pyright: ignore[reportImplicitOverride] - 3.12 has the decorator
        self, sockets: list[socket.socket] | None = None
    ) -> None:
        """Open the application, then take connections; the library would take them in bursts."""
        await super().startup([])
        servers: Any = self.servers
        servers += [Acceptor(one, self._make_protocol) for one in sockets or ()]

    def _make_protocol(self) -> asyncio.Protocol:
        make: Any = self.config.http_protocol_class
        return make(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)

    async def shutdown(  # pyright: ignore[reportImplicitOverride] - 3.12 has the decorator
        self, sockets: list[socket.socket] | None = None
    ) -> None:
        """Accept nothing more, let kept connections finish, then end."""
        self._app.draining = True
        for server in self.servers:
            server.close()
        limit = time.monotonic() + DRAIN_SECONDS
        while self.server_state.connections and time.monotonic() < limit:  # noqa: ASYNC110 - the library has no event
            await asyncio.sleep(0.02)
        looking = asyncio.create_task(self._keep_looking())
        try:
            await super().shutdown(sockets)
        finally:
            looking.cancel()

    async def _keep_looking(self) -> None:
        """The library ticks no more; a client that owes a body must not hold up the end for the whole grace."""
        while True:
            self._look()
            await asyncio.sleep(LOOK_SECONDS)

    def _look(self) -> None:
        """Look after slow clients, if it is time."""
        now_s = time.monotonic()
        if now_s >= self._look_s:
            self._look_s = now_s + min(LOOK_SECONDS, self._head_timeout_s / 8)
            for status, count in cut_late(self.server_state.connections, now_s, self._head_timeout_s).items():
                self._app.note_cut(status, count)

    @contextmanager
    def capture_signals(self) -> Generator[None]:  # pyright: ignore[reportIncompatibleMethodOverride,reportImplicitOverride] - as above; the library leaves open what it yields
        if self._stop is not None:
            yield  # somebody else listens to signals
            return
        loop = asyncio.get_running_loop()
        signals = (signal.SIGINT, signal.SIGTERM)
        for one in signals:
            loop.add_signal_handler(one, self.handle_exit, one, None)
        try:
            yield
        finally:
            for one in signals:
                loop.remove_signal_handler(one)


async def serve(
    app: Any,
    sockets: Sequence[socket.socket],
    *,
    head_timeout_s: float,
    stop: asyncio.Event | None = None,
    on_ready: Callable[[], None] | None = None,
) -> bool:
    """Serve until told to end; then take no more connections, finish what was taken, and return.

    Args:
        app: An ASGI application with a lifespan, which can drain.
        sockets: Listening; see :func:`liuke.supervise.listening.bind`.
        head_timeout_s: See :mod:`liuke.api.slow_clients`.
        stop: Set when it is to end; by default SIGTERM and SIGINT say so.
        on_ready: Called when requests are answered.

    Returns:
        Whether it could start.
    """
    raise_open_files()
    config = uvicorn.Config(
        app,
        http=WatchedProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = _Server(config, app, stop=stop, head_timeout_s=head_timeout_s)
    serving = asyncio.create_task(server.serve(sockets=list(sockets)))
    while not server.started and not serving.done():  # noqa: ASYNC110 - the library has no event
        await asyncio.sleep(0.01)
    if server.started and on_ready is not None:
        on_ready()
    await serving
    return bool(server.started)
