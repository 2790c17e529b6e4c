"""One transaction: load a batch of members, decide their events, apply. Called inside a transaction that others open.

Events of one member keep their order; members are independent but for shared stock. A business refusal is an outcome,
never an exception: one bad request does not abort its batch. Deciding is pure, so a member whose decision missed a part
of the state, or was refused half way, is simply decided again.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from liuke.db.contracts import Connection
from liuke.decision.budgets import STRIPES, list_stripes
from liuke.decision.choosing import ProgramSource, find_version
from liuke.decision.domain import CompiledProgram
from liuke.decision.draws import DRAW_COMMIT, Seed
from liuke.decision.risk import RiskScore
from liuke.decision.shared import NOTHING_YET, SharedDoc
from liuke.decision.state import MemberState, Missing, Need
from liuke.decision.turn import Context
from liuke.engine.decide import Decision, Outcome, TimerFailed, decide, decide_due, note_interruption
from liuke.engine.load_store import (
    Extra,
    LoadedMember,
    SharedLocks,
    load_members,
    load_needs,
    lock_codes,
    lock_shared,
    lock_stock,
)
from liuke.engine.rows import RowCollector, build_state, note_data, read_answer, render_answer, render_gains
from liuke.engine.seed_store import get_seeds
from liuke.engine.signals import Print, count_prints, make_prints, score, seal_client
from liuke.engine.store import apply_rows
from liuke.engine.submissions import Internal, MemberMerged, Submission, forget, submission
from liuke.goods.catalogue import NO_CATALOGUE, Catalogue
from liuke.hooks.scorer import Scorer, Signals
from liuke.kernel.errors import KeyReused, LiukeError, NotFound, Refused
from liuke.privacy.box import VAULT_ERRORS, Personal
from liuke.vault.vault import VaultMissing

__all__ = ["Batch", "Chain", "Internal", "Submission", "submission"]

log = logging.getLogger(__name__)
_encode = msgspec.json.Encoder().encode

MAX_ROUNDS = 20
"""Times one event may ask for more of the state; each round loads something new."""


MAX_ROUNDS_PER_EVENT = 4
"""Parts that a request may name of which nothing was known before it was decided."""


class Chain:
    """The events of one member in this batch, and what came of them so far."""

    __slots__ = ("decisions", "loaded", "member_id", "outcomes", "put_off", "refused", "state", "work")

    def __init__(
        self, member_id: int, loaded: LoadedMember, work: list[Submission], put_off: Mapping[str, str] | None = None
    ) -> None:
        self.member_id = member_id
        self.loaded = loaded
        self.work = work
        self.refused: dict[int, LiukeError] = {}
        """Index of work → why not; known from an earlier try."""
        self.outcomes: list[Outcome] = []
        self.decisions: list[tuple[Decision, Submission | None, bytes]] = []
        self.put_off = dict(put_off or {})
        """Timers that are tried again later, with the reason: those whose reactions raised on an earlier try."""
        self.state: MemberState | None = None


class Batch:
    """Decides a batch inside one transaction.

    Args:
        connection: In a transaction.
        tenant_id: Whose members.
        programs: Versions by time; each event is decided under its own.
        seed: Of random choices in this batch.
        clock: Engine time of events that bring none; by default the database's clock.
        ahead: Shared rows that an earlier try needed: locked before deciding, and added to.
        personal: Seals and opens what is personal; by default neither is possible.
        catalogue: Stores, products and categories as they are known.
        put_off: Timers of members that are tried again later, with the reason.
        scorers: Asked how risky requests are that bring signals.
        simulate: Salt of seeds of draws that anybody can know; empty: real ones.
    """

    def __init__(
        self,
        connection: Connection,
        tenant_id: int,
        programs: ProgramSource,
        *,
        seed: int = 0,
        clock: Callable[[], int] | None = None,
        ahead: SharedLocks | None = None,
        personal: Personal | None = None,
        catalogue: Catalogue = NO_CATALOGUE,
        put_off: Mapping[int, Mapping[str, str]] | None = None,
        scorers: Sequence[Scorer] = (),
        simulate: str = "",
    ) -> None:
        self.scorers = scorers
        self.risks: dict[tuple[int, str], RiskScore] = {}
        """Member and key of requests → how risky they were found."""
        self.prints: dict[Print, int] = {}
        self.connection = connection
        self.tenant_id = tenant_id
        self.programs = programs
        self.seed = seed
        self.clock = clock
        self.ahead = ahead or SharedLocks()
        self.personal = personal or Personal(None, tenant_id)
        self.catalogue = catalogue
        self.put_off = put_off or {}
        self.simulate = simulate
        self.stripe = 0 if clock else connection.get_server_pid() % STRIPES
        """Transactions at one time take from different parts of a budget; one that is done again from the same."""
        self.seeds: dict[str, Seed] = {}
        self.due: dict[int, tuple[int, list[tuple[int, str]]]] = {}
        """Members whose timers had come due: up to when, and which (when due, name), in order."""
        self.extra = Extra(self.personal)
        self.stock: dict[str, int] = {}
        self.codes: dict[str, dict[str, Any] | None] = {}
        self.shared: dict[str, SharedDoc] = {}
        self.sent: list[tuple[int, str]] = []
        """Receiver and key of what this batch delivers to other members."""
        self._found_nothing: set[str] = set()
        """Shared documents that nobody has made, each with a row that keeps the place."""
        self._unmade: set[str] = set()
        """Those of which no row keeps the place."""
        self.clock_us = 0
        self.recorded_us = 0
        """The database's clock: postings are sealed in the order of it."""

    async def run(self, work: Sequence[Submission], *, due: Mapping[int, int] | None = None) -> list[Outcome]:
        """Decide and apply; outcomes in the order of ``work``.

        Args:
            work: Events, any members, in the order in which they are to be taken.
            due: Members whose timers are to be handled up to the given instant, with or without events.
        """
        by_member: dict[int, list[int]] = {member_id: [] for member_id in (due or ())}
        work = [self._note_fields(item) for item in work]
        for index, item in enumerate(work):
            by_member.setdefault(item.event.member_id, []).append(index)
        keys = [(item.event.member_id, item.event.key) for item in work]
        loaded, self.recorded_us = await load_members(self.connection, self.tenant_id, sorted(by_member), keys)
        self.clock_us = self.clock() if self.clock else self.recorded_us
        self.extra.others = {member_id: member.others for member_id, member in loaded.items() if member.others}
        if self.clock:  # whoever sets the clock back sees what was cancelled by then
            for member in loaded.values():
                member.cancelled = {path: t_us for path, t_us in member.cancelled.items() if t_us <= self.clock_us}
        await self._lock_ahead(self.ahead.stock, self.ahead.codes, self.ahead.shared)
        outcomes: list[Outcome | None] = [None] * len(work)
        chains = list[Chain]()
        for member_id, indexes in by_member.items():
            if member_id in loaded:
                chains.append(self._make_chain(loaded[member_id], [work[i] for i in indexes], member_id))
            else:
                error = NotFound(f"there is no member {member_id}", fix="register the member first")
                for i in indexes:
                    outcomes[i] = Outcome(error=error)
        await self._prefetch(chains)
        await self._score(chains)
        await self._decide_all(chains, due or {})
        await self.apply(chains)
        for chain in chains:
            for i, outcome in zip(by_member[chain.member_id], chain.outcomes, strict=True):
                outcomes[i] = outcome
        assert all(outcome is not None for outcome in outcomes)
        return [outcome for outcome in outcomes if outcome is not None]

    def _make_chain(self, loaded: LoadedMember, work: list[Submission], member_id: int) -> Chain:
        return Chain(member_id, loaded, work, self.put_off.get(member_id))

    def _note_fields(self, item: Submission) -> Submission:
        """The same with a fingerprint from which nobody can guess a phone number, or what is not to be kept."""
        events = self._find_version(item).events
        if unkept := events.find_unkept(item.event.type):
            item = forget(item, unkept)
        names = events.find_personal(item.event.type, item.event.data)
        if not names:
            return item
        ready = self.personal.is_ready
        mark = self.personal.key_fingerprint(item.input_hash) if ready else item.input_hash
        return msgspec.structs.replace(item, input_hash=mark, personal=names)

    def _find_version(self, item: Submission, now_us: int = 0) -> CompiledProgram:
        return find_version(self.programs, item.event, item.clock_us or now_us)

    def _find_locked(self, chain: Chain, item: Submission) -> LiukeError | None:
        """Why what is personal in an event cannot be sealed, before anything is decided."""
        if not self.personal.is_ready:
            return self.personal.fault or VaultMissing("there is personal data, and the engine has no vault")
        try:
            chain.loaded.get_box(self.personal, chain.member_id).ensure_key()
        except VAULT_ERRORS as error:
            return error
        return None

    async def _prefetch(self, chains: list[Chain]) -> None:
        needs = set[Need]()
        for chain in chains:
            for item in chain.work:
                program = self._find_version(item)
                if item.event.key not in chain.loaded.operations:
                    for hint in program.prefetch.get(item.event.type, ()):
                        needs.update(hint(item.event))
                find = program.limited.get(item.event.type)
                limited = find(program, item.event.at(item.clock_us or self.clock_us)) if find is not None else None
                if limited is not None and limited.need.key not in (self.shared if limited.document else self.stock):
                    needs.add(limited.need)
        if needs:
            await self.load(needs)

    async def _score(self, chains: list[Chain]) -> None:
        """How risky requests are that bring signals, before anything is decided; what was found before is taken."""
        asked = list[tuple[Signals, CompiledProgram]]()
        for chain in chains:
            for item in chain.work:
                event = item.event
                if item.risk is not None:
                    self.risks[event.member_id, event.key] = item.risk
                elif event.client is not None and self.scorers and event.key not in chain.loaded.operations:
                    t_us = item.clock_us or self.clock_us
                    program = self._find_version(item, t_us)
                    found = Signals(
                        event.member_id, event.key, event.type, t_us, program.calendar.local_day(t_us),
                        chain.loaded.registered_us, chain.loaded.test, event.client,
                        *make_prints(self.personal, event.client),
                    )  # fmt: skip
                    asked.append((found, program))
        if asked:
            self.risks |= await score(self.connection, self.tenant_id, self.scorers, asked)

    # -- deciding ---------------------------------------------------------------------------------------------------
    async def _decide_all(self, chains: list[Chain], due: Mapping[int, int]) -> None:
        waiting = chains
        missing = dict[int, Need]()
        # each of a member's events may speak of another order, hold or code
        for _ in range(MAX_ROUNDS + MAX_ROUNDS_PER_EVENT * max((len(chain.work) for chain in chains), default=0)):
            missing = dict[int, Need]()
            for chain in waiting:
                need = self._decide_chain(chain, due.get(chain.member_id, 0))
                if need is not None:
                    missing[chain.member_id] = need
            if not missing:
                return
            await self.load({*missing.values(), *_following(missing.values())})
            waiting = [chain for chain in waiting if chain.member_id in missing]
        raise AssertionError(f"a decision asks for more and more of the state: {missing}")

    async def load(self, needs: set[Need]) -> None:
        """Load, and lock where that is due, what decisions asked for."""
        items = [item for need in needs if need.kind == "stock" for item in list_stripes(need.key)]
        stock = {item for item in items if item not in self.stock}
        codes = {need.key for need in needs if need.kind == "code" and need.key not in self.codes}
        self.ahead.stock |= stock
        shared = {need.key for need in needs if need.kind == "shared" and need.key not in self.shared}
        self.ahead.codes |= codes
        self.ahead.shared |= shared
        await self._lock_ahead(stock, codes, shared)
        seeds = {need.key: need.amount for need in needs if need.kind == "seed"}
        if seeds:
            self.seeds.update(await get_seeds(self.connection, self.tenant_id, seeds, self.personal.vault))
        rest = [need for need in needs if need.kind not in {"stock", "code", "shared", "seed"}]
        again = [need for need in rest if need in self.extra.have]
        assert not again, f"loaded and still missing: {again}"
        if rest:
            await load_needs(self.connection, self.tenant_id, rest, self.extra)

    async def _lock_ahead(self, stock: set[str], codes: set[str], shared: set[str]) -> None:
        """Lock items, then codes, then documents, each in order; what is out of order is not waited for.

        Two batches that want the same rows crosswise would wait for each other until the database kills one.
        """
        if stock:
            wait = not self.codes and not self.shared and (not self.stock or min(stock) > max(self.stock))
            newest = self.programs(self.clock_us)
            items = {item: newest.find_initial_stock(item) for item in stock}
            self.stock.update(await lock_stock(self.connection, self.tenant_id, items, wait=wait))
        if codes:
            wait = not self.shared and (not self.codes or min(codes) > max(self.codes))
            self.codes.update(await lock_codes(self.connection, self.tenant_id, sorted(codes), wait=wait))
        if shared:
            wait = not self.shared or min(shared) > max(self.shared)
            kinds = self.programs(self.clock_us).shared.values()
            free = {kind.name for kind in kinds if not kind.keeps_place}
            found = await lock_shared(self.connection, self.tenant_id, sorted(shared), free, wait=wait)
            unmade = shared - found.keys()
            self.shared.update(found | dict.fromkeys(unmade, NOTHING_YET))
            self._found_nothing |= {place for place, doc in found.items() if not doc.version}
            self._unmade |= unmade

    def _decide_chain(self, chain: Chain, due_us: int) -> Need | None:
        """Decide all of a member's events; the part that is missing, if one is."""
        while True:
            before = dict(self.stock), dict(self.codes), dict(self.shared)
            try:
                self._try_chain(chain, due_us)
            except Missing as missing:
                self.put_back(*before)
                return missing.need
            except RefusedAt as refusal:
                self.put_back(*before)
                chain.refused[refusal.index] = refusal.error
                continue
            except TimerFailed as failed:
                self.put_back(*before)
                log.exception("timer %s of member %s failed", failed.name, chain.member_id)
                chain.put_off[failed.name] = str(failed.__cause__)
                continue
            return None

    def put_back(
        self, stock: dict[str, int], codes: dict[str, dict[str, Any] | None], shared: dict[str, SharedDoc]
    ) -> None:
        """Let shared things stand as they stood before a decision that is made anew."""
        self.stock.clear()
        self.stock.update(stock)
        self.codes.clear()
        self.codes.update(codes)
        self.shared.clear()
        self.shared.update(shared)

    def _try_chain(self, chain: Chain, due_us: int) -> None:
        state = build_state(chain.member_id, chain.loaded, self.extra, self.personal)
        chain.state, chain.outcomes, chain.decisions = state, [], []
        if due_us:
            self.catch_up(chain, state, due_us)
        seen: dict[str, tuple[bytes, Outcome]] = {}
        for index, item in enumerate(chain.work):
            locked = self._find_locked(chain, item) if item.personal and not state.is_erased else None
            outcome = self._known(chain, item, seen) if locked is None else Outcome(error=locked)
            if outcome is None:
                outcome = self._decide_one(chain, state, item, index)
                if outcome.decision is not None:
                    seen[item.event.key] = (item.input_hash, outcome)
            chain.outcomes.append(outcome)

    def _known(self, chain: Chain, item: Submission, seen: dict[str, tuple[bytes, Outcome]]) -> Outcome | None:
        """The recorded outcome of a key that came before, in the database or earlier in this batch."""
        stored = chain.loaded.operations.get(item.event.key)
        for one in chain.loaded.theirs.get(item.event.key, ()):
            # a key says who as well: what went in under it before is the same only with the same input
            if one.input_hash == item.input_hash and (stored is None or stored.input_hash != item.input_hash):
                return Outcome(replayed=True, answer_json=read_answer(one.answer))
        if stored is not None:
            if stored.input_hash != item.input_hash:
                return Outcome(error=KeyReused(f"key {item.event.key!r} of member {chain.member_id}"))
            return Outcome(replayed=True, answer_json=read_answer(stored.answer))
        if item.event.key in seen:
            input_hash, first = seen[item.event.key]
            if input_hash != item.input_hash:
                return Outcome(error=KeyReused(f"key {item.event.key!r} of member {chain.member_id}"))
            return Outcome(replayed=True, answer_json=first.answer_json)
        if chain.loaded.merged > 0:
            return Outcome(error=MemberMerged(chain.member_id, chain.loaded.merged))
        return None

    def _decide_one(self, chain: Chain, state: MemberState, item: Submission, index: int) -> Outcome:
        now_us = max(item.clock_us or self.clock_us, state.now_us)
        before = len(chain.decisions)
        # time has passed, whether or not the event is refused; a commitment may be what the timer waits for
        if state.due_us <= now_us and item.event.type != DRAW_COMMIT:
            self.catch_up(chain, state, now_us)
        if index in chain.refused:
            return Outcome(error=chain.refused[index])
        ctx = self.make_context(now_us)
        ctx.risk = self.risks.get((chain.member_id, item.event.key))
        try:
            decision = decide(self._find_version(item, now_us), state, item.event, ctx)
        except Refused as refused:
            if refused.clean:
                return Outcome(error=refused)
            raise RefusedAt(index, refused) from None
        except Missing:
            raise
        except VAULT_ERRORS as error:
            raise RefusedAt(index, error) from None
        except Exception as error:
            log.exception("event %s of member %s failed", item.event.key, chain.member_id)
            internal = Internal(
                f"{item.event.type} {item.event.key!r}: {error}", fix="see the log; nothing was changed"
            )
            raise RefusedAt(index, internal) from error
        note_interruption(decision, [due for due, _, _ in chain.decisions[before:]])
        answer = render_answer(decision, state)
        chain.decisions.append((decision, item, answer))
        return Outcome(decision=decision, answer_json=answer)

    def make_context(self, now_us: int) -> Context:
        """What a decision at that time is handed."""
        return Context(
            now_us, self.seed, self.stock, self.codes, shared=self.shared, tenant_id=self.tenant_id,
            catalogue=self.catalogue,
            seeds=self.seeds, simulate=self.simulate, stripe=self.stripe,
        )  # fmt: skip

    def catch_up(self, chain: Chain, state: MemberState, until_us: int) -> None:
        """Let the member's timers happen that are due by then."""
        timers = sorted((at, name) for name, at in state.timers.items() if at <= until_us)
        if timers:
            self.due[chain.member_id] = until_us, timers
        ctx = self.make_context(until_us)
        for decision in decide_due(self.programs, state, ctx, made_before=len(chain.decisions), put_off=chain.put_off):
            chain.decisions.append((decision, None, render_gains(decision)))

    # -- applying ---------------------------------------------------------------------------------------------------
    async def apply(self, chains: list[Chain]) -> None:
        """Write down what was decided."""
        rows = RowCollector(self._unmade)
        for chain in chains:
            if not chain.decisions:
                continue
            state = chain.state
            assert state is not None
            n = chain.loaded.ops
            for decision, item, answer in chain.decisions:
                n += 1
                rows.add_decision(
                    chain.member_id,
                    decision,
                    n=n,
                    input_hash=item.input_hash if item is not None else b"",
                    answer=answer,
                    received_us=self.recorded_us,
                    data=self._seal_data(chain, decision, item),
                )
                if item is not None:
                    self._add_of_item(rows, chain, item, n, decision)
            rows.add_state(state, chain.loaded, len(chain.decisions))
        rows.rows["print"] += [(*place, seen) for place, seen in sorted(self.prints.items())]
        for place in self._found_nothing:
            if not self.shared[place].version:
                rows.add("shared_unused", tuple(place.split("/", 1)))
        self.sent = [(row[0], row[1]) for row in rows.rows.get("delivery", ())]
        await apply_rows(self.connection, self.tenant_id, rows.finish())

    def _add_of_item(self, rows: RowCollector, chain: Chain, item: Submission, n: int, decision: Decision) -> None:
        """Rows of what came with an event beside its decision."""
        if item.delivery:
            rows.add("delivery_done", (item.sent_to or chain.member_id, decision.key))
        act = item.event.act
        if act is not None:
            details = _encode({**note_data(item.event.data), "key": decision.key}).decode()
            rows.add("audit", (decision.t_us, act.actor, act.action, f"member/{chain.member_id}", details))
        risk = self.risks.get((chain.member_id, decision.key))
        if risk is not None:
            found = _encode(risk.reasons).decode(), _encode(risk.features).decode()
            rows.add("risk", (chain.member_id, n, risk.score, *found))
        client = item.event.client
        sealed = client and seal_client(self.personal, chain.loaded, chain.member_id, n, client)
        if client and sealed:
            rows.add("signal", (chain.member_id, n, decision.t_us, sealed))
            day = self._find_version(item, decision.t_us).calendar.local_day(decision.t_us)
            count_prints(self.personal, self.prints, chain.member_id, day, client)

    def _seal_data(self, chain: Chain, decision: Decision, item: Submission | None) -> dict[str, Any] | None:
        """An event's data as it is kept; ``None``: as it was decided."""
        if item is not None and item.unkept:
            kept = {name: value for name, value in decision.data.items() if name not in item.unkept}
            assert not item.personal, f"{decision.type} has fields that are sealed and such as are not kept"
            return kept
        if item is None or not item.personal:
            return None
        if chain.state is not None and chain.state.is_erased:
            return {name: value for name, value in decision.data.items() if name not in item.personal}
        box = chain.loaded.get_box(self.personal, chain.member_id)
        return box.seal_fields(decision.data, item.personal, decision.key)


def _following(missing: Iterable[Need]) -> Iterator[Need]:
    """Of series, the numbers below: everybody waits for the same next code, and only one of them gets it."""
    asked = Counter(need for need in missing if need.kind == "code" and need.amount)
    for need, waiting in asked.items():
        series = need.key.rpartition("#")[0]
        for number in range(need.amount - 1, max(need.amount - 2 * waiting, 0), -1):
            yield Need("code", 0, f"{series}#{number}", number)


class RefusedAt(Exception):
    """A decision was refused after it had folded something; the member is decided again without this event."""

    def __init__(self, index: int, error: LiukeError) -> None:
        self.index = index
        self.error = error
        super().__init__(str(error))
