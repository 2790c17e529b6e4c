"""The engine over plain memory: the same ``decide``, no database. For simulation and for tests of pure rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from liuke.decision.budgets import BUDGET, list_stripes
from liuke.decision.called_off import list_cancelled
from liuke.decision.cancelling import ACTIVITY_CANCEL
from liuke.decision.choosing import ProgramSource, find_version
from liuke.decision.domain import PUBLISHED, CompiledProgram
from liuke.decision.effects import AddToPool, Deliver
from liuke.decision.event import Event
from liuke.decision.holdings import (
    Coupon,
    Entitlement,
    Hold,
    Lot,
    LotBook,
    LotUse,
    Order,
    Wallet,
)
from liuke.decision.risk import RiskScore
from liuke.decision.shared import NOTHING_YET, SharedDoc
from liuke.decision.state import RETURNING, MemberState, Need, Person
from liuke.decision.turn import UNDECLARED, Context
from liuke.engine.decide import Decision, check_event, decide, decide_due, note_interruption
from liuke.engine.loading import Loading
from liuke.engine.pairs import Pair, PairDecision, decide_pair
from liuke.goods.catalogue import NO_CATALOGUE
from liuke.kernel.errors import KeyReused, Refused
from liuke.kernel.ids import fingerprint, subject_id

T = TypeVar("T", bound=msgspec.Struct)
K = TypeVar("K")


class _Member(msgspec.Struct):
    """Everything of one member, as the tables would hold it."""

    member_id: int
    registered_us: int
    registered_day: int
    profile: dict[str, Any]
    labels: dict[str, str] = {}
    test: bool = False
    tier: str = ""
    last_active_us: int = 0
    timers: dict[str, int] = {}
    ops: int = 0
    now_us: int = 0
    wallets: dict[str, Wallet] = {}
    docs: dict[str, msgspec.Raw] = {}
    lots: dict[tuple[str, int], Lot] = {}
    lot_uses: dict[tuple[str, int], list[LotUse]] = {}
    holds: dict[str, Hold] = {}
    coupons: dict[int, Coupon] = {}
    entitlements: dict[int, Entitlement] = {}
    orders: dict[str, Order] = {}
    records: dict[tuple[str, str], dict[str, Any]] = {}
    operations: dict[str, tuple[bytes, Decision]] = {}
    merged_into: int = 0
    kept: dict[str, dict[str, Any]] = {}
    """What each domain noted when the member went into another one."""


MAX_ROUNDS = 1_000
"""Parts of the state that the decisions on one member may ask for."""


class MemoryEngine:
    """Members, stock and history in memory.

    Args:
        program: What decides, or versions by time.
        seed: Seed of random choices.
    """

    def __init__(self, program: CompiledProgram | ProgramSource, *, seed: int = 0) -> None:
        self.programs: ProgramSource = program if callable(program) else lambda _t_us: program
        self.seed = seed
        self.stock: dict[str, int] = {}
        self.codes: dict[str, dict[str, Any] | None] = {}
        self.shared: dict[str, SharedDoc] = {}
        """Documents that belong to no single member, by ``kind/key``."""
        self.pools: dict[str, int] = {}
        self.cancelled: dict[str, int] = {}
        """Paths that were called off → when."""
        self.members: dict[int, _Member] = {}
        self.published_us = 0
        """When :meth:`publish` made the activities that are subjects; 0: not yet."""
        self.tenant_id = 1
        """The numbers of activities as subjects derive from it."""
        self.risks: dict[tuple[int, str], RiskScore] = {}
        """Member and key of requests → how risky they are to be found."""
        self.catalogue = NO_CATALOGUE
        """Stores, products and categories."""
        self.test_members: set[int] = set()
        """Who is registered as a test member."""
        self.decisions: list[tuple[int, Decision]] = []
        self.deliveries: list[tuple[Deliver, int]] = []
        """Events for other members that wait for :meth:`deliver`, with their time."""
        self.now_us = 0

    @property
    def program(self) -> CompiledProgram:
        """The version in force now."""
        return self.programs(self.now_us)

    @program.setter
    def program(self, program: CompiledProgram) -> None:
        self.programs = lambda _t_us: program

    # -- use --------------------------------------------------------------------------------------------------------
    def register(self, member_id: int, t_us: int, **profile: Any) -> Decision:
        """Create the member and let ``member.registered`` happen."""
        day = self.program.calendar.local_day(t_us)
        test = member_id in self.test_members
        self.members[member_id] = _Member(member_id, t_us, day, dict(profile), test=test)
        return self.send("member.registered", member_id, "registered", t_us, profile=dict(profile))

    def publish(self, t_us: int) -> None:
        """Make the program's activities that are subjects, as publishing does: they learn of it when time goes on."""
        self.published_us = t_us
        for activity in self.program.list_subjects():
            subject = subject_id(self.tenant_id, activity)
            member = self.members.get(subject) or self._make_subject(subject, t_us)
            member.timers[f"activity:{activity}:{PUBLISHED}"] = t_us

    def _make_subject(self, subject: int, t_us: int) -> _Member:
        day = self.program.calendar.local_day(t_us)
        made = self.members[subject] = _Member(subject, t_us, day, {})
        return made

    def cancel(self, path: str, t_us: int, reason: str = "") -> None:
        """Call off an activity or a campaign, as ``publishing.cancellations`` does; :meth:`deliver` gives back."""
        found = list_cancelled(self.program, path)
        self.now_us = max(self.now_us, t_us)
        self.cancelled |= dict.fromkeys((one.path for one in found), t_us)
        for one in found:
            data = {"path": one.path, "reason": reason}
            if one.entry:
                subject = subject_id(self.tenant_id, one.entry)
                self.deliveries.append((Deliver(subject, one.key, ACTIVITY_CANCEL, data), t_us))
            for member in list(self.members.values()):
                if member.member_id > 0 and one.slot and f'"{one.entry}"' in str(bytes(member.docs.get(one.slot, b""))):
                    self.deliveries.append((Deliver(member.member_id, one.key, ACTIVITY_CANCEL, data), t_us))

    def send(self, type_: str, member_id: int, key: str, t_us: int, **data: Any) -> Decision:
        """Submit one event; returns its decision (the first one, when the key came before).

        Raises:
            InvalidInput: it does not fit the catalogue.
            Refused: a rule says no; nothing changed.
            KeyReused: the key came before with another input.
        """
        member_id = self.root(member_id)
        event = Event(type_, member_id, key, t_us, data)
        check_event(find_version(self.programs, event, max(self.now_us, t_us)), event)
        member = self.members[member_id]
        mark = fingerprint((type_, t_us, data))
        known = member.operations.get(key)
        if known is not None:
            if known[0] != mark:
                raise KeyReused(f"key {key!r} of member {member_id}")
            return known[1]
        self.now_us = max(self.now_us, t_us)
        made = self._attempt(member, event)
        decision = made[-1]
        member.operations[key] = (mark, decision)
        return decision

    def advance(self, to_us: int) -> list[tuple[int, Decision]]:
        """Let every timer up to ``to_us`` happen, as the sweep does; returns the decisions by member."""
        self.now_us = max(self.now_us, to_us)
        made = list[tuple[int, Decision]]()
        for member in self.members.values():
            if min(member.timers.values(), default=to_us + 1) <= to_us:
                made.extend((member.member_id, decision) for decision in self._attempt(member, None))
        return made

    def deliver(self) -> int:
        """Let events that members sent to others happen, and those that they cause; returns how many were taken."""
        taken = 0
        while self.deliveries:
            sent, t_us = self.deliveries.pop(0)
            if sent.member_id < 0 and sent.member_id not in self.members:
                self._make_subject(sent.member_id, t_us)
            root = self.root(sent.member_id) if sent.member_id in self.members else 0
            member = self.members.get(root)
            if member is None or sent.key in member.operations:
                continue
            decision = self._attempt(member, Event(sent.type, root, sent.key, t_us, sent.data))[-1]
            member.operations[sent.key] = (fingerprint((sent.type, t_us, sent.data)), decision)
            taken += 1
        return taken

    def root(self, member_id: int) -> int:
        """Who is left of a member: themselves, or whom they went into."""
        while into := self.members[member_id].merged_into:
            member_id = into
        return member_id

    def _others(self, member_id: int) -> tuple[int, ...]:
        found = [one.member_id for one in self.members.values() if one.merged_into == member_id]
        return tuple(sorted(other for one in found for other in (one, *self._others(one))))

    def merge(self, into: int, other: int, t_us: int) -> PairDecision:
        """Let ``other`` go into ``into``; see :mod:`liuke.merging`."""
        made = self._pair(Pair(into, other), t_us)
        self.members[other].merged_into, self.members[other].kept = into, made.kept
        return made

    def split(self, into: int, other: int, t_us: int) -> PairDecision:
        """Let ``other`` be a member of their own again.

        Raises:
            ValueSpent: something that came from one was spent by the other.
        """
        kept = msgspec.json.decode(msgspec.json.encode(self.members[other].kept))
        made = self._pair(Pair(into, other, kept), t_us)
        self.members[other].merged_into = 0
        return made

    def _pair(self, pair: Pair, t_us: int) -> PairDecision:
        self.now_us = max(self.now_us, t_us)
        both = self.members[pair.into], self.members[pair.other]
        needs = set[Need]()

        def work() -> tuple[list[MemberState], Context, list[list[Decision]], PairDecision]:
            ctx = self._context(needs)
            states = [self._build(one, [need for need in needs if need.member_id == one.member_id]) for one in both]
            ticks = [decide_due(self.programs, state, ctx) for state in states]
            made = decide_pair(
                self.programs, pair, (states[0], states[1]), lambda now_us: msgspec.structs.replace(ctx, now_us=now_us),
                now_us=max(self.now_us, *(state.now_us for state in states)),
                other_op_n=both[1].ops + len(ticks[1]) + 1,
            )  # fmt: skip
            return states, ctx, ticks, made

        loading = Loading(work, rounds=MAX_ROUNDS, what=f"merging {pair.other} into {pair.into}")
        while (need := loading.find_missing()) is not None:
            needs.add(need)
        states, ctx, ticks, made = loading.result
        for one, state, before, decision in zip(both, states, ticks, (made.into, made.other), strict=True):
            self._store(one, state, [*before, decision])
        self._share(ctx)
        return made

    def state(self, member_id: int) -> MemberState:
        """A fresh copy of the member's state with every part loaded."""
        member = self.members[member_id]
        state = self._build(member, set())
        state.lot_books = {asset: self._book(member, asset) for asset in member.wallets}
        state.holds_map = _copy_map(member.holds)
        state.coupons_map = _copy_map(member.coupons)
        state.entitlements_map = _copy_map(member.entitlements)
        state.orders = {key: _copy(order) for key, order in member.orders.items()}
        state.records = dict(member.records)
        state.records_listed = {kind for kind, _ in member.records}
        return state

    def balance(self, member_id: int, asset: str = "points") -> int:
        """Available less debt."""
        wallet = self.members[member_id].wallets.get(asset)
        return wallet.net if wallet else 0

    # -- deciding ---------------------------------------------------------------------------------------------------
    def _attempt(self, member: _Member, event: Event | None) -> list[Decision]:
        needs, refusals = set[Need](), list[Refused]()

        def work() -> tuple[MemberState, Context, list[Decision]]:
            while True:
                try:
                    return self._decide(member, None if refusals else event, needs)
                except Refused as refused:
                    refusals.append(refused)

        loading = Loading(work, rounds=MAX_ROUNDS, what=f"deciding for member {member.member_id}")
        while (need := loading.find_missing()) is not None:
            needs.add(need)
        state, ctx, made = loading.result
        self._store(member, state, made)
        self._share(ctx)
        if refusals:
            raise refusals[0]
        return made

    def _share(self, ctx: Context) -> None:
        """Keep what the decision left of shared things."""
        self.stock.update({item: left for item, left in ctx.stock.items() if left != UNDECLARED})
        self.codes.update({code: doc for code, doc in ctx.codes.items() if doc is not None})
        self.shared.update({place: doc for place, doc in ctx.shared.items() if doc.version})

    def _decide(
        self, member: _Member, event: Event | None, needs: set[Need]
    ) -> tuple[MemberState, Context, list[Decision]]:
        state = self._build(member, needs)
        ctx = self._context(needs)
        made = decide_due(self.programs, state, ctx)
        if event is not None:
            ctx.risk = self.risks.get((event.member_id, event.key))
            decision = decide(find_version(self.programs, event, ctx.now_us), state, event, ctx)
            note_interruption(decision, made)
            made.append(decision)
        return state, ctx, made

    def _context(self, needs: set[Need]) -> Context:
        stock, codes = self._shared(needs)
        shared = {need.key: self.shared.get(need.key, NOTHING_YET) for need in needs if need.kind == "shared"}
        ctx = Context(
            self.now_us, self.seed, stock, codes, shared=shared, tenant_id=self.tenant_id, catalogue=self.catalogue
        )
        ctx.simulate = f"memory:{self.seed}"
        return ctx

    def _shared(self, needs: set[Need]) -> tuple[dict[str, int], dict[str, dict[str, Any] | None]]:
        items = [item for need in needs if need.kind == "stock" for item in list_stripes(need.key)]
        stock = {item: self._left(item) for item in items}
        codes = {need.key: self.codes.get(need.key) for need in needs if need.kind == "code"}
        return stock, codes

    def _left(self, item: str) -> int:
        left = self.stock.get(item)
        if left is None:
            left = self.program.find_initial_stock(item)
        return UNDECLARED if left is None else left

    def _build(self, member: _Member, needs: Iterable[Need]) -> MemberState:  # noqa: C901 - one case a kind
        state = MemberState(member.member_id, registered_us=member.registered_us, registered_day=member.registered_day)
        closed = {**self.cancelled, **self._list_stops()}
        state.cancelled = {path: t_us for path, t_us in closed.items() if t_us <= self.now_us}
        state.others = self._others(member.member_id)
        state.profile, state.labels = dict(member.profile), dict(member.labels)
        state.test, state.tier, state.last_active_us = member.test, member.tier, member.last_active_us
        state.timers, state.ops, state.now_us = dict(member.timers), member.ops, member.now_us
        state.wallets = {asset: _copy(wallet) for asset, wallet in member.wallets.items()}
        state.docs = dict(member.docs)
        for need in needs:
            match need.kind:
                case "lots":
                    state.lot_books[need.key] = self._book(member, need.key)
                case "lot_uses":
                    asset, _, seq = need.key.rpartition("/")
                    uses = member.lot_uses.get((asset, int(seq)), [])
                    state.lot_uses_map[asset, int(seq)] = [_copy(use) for use in uses]
                case "holds":
                    state.holds_map = _copy_map(member.holds)
                case "coupons":
                    state.coupons_map = _copy_map(member.coupons)
                case "entitlements":
                    state.entitlements_map = _copy_map(member.entitlements)
                case "order":
                    self._find(state, "order", need.key)
                case "record":
                    kind, _, key = need.key.partition("/")
                    self._find(state, kind, key)
                case "records":
                    for owner in (member.member_id, *state.others):
                        for kind, key in self.members[owner].records:
                            if kind == need.key:
                                self._find(state, kind, key)
                    state.records_listed.add(need.key)
                case "history":
                    state.lot_books[need.key] = self._book(member, need.key)
                    state.histories.add(need.key)
                    for (asset, seq), uses in member.lot_uses.items():
                        if asset == need.key:
                            state.lot_uses_map[asset, seq] = [_copy(use) for use in uses]
                case "person":
                    state.persons[need.key] = self._find_person(need.key)
                case "stock" | "code" | "shared" | "seed":
                    pass
        return state

    def _list_stops(self) -> dict[str, int]:
        """Budgets that ran out, as ``liuke_cancelled`` lists them."""
        docs = [BUDGET.read(doc.doc) for place, doc in self.shared.items() if place.startswith(f"{BUDGET.name}/")]
        return {f"{stop}|{left}": t_us for doc in docs for stop, (t_us, left) in doc.gone.items()}

    def _find_person(self, name: str) -> Person | None:
        met = self.members.get(int(name)) if name.isascii() and name.isdigit() else None
        if met is None:
            return None
        root = met.member_id
        while into := self.members[root].merged_into:
            root = into
        family = [self.members[one] for one in (root, *self._others(root))]
        returns = any(RETURNING in one.labels for one in (met, self.members[root]))
        return Person(root, not returns and met.registered_us <= min(one.registered_us for one in family))

    def _find(self, state: MemberState, kind: str, key: str) -> None:
        """An order or a record of the member, or of who went into them."""
        if kind == "order":
            state.orders[key] = None
        else:
            state.records[kind, key] = None
        for owner in (state.member_id, *state.others):
            order = self.members[owner].orders.get(key) if kind == "order" else None
            record = self.members[owner].records.get((kind, key))
            if order is None and record is None:
                continue
            if kind == "order":
                state.orders[key] = _copy(order) if order is not None else None
            else:
                state.records[kind, key] = record
            if owner != state.member_id:
                state.owners[kind, key] = owner
            return

    def _book(self, member: _Member, asset: str) -> LotBook:
        # lots that are spent are kept: a refund gives back to them
        lots = {seq: _copy(lot) for (a, seq), lot in member.lots.items() if a == asset}
        return LotBook(lots, complete=True)

    def _store(self, member: _Member, state: MemberState, made: list[Decision]) -> None:
        member.tier, member.last_active_us = state.tier, state.last_active_us
        member.profile, member.labels = state.profile, state.labels
        member.timers, member.now_us = state.timers, state.now_us
        member.ops += len(made)
        member.wallets = state.wallets
        for name in state.touched:
            member.docs[name] = msgspec.Raw(msgspec.json.encode(state.slots[name]))
        for asset, book in state.lot_books.items():
            member.lots.update({(asset, seq): lot for seq, lot in book.lots.items()})
        member.lot_uses.update(state.lot_uses_map)
        member.holds.update(state.holds_map or {})
        for kind, number in state.dirty:
            if kind == "coupon_gone":
                member.coupons.pop(number, None)
            elif kind == "entitlement_gone":
                member.entitlements.pop(number, None)
        member.coupons.update(state.coupons_map or {})
        member.entitlements.update(state.entitlements_map or {})
        for key, order in state.orders.items():
            if order is not None:
                self.members[state.owners.get(("order", key), member.member_id)].orders[key] = order
        member.records.update(
            {place: data for place, data in state.records.items() if data is not None and place not in state.owners}
        )
        self.decisions.extend((member.member_id, decision) for decision in made)
        for decision in made:
            for effect in decision.effects:
                if isinstance(effect, Deliver):
                    # it travels as JSON, as it does through the database
                    sent = msgspec.json.decode(msgspec.json.encode(effect), type=Deliver)
                    self.deliveries.append((sent, decision.t_us))
                elif isinstance(effect, AddToPool):
                    self.pools[effect.pool] = self.pools.get(effect.pool, 0) + effect.amount


def _copy(value: T) -> T:
    return msgspec.json.decode(msgspec.json.encode(value), type=type(value))


def _copy_map(values: dict[K, T]) -> dict[K, T]:
    return {key: _copy(value) for key, value in values.items()}
