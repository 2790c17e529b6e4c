"""Runs a source through the engine: the same engine that serves the API, with the events' own clock.

A member's events keep their order; members are independent, so the work is spread over lanes by member. What is due
between two events of a member happens at the time it was due, whether a sweep or the next event finds it, so the result
does not depend on how the history is cut into chunks. Every event carries a natural key: running a file again, or a
part of it after a kill, changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.engine.batch import Submission, submission
from liuke.engine.decide import Outcome, check_event
from liuke.engine.engine import Engine
from liuke.kernel.clock import DAY_US
from liuke.kernel.errors import InvalidInput
from liuke.members.store import NewMember, find_members, register_members
from liuke.privacy.box import mask_fields, show_name
from liuke.privacy.names import NAMESPACES
from liuke.replay import store
from liuke.replay.contracts import Progress, SourceEvent

REPLAY_BATCH = 2_000
"""Events in one transaction: nobody waits for an answer, and what is loaded and written once a member pays for more of
the member's events."""

KNOWN_MEMBERS = 500_000
"""Members whose ids are kept in memory; the rest are looked up again."""


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
            event = Event(given.type, ids[given.member], self._find_key(given), given.t_us, given.data)
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
        await asyncio.gather(*(self._run_lane(lane) for lane in lanes))
        if self.alone:
            await deliver_all(self.engine, chunk[-1].t_us)
        return self._done

    async def _run_lane(self, lane: list[Submission]) -> None:
        for start in range(0, len(lane), REPLAY_BATCH):
            batch = lane[start : start + REPLAY_BATCH]
            for item, outcome in zip(batch, await self.engine.process(batch), strict=True):
                self._done.replayed += outcome.replayed
                if outcome.error is not None:
                    self._count_refusal(getattr(outcome.error, "reason", outcome.error.code))
                    await self._dead_letter_item(item, outcome)

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
            personal = self.engine.personal
            if any(member.profile for member in new.values()):
                await personal.ready(pool)
            await personal.ready_for(pool, [self.namespace])
            async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
                chosen = [new[name] for name in sorted(unknown) if name in new]
                self._known.update(await register_members(connection, tenant_id, self.namespace, chosen, personal))
                rest = sorted(unknown - self._known.keys())
                if rest:
                    self._known.update(await find_members(connection, tenant_id, self.namespace, rest, personal))
        return self._known

    # -- what could not be taken --------------------------------------------------------------------------------------
    def _count_refusal(self, reason: str) -> None:
        self._done.refused[reason] = self._done.refused.get(reason, 0) + 1

    async def _dead_letter_item(self, item: Submission, outcome: Outcome) -> None:
        event = item.event
        payload = {"type": event.type, "key": event.key, "member_id": event.member_id, "data": self._mask(event)}
        await self._write_dead_letter(event.t_us, str(outcome.error), payload)

    async def _dead_letter(self, event: SourceEvent, reason: str) -> None:
        personal = self.engine.personal
        member = show_name(personal.render_name(self.namespace, event.member), sealed=self.namespace in NAMESPACES)
        payload = {"type": event.type, "key": self._find_key(event), "member": member, "data": self._mask(event)}
        await self._write_dead_letter(event.t_us, reason, payload)

    def _find_key(self, event: SourceEvent) -> str:
        """The event's key, which may name the member: not where their name is personal. It stays the member's own."""
        if self.namespace not in NAMESPACES:
            return event.key
        stored = self.engine.personal.render_name(self.namespace, event.member)
        return event.key.replace(event.member, stored.rpartition("#")[2])

    def _mask(self, event: Event | SourceEvent) -> dict[str, Any]:
        """Data without what is personal: the file still has it, and a dead letter is read by many."""
        names = self.engine.program_at(event.t_us).events.find_personal(event.type, event.data)
        return mask_fields(event.data, names)

    async def _write_dead_letter(self, t_us: int, reason: str, payload: dict[str, Any]) -> None:
        async with acquire(self.engine.pool) as connection, transaction(connection, tenant_id=self.engine.tenant_id):
            source = f"replay:{self.replay_id}"
            await store.insert_dead_letter(connection, self.engine.tenant_id, t_us, source, reason, payload)


async def deliver_all(engine: Engine, t_us: int) -> None:
    """Take every event that operations sent to other members, and those that follow from them."""
    while await engine.deliver(clock_us=t_us):
        pass


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
