"""One operation on one member: the incoming event, the facts it causes, and everything that follows from them.

A turn folds effects into the state as they are made, so that later rules of the same turn see them. Deciding is pure:
the same program, state, event and context give the same turn.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

import msgspec

from liuke.decision.consents import MARKETING, allows
from liuke.decision.draws import Draw, DrawPlace, SealedList, Seed
from liuke.decision.effects import (
    AddToPool,
    ChangeTier,
    Deliver,
    Effect,
    Emit,
    Message,
    PutScore,
    PutShared,
    Record,
    TakeStock,
    UseCode,
)
from liuke.decision.event import Event, Happening
from liuke.decision.messages import MessageTerms
from liuke.decision.overlay import EXPOSURES, GLOBAL_HOLDOUT, HELD, OPEN, ExposureBook, is_holdout
from liuke.decision.reasons import Prompt, Reason
from liuke.decision.risk import RiskScore, UnderReview
from liuke.decision.shared import D, SharedDoc, SharedKind
from liuke.decision.state import MemberState, Missing, Need
from liuke.decision.trying import TAKINGS, TestTakings, take_unreal
from liuke.goods.catalogue import NO_CATALOGUE, Catalogue
from liuke.kernel.clock import FOREVER_US, MerchantCalendar
from liuke.kernel.errors import Refused
from liuke.kernel.ids import derive_id, subject_id

if TYPE_CHECKING:
    from liuke.decision.domain import CompiledProgram
    from liuke.decision.hooks import Cause

_PLAIN = MessageTerms()
UNDECLARED = -1
"""Pieces of an item that no domain declares and that has no row: it is not known, and never sold out."""
MAX_FACTS = 200
"""Facts one operation may cause; more is a program that feeds itself, which lint finds and this stops."""


class Context(msgspec.Struct):
    """What would make deciding impure, handed in.

    Args:
        now_us: Engine time.
        seed: Seed of every random choice of this operation.
        stock: Remaining pieces of limited items that are loaded and locked (or ``UNDECLARED``); shared by the whole
            batch.
        codes: Redemption and coupon codes that are loaded and locked.
        tenant_id: Whose members; the numbers of activities as subjects derive from it.
        seeds: Seeds of draws that are loaded, by ``activity/period``; shared by the whole batch.
        simulate: Where nothing is at stake: salt of seeds that anybody can know; their draws are marked.
        shared: Shared documents that are loaded and locked, by ``kind/key``; shared by the whole batch.
        risk: How risky the request was found; ``None``: nobody had anything to say, which speaks for it.
        catalogue: Stores, products and categories as they are known.
        stripe: Which part of a campaign's budget this transaction takes from first.
    """

    now_us: int
    seed: int = 0
    stock: dict[str, int] = {}
    codes: dict[str, dict[str, Any] | None] = {}
    shared: dict[str, SharedDoc] = {}
    tenant_id: int = 0
    risk: RiskScore | None = None
    catalogue: Catalogue = NO_CATALOGUE
    seeds: dict[str, Seed] = {}
    simulate: str = ""
    stripe: int = 0


class Gain(msgspec.Struct, frozen=True, gc=False):
    """Something the member received in this turn, for the answer."""

    kind: str
    name: str
    amount: int
    path: str
    params: dict[str, Any] = {}


class _PassedOver(Exception):
    """Nothing more follows from a happening."""


class Turn:
    """See the module. Domains' rules read ``state`` and call the methods below; they never write anything else.

    Attributes:
        program: The compiled program in force.
        state: The member, folded forward.
        ctx: Time, seed, shared stock.
        event: The operation that came in.
        now: The happening that reactions are handling at the moment.
        key: Idempotency key of the operation; ids of new things derive from it.
        effects: Made so far, in order.
        reasons: The waterfall so far.
        gains: What the member received.
        result: Data of the answer that a request asks for (a quote, a code).
        subject: Free workspace of reactions of one happening (amounts that later reactions of the same event need).
        judged_us: The instant by which windows, gates and variants are judged, for the whole turn: a request's is the
            engine's time, any other event's its own.
        calendar: By whose days and hours the event counts: those of the store where it happened, or the program's.
        looking: Whether nothing of the turn is kept: it only asks gates.
        exposures: Experiments that had a say in this turn, and the member's variants.
        undoing: The order whose refund is being undone, from there to the end of what follows from it.
        unsaid: Places of effects that are messages about what went back in the same turn: they are not sent.
        review: Where what the turn gives is held until somebody has looked at it; ``None``: it is given.
    """

    __slots__ = (
        "_assigned", "_fact_count", "_ids", "_later", "_queue", "_runs", "calendar", "ctx", "effects", "event",
        "exposures",
        "gains", "judged_us", "key", "looking", "now", "program", "prompts", "reasons", "result", "review",
        "state", "subject", "undoing", "unsaid",
    )  # fmt: skip

    def __init__(
        self,
        program: CompiledProgram,
        state: MemberState,
        ctx: Context,
        event: Event,
        first: Happening,
        *,
        judged_us: int = 0,
        looking: bool = False,
        calendar: MerchantCalendar | None = None,
    ) -> None:
        self.program = program
        self.state = state
        self.ctx = ctx
        self.event = event
        self.now = first
        self.key = event.key
        self.effects: list[Effect] = []
        self.reasons: list[Reason] = []
        self.gains: list[Gain] = []
        self.prompts: list[Prompt] = []
        self.result: dict[str, Any] = {}
        self.subject: dict[str, Any] = {}
        self._queue: deque[Happening] = deque((first,))
        self._later: deque[tuple[Happening, Callable[[Turn], bool]]] = deque()
        self._runs = program.runs if state.member_id >= 0 else program.subject_runs
        self._fact_count = 0
        self._ids = 0
        self.judged_us = judged_us or first.t_us
        self.looking = looking
        self.calendar = calendar or program.calendar
        self.exposures: dict[str, str] = {}
        self.undoing: Cause | None = None
        self.unsaid: set[int] = set()
        self.review: UnderReview | None = None
        self._assigned: dict[str, str | None] = {}

    # -- running ----------------------------------------------------------------------------------------------------
    def run(self) -> None:
        """Handle the incoming happening and every fact it causes, in order, until nothing follows."""
        runs, queue, later = self._runs, self._queue, self._later
        while queue or later:
            happening, fits = (queue.popleft(), None) if queue else later.popleft()
            self.now = happening
            self.subject = {}
            if fits is not None and not fits(self):
                continue
            try:
                for run in runs.get(happening.type, ()):
                    run(self)
            except _PassedOver:
                continue

    # -- asking -----------------------------------------------------------------------------------------------------
    @property
    def welcomes_again(self) -> bool:
        """Whether somebody registers who was here before and was erased: what newcomers get is not given twice."""
        return self.state.is_returning and self.event.type == "member.registered"

    @property
    def data(self) -> Mapping[str, Any]:
        """Fields of the happening being handled."""
        return self.now.data

    @property
    def risk(self) -> RiskScore | None:
        """How risky the request was found before it was decided; ``None``: nothing is known against it."""
        return self.ctx.risk

    @property
    def day(self) -> int:
        """Merchant-local day of the happening being handled."""
        return self.now.day

    def stock(self, item: str) -> int:
        """Pieces left of a limited item."""
        left = self.ctx.stock.get(item)
        if left is None:
            raise Missing(Need("stock", 0, item))
        assert left != UNDECLARED, f"no domain declares the limited item {item}, and there is no stock of it"
        return left

    def has_stock(self, item: str) -> bool:
        """Whether there is stock of a limited item, be it that no domain declares it any more."""
        if item not in self.ctx.stock:
            raise Missing(Need("stock", 0, item))
        return self.ctx.stock[item] != UNDECLARED

    def code(self, code: str) -> dict[str, Any] | None:
        """What a redemption or coupon code stands for, or ``None``."""
        if code not in self.ctx.codes:
            raise Missing(Need("code", 0, code))
        found = self.ctx.codes[code]
        if found is not None and self.state.test and code in self.state.read(TAKINGS, TestTakings).codes:
            return {**found, "used_by": self.state.member_id}
        return found

    def code_in_series(self, series: str, number: int) -> dict[str, Any] | None:
        """The code filed under a number of a series that is handed out from the highest number down."""
        code = f"{series}#{number}"
        if code not in self.ctx.codes:
            raise Missing(Need("code", 0, code, number))
        return self.ctx.codes[code]

    def shared(self, kind: SharedKind[D], key: str) -> D | None:
        """A shared document as a fresh object, or ``None`` while nobody has made it.

        It is locked from here to the end of the transaction; what is changed on it counts once it is put back with
        :meth:`put_shared`.
        """
        place = self._locate_shared(kind, key)
        found = self._get_shared(place)
        if self.state.test and not found.version:
            found = self._get_shared(kind.place(key))
        return kind.read(found.doc) if found.version else None

    def _locate_shared(self, kind: SharedKind[Any], key: str) -> str:
        """Where the member's own copy of the document lies: what test members make of one lies beside it."""
        assert self.program.shared.get(kind.name) is kind, f"no domain declares the shared documents {kind.name}"
        return kind.test_place(key) if self.state.test else kind.place(key)

    def _get_shared(self, place: str) -> SharedDoc:
        found = self.ctx.shared.get(place)
        if found is None:
            raise Missing(Need("shared", 0, place))
        return found

    def draw(self, place: DrawPlace, purpose: str, *, over: SealedList | None = None) -> Draw:
        """A random choice under the seed of an activity and period, whose commitment is public before.

        Args:
            place: Which seed.
            purpose: What is drawn, in one line: part of the draw's name.
            over: Where it is over a list that was sealed.

        Raises:
            Refused: the seed was revealed: nothing is drawn in that period any more.
        """
        return Draw(self, place, purpose, over)

    def assigned(self, experiment: str) -> str | None:
        """The member's variant, stated as an exposure once a member; ``None``: not part of it, or there is no such.

        Who is held out of everything (``holdout``) is part of no other experiment.
        """
        if experiment in self._assigned:
            return self._assigned[experiment]
        found = self.program.experiments.get(experiment)
        variant = None
        if found is not None and (experiment == GLOBAL_HOLDOUT or self.assigned(GLOBAL_HOLDOUT) != HELD):
            variant = found.assign(self)
            if variant == HELD and self.state.test and is_holdout(experiment):
                variant = OPEN  # who tries something out is shown what is to be tried
        self._assigned[experiment] = variant
        if variant is not None:
            self.expose(experiment, variant)
        return variant

    def expose(self, experiment: str, variant: str) -> None:
        """State that the member met an experiment; the first time it is a fact."""
        if self.exposures.get(experiment) == variant:
            return
        self.exposures[experiment] = variant
        if self.looking or self.state.test:
            return
        seed = self.program.experiments[experiment].seed
        if self.state.read(EXPOSURES, ExposureBook).seen.get(experiment) == (seed, variant):
            return
        self.state.edit(EXPOSURES, ExposureBook).seen[experiment] = (seed, variant)
        self.emit("experiment.exposed", {"experiment": experiment, "variant": variant})

    def new_id(self) -> int:
        """Id for a thing this operation makes; the same when the operation is decided again."""
        self._ids += 1
        return derive_id(self.state.member_id, self.key, self._ids)

    def pass_over(self, path: str, code: str, **params: Any) -> NoReturn:
        """Let nothing more follow from the happening at hand, with the reason; for reactions that come first."""
        self.skipped(path, code, **params)
        raise _PassedOver

    # -- saying -----------------------------------------------------------------------------------------------------
    def applied(self, path: str, code: str, **params: Any) -> None:
        """Put a rule that had an effect on the waterfall."""
        self.reasons.append(Reason(path, code, True, params))

    def skipped(self, path: str, code: str, **params: Any) -> None:
        """Put a rule that had no effect on the waterfall, with the reason."""
        self.reasons.append(Reason(path, code, False, params))

    def gained(self, kind: str, name: str, amount: int, path: str, **params: Any) -> None:
        """Tell the member what they received."""
        self.gains.append(Gain(kind, name, amount, path, params))

    def refuse(self, reason: str, detail: str = "", *, fix: str = "", **extra: Any) -> NoReturn:
        """Refuse the operation: nothing of this turn is kept."""
        raise Refused(reason, detail, fix=fix, **extra)

    # -- doing ------------------------------------------------------------------------------------------------------
    def emit(self, type_: str, data: dict[str, Any], *, react: bool = True) -> None:
        """State a fact: it goes to the outbox, and reactions to it run later in this turn.

        Args:
            type_: Name in the catalogue.
            data: Fields.
            react: ``False`` for facts that nothing can follow from, which saves the dispatch.
        """
        self.effects.append(Emit(type_, data))
        if react and type_ in self._runs:
            self._fact_count += 1
            if self._fact_count > MAX_FACTS:
                raise AssertionError(f"the program feeds itself: more than {MAX_FACTS} facts from {self.event.type}")
            self._queue.append(Happening(type_, self.now.t_us, self.now.day, data, self.now.depth + 1))

    def resume(self, happening: Happening, fits: Callable[[Turn], bool]) -> None:
        """Let a fact that was kept for this turn happen after everything that follows from the turn by then.

        Args:
            happening: In its own place in time.
            fits: Asked when its turn has come, with :attr:`now` set; ``False``: it does not happen.
        """
        self._later.append((happening, fits))

    def arm(self, name: str, at_us: int) -> None:
        """Let ``timer.<kind>`` happen at ``at_us``; ``kind`` is ``name`` up to the first colon. 0 disarms."""
        timers = self.state.timers
        if at_us <= 0 or at_us >= FOREVER_US:
            if name in timers:
                del timers[name]
        else:
            timers[name] = at_us

    def arm_earliest(self, name: str, at_us: int) -> None:
        """Arm, unless the timer is armed for an earlier instant already."""
        if at_us < self.state.timers.get(name, FOREVER_US):
            self.arm(name, at_us)

    def record(self, kind: str, key: str, data: dict[str, Any]) -> bool:
        """Write an append-only record; ``False`` (and nothing written) when it exists already."""
        if self.state.find_record(kind, key) is not None:
            return False
        self.state.records[kind, key] = data
        self.effects.append(Record(kind, key, data))
        return True

    def record_new(self, kind: str, key: str, data: dict[str, Any]) -> None:
        """Write a record whose key the caller knows to be new (the database still refuses a second)."""
        self.state.records[kind, key] = data
        self.effects.append(Record(kind, key, data))

    def take_stock(self, item: str, count: int = 1) -> bool:
        """Take pieces of a limited item; ``False`` (and nothing taken) when there are not enough left."""
        left = self.stock(item)
        if left < count:
            return False
        if self.state.test or count < 0:
            count = take_unreal(self.state, item, count)
        if count:
            self.ctx.stock[item] = left - count
            self.effects.append(TakeStock(item, count))
        return True

    def put_shared(self, kind: SharedKind[D], key: str, doc: D) -> None:
        """Make a shared document, or its next version; later decisions of the same batch see it.

        Raises:
            AssertionError: it is larger than ``MAX_SHARED_BYTES``.
        """
        place = self._locate_shared(kind, key)
        version, stored = self._get_shared(place).version + 1, kind.render(doc)
        self.ctx.shared[place] = SharedDoc(version, stored)
        self.effects.append(PutShared(kind.name, place.removeprefix(f"{kind.name}/"), version, stored))

    def put_score(self, score: PutScore) -> None:
        """Say how the member stands in a board; test members stand in none."""
        if not self.state.test:
            self.effects.append(score)

    def use_code(self, code: str) -> None:
        """Mark a code, which :meth:`code` found unused, as redeemed by the member."""
        known = self.code(code)
        assert known is not None, "only a code that exists can be used"
        assert not known.get("used_by"), "a code is used once"
        if self.state.test:
            self.state.edit(TAKINGS, TestTakings).codes.append(code)
            return
        self.ctx.codes[code] = {**known, "used_by": self.state.member_id}
        self.effects.append(UseCode(code))

    def change_tier(self, new: str, cause: str, until_us: int = FOREVER_US) -> None:
        """Move the member to another tier (history is written; the slot of the tiers domain is its own affair)."""
        self.effects.append(ChangeTier(self.state.tier, new, cause, until_us))
        self.state.tier = new

    def label(self, name: str, value: str | None) -> None:
        """Set or remove a label of the member."""
        if self.state.labels.get(name) == value:
            return
        self.state.relabelled = True
        if value is None:
            del self.state.labels[name]
        else:
            self.state.labels[name] = value

    def message(
        self, template: str, dedupe: str, terms: MessageTerms = _PLAIN, *, not_before_us: int = 0, **params: Any
    ) -> None:
        """Leave the member a message: it lies in the inbox, outreach may send it, and it may interrupt the answer.

        One for marketing is not made for a member who has not agreed to that.

        Args:
            template: Name of the wording.
            dedupe: At most one message with this key for the member.
            terms: What it is about.
            not_before_us: Earliest instant at which it is shown or sent.
            params: Values for the wording.
        """
        if self.state.is_erased:
            return
        if terms.purpose == "marketing" and not allows(self.program, self.state, MARKETING):
            self.skipped(terms.path, "no-marketing-consent", template=template)
            return
        self.effects.append(
            Message(
                template, params, dedupe, not_before_us, terms.kind, terms.path, terms.purpose, terms.expires_us,
                terms.value_cents, terms.value_points,
            )
        )  # fmt: skip

    def deliver(self, member_id: int, key: str, type_: str, data: dict[str, Any]) -> None:
        """Let an event happen to another member, exactly once under ``key``."""
        self.effects.append(Deliver(member_id, key, type_, data))

    def deliver_to_activity(self, activity: str, key: str, type_: str, data: dict[str, Any]) -> None:
        """Let an event happen to an activity as a subject (``Behaviour.on_subject``), exactly once under ``key``.

        An activity never hears of test members: it draws, ranks and counts.
        """
        if self.state.test:
            return
        self.deliver(subject_id(self.ctx.tenant_id, activity), key, type_, data)

    def add_to_pool(self, pool: str, amount: int) -> None:
        """Add to a shared total; what test members give is not counted."""
        if not self.state.test:
            self.effects.append(AddToPool(pool, amount))
