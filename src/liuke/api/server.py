"""Serving an application: uvicorn with httptools and uvloop, ended gracefully."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

import uvicorn

GRACE_SECONDS = 30
"""How long answers that are under way may take when the process is told to end."""
KEEP_ALIVE_SECONDS = 75
BACKLOG = 4_096


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; several processes may accept from the same one.

    Raises:
        OSError: the address is taken or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(BACKLOG)
        made.setblocking(False)
    except OSError:
        made.close()
        raise
    return made


class _Server(uvicorn.Server):
    """Ends by returning, so that what was opened around it is closed; the library would end the process instead."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:  # pyright: ignore[reportIncompatibleMethodOverride,reportImplicitOverride]
        loop = asyncio.get_running_loop()
        signals = (signal.SIGINT, signal.SIGTERM)
        for one in signals:
            loop.add_signal_handler(one, self.handle_exit, one, None)
        try:
            yield
        finally:
            for one in signals:
                loop.remove_signal_handler(one)


async def serve(app: Any, sockets: Sequence[socket.socket]) -> bool:
    """Serve until SIGTERM or SIGINT; then take no more connections, finish what was taken, and return.

    Args:
        app: An ASGI application with a lifespan.
        sockets: Listening; see :func:`bind`.

    Returns:
        Whether it could start.
    """
    config = uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = _Server(config)
    await server.serve(sockets=list(sockets))
    return bool(server.started)
