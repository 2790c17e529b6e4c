"""Runs a source through the engine: the same engine that serves the API, with the events' own clock.

A member's events keep their order; members are independent, so the work is spread over lanes by member. What is due
between two events of a member happens at the time it was due, whether a sweep or the next event finds it, so the result
does not depend on how the history is cut into chunks. Every event carries a natural key: running a file again, or a
part of it after a kill, changes nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import msgspec

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.engine.batch import Submission, submission
from liuke.engine.decide import Outcome, check_event
from liuke.engine.engine import Engine
from liuke.kernel.clock import DAY_US
from liuke.kernel.errors import InvalidInput
from liuke.members.store import NewMember, find_members, register_members
from liuke.replay.overlay import Overlay
from liuke.replay.source import Source, SourceEvent

CHUNK = 8_000
"""Events in one go; a checkpoint is written after each."""

REPLAY_BATCH = 2_000
"""Events in one transaction: nobody waits for an answer, and what is loaded and written once a member pays for more of
the member's events."""

KNOWN_MEMBERS = 500_000
"""Members whose ids are kept in memory; the rest are looked up again."""


class Progress(msgspec.Struct):
    """How far a replay is.

    Args:
        events: Taken in this run, known ones included.
        orders: Of them ``order.paid``.
        replayed: Of them known from an earlier run.
        refused: By reason: events the program refused (each also a dead letter).
        day: Merchant-local day reached.
        seconds: Since the start of this run.
    """

    events: int = 0
    orders: int = 0
    replayed: int = 0
    refused: dict[str, int] = {}
    day: int = 0
    seconds: float = 0.0

    def add(self, part: Progress) -> None:
        """Add what one more chunk did."""
        self.events += part.events
        self.orders += part.orders
        self.replayed += part.replayed
        for reason, count in part.refused.items():
            self.refused[reason] = self.refused.get(reason, 0) + count


class ChunkRunner:
    """Takes chunks of events of one tenant; a member's events must come in order and always to the same runner.

    Args:
        engine: Of the tenant; its pool needs as many connections as lanes.
        replay_id: Name of the replay, for dead letters.
        namespace: Of the members' external ids.
        lanes: Batches under way at once.
        alone: Whether no other runner works on the tenant. Then what is due is swept before each chunk, so that shared
            stock goes round in the order of time; otherwise it happens with the member's next event, or at the end.
    """

    def __init__(self, engine: Engine, *, replay_id: str, namespace: str, lanes: int, alone: bool) -> None:
        self.engine = engine
        self.replay_id = replay_id
        self.namespace = namespace
        self.lanes = lanes
        self.alone = alone
        self._known: dict[str, int] = {}
        self._done = Progress()

    async def run(self, chunk: Sequence[SourceEvent]) -> Progress:
        """Take a chunk; returns what was done, for adding up."""
        self._done = Progress()
        if not chunk:
            return self._done
        pool, tenant_id = self.engine.pool, self.engine.tenant_id
        ids = await self._resolve(pool, tenant_id, chunk)
        program = self.engine.program_at(chunk[0].t_us)
        lanes: list[list[Submission]] = [[] for _ in range(self.lanes)]
        for given in chunk:
            event = Event(given.type, ids[given.member], given.key, given.t_us, given.data)
            try:
                check_event(program, event)
            except InvalidInput as error:
                await self._dead_letter(given, error.render())
                self._count_refusal("invalid-input")
                continue
            lanes[event.member_id % self.lanes].append(submission(event, clock_us=event.t_us))
            self._done.events += 1
            self._done.orders += given.type == "order.paid"
        if self.alone:
            await self.engine.sweep(chunk[0].t_us // DAY_US * DAY_US)
        results = await asyncio.gather(*(self._run_lane(lane) for lane in lanes))
        for lane, outcomes in zip(lanes, results, strict=True):
            for item, outcome in zip(lane, outcomes, strict=True):
                self._done.replayed += outcome.replayed
                if outcome.error is not None:
                    self._count_refusal(getattr(outcome.error, "reason", outcome.error.code))
                    await self._dead_letter_item(item, outcome)
        if self.alone:
            await deliver_all(self.engine, chunk[-1].t_us)
        return self._done

    async def _run_lane(self, lane: list[Submission]) -> list[Outcome]:
        outcomes = list[Outcome]()
        size = REPLAY_BATCH
        for start in range(0, len(lane), size):
            outcomes.extend(await self.engine.process(lane[start : start + size]))
        return outcomes

    # -- members ----------------------------------------------------------------------------------------------------
    async def _resolve(self, pool: Pool, tenant_id: int, chunk: Sequence[SourceEvent]) -> dict[str, int]:
        if len(self._known) > KNOWN_MEMBERS:
            self._known.clear()
        new = {
            event.member: NewMember(event.member, event.t_us, event.day, event.data.get("profile") or {})
            for event in chunk
            if event.type == "member.registered"
        }
        unknown = {event.member for event in chunk} - self._known.keys()
        if unknown:
            async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
                chosen = [new[name] for name in sorted(unknown) if name in new]
                self._known.update(await register_members(connection, tenant_id, self.namespace, chosen))
                rest = sorted(unknown - self._known.keys())
                if rest:
                    self._known.update(await find_members(connection, tenant_id, self.namespace, rest))
        return self._known

    # -- what could not be taken --------------------------------------------------------------------------------------
    def _count_refusal(self, reason: str) -> None:
        self._done.refused[reason] = self._done.refused.get(reason, 0) + 1

    async def _dead_letter_item(self, item: Submission, outcome: Outcome) -> None:
        event = item.event
        payload = {"type": event.type, "key": event.key, "member_id": event.member_id, "data": event.data}
        await self._write_dead_letter(event.t_us, str(outcome.error), payload)

    async def _dead_letter(self, event: SourceEvent, reason: str) -> None:
        payload = {"type": event.type, "key": event.key, "member": event.member, "data": event.data}
        await self._write_dead_letter(event.t_us, reason, payload)

    async def _write_dead_letter(self, t_us: int, reason: str, payload: dict[str, Any]) -> None:
        async with acquire(self.engine.pool) as connection, transaction(connection, tenant_id=self.engine.tenant_id):
            await connection.execute(
                _DEAD_LETTER, self.engine.tenant_id, t_us, f"replay:{self.replay_id}", reason, payload
            )


async def deliver_all(engine: Engine, t_us: int) -> None:
    """Take every event that operations sent to other members, and those that follow from them."""
    while await engine.deliver(clock_us=t_us):
        pass


class Crew(Protocol):
    """Whoever takes the chunks: this process, or several."""

    async def take(self, chunk: list[SourceEvent]) -> None:
        """Hand over a chunk; may return before it is done."""
        ...

    def finished(self) -> list[tuple[int, Progress]]:
        """Day and progress of the chunks that are done since the last call, in order."""
        ...

    async def drain(self) -> None:
        """Wait until all that was handed over is done."""
        ...


class SoloCrew:
    """One runner in this process."""

    def __init__(self, runner: ChunkRunner) -> None:
        self._runner = runner
        self._finished: list[tuple[int, Progress]] = []

    async def take(self, chunk: list[SourceEvent]) -> None:
        """Do it now."""
        self._finished.append((chunk[-1].day, await self._runner.run(chunk)))

    def finished(self) -> list[tuple[int, Progress]]:
        """What :meth:`take` did."""
        done, self._finished = self._finished, []
        return done

    async def drain(self) -> None:
        """Nothing is ever under way."""


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
        source: Source,
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
        last = 0
        for chunk in _chunks(self.source):
            last = chunk[-1].t_us
            await self.crew.take([translate(event) for event in chunk] if translate is not None else chunk)
            await self._note(begun)
        await self.crew.drain()
        await self._note(begun)
        if last:
            await deliver_all(self.engine, last)
            calendar = self.engine.program_at(last).calendar
            await self.engine.sweep(calendar.day_start_us(self.progress.day + 1) - 1)
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
        async with acquire(self.engine.pool) as connection, transaction(connection, tenant_id=self.engine.tenant_id):
            day = await connection.fetchval(
                "SELECT day FROM replay WHERE tenant_id = $1 AND replay_id = $2", self.engine.tenant_id, self.replay_id
            )
        return int(day) if day is not None else None

    async def _write_checkpoint(self, day: int) -> None:
        async with acquire(self.engine.pool) as connection, transaction(connection, tenant_id=self.engine.tenant_id):
            await connection.execute(_CHECKPOINT, self.engine.tenant_id, self.replay_id, day)


def _chunks(source: Source) -> Iterator[list[SourceEvent]]:
    waiting: list[SourceEvent] = []
    for batch in source:
        waiting.extend(batch.events)
        if batch.last and len(waiting) >= CHUNK:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


_CHECKPOINT = """
INSERT INTO replay (tenant_id, replay_id, day, totals, updated_us)
VALUES ($1, $2, $3, '{}', (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
ON CONFLICT (tenant_id, replay_id) DO UPDATE
SET day = greatest(replay.day, excluded.day), updated_us = excluded.updated_us
"""
_DEAD_LETTER = """
INSERT INTO dead_letter (tenant_id, t_us, source, reason, payload)
SELECT $1, $2, $3, $4, $5
WHERE NOT EXISTS (
    SELECT 1 FROM dead_letter WHERE tenant_id = $1 AND t_us = $2 AND source = $3 AND payload::text = $5::json::text
)
"""
