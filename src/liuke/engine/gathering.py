"""What waits to be decided, and who takes how much of it into the next transaction.

A transaction costs the same whether it holds one event or fifty, so a lane that is free takes all that waits. It goes
at once when it has as many as can be expected: those that the last transaction answered (whoever was answered tends to
come again) and those that waited meanwhile. When fewer are there it waits for the others, as long as more keep coming,
no other lane stands idle, and for :data:`LINGER_S` at most; a single caller never waits.

While a transaction holds a member, further events of that member wait for it to end: lanes of one process never wait
for each other's locks, and a member's events keep their order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from liuke.decision.event import Event
from liuke.engine.decide import Outcome

LINGER_S = 0.005
"""How long a lane waits for company at most."""
LOOK_S = 0.001
"""Nobody came for so long: nobody else is coming."""
FULL = 32
"""Events among which a transaction's fixed cost hardly counts any more; lanes that are free share what is more."""


class Waiting:
    """An event and who waits for its outcome."""

    __slots__ = ("event", "future")

    def __init__(self, event: Event, future: asyncio.Future[Outcome]) -> None:
        self.event = event
        self.future = future


class Gathering:
    """The queue of an engine's lanes.

    Args:
        lanes: That take turns.
        max_batch: Events that one takes at once at most.
    """

    def __init__(self, lanes: int, max_batch: int) -> None:
        self.lanes = lanes
        self.max_batch = max_batch
        self._waiting: list[Waiting] = []
        self._busy: set[int] = set()
        """Members in transactions that are under way."""
        self._blocked: dict[int, list[Waiting]] = {}
        """Events of those, in order."""
        self._unfinished = 0
        self._coming = 0
        """Those who were answered since the last batch was taken and have not asked again."""
        self._wanted = 1
        self._turn = asyncio.Lock()
        self._bell: asyncio.Future[None] | None = None
        self._ended: asyncio.Event | None = None

    def add(self, event: Event) -> asyncio.Future[Outcome]:
        """One more; what came of it is set once it is known."""
        waiting = Waiting(event, asyncio.get_running_loop().create_future())
        self.put(waiting)
        return waiting.future

    def put(self, waiting: Waiting) -> None:
        """One more."""
        self._unfinished += 1
        self._coming = max(self._coming - 1, 0)
        if waiting.event.member_id in self._busy:
            self._blocked.setdefault(waiting.event.member_id, []).append(waiting)
        else:
            self._waiting.append(waiting)
        if self._waiting and (len(self._waiting) >= self._wanted or not self._coming):
            self._ring()

    async def take(self) -> list[Waiting]:
        """The next batch, at least one event; to be given to :meth:`done` when it was answered.

        One lane gathers at a time: two would share out between them what makes one full batch.
        """
        async with self._turn:
            if not self._waiting:
                await self._wait_for(1)
            if self._coming and len(self._waiting) < self._share():
                await self._linger()
            share = self._share()
            self._coming = 0
            taken = self._waiting[:share]
            del self._waiting[:share]
            self._busy.update(waiting.event.member_id for waiting in taken)
            if self._waiting:
                rest, self._waiting = self._waiting, []
                for waiting in rest:
                    member_id = waiting.event.member_id
                    if member_id in self._busy:
                        self._blocked.setdefault(member_id, []).append(waiting)
                    else:
                        self._waiting.append(waiting)
            return taken

    def done(self, taken: Iterable[Waiting]) -> None:
        """These were answered."""
        count = 0
        for waiting in taken:
            count += 1
            member_id = waiting.event.member_id
            self._busy.discard(member_id)
            if self._blocked and (blocked := self._blocked.pop(member_id, None)) is not None:
                self._waiting += blocked
        self._unfinished -= count
        self._coming += count
        if self._waiting:
            self._ring()  # this lane is free now and gathers the next ones
        if not self._unfinished and self._ended is not None:
            self._ended.set()
            self._ended = None

    async def join(self) -> None:
        """Wait until everything was answered."""
        while self._unfinished:
            if self._ended is None:
                self._ended = asyncio.Event()
            await self._ended.wait()

    def _share(self) -> int:
        """How much of what is under way one lane takes: it decides while the database works for another."""
        under_way = self._unfinished + self._coming
        return min(max(FULL, -(-under_way // self.lanes)), self.max_batch)

    # -- waiting ------------------------------------------------------------------------------------------------------
    async def _wait_for(self, wanted: int) -> None:
        self._wanted = wanted
        self._bell = asyncio.get_running_loop().create_future()
        try:
            await self._bell
        finally:
            self._bell = None

    async def _linger(self) -> None:
        loop = asyncio.get_running_loop()
        until_s = loop.time() + LINGER_S
        timer: asyncio.TimerHandle | None = None

        def look(seen: int) -> None:
            nonlocal timer
            if len(self._waiting) == seen or loop.time() >= until_s:
                self._ring()
            else:
                timer = loop.call_later(LOOK_S, look, len(self._waiting))

        timer = loop.call_later(LOOK_S, look, len(self._waiting))
        try:
            await self._wait_for(self._share())
        finally:
            timer.cancel()

    def _ring(self) -> None:
        if self._bell is not None and not self._bell.done():
            self._bell.set_result(None)
