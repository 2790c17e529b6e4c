"""Runs a source through the engine: the same engine that serves the API, with the events' own clock.

A member's events keep their order; members are independent, so the work is spread over lanes by member. What is due
between two events of a member happens at the time it was due, whether a sweep or the next event finds it, and for what
activities do by themselves a chunk is cut (``subjects``), so the result does not depend on how the history is cut into
chunks. Every event carries a natural key: running a file again, or a part of it after a kill, changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.engine.batch import Submission, submission
from liuke.engine.decide import check_event
from liuke.engine.engine import Engine
from liuke.kernel.clock import DAY_US
from liuke.kernel.errors import InvalidInput, KeyReused, record_error
from liuke.members.store import NewMember, find_members, register_members
from liuke.privacy.box import mask_fields, show_name
from liuke.privacy.names import NAMESPACES
from liuke.replay import store
from liuke.replay.contracts import (
    EXAMPLES,
    IN_ALL,
    MEMBER,
    REGISTERED,
    WANTED,
    Progress,
    RunTerms,
    SourceEvent,
    complete_refund,
    is_member,
    kind_of,
    list_members,
)

REPLAY_BATCH = 500
"""Events in one transaction. More share no more of its cost, and what they make until it ends has to be held."""

KNOWN_MEMBERS = 500_000
"""Members whose ids are kept in memory; the rest are looked up again."""


class ChunkRunner:
    """Takes chunks of events of one tenant; a member's events must come in order and always to the same runner.

    Args:
        engine: Of the tenant; its pool needs as many connections as lanes.
        terms: Of the replay.
        lanes: Batches under way at once.
        alone: Whether no other runner works on the tenant. Then what is due is swept before each chunk, so that shared
            stock goes round in the order of time; otherwise it happens with the member's next event, or at the end.
    """

    def __init__(self, engine: Engine, terms: RunTerms, *, lanes: int, alone: bool) -> None:
        self.engine = engine
        self.terms = terms
        self.lanes = lanes
        self.alone = alone
        self._known: dict[str, int] = {}
        self._joined: set[int] = set()
        self._done = Progress()
        self._dead: list[store.DeadLetter] = []

    async def run(self, chunk: Sequence[SourceEvent]) -> Progress:
        """Take a chunk; returns what was done, for adding up."""
        self._done = Progress()
        for part in _split(chunk) if self.terms.names_members else [chunk]:
            if part:
                await self._run_part(part)
        return self._done

    async def _run_part(self, chunk: Sequence[SourceEvent]) -> None:
        ids = await self._resolve(chunk)
        refunded = await self._look_up_orders(chunk, ids)
        lanes: list[list[Submission]] = [[] for _ in range(self.lanes)]
        for given in chunk:
            item = self._take(given, ids, refunded)
            if item is not None:
                lanes[item.event.member_id % self.lanes].append(item)
        await self._write_dead_letters()
        if self.alone:
            await self.engine.sweep(chunk[0].t_us // DAY_US * DAY_US)
        await asyncio.gather(*(self._run_lane(lane) for lane in lanes))
        if self.alone:
            await deliver_all(self.engine, chunk[-1].t_us)

    def _take(
        self, given: SourceEvent, ids: Mapping[str, int], refunded: Mapping[tuple[int, str], int]
    ) -> Submission | None:
        """The event as it is sent; nothing if it has happened, or cannot be sent."""
        if given.type == "order.refunded":
            given = complete_refund(given, ids[given.member], refunded)
        data = self._fill_in(given, ids) if self.terms.names_members else given.data
        event = Event(given.type, ids[given.member], self._find_key(given), given.t_us, data)
        nothing_new = given.type == "order.refunded" and IN_ALL in data
        if nothing_new or (given.type == REGISTERED and event.member_id in self._joined):
            self._done.events += 1
            self._done.replayed += 1
            return None
        try:
            check_event(self.engine.program_at(given.t_us), event)
        except InvalidInput as error:
            self._note_dead(given, record_error(error))
            self._count_refusal("invalid-input")
            return None
        self._done.events += 1
        self._done.orders += given.type == "order.paid"
        return submission(event, clock_us=event.t_us)

    async def _run_lane(self, lane: list[Submission]) -> None:
        for start in range(0, len(lane), REPLAY_BATCH):
            batch = lane[start : start + REPLAY_BATCH]
            if self.terms.resumed:
                batch = await self._leave_out_refused(batch)
            for item, outcome in zip(batch, await self.engine.process(batch), strict=True):
                self._done.replayed += outcome.replayed
                if isinstance(outcome.error, KeyReused):
                    self._done.changed += 1
                    self._done.changed_keys = [*self._done.changed_keys, item.event.key][:EXAMPLES]
                elif outcome.error is not None:
                    self._count_refusal(getattr(outcome.error, "reason", outcome.error.code))
                    self._note_dead(item.event, record_error(outcome.error))
            await self._write_dead_letters()

    async def _leave_out_refused(self, batch: list[Submission]) -> list[Submission]:
        """A batch without what an interrupted run refused.

        A batch is one transaction: if it holds an event of a member that has happened, those of the member before it
        were decided too, and what is not known of them was refused. Today it might be taken, since more has happened.
        """
        keys = [(item.event.member_id, item.event.key) for item in batch]
        async with (
            acquire(self.engine.pool) as connection,
            transaction(connection, tenant_id=self.engine.tenant_id),
        ):
            known = await store.find_known(connection, keys)
        last = {key[0]: index for index, key in enumerate(keys) if key in known}
        kept = list[Submission]()
        for index, (item, key) in enumerate(zip(batch, keys, strict=True)):
            if key not in known and index < last.get(key[0], 0):
                self._count_refusal("refused-before")
                self._note_dead(item.event, "refused in the run that was interrupted")
            else:
                kept.append(item)
        return kept

    # -- members ----------------------------------------------------------------------------------------------------
    async def _resolve(self, chunk: Sequence[SourceEvent]) -> dict[str, int]:
        if len(self._known) > KNOWN_MEMBERS:
            self._known.clear()
        new = {
            event.member: NewMember(event.member, event.t_us, event.day, event.data.get("profile") or {})
            for event in chunk
            if event.type == REGISTERED
        }
        unknown = {event.member for event in chunk} - self._known.keys()
        if self.terms.names_members:
            unknown |= {name for event in chunk for name in list_members(event.data)} - self._known.keys()
        if unknown:
            await self._look_up(new, unknown)
        return self._known

    async def _look_up(self, new: Mapping[str, NewMember], unknown: set[str]) -> None:
        """Ids of members that are not known yet; those who join are made."""
        pool, tenant_id, personal = self.engine.pool, self.engine.tenant_id, self.engine.personal
        namespace = self.terms.namespace
        if any(member.profile for member in new.values()):
            await personal.ready(pool)
        await personal.ready_for(pool, [namespace])
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            chosen = [new[name] for name in sorted(unknown) if name in new]
            made = await register_members(connection, tenant_id, namespace, chosen, personal)
            self._known.update(made)
            self._joined = await store.find_joined(connection, sorted(made.values()))
            rest = sorted(unknown - self._known.keys())
            if rest:
                self._known.update(await find_members(connection, tenant_id, namespace, rest, personal))

    async def _look_up_orders(self, chunk: Sequence[SourceEvent], ids: Mapping[str, int]) -> dict[tuple[int, str], int]:
        """What went back of orders whose refunds do not say it all themselves."""
        wanted = [
            (ids[event.member], order_id)
            for event in chunk
            if event.type == "order.refunded"
            and (order_id := event.data.get(WANTED) or (event.data.get("order_id") if IN_ALL in event.data else None))
        ]
        if not wanted:
            return {}
        async with (
            acquire(self.engine.pool) as connection,
            transaction(connection, tenant_id=self.engine.tenant_id),
        ):
            return await store.find_refunded(connection, wanted)

    def _fill_in(self, event: SourceEvent, ids: Mapping[str, int]) -> dict[str, Any]:
        """Data with the numbers of other members, as the type of event wants them: as a number, or as its text."""
        event_type = self.engine.program_at(event.t_us).events.find(event.type)
        data = dict(event.data)
        for name, value in event.data.items():
            if is_member(value):
                number = ids[value[MEMBER]]
                as_number = event_type is not None and kind_of(event_type, name) == "int"
                data[name] = number if as_number else str(number)
        return data

    # -- what could not be taken --------------------------------------------------------------------------------------
    def _count_refusal(self, reason: str) -> None:
        self._done.refused[reason] = self._done.refused.get(reason, 0) + 1

    def _note_dead(self, event: Event | SourceEvent, reason: str) -> None:
        if isinstance(event, Event):
            who: dict[str, Any] = {"member_id": event.member_id}
            key = event.key
        else:
            stored = self.engine.personal.render_name(self.terms.namespace, event.member)
            who = {"member": show_name(stored, sealed=self.terms.namespace in NAMESPACES)}
            key = self._find_key(event)
        payload = {"type": event.type, "key": key, **who, "data": self._mask(event)}
        self._dead.append(store.DeadLetter(event.t_us, reason, payload))

    def _find_key(self, event: SourceEvent) -> str:
        """The event's key, which may name the member: not where their name is personal. It stays the member's own."""
        if self.terms.namespace not in NAMESPACES:
            return event.key
        stored = self.engine.personal.render_name(self.terms.namespace, event.member)
        return event.key.replace(event.member, stored.rpartition("#")[2])

    def _mask(self, event: Event | SourceEvent) -> dict[str, Any]:
        """Data without what is personal: the file still has it, and a dead letter is read by many."""
        names = self.engine.program_at(event.t_us).events.find_personal(event.type, event.data)
        return mask_fields(event.data, names)

    async def _write_dead_letters(self) -> None:
        """Keep what was noted since the last time: all of it, or nothing."""
        letters, self._dead = self._dead, []
        if letters:
            async with (
                acquire(self.engine.pool) as connection,
                transaction(connection, tenant_id=self.engine.tenant_id),
            ):
                source = f"replay:{self.terms.replay_id}"
                await store.insert_dead_letters(connection, self.engine.tenant_id, source, letters)


def _split(chunk: Sequence[SourceEvent]) -> Iterator[Sequence[SourceEvent]]:
    """Parts that end with an event that names another member: what it sends them arrives before the next part."""
    begin = 0
    for index, event in enumerate(chunk):
        if list_members(event.data):
            yield chunk[begin : index + 1]
            begin = index + 1
    yield chunk[begin:]


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
