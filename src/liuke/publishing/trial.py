"""Trying events under a program without taking them: the same ``decide``, on a member as stored or on a made-up one.

The transaction that reads the member is read-only, so that nothing can be written even by mistake.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import msgspec

from liuke.db.contracts import Connection, Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.budgets import list_stripes
from liuke.decision.choosing import ProgramSource, find_version
from liuke.decision.domain import CompiledProgram
from liuke.decision.event import Event
from liuke.decision.holdings import Lot, LotBook, Wallet
from liuke.decision.shared import NOTHING_YET, SharedDoc
from liuke.decision.state import MemberState, Missing, Need
from liuke.decision.turn import UNDECLARED, Context
from liuke.engine import member_store
from liuke.engine.decide import Decision, TimerFailed, check_event, decide, decide_due
from liuke.engine.load_store import Extra, load_needs
from liuke.engine.loading import Loading
from liuke.engine.rows import build_state
from liuke.goods.catalogue import NO_CATALOGUE, Catalogue
from liuke.kernel.clock import DAY_US, FOREVER_US
from liuke.kernel.errors import Fault, InvalidInput, LiukeError, NotFound, Refused
from liuke.ledger.spec import AssetSpec
from liuke.privacy.box import Personal
from liuke.publishing.lint import collect_stock
from liuke.tiers.plan import TIERS, TierDoc
from liuke.tiers.spec import TiersSpec

R = TypeVar("R")

SAMPLE_ID = 1
"""Number of the member that does not exist."""
MAX_ROUNDS = 100
"""Parts of the state that each of the events may ask for."""
MAX_STEPS = 50
MAX_SECONDS = 10.0
MAX_DUE = 5_000
"""Timers that may come due in one run."""


class RuleFailed(LiukeError):
    """A rule of the program raised something that is no refusal: the program, or the platform, has a fault."""

    code = "rule-failed"
    status = 422
    title = "A rule of this program fails on this event"


class RunTooLong(LiukeError):
    """A run was given up: it took too long, or too much came due on its way."""

    code = "dry-run-too-long"
    status = 422
    title = "The run takes longer than a dry run may"


@dataclass(frozen=True, slots=True)
class Sample:
    """A made-up member.

    Args:
        tier: Id of the tier; empty: as somebody who just joined.
        balances: Asset → what is available.
        registered_days_ago: When they joined.
        profile: Attributes.
        labels: By name.
    """

    tier: str = ""
    balances: Mapping[str, int] = field(default_factory=dict[str, int])
    registered_days_ago: int = 0
    profile: Mapping[str, Any] = field(default_factory=dict[str, Any])
    labels: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a member stands: tier, and asset → available less debt."""

    tier: str
    balances: dict[str, int]


@dataclass(frozen=True, slots=True)
class Trial:
    """What would come of the event.

    Args:
        now_us: When it was tried.
        ticks: What time alone would have done before: timers that were due.
        decision: Of the event; ``None`` where it is refused.
        refused: Why; ``None`` where it is not.
        before: Where the member stands when the event comes.
        after: And afterwards.
        program: The version that decided, without the patches that lay over it.
    """

    now_us: int
    ticks: list[Decision]
    decision: Decision | None
    refused: Refused | None
    before: Standing
    after: Standing
    program: CompiledProgram


@dataclass(frozen=True)
class Look(Generic[R]):
    """Something that is looked at when the events of a run have been decided.

    Args:
        at_us: When; what is due until then happens. It is never earlier than the last of the events.
        find: What is seen, of the program in force then, the state, and the context that holds the shared parts.
            Reading what is not loaded loads it, as in a decision.
    """

    at_us: int
    find: Callable[[CompiledProgram, MemberState, Context], R]


_NOTHING = Look[None](0, lambda _program, _state, _ctx: None)


@dataclass(slots=True)
class _Shared:
    stock: dict[str, int]
    codes: dict[str, dict[str, Any] | None]
    docs: dict[str, SharedDoc]
    catalogue: Catalogue = NO_CATALOGUE


async def try_on_member(
    pool: Pool,
    tenant_id: int,
    program: CompiledProgram,
    event: Event,
    *,
    now_us: int,
    personal: Personal | None = None,
    catalogue: Catalogue = NO_CATALOGUE,
) -> Trial:
    """What would come of one event of a member as they are stored; see :func:`run_on_member`."""
    trials = await run_on_member(
        pool, tenant_id, lambda _t_us: program, [event], now_us=now_us, personal=personal, catalogue=catalogue
    )
    return trials[0]


async def run_on_member(
    pool: Pool,
    tenant_id: int,
    programs: ProgramSource,
    events: Sequence[Event],
    *,
    now_us: int,
    personal: Personal | None = None,
    catalogue: Catalogue = NO_CATALOGUE,
    seconds: float = MAX_SECONDS,
) -> list[Trial]:
    """What would come of events of a member as they are stored, one after another, with what is due between them.

    Args:
        pool: Connections of the application's role.
        tenant_id: Whose member.
        programs: Versions by time; they need not be published.
        events: All of one member, under keys of their own, which are not looked up.
        now_us: Now; an event that lies later is tried at its own time.
        personal: Opens the member's profile when a rule asks for it.
        catalogue: Stores, products and categories.
        seconds: After which it is given up.

    Raises:
        NotFound: there is no such member.
        InvalidInput: an event does not fit the program's catalogue.
        RuleFailed: a rule raised.
        RunTooLong: it takes too long.
    """
    trials, _ = await look_at_member(
        pool, tenant_id, programs, events[0].member_id, _NOTHING, events, now_us=now_us, personal=personal,
        catalogue=catalogue, seconds=seconds,
    )  # fmt: skip
    return trials


async def look_at_member(
    pool: Pool,
    tenant_id: int,
    programs: ProgramSource,
    member_id: int,
    look: Look[R],
    events: Sequence[Event] = (),
    *,
    now_us: int,
    personal: Personal | None = None,
    catalogue: Catalogue = NO_CATALOGUE,
    seconds: float = MAX_SECONDS,
) -> tuple[list[Trial], R]:
    """As :func:`run_on_member`, and what is seen when all of it is done; there may be no events at all."""
    _check_events(programs, events, now_us)
    until_s = time.monotonic() + seconds
    run = _Run(programs, events, now_us, tenant_id, _Shared({}, {}, {}, catalogue), until_s, look)
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        await member_store.forbid_writing(connection)
        found = await member_store.find_left(connection, tenant_id, member_id)
        if found is None:
            raise NotFound(f"there is no member {member_id}")
        left, loaded = found
        extra, safe = Extra(), personal or Personal(None, tenant_id)
        extra.others[left] = loaded.others
        loading = Loading(
            lambda: run.go(lambda: build_state(left, loaded, extra, safe)), rounds=MAX_ROUNDS * (len(events) + 1),
            what=f"trying {len(events)} events on member {member_id}",
        )  # fmt: skip
        while (need := await asyncio.to_thread(loading.find_missing)) is not None:
            await _load(connection, tenant_id, programs(run.clock_us), need, extra, run.shared)
    return loading.result


async def _load(
    connection: Connection, tenant_id: int, program: CompiledProgram, need: Need, extra: Extra, shared: _Shared
) -> None:
    if need.kind == "stock":
        for item in list_stripes(need.key):
            found = await member_store.read_stock(connection, tenant_id, item)
            shared.stock.setdefault(item, found if found is not None else _make_stock(program, item))
    elif need.kind == "code":
        shared.codes[need.key] = await member_store.read_code(connection, tenant_id, need.key)
    elif need.kind == "shared":
        shared.docs[need.key] = await member_store.read_shared(connection, tenant_id, need.key)
    else:
        await load_needs(connection, tenant_id, [need], extra)


def _make_stock(program: CompiledProgram, item: str) -> int:
    """Pieces of an item that has no row yet."""
    initial = program.find_initial_stock(item)
    return UNDECLARED if initial is None else initial


def try_on_sample(
    program: CompiledProgram, sample: Sample, event: Event, *, now_us: int, catalogue: Catalogue = NO_CATALOGUE
) -> Trial:
    """What would come of one event of a made-up member; see :func:`run_on_sample`."""
    return run_on_sample(lambda _t_us: program, sample, [event], now_us=now_us, catalogue=catalogue)[0]


def run_on_sample(
    programs: ProgramSource,
    sample: Sample,
    events: Sequence[Event],
    *,
    now_us: int,
    catalogue: Catalogue = NO_CATALOGUE,
    seconds: float = MAX_SECONDS,
) -> list[Trial]:
    """As :func:`run_on_member`, of a made-up member, with full stock, no codes and no shared documents.

    Raises:
        InvalidInput: the sample or an event does not fit the program.
        RuleFailed: a rule raised.
        RunTooLong: it takes too long.
    """
    return look_at_sample(
        programs, sample, _NOTHING, events, now_us=now_us, catalogue=catalogue, seconds=seconds
    )[0]  # fmt: skip


def look_at_sample(
    programs: ProgramSource,
    sample: Sample,
    look: Look[R],
    events: Sequence[Event] = (),
    *,
    now_us: int,
    catalogue: Catalogue = NO_CATALOGUE,
    seconds: float = MAX_SECONDS,
) -> tuple[list[Trial], R]:
    """As :func:`run_on_sample`, and what is seen when all of it is done; there may be no events at all."""
    _check_events(programs, events, now_us)
    program = programs(max(now_us, events[0].t_us) if events else now_us)
    _check_sample(program, sample)
    needs = set[Need]()
    shared, until_s = _Shared(collect_stock(program), {}, {}, catalogue), time.monotonic() + seconds
    run = _Run(programs, events, now_us, 0, shared, until_s, look)
    loading = Loading(
        lambda: run.go(lambda: _build_sample(program, sample, now_us, needs)), rounds=MAX_ROUNDS * (len(events) + 1),
        what=f"trying {len(events)} events",
    )  # fmt: skip
    while (need := loading.find_missing()) is not None:
        if need.kind == "code":
            run.shared.codes[need.key] = None
        elif need.kind == "stock":
            for item in list_stripes(need.key):
                run.shared.stock.setdefault(item, _make_stock(programs(run.clock_us), item))
        elif need.kind == "shared":
            run.shared.docs[need.key] = NOTHING_YET
        needs.add(need)
    return loading.result


def _check_events(programs: ProgramSource, events: Sequence[Event], now_us: int) -> None:
    for event in events:
        check_event(find_version(programs, event, max(now_us, event.t_us)), event)


# -- deciding ---------------------------------------------------------------------------------------------------------
class _RefusedAt(Exception):
    """An event was refused after it had folded something: everything is decided again without it."""

    def __init__(self, place: int, refused: Refused) -> None:
        self.place = place
        self.refused = refused
        super().__init__(str(refused))


class _Run(Generic[R]):
    """Events of one member in order, on a state that is thrown away: started over whenever a part of it is missing."""

    def __init__(
        self,
        programs: ProgramSource,
        events: Sequence[Event],
        now_us: int,
        tenant_id: int,
        shared: _Shared,
        until_s: float,
        look: Look[R],
    ) -> None:
        self.programs = programs
        self.events = events
        self.now_us = now_us
        self.tenant_id = tenant_id
        self.shared = shared
        self.until_s = until_s
        self.look = look
        self.clock_us = now_us
        """How far the last try came."""
        self.refused: dict[int, Refused] = {}

    def go(self, build: Callable[[], MemberState]) -> tuple[list[Trial], R]:
        """Decide all of them, on a fresh state, and look."""
        while True:
            try:
                return self._decide_all(build())
            except _RefusedAt as refusal:
                self.refused[refusal.place] = refusal.refused

    def _decide_all(self, state: MemberState) -> tuple[list[Trial], R]:
        shared = self.shared
        ctx = Context(
            self.now_us,
            0,
            dict(shared.stock),
            dict(shared.codes),
            shared=dict(shared.docs),
            tenant_id=self.tenant_id,
            catalogue=shared.catalogue,
            simulate="trial",
        )
        made, trials = 0, list[Trial]()
        for place, event in enumerate(self.events):
            ctx.now_us = self.clock_us = max(self.now_us, event.t_us, state.now_us)
            ticks = self._catch_up(state, ctx, made)
            before = _stand(state)
            program = find_version(self.programs, event, ctx.now_us)
            decision = self._decide(place, program, state, event, ctx)
            refused = self.refused.get(place)
            trials.append(Trial(ctx.now_us, ticks, decision, refused, before, _stand(state), program))
            made += len(ticks) + (decision is not None)
        return trials, self._look(state, ctx, made)

    def _look(self, state: MemberState, ctx: Context, made: int) -> R:
        if self.look.at_us:
            ctx.now_us = self.clock_us = max(self.now_us, self.look.at_us, state.now_us)
            self._catch_up(state, ctx, made)
        return self.look.find(self.programs(ctx.now_us), state, ctx)

    def _catch_up(self, state: MemberState, ctx: Context, made: int) -> list[Decision]:
        """Let what is due happen, an instant after another, so that it can be given up."""
        ticks = list[Decision]()
        while state.due_us <= ctx.now_us:
            self._check_bounds(made + len(ticks))
            now_us = max(state.due_us, state.now_us)
            try:
                ticks += decide_due(
                    self.programs, state, msgspec.structs.replace(ctx, now_us=now_us), made_before=made + len(ticks)
                )
            except TimerFailed as error:
                fix = "look at what is due first"
                raise RuleFailed(f"timer {error.name}: {error.__cause__}", fix=fix) from error
        self._check_bounds(made + len(ticks))
        return ticks

    def _check_bounds(self, made: int) -> None:
        if made > MAX_DUE + len(self.events):
            raise RunTooLong(f"more than {MAX_DUE} timers come due", fix="choose instants that lie less far ahead")
        if time.monotonic() > self.until_s:
            raise RunTooLong("it was given up", fix="ask for fewer steps, or for instants that lie less far ahead")

    def _decide(
        self, place: int, program: CompiledProgram, state: MemberState, event: Event, ctx: Context
    ) -> Decision | None:
        if place in self.refused:
            return None
        try:
            return decide(program, state, event, ctx)
        except Refused as refused:
            if not refused.clean:
                raise _RefusedAt(place, refused) from None
            self.refused[place] = refused
            return None
        except (Missing, LiukeError):
            raise
        except Exception as error:
            fix = "lint the program; report it if lint finds nothing"
            raise RuleFailed(f"{event.type}: {error}", fix=fix) from error


def _stand(state: MemberState) -> Standing:
    return Standing(state.tier, {asset: wallet.net for asset, wallet in sorted(state.wallets.items())})


# -- the made-up member -----------------------------------------------------------------------------------------------
def _check_sample(program: CompiledProgram, sample: Sample) -> None:
    tiers: TiersSpec = program.spec.section("tiers")
    known = [tier.id for tier in tiers.ladder]
    assets = [asset.id for asset in program.items("assets", AssetSpec)]
    faults = list[Fault]()
    if sample.tier and sample.tier not in known:
        faults.append(Fault("sample.tier", "unknown-tier", f"there is no tier {sample.tier!r}", ", ".join(known)))
    for asset in sample.balances:
        if asset not in assets:
            message = f"there is no asset {asset!r}"
            faults.append(Fault(f"sample.balances.{asset}", "unknown-asset", message, ", ".join(assets)))
    if faults:
        raise InvalidInput(f"the sample has {len(faults)} fault(s)", faults=faults)


def _build_sample(program: CompiledProgram, sample: Sample, now_us: int, needs: set[Need]) -> MemberState:
    joined_us = now_us - sample.registered_days_ago * DAY_US
    day = program.calendar.local_day(joined_us)
    state = MemberState(SAMPLE_ID, registered_us=joined_us, registered_day=day)
    state.profile, state.labels = dict(sample.profile), dict(sample.labels)
    state.last_active_us = joined_us
    state.holds_map, state.coupons_map, state.entitlements_map = {}, {}, {}
    lots = {asset.id for asset in program.items("assets", AssetSpec) if asset.lots}
    for asset, amount in sample.balances.items():
        state.wallets[asset] = Wallet(asset, available=amount, seq=1, last_us=joined_us, earned=amount)
        if asset in lots:
            lot = Lot(asset, 1, amount, amount, FOREVER_US, 0, "", "", joined_us)
            state.lot_books[asset] = LotBook({1: lot} if amount else {}, complete=True)
    if sample.tier:
        doc = state.edit(TIERS, TierDoc)
        doc.earned, doc.since_day, doc.start_day, doc.basis = sample.tier, day, day, "entry"
        doc.packs = [tier.id for tier in program.spec.section("tiers").ladder]
        state.tier = sample.tier
    _add_nothing(state, needs)
    return state


def _add_nothing(state: MemberState, needs: set[Need]) -> None:
    """What was asked for and does not exist."""
    for need in needs:
        if need.kind == "order":
            state.orders[need.key] = None
        elif need.kind == "record":
            kind, _, key = need.key.partition("/")
            state.records[kind, key] = None
        elif need.kind == "records":
            state.records_listed.add(need.key)
        elif need.kind == "person":
            state.persons[need.key] = None
        elif need.kind == "lot_uses":
            asset, _, seq = need.key.rpartition("/")
            state.lot_uses_map[asset, int(seq)] = []
        elif need.kind == "lots":
            state.lot_books.setdefault(need.key, LotBook({}, complete=True))
