"""The running engine: group commit of concurrent requests, sweeps of what is due, events between members.

Lanes take whatever is queued (at most ``MAX_BATCH``) when they are free; :mod:`liuke.engine.gathering` says when they
go. Callers are answered after COMMIT.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import asyncpg

from liuke.db.contracts import Connection, Pool
from liuke.db.errors import ConnectionLostInDoubt, DatabaseUnavailable, TransactionConflict
from liuke.db.pool import acquire, transaction
from liuke.decision.choosing import ProgramSource, find_version
from liuke.decision.domain import CompiledProgram, Limited
from liuke.decision.event import Event
from liuke.decision.shared import find_left
from liuke.engine import run_store as store
from liuke.engine import seed_store
from liuke.engine.batch import Batch
from liuke.engine.courier import Courier, Place
from liuke.engine.decide import Outcome
from liuke.engine.gathering import Gathering
from liuke.engine.isolating import NotKept, PutOff, TookTooLong, explain, may_be_of_one, split
from liuke.engine.load_store import SharedLocks
from liuke.engine.months import Months
from liuke.engine.pairing import PairBatch
from liuke.engine.seed_store import SeedsWanted
from liuke.engine.store import MadeMeanwhile
from liuke.engine.submissions import MemberMerged, Submission, find_hindrance, redirect, submission
from liuke.goods.catalogue import NO_CATALOGUE, CatalogueSource
from liuke.hooks.scorer import Scorer
from liuke.kernel.errors import InvalidInput, LiukeError, NotFound, Refused, name_error
from liuke.privacy.box import Personal
from liuke.vault.vault import Vault

log = logging.getLogger(__name__)
R = TypeVar("R")

MAX_BATCH = 512
SOLD_OUT_SECONDS = 1.0
"""How long a process believes that a sold-out item still is."""
PLANNED_AT = frozenset(4**power for power in range(1, 8))
"""Batches of a connection that hold a type of event before which it plans its statements anew."""
FINISH_SECONDS = 3.0
"""How long the end waits for what was taken: a database that says nothing would keep it for ever."""
MAX_RESTARTS = 20
"""Times a batch starts over because of a shared row; each knows more rows beforehand."""
_RETRIED = (TransactionConflict, DatabaseUnavailable, ConnectionLostInDoubt)


class Engine:
    """Decides and applies for one tenant.

    Args:
        pool: Connections made with ``store.SESSION_SETTINGS``.
        tenant_id: Whose members.
        program: The program in force, or a function of the time.
        lanes: Transactions under way at once.
        attempts: Tries when the database conflicts or goes away; safe, since every operation carries a key.
        max_batch: Events in one transaction.
        clock: Engine time in UTC microseconds; by default the database's clock.
        catalogue: Stores, products and categories as they are known now.
        vault: For what is personal; without it events and members that hold such are refused. It seals seeds of draws.
        simulate: Salt of seeds of draws that anybody can know, for replays; empty: real ones.
        scorers: Asked how risky requests are that bring signals, before they are decided.
    """

    def __init__(
        self,
        pool: Pool,
        tenant_id: int,
        program: CompiledProgram | ProgramSource,
        *,
        lanes: int = 4,
        attempts: int = 5,
        max_batch: int = MAX_BATCH,
        clock: Callable[[], int] | None = None,
        vault: Vault | None = None,
        scorers: Sequence[Scorer] = (),
        catalogue: CatalogueSource = lambda: NO_CATALOGUE,
        simulate: str = "",
    ) -> None:
        self.pool = pool
        self.tenant_id = tenant_id
        self._program: ProgramSource = program if callable(program) else lambda _now: program
        self.attempts = attempts
        self.max_batch = max_batch
        self.clock = clock
        self.simulate = simulate
        self.personal = Personal(vault, tenant_id)
        self.scorers = tuple(scorers)
        self.catalogue = catalogue
        self.lanes = lanes
        self._gathering = Gathering(lanes, max_batch)
        self._tasks: list[asyncio.Task[None]] = []
        self._courier = Courier(self.deliver_these)
        self.batches = self.batched = 0
        """Transactions that the lanes began, and events in them."""
        self._seed: int | None = None
        self._used: dict[tuple[int, str], int] = {}
        """Database session and type of event → batches in it that held one."""
        self._sold_out: dict[str, float] = {}
        self._months = Months(pool, clock)

    def program_at(self, now_us: int) -> CompiledProgram:
        """The program in force."""
        return self._program(now_us)

    # -- one event at a time, grouped ---------------------------------------------------------------------------------
    async def __aenter__(self) -> Engine:
        """Start the lanes; from here on what an operation sends to another member is delivered after its commit."""
        self._tasks = [asyncio.create_task(self._run_lane()) for _ in range(self.lanes)]
        self._courier.start()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        """Finish what was taken, then stop the lanes; callers of what takes too long get no answer."""
        until_s = asyncio.get_running_loop().time() + FINISH_SECONDS
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until_s):
                await self._gathering.join()
        tasks, self._tasks = self._tasks, []  # who comes now waits for no lane
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until_s):
                await self._courier.join()
        await self._courier.stop()

    async def submit(self, event: Event) -> Outcome:
        """Take one event together with whatever else is waiting; returns after COMMIT.

        Raises:
            InvalidInput: it does not fit the catalogue.
            DatabaseUnavailable: it was not taken, or it is unknown whether it was: send it again with the same key.
        """
        error = find_hindrance(self._program, event, self._now_us())
        if isinstance(error, InvalidInput):
            raise error
        if error is not None:
            return Outcome(error=error)
        if not self._tasks:
            return (await self.process([submission(event)]))[0]
        return await self._gathering.add(event)

    async def submit_all(self, events: Sequence[Event]) -> list[Outcome]:
        """As :meth:`submit`, for many at once, in order for each member; one that fails says so in its outcome."""
        outcomes = [Outcome(error=find_hindrance(self._program, event, self._now_us())) for event in events]
        places = [place for place, outcome in enumerate(outcomes) if outcome.error is None]
        if not places:
            return outcomes
        if not self._tasks:
            found = await self.process([submission(events[place]) for place in places])
        else:
            taken = [self._gathering.add(events[place]) for place in places]
            found = await asyncio.gather(*taken, return_exceptions=True)
        for place, outcome in zip(places, found, strict=True):
            if isinstance(outcome, BaseException) and not isinstance(outcome, LiukeError):
                raise outcome
            outcomes[place] = outcome if isinstance(outcome, Outcome) else Outcome(error=outcome)
        return outcomes

    async def _run_lane(self) -> None:
        while True:
            taken = await self._gathering.take()
            self.batches += 1
            self.batched += len(taken)
            try:
                outcomes = await self._process_queued([waiting.event for waiting in taken])
            except BaseException as error:
                for waiting in taken:
                    if not waiting.future.done():
                        waiting.future.set_exception(error)
                if not isinstance(error, Exception):
                    raise
            else:
                for waiting, outcome in zip(taken, outcomes, strict=True):
                    if not waiting.future.done():
                        waiting.future.set_result(outcome)
            finally:
                self._gathering.done(taken)

    async def _process_queued(self, work: list[Event]) -> list[Outcome]:
        """A batch of the queue; what asks for an item known to be sold out is answered without locks or writes."""
        hopeless = self._find_hopeless(work) if self._sold_out else {}
        for index in await self._find_known(work, hopeless) if hopeless else ():
            del hopeless[index]  # it was granted under this key before: the recorded answer is due
        # inputs are fingerprinted here, because most callers of a herd never come so far
        rest = [submission(event) for index, event in enumerate(work) if index not in hopeless]
        if not hopeless:
            return await self.process(rest)
        outcomes = iter(await self.process(rest) if rest else ())
        return [
            Outcome(error=self._refuse(hopeless[index])) if index in hopeless else next(outcomes)
            for index in range(len(work))
        ]

    def _find_hopeless(self, work: list[Event]) -> dict[int, Limited]:
        now, program, now_us = asyncio.get_running_loop().time(), self._program(0), self._now_us()
        found: dict[int, Limited] = {}
        for index, event in enumerate(work):
            find = program.limited.get(event.type)
            limited = find(program, event.at(now_us)) if find is not None else None
            if limited is not None and self._sold_out.get(limited.item, 0.0) > now:
                found[index] = limited
        return found

    def _now_us(self) -> int:
        return self.clock() if self.clock else time.time_ns() // 1000

    def _refuse(self, limited: Limited) -> Refused:
        gone = limited.gone and self._sold_out.get(limited.gone, 0.0) > asyncio.get_running_loop().time()
        return Refused(limited.gone_refusal if gone else limited.refusal, "nothing is left", item=limited.item)

    async def _find_known(self, work: list[Event], hopeless: Mapping[int, Limited]) -> list[int]:
        indexes = list(hopeless)
        members = [work[index].member_id for index in indexes]
        keys = [work[index].key for index in indexes]
        async with acquire(self.pool) as connection:
            places = await store.find_known(connection, self.tenant_id, members, keys)
        return [indexes[place] for place in places]

    # -- batches ------------------------------------------------------------------------------------------------------
    async def process(self, work: Sequence[Submission], *, due: Mapping[int, int] | None = None) -> list[Outcome]:
        """Take a batch in one transaction; tries again when nothing was kept.

        A batch that fails as a whole, whatever the database says, is taken in halves until only the event that is at
        fault is refused, or only the timer is put off.

        Args:
            work: Events, any members, in the order in which they are to be taken.
            due: Members whose timers are to be handled up to the given instant, with or without events.
        """
        try:
            outcomes = await self._process_whole(work, due or {})
        except NotKept as failed:
            outcomes = await self._process_apart(work, due or {}, failed)
        if any(outcome.error.__class__ is MemberMerged for outcome in outcomes):
            again = redirect(work, outcomes)
            for place, outcome in zip(again, await self.process(list(again.values())), strict=True):
                outcome.left = outcome.left or again[place].event.member_id
                outcomes[place] = outcome
        return outcomes

    async def _process_whole(
        self, work: Sequence[Submission], due: Mapping[int, int], put_off: PutOff | None = None
    ) -> list[Outcome]:
        """As :meth:`process`; raises :class:`NotKept` where one event or timer may be why nothing was kept."""
        ahead = SharedLocks()
        for attempt in range(1, self.attempts + 1):
            try:
                return await self._process_in_order(work, due, ahead, put_off)
            except _RETRIED:
                if attempt == self.attempts:
                    raise
                await asyncio.sleep(0.02 * 2**attempt)
        raise AssertionError("attempts must be at least 1")

    async def _process_in_order(
        self, work: Sequence[Submission], due: Mapping[int, int], ahead: SharedLocks, put_off: PutOff | None
    ) -> list[Outcome]:
        """Start over when a shared row was wanted out of order and somebody had it: it is then locked first."""
        for _ in range(MAX_RESTARTS):
            try:
                return await self._process_once(work, due, ahead, put_off)
            except (asyncpg.LockNotAvailableError, MadeMeanwhile):
                continue
            except SeedsWanted as wanted:
                await self._make_seeds(wanted.places)
        raise TransactionConflict("the batch wants ever more shared rows")

    async def _make_seeds(self, places: Mapping[str, int]) -> None:
        """Make seeds and state their commitments, each committed before anything is drawn."""
        news = list[Place]()
        for place, closes_us in sorted(places.items()):
            async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
                t_us = self.clock() if self.clock else await store.read_clock(connection)
                made = await seed_store.make_seed(
                    connection, self.tenant_id, place, closes_us=closes_us, t_us=t_us, vault=self.personal.vault
                )  # fmt: skip
            news.append(made)
        await self.deliver_these(news)

    async def _process_once(
        self, work: Sequence[Submission], due: Mapping[int, int], ahead: SharedLocks, put_off: PutOff | None
    ) -> list[Outcome]:
        await self._months.ensure(work, due)
        if not self.personal.is_ready and any(self._is_personal(item) for item in work):
            await self.personal.try_ready(self.pool)
        async with acquire(self.pool, reserved=True) as connection:
            await self._refresh_plans(connection, work)
            return await self._process_on(connection, work, due, ahead, put_off)

    def _is_personal(self, item: Submission) -> bool:
        if item.event.client is not None and self.personal.vault is not None:
            return True
        program = find_version(self._program, item.event, item.clock_us)
        return bool(program.events.find_personal(item.event.type, item.event.data))

    async def _process_on(
        self,
        connection: Connection,
        work: Sequence[Submission],
        due: Mapping[int, int],
        ahead: SharedLocks,
        put_off: PutOff | None,
    ) -> list[Outcome]:
        batch: Batch | None = None
        try:
            async with transaction(connection):
                seed = await self._find_seed(connection)
                batch = Batch(connection, self.tenant_id, self._program, put_off=put_off, **self._options(seed, ahead))
                outcomes = await batch.run(work, due=due)
        except (SeedsWanted, MadeMeanwhile):
            raise
        except Exception as error:
            if batch is None or not may_be_of_one(error):
                raise
            raise NotKept(batch.due) from error
        self._note_left(batch.stock | find_left(self._program(0).shared, batch.shared))
        self._courier.send(batch.sent)
        return outcomes

    def _options(self, seed: int, ahead: SharedLocks) -> dict[str, Any]:
        """What every batch of this engine is given."""
        return {
            "seed": seed, "clock": self.clock, "ahead": ahead, "personal": self.personal, "scorers": self.scorers,
            "catalogue": self.catalogue(), "simulate": self.simulate,
        }  # fmt: skip

    async def run_pair(self, work: Callable[[PairBatch], Awaitable[R]]) -> R:
        """Let ``work`` make one of two members, or two of one, in a transaction that is tried again as a batch is."""
        ahead, attempt = SharedLocks(), 0
        await self._months.ensure([submission(Event("", 0, ""))], None)
        await self.personal.try_ready(self.pool)
        while True:
            attempt += 1
            try:
                async with (
                    acquire(self.pool, reserved=True) as connection,
                    transaction(connection, tenant_id=self.tenant_id),
                ):
                    seed = await self._find_seed(connection)
                    batch = PairBatch(connection, self.tenant_id, self._program, **self._options(seed, ahead))
                    result = await work(batch)
            except (asyncpg.LockNotAvailableError, MadeMeanwhile, *_RETRIED):
                if attempt == MAX_RESTARTS:
                    raise
                await asyncio.sleep(min(0.02 * 2**attempt, 1.0))
            else:
                self._courier.send(batch.sent)
                return result

    async def _refresh_plans(self, connection: Connection, work: Sequence[Submission]) -> None:
        """Plan anew after a connection's first few batches with a type of event, and after ever more: tables grow."""
        session = connection.get_server_pid()
        due = False
        for type_ in {item.event.type for item in work}:
            used = self._used[session, type_] = self._used.get((session, type_), 0) + 1
            due = due or used in PLANNED_AT
        if due:
            await store.forget_plans(connection)

    def _note_left(self, left_of: Mapping[str, int]) -> None:
        """Remember for a second what is sold out; refunds and other processes may put pieces back."""
        for item, left in left_of.items():
            if left:
                self._sold_out.pop(item, None)
            else:
                self._sold_out[item] = asyncio.get_running_loop().time() + SOLD_OUT_SECONDS

    async def _process_apart(
        self, work: Sequence[Submission], due: Mapping[int, int], failed: NotKept
    ) -> list[Outcome]:
        """Take the halves of a batch that was not kept, one after the other; outcomes in the order of ``work``."""
        parts = split(work, due)
        if parts is None:
            return await self._process_alone(work, due, failed)
        outcomes: dict[int, Outcome] = {}
        for indexes, part_due in parts:
            found = await self.process([work[i] for i in indexes], due=part_due)
            outcomes.update(zip(indexes, found, strict=True))
        return [outcomes[i] for i in range(len(work))]

    async def _process_alone(
        self, work: Sequence[Submission], due: Mapping[int, int], failed: NotKept
    ) -> list[Outcome]:
        """One event, or one member's timers, that cannot be kept; timers that came due may be all that is wrong."""
        member_id = work[0].event.member_id if work else next(iter(due), 0)
        until_us, timers = failed.due.get(member_id, (0, []))
        if timers:
            await self._settle_timers(member_id, until_us)
            return await self.process(work) if work else []
        if not work:
            raise failed.reason
        log.error("an event cannot be kept: %s", failed.reason, exc_info=failed.reason)
        return [Outcome(error=explain(failed.reason, item)) for item in work]

    async def _settle_timers(self, member_id: int, until_us: int) -> None:
        """Let a member's timers happen; each that cannot be kept is put off, as one whose reaction raises."""
        bad = dict[str, str]()
        while True:
            try:
                await self._process_whole([], {member_id: until_us}, {member_id: bad})
            except NotKept as failed:
                timers = [timer for timer in failed.due[member_id][1] if timer[1] not in bad]
                if not timers:
                    raise failed.reason from None
            else:
                return
            at_us, name = timers[0]
            others = {other: "another timer of this instant comes first" for _, other in timers[1:]}
            try:  # alone: others of the same instant happen afterwards
                await self._process_whole([], {member_id: at_us}, {member_id: {**others, **bad}})
            except NotKept as failed:
                log.error("timer %s of member %s cannot be kept: %s", name, member_id, failed.reason)
                bad[name] = str(failed.reason)

    async def _find_seed(self, connection: Connection) -> int:
        """The tenant's secret as a number; random choices and codes derive from it and the operation's key."""
        if self._seed is None:
            self._seed = int.from_bytes(await store.get_secret(connection, self.tenant_id), "big") >> 1
        return self._seed

    # -- time and other members ---------------------------------------------------------------------------------------
    async def sweep(self, now_us: int, *, limit: int = MAX_BATCH, batches: int | None = None) -> int:
        """Let timers that are due at ``now_us`` happen, a batch of members after another; returns how many members.

        Args:
            now_us: Up to when.
            limit: Members in a batch.
            batches: Most batches; by default all there are.
        """
        total = done = 0
        while batches is None or done < batches:
            done += 1
            async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
                members = await store.list_due(connection, self.tenant_id, now_us, limit)
            if not members:
                return total
            await self.process([], due=dict.fromkeys(members, now_us))
            total += len(members)
        return total

    async def deliver(self, *, clock_us: int = 0, limit: int = MAX_BATCH) -> int:
        """Take events that operations sent to other members; returns how many. Each is handled exactly once."""
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            events = await store.list_deliveries(connection, self.tenant_id, limit)
        return await self._take_deliveries(events, clock_us)

    async def deliver_these(self, places: list[Place]) -> int:
        """As :meth:`deliver`, for those of these that nobody has taken."""
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            events = await store.find_deliveries(connection, *zip(*places, strict=True))
        return await self._take_deliveries(events, 0)

    async def _take_deliveries(self, events: Sequence[Event], clock_us: int) -> int:
        if not events:
            return 0
        work = [submission(event, clock_us=clock_us, delivery=True) for event in events]
        outcomes = await self.process(work)
        new = [i for i, outcome in enumerate(outcomes) if _is_new_subject(work[i].event, outcome)]
        if new:
            await self._make_subjects([work[i].event for i in new])
            for i, outcome in zip(new, await self.process([work[i] for i in new]), strict=True):
                outcomes[i] = outcome
        for item, outcome in zip(work, outcomes, strict=True):
            if isinstance(outcome.error, TookTooLong):
                continue  # its row stays, and it is delivered later
            if outcome.error is not None or outcome.replayed:
                await self._close_delivery(item, outcome.error)
        return len(work)

    async def _make_subjects(self, events: Sequence[Event]) -> None:
        """Rows of activities to which something happens for the first time; those of the program have theirs."""
        t_us = min(event.t_us for event in events)
        day = self._program(0).calendar.local_day(t_us)
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            members = sorted({event.member_id for event in events})
            await store.make_subjects(connection, self.tenant_id, members, t_us=t_us, day=day)

    async def _close_delivery(self, item: Submission, error: LiukeError | None) -> None:
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            removed = await store.remove_delivery(connection, item.event)
            # of several processes that met the same error, the one that removed the row says so
            if error is not None and removed:
                await store.insert_dead_delivery(connection, self.tenant_id, item.event, name_error(error))


def _is_new_subject(event: Event, outcome: Outcome) -> bool:
    return event.member_id < 0 and isinstance(outcome.error, NotFound)
