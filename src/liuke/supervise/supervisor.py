"""The supervising side: keeps N processes serving on one socket, renews them one by one.

- A process that ends unasked is started again, at once at first, then with growing pauses.
- SIGHUP renews: for one place after another a new process is started, and only when it serves is the old one told to
  end. A new process that does not get ready ends the renewal; what served before goes on serving.
- SIGTERM and SIGINT: every process is told to end; who has not ended after the grace is killed.
- The socket never closes in between, so a connection that nobody has accepted yet waits for the next process.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import time
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from liuke.kernel.errors import LiukeError
from liuke.supervise.child import COUNT, LIFE_FD, LISTEN_FD, NUMBER, READY_FD
from liuke.supervise.systemd import tell_systemd

log = logging.getLogger(__name__)

_STEADY_S = 10.0
"""A process that lived this long was well; its end starts the pauses from the beginning."""
_LONGEST_PAUSE_S = 30.0


class ServeFailed(LiukeError):
    """The first processes did not get ready."""

    code = "serve-failed"
    status = 500
    title = "Serving could not begin"


@dataclass(slots=True, eq=False)
class _Running:
    """One process from its start to its end."""

    process: Process
    began_s: float
    ready: asyncio.Future[bool]
    ended: asyncio.Task[int]


@dataclass(slots=True, eq=False)
class _Place:
    """One of the N; who serves there now."""

    number: int
    current: _Running | None = None
    failures: int = 0
    pid_log: list[int] = field(default_factory=list[int])


class Supervisor:
    """Keeps processes serving.

    Args:
        target: ``package.module:function`` for :mod:`liuke.supervise.child`.
        listening: See :func:`liuke.supervise.listening.bind`.
        workers: How many processes.
        ready_s: How long a new process may take to get ready.
        grace_s: How long one may take to end.
        environ: Of the processes.
    """

    def __init__(
        self,
        target: str,
        listening: socket.socket,
        *,
        workers: int = 2,
        ready_s: float = 60.0,
        grace_s: float = 30.0,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self.target = target
        self.listening = listening
        self.ready_s = ready_s
        self.grace_s = grace_s
        self.environ = environ
        self.places = [_Place(number) for number in range(workers)]
        self._stop = asyncio.Event()
        self._renew = asyncio.Event()
        self._life_read, self._life_write = os.pipe()
        self._alive = set[_Running]()
        self._starting = set[asyncio.Task[_Running]]()

    # -- from outside -------------------------------------------------------------------------------------------------
    def stop(self) -> None:
        """End everything; as SIGTERM does."""
        self._stop.set()

    def renew(self) -> None:
        """Renew the processes; as SIGHUP does."""
        self._renew.set()

    def pids(self) -> list[int]:
        """Processes that serve or begin to."""
        return [place.current.process.pid for place in self.places if place.current is not None]

    async def run(self, *, on_ready: Callable[[], None] | None = None) -> None:
        """Serve until told to stop.

        Args:
            on_ready: Called when all processes serve for the first time.

        Raises:
            ServeFailed: a process of the first ones ended or was not ready in time.
        """
        signals = {signal.SIGTERM: self.stop, signal.SIGINT: self.stop, signal.SIGHUP: self.renew}
        loop = asyncio.get_running_loop()
        for number, act in signals.items():
            loop.add_signal_handler(number, act)
        keepers = list[asyncio.Task[None]]()
        try:
            await self._begin()
            if not self._stop.is_set():
                log.info("serving", extra={"pids": self.pids()})
                tell_systemd("READY=1")
                if on_ready is not None:
                    on_ready()
            keepers = [asyncio.create_task(self._keep(place)) for place in self.places]
            keepers.append(asyncio.create_task(self._keep_renewing()))
            await self._stop.wait()
        finally:
            tell_systemd("STOPPING=1")
            for keeper in keepers:
                keeper.cancel()
            await asyncio.gather(*keepers, return_exceptions=True)
            await self._end_all()
            for number in signals:
                loop.remove_signal_handler(number)
            os.close(self._life_read)
            os.close(self._life_write)
            log.info("ended")

    # -- processes ----------------------------------------------------------------------------------------------------
    async def _begin(self) -> None:
        for place in self.places:
            place.current = await self._start(place)
        for place in self.places:
            assert place.current is not None
            if not await self._is_ready(place.current) and not self._stop.is_set():
                raise ServeFailed(f"process {place.number + 1} did not get ready", fix="what it said is above")

    async def _start(self, place: _Place) -> _Running:
        """A new process. Who waits may be cancelled: it is known all the same, and ended with the others."""
        starting = asyncio.create_task(self._spawn(place))
        self._starting.add(starting)
        starting.add_done_callback(self._starting.discard)
        return await asyncio.shield(starting)

    async def _spawn(self, place: _Place) -> _Running:
        ready_read, ready_write = os.pipe()
        listen_fd = self.listening.fileno()
        own = {
            LISTEN_FD: str(listen_fd), READY_FD: str(ready_write), LIFE_FD: str(self._life_read),
            NUMBER: str(place.number), COUNT: str(len(self.places)),
        }  # fmt: skip
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "liuke.supervise.child", self.target,
                env={**self.environ, **own}, pass_fds=(listen_fd, ready_write, self._life_read),
            )  # fmt: skip
        except BaseException:
            os.close(ready_read)
            raise
        finally:
            os.close(ready_write)
        place.pid_log.append(process.pid)
        ended = asyncio.create_task(process.wait())
        made = _Running(process, time.monotonic(), self._watch_ready(ready_read), ended)
        self._alive.add(made)
        ended.add_done_callback(lambda _ended: self._alive.discard(made))
        return made

    def _watch_ready(self, read_fd: int) -> asyncio.Future[bool]:
        """Becomes ``True`` when the process says so, ``False`` when it ends without."""
        loop = asyncio.get_running_loop()
        ready = loop.create_future()

        def look() -> None:
            loop.remove_reader(read_fd)
            said = os.read(read_fd, 1)
            os.close(read_fd)
            if not ready.done():
                ready.set_result(said == b"1")

        loop.add_reader(read_fd, look)
        return ready

    async def _is_ready(self, running: _Running) -> bool:
        stopping = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait([running.ready, stopping], timeout=self.ready_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
        return running.ready.done() and running.ready.result()

    async def _keep(self, place: _Place) -> None:
        """Start again what ends unasked."""
        while True:
            running = place.current
            assert running is not None
            status = await asyncio.shield(running.ended)
            if place.current is not running:
                continue  # it was renewed; the new one is watched from here on
            place.failures = 0 if time.monotonic() - running.began_s > _STEADY_S else place.failures + 1
            log.error(
                "process %d ended unasked (%d); another one begins in %.1f s",
                running.process.pid, status, _choose_pause_s(place.failures),
            )  # fmt: skip
            while place.current is running:
                await asyncio.sleep(_choose_pause_s(place.failures))
                if place.current is running:
                    await self._replace(place, running)

    async def _replace(self, place: _Place, ended: _Running) -> None:
        """Start another one; where the machine starts none, that is one more failure."""
        try:
            made = await self._start(place)
        except OSError as error:
            place.failures += 1
            pause_s = _choose_pause_s(place.failures)
            log.error("process %d cannot be started: %s; again in %.1f s", place.number + 1, error, pause_s)
            return
        if place.current is ended:
            place.current = made
        else:  # it was renewed meanwhile
            await self._end(made, grace_s=self.grace_s)

    # -- renewing and ending ------------------------------------------------------------------------------------------
    async def _keep_renewing(self) -> None:
        while True:
            await self._renew.wait()
            self._renew.clear()
            tell_systemd(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1_000}")
            whole = await self._renew_all()
            tell_systemd("READY=1")
            log.info("renewed" if whole else "not renewed: what served before goes on", extra={"pids": self.pids()})

    async def _renew_all(self) -> bool:
        for place in self.places:
            try:
                new = await self._start(place)
            except OSError as error:
                log.error("a new process cannot be started: %s", error)
                return False
            if not await self._is_ready(new):
                log.error("the new process %d did not get ready", new.process.pid)
                await self._end(new, grace_s=0)
                return False
            old, place.current, place.failures = place.current, new, 0
            if old is not None:
                await self._end(old, grace_s=self.grace_s)
        return True

    async def _end_all(self) -> None:
        await asyncio.gather(*self._starting, return_exceptions=True)
        await asyncio.gather(*(self._end(running, grace_s=self.grace_s) for running in self._alive))

    async def _end(self, running: _Running, *, grace_s: float) -> None:
        """Tell it to end; kill it when it has not after the grace."""
        with suppress(ProcessLookupError):
            running.process.send_signal(signal.SIGTERM if grace_s else signal.SIGKILL)
        _, late = await asyncio.wait([running.ended], timeout=grace_s or None)
        if late:
            log.warning("process %d has not ended after %.0f s and is killed", running.process.pid, grace_s)
            with suppress(ProcessLookupError):
                running.process.kill()
            await running.ended


def _choose_pause_s(failures: int) -> float:
    """Before another process is started: none after a first failure, then growing ones."""
    return 0.0 if failures <= 1 else min(0.25 * 2 ** min(failures, 10), _LONGEST_PAUSE_S)
