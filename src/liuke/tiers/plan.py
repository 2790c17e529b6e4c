"""The ladder made ready, and what a member's tier document holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from liuke.decision.domain import CompiledProgram
from liuke.decision.rewards import RewardSpec
from liuke.decision.state import MemberState, Slot
from liuke.decision.turn import Turn
from liuke.earning.counters import Measure, get_measure
from liuke.earning.handouts import goes_back
from liuke.earning.windows import LIFETIME
from liuke.kernel.clock import FOREVER_US, MerchantCalendar, add_months, period_end, period_start
from liuke.kernel.ids import derive_id
from liuke.tiers.needs import Need, Period, compile_need
from liuke.tiers.spec import (
    AnyRequirement,
    CalendarValidity,
    InactivityStep,
    MilestoneSpec,
    MonthsValidity,
    TierSpec,
    TiersSpec,
    list_leaves,
)

REVIEW, INACTIVITY, LIFT, SET = "tier:review", "tier:inactivity", "tier:lift", "tier:set"
JOINED = "member.merge"
MILESTONE_LOST = "tier.milestone_lost"
MILESTONE = "tier_milestone"
"""Kind of the records of milestones that were reached, by :func:`name_milestone`."""
"""Event of a member into whom another one goes: what it brings goes back when they are two again."""
PAUSED_LABEL = "benefits_paused"
"""Set while inactivity has put the benefits of a member's tier on hold; gone with the next event."""

_PERIOD_DAYS = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}


class Lift(msgspec.Struct, array_like=True):
    """A tier lent until an instant."""

    tier: str
    until_us: int


class SetTier(msgspec.Struct, array_like=True):
    """A tier that somebody set by hand.

    Args:
        tier: Holds whatever was earned, lent or given.
        until_us: When it ends; ``FOREVER_US``: when somebody lets it end.
        reason: Why.
        actor: Who set it.
        since_us: When.
    """

    tier: str
    until_us: int
    reason: str
    actor: str
    since_us: int


class Reached(msgspec.Struct, array_like=True):
    """A tier that was reached by orders that may go back.

    Args:
        tier: Which one.
        ref: The name of ``tier.upgraded`` about it.
        day: Merchant-local day.
    """

    tier: str
    ref: str
    day: int


def name_milestone(milestone: str, times: int) -> str:
    """Under what it is recorded that it was reached for the n-th time."""
    return f"{milestone}/{times}" if times > 1 else milestone


class TierDoc(msgspec.Struct, omit_defaults=True):
    """What tiers remember of a member.

    Args:
        earned: Tier reached by requirements; the member's tier is the highest of it, ``floor`` and ``lifts``,
            unless one is set ``by_hand``.
        since_day: Day it was reached or fallen to.
        start_day: First day of the running validity.
        until_day: First day after it; 0: no end.
        basis: Why the member has it: ``entry``, ``keep`` (renewed) or ``landed`` (fallen to).
        in_grace: The validity has ended without being kept, and the grace runs.
        notices: Notices given before the end of this validity.
        floor: Tier given for good.
        lifts: Tiers lent.
        baseline: Dimension → total for life at the last fall; climbing again starts from there.
        packs: Tiers whose gift pack was given.
        standing: Of these, those that came with the entry by which the member has the tier: they go back with it.
        times: Tier or ``milestone:<id>`` → how often its rewards were given, where that was more than once or they
            can go back.
        milestones: Given.
        nudged: Tier that the member was nudged towards.
        idle_day: Day of the last activity that ``idle_stage`` counts from.
        idle_stage: Stages of inactivity done since.
        by_hand: Tier set by hand; ``None``: none.
        reached: Tiers of the entry by which the member has the tier, as they were stated: they are lost with it.
    """

    earned: str = ""
    since_day: int = 0
    start_day: int = 0
    until_day: int = 0
    basis: str = ""
    in_grace: bool = False
    notices: int = 0
    floor: str = ""
    lifts: list[Lift] = []
    baseline: dict[str, int] = {}
    packs: list[str] = []
    standing: list[str] = []
    times: dict[str, int] = {}
    milestones: list[str] = []
    nudged: str = ""
    idle_day: int = 0
    idle_stage: int = 0
    by_hand: SetTier | None = None
    reached: list[Reached] = []


TIERS = Slot("tiers", TierDoc)


@dataclass(frozen=True, slots=True)
class CompiledTier:
    """A tier made ready; ``entry``, ``keep``: ``None`` where one names a dimension that does not exist."""

    id: str
    rank: int
    spec: TierSpec
    path: str
    pack: tuple[RewardSpec, ...]
    entry: Need | None
    keep: Need | None


@dataclass(frozen=True, slots=True)
class Stage:
    """One instant of inactivity: ``warning`` ahead of a step, or the step itself."""

    after_days: int
    step: InactivityStep
    path: str
    warning: bool


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone made ready."""

    spec: MilestoneSpec
    measure: Measure
    path: str

    def find_ever(self, state: MemberState, day: int) -> int:
        """The most that the measure can have reached: spending takes away from a balance, and undoes no milestone."""
        dimension = self.spec.dimension
        asset = dimension.partition(":")[2] if dimension.startswith("balance:") else ""
        if not asset:
            return self.measure.value(state, day)
        wallet = state.wallets.get(asset)
        return wallet.earned if wallet is not None else 0


class TierPlan:
    """Everything about tiers that one program version says, made ready.

    Attributes:
        tiers: By rank.
        ranks: Tier id → rank.
        stages: Of inactivity, in order.
        undoes: Whether refunds take back rewards.
        back_days: How far back an upgrade may be looked at again after a refund.
        events: Event types after which a member may climb.
    """

    def __init__(self, program: CompiledProgram, spec: TiersSpec) -> None:
        self.spec = spec
        self.calendar: MerchantCalendar = program.calendar
        self.validity = spec.validity
        self.grace_days = spec.grace_days
        self.freeze_label = spec.freeze_label
        self.nudge_growth = spec.nudge_growth
        self.undoes = goes_back(program)
        self.reevaluates = spec.on_refund == "reevaluate"
        self.back_days = self._validity_days()
        self.notices = tuple(sorted(spec.notice_days, reverse=True))
        self.tiers = tuple(self._compile_tier(program, rank, tier) for rank, tier in enumerate(spec.ladder))
        self.ranks = {tier.id: tier.rank for tier in self.tiers}
        self.stages = _list_stages(spec.inactivity)
        self.milestones = tuple(_compile_milestones(program, spec.milestones))
        needs = [need for tier in self.tiers for need in (tier.entry,) if need is not None]
        measures = [leaf.measure for need in needs for leaf in need.leaves()]
        self.lifetime = tuple(
            {m.dimension: m for m in measures if m.window.kind == "lifetime"}.values()
        )  # one measure a dimension is enough for the baseline
        moved = [event for m in (*measures, *(item.measure for item in self.milestones)) for event in m.events]
        self.events = tuple(dict.fromkeys(moved))

    def _validity_days(self) -> int:
        match self.validity:
            case MonthsValidity(months=months):
                return months * 31 + 1
            case CalendarValidity(period=period, following=following):
                return _PERIOD_DAYS[period] * (following + 1)
            case _:
                return 366

    def _compile_tier(self, program: CompiledProgram, rank: int, tier: TierSpec) -> CompiledTier:
        span = self._keep_span()
        back = self.back_days if self.reevaluates else 0
        # totals for life need no days, however long ago the tier was reached
        entry = _find_need(program, tier.entry, back_for_window=back, plan=self) if rank else None
        asked = tier.keep or tier.entry
        keep = None
        if rank and asked is not None and self.validity.kind != "none" and _known(program, asked):
            keep = compile_need(program, asked, LIFETIME, keep_days=span + self.grace_days + 2)
        return CompiledTier(tier.id, rank, tier, f"tiers.{tier.id}", tier.pack, entry, keep)

    def _keep_span(self) -> int:
        match self.validity:
            case MonthsValidity(months=months):
                return months * 31
            case CalendarValidity(period=period):
                return _PERIOD_DAYS[period]
            case _:
                return 0

    # -- days -------------------------------------------------------------------------------------------------------
    def end_of_validity(self, start_day: int, rank: int) -> int:
        """First day after a validity that begins on ``start_day``; 0: it has no end."""
        if rank == 0:
            return 0
        match self.validity:
            case MonthsValidity(months=months):
                return add_months(start_day, months)
            case CalendarValidity(period=period, following=following):
                end = period_end(start_day, period)
                for _ in range(following):
                    end = period_end(end, period)
                return end
            case _:
                return 0

    def next_end(self, until_day: int, rank: int) -> int:
        """End of the validity that follows one that ended before ``until_day``."""
        if isinstance(self.validity, CalendarValidity):
            return period_end(until_day, self.validity.period) if rank else 0
        return self.end_of_validity(until_day, rank)

    def keep_period(self, doc: TierDoc, *, with_grace: bool) -> Period:
        """The days by which the running validity is kept."""
        last = doc.until_day - 1
        first = doc.start_day
        if isinstance(self.validity, CalendarValidity):
            first = period_start(last, self.validity.period)
        return Period(first, last, last + self.grace_days if with_grace else last)

    def past_notices(self, doc: TierDoc) -> int:
        """Notices that would come before the validity has begun; a short one has no room for them."""
        return sum(1 for days in self.notices if doc.until_day - days <= doc.start_day) if doc.until_day else 0

    def note_reached(self, turn: Turn, doc: TierDoc, tier: CompiledTier) -> str:
        """Remember that a tier was reached where refunds can undo it; returns the name of its ``tier.upgraded``."""
        ref = str(derive_id(turn.state.member_id, turn.key, tier.rank))
        if self.undoes:
            doc.reached.append(Reached(tier.id, ref, turn.now.day))
        return ref

    def next_review_us(self, doc: TierDoc) -> int:
        """When the validity wants attention next: a notice, its end, the end of grace."""
        if not doc.until_day:
            return FOREVER_US
        if doc.in_grace:
            return self.calendar.day_start_us(doc.until_day + self.grace_days)
        if doc.notices < len(self.notices):
            return self.calendar.day_start_us(doc.until_day - self.notices[doc.notices])
        return self.calendar.day_start_us(doc.until_day)

    # -- ranks ------------------------------------------------------------------------------------------------------
    def rank(self, tier: str) -> int:
        """Rank of a tier; 0 for one that this version does not have any more."""
        return self.ranks.get(tier, 0)

    def own_rank(self, doc: TierDoc) -> int:
        """Rank of the tier that is the member's own: earned, or given for good."""
        rank = self.ranks.get(doc.earned, 0)
        return max(rank, self.rank(doc.floor)) if doc.floor else rank

    def effective_rank(self, doc: TierDoc, now_us: int) -> int:
        """Rank of the member's tier: set by hand; else the highest that is earned, given for good, or lent."""
        if doc.by_hand is not None and doc.by_hand.until_us > now_us and doc.by_hand.tier in self.ranks:
            return self.ranks[doc.by_hand.tier]
        rank = self.own_rank(doc)
        for lift in doc.lifts:
            if lift.until_us > now_us:
                rank = max(rank, self.rank(lift.tier))
        return rank

    def read(self, state: MemberState) -> TierDoc:
        """The member's document."""
        return state.read(TIERS, TierDoc)


def get_plan(program: CompiledProgram) -> TierPlan:
    """The plan of the program, built once."""
    return program.built("tiers.plan", lambda p: TierPlan(p, p.section("tiers", TiersSpec)))


def _known(program: CompiledProgram, requirement: AnyRequirement) -> bool:
    for leaf in list_leaves(requirement):
        try:
            Measure(program, leaf.dimension, LIFETIME)
        except KeyError:
            return False
    return True


def _find_need(
    program: CompiledProgram, requirement: AnyRequirement | None, *, back_for_window: int, plan: TierPlan
) -> Need | None:
    if requirement is None or not _known(program, requirement):
        return None
    windows = [leaf.window or plan.spec.period for leaf in list_leaves(requirement)]
    lasting = all(window.kind == "lifetime" for window in windows)
    return compile_need(program, requirement, plan.spec.period, keep_days=0 if lasting else back_for_window)


def _list_stages(steps: Sequence[InactivityStep]) -> tuple[Stage, ...]:
    stages = list[Stage]()
    for number, step in enumerate(steps):
        path = f"tiers.inactivity.{number}"
        if step.action != "warn":
            stages.append(Stage(step.after_days - step.warn_days, step, path, warning=True))
        stages.append(Stage(step.after_days, step, path, warning=step.action == "warn"))
    stages.sort(key=lambda stage: (stage.after_days, stage.step.after_days))
    return tuple(stages)


def _compile_milestones(program: CompiledProgram, milestones: Sequence[MilestoneSpec]) -> list[Milestone]:
    made = list[Milestone]()
    for spec in milestones:
        try:
            measure = get_measure(program, spec.dimension)
        except KeyError:
            continue
        made.append(Milestone(spec, measure, f"tiers.milestones.{spec.id}"))
    return made
