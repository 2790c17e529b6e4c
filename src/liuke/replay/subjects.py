"""What activities do by themselves in the middle of a history: a league closes, a team fails, a list is drawn.

Members' own timers happen with their next event, at the time they were due. An activity has no next event, and what it
does reaches members whose next event depends on it. So a history is cut where a timer of an activity is due: events
before it, then the timer and what it sends to members, then the rest.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby

from liuke.activities.board_jobs import close_boards, find_next_close
from liuke.activities.domain import activity_index
from liuke.db.pool import acquire, transaction
from liuke.decision.domain import CompiledProgram
from liuke.engine import run_store
from liuke.engine.engine import Engine
from liuke.hooks.job import Work
from liuke.kernel.clock import FOREVER_US
from liuke.replay.contracts import Crew, SourceEvent
from liuke.replay.runner import deliver_all


class SubjectClock:
    """Lets activities of one tenant act at their own time between events.

    Args:
        engine: Of the tenant.
        crew: Takes the events.
    """

    def __init__(self, engine: Engine, crew: Crew) -> None:
        self._engine = engine
        self._crew = crew
        self._known: tuple[CompiledProgram, int] | None = None

    def is_needed(self, chunk: Sequence[SourceEvent]) -> bool:
        """Whether an activity that acts by itself has begun by the end of these events."""
        last_us = chunk[-1].t_us
        program = self._engine.program_at(last_us)
        if self._known is None or self._known[0] is not program:
            self._known = program, min(_list_begins(program), default=FOREVER_US)
        return self._known[1] <= last_us

    async def take(self, chunk: Sequence[SourceEvent]) -> None:
        """Hand the events over, a day at a time, and let happen in between what is due."""
        for day in _split_days(chunk):
            left = day
            while left:
                due_us = await self._act_until(left[0].t_us)
                place = bisect_left(left, due_us, key=lambda event: event.t_us)
                await self._crew.take(left[:place])
                await self._crew.drain()
                await deliver_all(self._engine, left[place - 1].t_us)
                left = left[place:]

    async def _act_until(self, now_us: int) -> int:
        """Timers that are due at an instant, each at its own; returns when the next one after it is due."""
        done_us = -1
        while (due_us := await self._find_due(now_us)) <= now_us and due_us > done_us:
            done_us = due_us
            engine = self._engine
            async with acquire(engine.pool) as connection, transaction(connection, tenant_id=engine.tenant_id):
                subjects = await run_store.list_due_subjects(connection, engine.tenant_id, due_us)
            await engine.process([], due=dict.fromkeys(subjects, due_us))
            await close_boards(self._make_work(due_us))
            await deliver_all(engine, due_us)
        return max(due_us, now_us + 1)

    async def _find_due(self, now_us: int) -> int:
        engine = self._engine
        async with acquire(engine.pool) as connection, transaction(connection, tenant_id=engine.tenant_id):
            due_us = await run_store.find_subject_due(connection, engine.tenant_id)
        return min(due_us, await find_next_close(self._make_work(now_us)))

    def _make_work(self, now_us: int) -> Work:
        engine = self._engine
        return Work(engine.pool, engine.tenant_id, now_us, engine, engine.program_at, {})


def _list_begins(program: CompiledProgram) -> Iterator[int]:
    """When each activity that acts by itself begins, those included that patches bring."""
    for variant in program.list_variants():
        for activity in activity_index(variant).all:
            if activity.behaviour.is_subject:
                yield activity.opens_us


def _split_days(chunk: Sequence[SourceEvent]) -> Iterator[list[SourceEvent]]:
    for _, events in groupby(chunk, key=lambda event: event.day):
        yield list(events)
