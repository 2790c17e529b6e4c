"""The course of a replay: chunks from the source to a crew, checkpoints between them, what is due at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from liuke.db.pool import acquire, transaction
from liuke.engine.engine import Engine
from liuke.replay import store
from liuke.replay.contracts import Crew, Progress, SourceEvent
from liuke.replay.overlay import Overlay
from liuke.replay.runner import deliver_all
from liuke.replay.source import Source
from liuke.replay.subjects import SubjectClock

CHUNK = 3_000
"""Events in one go; a checkpoint is written after each."""
MOST = 12_000
"""Events of one go that waits for the end of a day; a longer day is taken in parts."""


class Replay:
    """One replay of one source into one tenant.

    Args:
        engine: Of the tenant, for checkpoints and the sweep at the end.
        source: Opened history.
        crew: Takes the chunks.
        replay_id: Name of the checkpoint; the same files should give the same name.
        overlay: Puts the history's coupons and campaigns into the program's words.
        on_progress: Called when chunks are done.
    """

    def __init__(
        self,
        engine: Engine,
        source: Source[Any],
        crew: Crew,
        *,
        replay_id: str,
        overlay: Overlay | None = None,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self.engine = engine
        self.source = source
        self.crew = crew
        self.replay_id = replay_id
        self.overlay = overlay
        self.on_progress = on_progress
        self.progress = Progress()

    async def run(self, *, limit: int | None = None) -> Progress:
        """Replay everything (or the first ``limit`` orders), from the last checkpoint on."""
        begun = time.perf_counter()
        checkpoint = await self._read_checkpoint()
        self.source.restrict(limit=limit, since_day=checkpoint)
        translate = self.overlay.translate if self.overlay is not None else None
        last, clock = 0, SubjectClock(self.engine, self.crew)
        for chunk in _chunks(self.source):
            if not last and checkpoint is None:
                await self._write_checkpoint(chunk[0].day)
            last = chunk[-1].t_us
            events = [translate(event) for event in chunk] if translate is not None else chunk
            await (clock if clock.is_needed(events) else self.crew).take(events)
            await self._note(begun)
        await self.crew.drain()
        await self._note(begun)
        if last:
            await deliver_all(self.engine, last)
            calendar = self.engine.program_at(last).calendar
            await self.engine.sweep(calendar.day_start_us(self.progress.day + 1) - 1)
        if limit is None:
            async with (
                acquire(self.engine.pool) as connection,
                transaction(connection, tenant_id=self.engine.tenant_id),
            ):
                await store.mark_done(connection, self.engine.tenant_id, self.replay_id)
        self.progress.seconds = time.perf_counter() - begun
        return self.progress

    async def _note(self, begun: float) -> None:
        done = self.crew.finished()
        if not done:
            return
        for day, part in done:
            self.progress.day = day
            self.progress.add(part)
        self.progress.seconds = time.perf_counter() - begun
        await self._write_checkpoint(self.progress.day)
        if self.on_progress is not None:
            self.on_progress(self.progress)

    async def _read_checkpoint(self) -> int | None:
        return await _find_checkpoint(self.engine, self.replay_id)

    async def _write_checkpoint(self, day: int) -> None:
        async with acquire(self.engine.pool) as connection, transaction(connection, tenant_id=self.engine.tenant_id):
            await store.write_checkpoint(connection, self.engine.tenant_id, self.replay_id, day)


async def has_checkpoint(engine: Engine, replay_id: str) -> bool:
    """Whether a replay of this name has begun before."""
    return await _find_checkpoint(engine, replay_id) is not None


async def _find_checkpoint(engine: Engine, replay_id: str) -> int | None:
    async with acquire(engine.pool) as connection, transaction(connection, tenant_id=engine.tenant_id):
        return await store.find_checkpoint(connection, engine.tenant_id, replay_id)


def _chunks(source: Source[Any]) -> Iterator[list[SourceEvent]]:
    waiting: list[SourceEvent] = []
    for batch in source:
        waiting.extend(batch.events)
        if len(waiting) >= CHUNK and (batch.last or len(waiting) >= MOST):
            yield waiting
            waiting = []
    if waiting:
        yield waiting
