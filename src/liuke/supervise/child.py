"""The supervised side: a process that serves on a socket which its parent bound.

``python -m liuke.supervise.child package.module:function`` runs ``async def function(child)`` until it returns. The
function serves on ``child.socket``, calls ``child.ready()`` when it does, and returns soon after ``child.stop`` is set:
stop accepting first, then finish what was accepted. The socket stays open in the other processes, so that nobody is
turned away.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import uvloop

from liuke.kernel.errors import InvalidInput

LISTEN_FD, READY_FD, LIFE_FD = "LIUKE_LISTEN_FD", "LIUKE_READY_FD", "LIUKE_LIFE_FD"
NUMBER, COUNT = "LIUKE_PROCESS_NUMBER", "LIUKE_PROCESS_COUNT"


@dataclass(slots=True)
class Child:
    """What a supervised process was given.

    Attributes:
        socket: Bound and listening; shared with the other processes.
        number: Which of the processes this is, from 0.
        count: How many there are; for what is divided among them.
        stop: Set when it is time to end.
    """

    socket: socket.socket
    number: int
    count: int
    ready_fd: int
    life_fd: int
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    def ready(self) -> None:
        """Tell the supervisor that requests are served now."""
        if self.ready_fd >= 0:
            with suppress(OSError):
                os.write(self.ready_fd, b"1")
            os.close(self.ready_fd)
            self.ready_fd = -1


Serve = Callable[[Child], Awaitable[None]]


def take_child(environ: Mapping[str, str] = os.environ) -> Child:
    """What the supervisor handed over.

    Raises:
        InvalidInput: this process was not started by a supervisor.
    """
    try:
        listen_fd, ready_fd, life_fd = (int(environ[name]) for name in (LISTEN_FD, READY_FD, LIFE_FD))
        number, count = int(environ[NUMBER]), int(environ[COUNT])
        listening = socket.socket(fileno=listen_fd)
    except (KeyError, ValueError, OSError):
        fix = "start the supervisor instead: liuke serve --workers N"
        raise InvalidInput("this command is for a supervisor to run", fix=fix) from None
    listening.setblocking(False)
    return Child(listening, number, count, ready_fd, life_fd)


async def run_child(serve: Serve) -> None:
    """Serve until SIGTERM, or until the supervisor is gone."""
    child = take_child()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, child.stop.set)
    # Ctrl-C reaches every process of the terminal; the supervisor tells this one when its turn has come
    loop.add_signal_handler(signal.SIGINT, _ignore)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    loop.add_reader(child.life_fd, _end_orphan, loop, child)
    try:
        await serve(child)
    finally:
        loop.remove_reader(child.life_fd)


def _ignore() -> None:
    return


def _end_orphan(loop: asyncio.AbstractEventLoop, child: Child) -> None:
    """The pipe ends when the supervisor does, however it ends."""
    loop.remove_reader(child.life_fd)
    child.stop.set()


def find_target(name: str) -> Serve:
    """The function that ``package.module:function`` names.

    Raises:
        InvalidInput: there is none.
    """
    module, _, function = name.partition(":")
    try:
        found: Serve = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise InvalidInput(f"{name!r} names no function: {error}") from None
    return found


if __name__ == "__main__":
    gc.disable()  # what is read now stays: looking for garbage in it took a fifth of a start
    target = find_target(sys.argv[1])
    gc.freeze()
    gc.enable()
    uvloop.run(run_child(target))
