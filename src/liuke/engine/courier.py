"""Deliveries right after the commit that made them, in the process that made them.

A delivery is a row until its receiver's operation removes it, so nothing depends on this: what it does not come to, for
a crash or because there is too much, the worker's loop takes. It only makes what a member does visible to another at
once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress

from liuke.db.errors import DbError

log = logging.getLogger(__name__)

MAX_WAITING = 4_096
"""Deliveries that wait at most; more than that are left to the worker."""
MAX_TAKEN = 256
"""Deliveries in one transaction."""

Place = tuple[int, str]
"""Receiver and key of a delivery."""


class Courier:
    """Delivers what it is given, in order; one transaction after another.

    Args:
        deliver: Takes these deliveries, those that are still there.
    """

    def __init__(self, deliver: Callable[[list[Place]], Awaitable[int]]) -> None:
        self._deliver = deliver
        self._waiting: dict[Place, None] = {}
        self._rung = asyncio.Event()
        self._rest = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Take what :meth:`send` is given from now on."""
        self._rest.set()
        self._task = asyncio.create_task(self._run())

    def send(self, places: Iterable[Place]) -> None:
        """Deliver these soon; before the start and beyond :data:`MAX_WAITING` it is left to the worker."""
        if self._task is None:
            return
        for place in places:
            if len(self._waiting) >= MAX_WAITING:
                break
            self._waiting[place] = None
        if self._waiting:
            self._rest.clear()
            self._rung.set()

    async def join(self) -> None:
        """Wait until everything was delivered or given up."""
        await self._rest.wait()

    async def stop(self) -> None:
        """Give up what is not delivered yet."""
        task, self._task = self._task, None
        self._waiting.clear()
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        while True:
            if not self._waiting:
                self._rest.set()
                self._rung.clear()
                await self._rung.wait()
            taken = list(self._waiting)[:MAX_TAKEN]
            for place in taken:
                del self._waiting[place]
            try:
                await self._deliver(taken)
            except DbError as error:
                log.warning("%d deliveries are left to the worker: %s", len(taken), error.title)
            except Exception:
                log.exception("%d deliveries are left to the worker", len(taken))
