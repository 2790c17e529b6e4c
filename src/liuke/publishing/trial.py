"""Trying an event under a program without taking it: the same ``decide``, on a member as stored or on a made-up one.

The transaction that reads the member is read-only, so that nothing can be written even by mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from liuke.db.contracts import Connection, Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.domain import CompiledProgram
from liuke.decision.event import Event
from liuke.decision.shared import NOTHING_YET, SharedDoc
from liuke.decision.state import Lot, LotBook, MemberState, Missing, Need, Wallet
from liuke.decision.turn import UNDECLARED, Context
from liuke.engine import member_store
from liuke.engine.decide import Decision, TimerFailed, check_event, decide, decide_due
from liuke.engine.load_store import Extra, LoadedMember, load_needs
from liuke.engine.rows import build_state
from liuke.kernel.clock import DAY_US, FOREVER_US
from liuke.kernel.errors import Fault, InvalidInput, LiukeError, NotFound, Refused
from liuke.ledger.spec import AssetSpec
from liuke.privacy.box import Personal
from liuke.publishing.lint import collect_stock
from liuke.tiers.plan import TIERS, TierDoc
from liuke.tiers.spec import TiersSpec

SAMPLE_ID = 1
"""Number of the member that does not exist."""
MAX_ROUNDS = 100


class RuleFailed(LiukeError):
    """A rule of the program raised something that is no refusal: the program, or the platform, has a fault."""

    code = "rule-failed"
    status = 422
    title = "A rule of this program fails on this event"


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
    """

    now_us: int
    ticks: list[Decision]
    decision: Decision | None
    refused: Refused | None
    before: Standing
    after: Standing


@dataclass(slots=True)
class _Shared:
    stock: dict[str, int]
    codes: dict[str, dict[str, Any] | None]
    docs: dict[str, SharedDoc]


async def try_on_member(
    pool: Pool, tenant_id: int, program: CompiledProgram, event: Event, *, now_us: int, personal: Personal | None = None
) -> Trial:
    """What would come of an event of a member as they are stored.

    Args:
        pool: Connections of the application's role.
        tenant_id: Whose member.
        program: To be tried; it need not be published.
        event: Whose ``member_id`` says who; its key is not looked up.
        now_us: Now; an event that lies later is tried at its own time.
        personal: Opens the member's profile when a rule asks for it.

    Raises:
        NotFound: there is no such member.
        InvalidInput: the event does not fit the program's catalogue.
        RuleFailed: a rule raised.
    """
    check_event(program, event)
    member_id = event.member_id
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        await member_store.forbid_writing(connection)
        row = await member_store.find_member_row(connection, tenant_id, member_id)
        if row is None:
            raise NotFound(f"there is no member {member_id}")
        wallets = await member_store.list_wallet_rows(connection, member_id)
        *known, personal_key, test = row
        loaded = LoadedMember(*known, wallets=wallets, operations={}, personal_key=personal_key, test=test)
        extra = Extra()
        safe = personal or Personal(None, tenant_id)
        shared = _Shared({}, {}, {})
        for _ in range(MAX_ROUNDS):
            try:
                return _try(program, lambda: build_state(member_id, loaded, extra, safe), event, now_us, shared)
            except Missing as missing:
                await _load(connection, tenant_id, program, missing.need, extra, shared)
    raise AssertionError(f"trying {event.type} on member {member_id} asked for more than {MAX_ROUNDS} parts")


async def _load(
    connection: Connection, tenant_id: int, program: CompiledProgram, need: Need, extra: Extra, shared: _Shared
) -> None:
    if need.kind == "stock":
        found = await member_store.read_stock(connection, tenant_id, need.key)
        shared.stock[need.key] = found if found is not None else _make_stock(program, need.key)
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


def try_on_sample(program: CompiledProgram, sample: Sample, event: Event, *, now_us: int) -> Trial:
    """What would come of an event of a made-up member, with full stock, no codes and no shared documents.

    Raises:
        InvalidInput: sample or event does not fit the program.
        RuleFailed: a rule raised.
    """
    check_event(program, event)
    _check_sample(program, sample)
    needs, shared = set[Need](), _Shared(collect_stock(program), {}, {})
    for _ in range(MAX_ROUNDS):
        try:
            return _try(program, lambda: _build_sample(program, sample, now_us, needs), event, now_us, shared)
        except Missing as missing:
            if missing.need.kind == "code":
                shared.codes[missing.need.key] = None
            elif missing.need.kind == "stock":
                shared.stock[missing.need.key] = _make_stock(program, missing.need.key)
            elif missing.need.kind == "shared":
                shared.docs[missing.need.key] = NOTHING_YET
            needs.add(missing.need)
    raise AssertionError(f"trying {event.type} asked for more than {MAX_ROUNDS} parts")


# -- deciding ---------------------------------------------------------------------------------------------------------
def _try(
    program: CompiledProgram, build: Callable[[], MemberState], event: Event, now_us: int, shared: _Shared
) -> Trial:
    state = build()
    at_us = max(now_us, event.t_us, state.now_us)
    ctx = Context(at_us, 0, dict(shared.stock), dict(shared.codes), shared=dict(shared.docs))
    try:
        ticks = decide_due(lambda _at_us: program, state, ctx) if state.due_us <= at_us else []
        before = _stand(state)
        try:
            decision = decide(program, state, event, ctx)
        except Refused as refused:
            return Trial(at_us, ticks, None, refused, before, before)
    except (Missing, LiukeError):
        raise
    except TimerFailed as error:
        raise RuleFailed(f"timer {error.name}: {error.__cause__}", fix="look at what is due first") from error
    except Exception as error:
        raise RuleFailed(f"{event.type}: {error}", fix="lint the program; report it if lint finds nothing") from error
    return Trial(at_us, ticks, decision, None, before, _stand(state))


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
        elif need.kind == "lot_uses":
            asset, _, seq = need.key.rpartition("/")
            state.lot_uses_map[asset, int(seq)] = []
        elif need.kind == "lots":
            state.lot_books.setdefault(need.key, LotBook({}, complete=True))
