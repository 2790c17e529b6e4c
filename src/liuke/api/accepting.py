"""Taking connections from a socket that several processes share.

The event loop's own server takes everything that waits as soon as it is told that somebody does, so a burst of new
connections, such as those that a proxy opens and keeps, ends up with whichever process woke first. Here a process takes
one and then looks at its other work: who has none is the first to take the next one.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Coroutine
from typing import Any

log = logging.getLogger(__name__)

PAUSE_S = 1.0
"""Nothing is taken for so long when the process can open no more files."""
_PASSED = (BlockingIOError, InterruptedError, ConnectionAbortedError)
"""Another process was quicker, or the client left again."""


class Acceptor:
    """Gives every connection on a listening socket a protocol.

    Args:
        listening: Not blocking; stays open.
        make_protocol: Makes one for each connection.
    """

    def __init__(self, listening: socket.socket, make_protocol: Callable[[], asyncio.Protocol]) -> None:
        self._listening = listening
        self._make_protocol = make_protocol
        self._loop = asyncio.get_running_loop()
        self._starting: set[asyncio.Task[Any]] = set()
        self._again: asyncio.TimerHandle | None = None
        self._loop.add_reader(listening, self._take)

    def close(self) -> None:
        """Take no more; those that wait are left to others."""
        if self._again is not None:
            self._again.cancel()
        self._loop.remove_reader(self._listening)

    async def wait_closed(self) -> None:
        """Until every connection that was taken has its protocol."""
        await asyncio.gather(*self._starting)

    def _take(self) -> None:
        try:
            taken, _ = self._listening.accept()
        except _PASSED:
            return
        except OSError as error:
            log.error("no connection can be taken for %g s: %s", PAUSE_S, error)
            self._loop.remove_reader(self._listening)
            self._again = self._loop.call_later(PAUSE_S, self._loop.add_reader, self._listening, self._take)
            return
        taken.setblocking(False)
        if taken.family in {socket.AF_INET, socket.AF_INET6}:
            taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        task = self._loop.create_task(self._start(taken))
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _start(self, taken: socket.socket) -> None:
        try:
            connecting: Coroutine[Any, Any, Any] = self._loop.connect_accepted_socket(self._make_protocol, taken)
            await connecting
        except OSError as error:
            log.warning("a connection was lost before it began: %s", error)
            taken.close()
