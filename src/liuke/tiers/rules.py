"""What happens to a member's tier: entering, climbing, keeping, falling, being lent one. Pure but for the turn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from liuke.decision.domain import CompiledProgram
from liuke.decision.messages import MessageTerms
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.earning.handouts import hand_out
from liuke.earning.windows import iso
from liuke.kernel.clock import FOREVER_US
from liuke.kernel.money import BPS
from liuke.tiers.needs import NO_BASELINE, Shortfall
from liuke.tiers.plan import (
    INACTIVITY,
    JOINED,
    LIFT,
    MILESTONE,
    PAUSED_LABEL,
    REVIEW,
    TIERS,
    CompiledTier,
    Lift,
    Stage,
    TierDoc,
    TierPlan,
    get_plan,
    name_milestone,
)

DRY = "tiers.forecast"
"""In ``turn.subject`` while a forecast is made: nothing is handed out."""


class TierRules:
    """The reactions of one program version."""

    def __init__(self, plan: TierPlan) -> None:
        self.plan = plan
        self._top_down = plan.tiers[:0:-1]
        entries = [tier.entry for tier in plan.tiers if tier.entry is not None]
        keeps = [tier.keep for tier in plan.tiers if tier.keep is not None]
        measures = [leaf.measure for need in (*entries, *keeps) for leaf in need.leaves()]
        measures += [milestone.measure for milestone in plan.milestones]
        self.names = {measure.dimension: measure.name for measure in measures}
        self.assets = _assets_of(self.names)
        self.entry_assets = _assets_of(leaf.measure.dimension for need in entries for leaf in need.leaves())

    # -- climbing ---------------------------------------------------------------------------------------------------
    def check(self, turn: Turn) -> None:
        """Enter the ladder, climb it, reach milestones; several tiers at once where the requirements say so."""
        plan, state = self.plan, turn.state
        doc = state.read(TIERS, TierDoc)
        if doc.earned not in plan.ranks:
            self.enter(turn)
        if plan.freeze_label in state.labels:
            return
        today = plan.calendar.local_day(turn.ctx.now_us)
        rank = plan.ranks[doc.earned]
        baseline = doc.baseline or NO_BASELINE
        for tier in self._top_down:
            # the step to the next tier is looked at last and measured, for the nudge
            if tier.rank <= rank + 1:
                break
            if tier.entry is not None and tier.entry.met(state, today, baseline):
                self._climb(turn, rank, tier.rank, today)
                break
        if doc.earned == plan.tiers[rank].id and rank + 1 < len(plan.tiers):
            self._step_up(turn, doc, plan.tiers[rank + 1], today)
        if plan.milestones:
            self._give_milestones(turn, doc, today)

    def check_milestones(self, turn: Turn) -> None:
        """What nothing but a milestone asks for has grown."""
        doc = turn.state.read(TIERS, TierDoc)
        if doc.earned not in self.plan.ranks:
            self.check(turn)
        elif self.plan.freeze_label not in turn.state.labels:
            self._give_milestones(turn, doc, self.plan.calendar.local_day(turn.ctx.now_us))

    def _step_up(self, turn: Turn, doc: TierDoc, tier: CompiledTier, today: int) -> None:
        """Climb to the next tier, or nudge where little growth is missing."""
        if tier.entry is None:
            return
        progress, leaf, missing = tier.entry.nearest(turn.state, today, doc.baseline or NO_BASELINE)
        if progress >= BPS:
            self._climb(turn, tier.rank - 1, tier.rank, today)
        elif missing <= self.plan.nudge_growth and doc.nudged != tier.id and leaf.measure.dimension in _GROWTH:
            turn.state.edit(TIERS, TierDoc).nudged = tier.id
            turn.emit("tier.near", {"tier": tier.id, "missing": missing})
            terms = MessageTerms(path=tier.path)
            turn.message("tier.near", f"tier_near:{tier.id}:{doc.since_day}", terms, tier=tier.id, missing=missing)

    def _give_milestones(self, turn: Turn, doc: TierDoc, today: int) -> None:
        if DRY in turn.subject:
            return
        for milestone in self.plan.milestones:
            spec = milestone.spec
            if spec.id in doc.milestones or milestone.measure.value(turn.state, today) < spec.at_least:
                continue
            turn.state.edit(TIERS, TierDoc).milestones.append(spec.id)
            turn.applied(milestone.path, "milestone", dimension=spec.dimension)
            turn.emit("tier.milestone_reached", {"milestone": spec.id})
            times, noted = self._count_time(turn, doc, f"milestone:{spec.id}"), turn.event.type == JOINED
            turn.record(MILESTONE, name_milestone(spec.id, times), {"t_us": turn.now.t_us})
            hand_out(turn, spec.rewards, path=milestone.path, ref=spec.id, times=times, noted=noted)

    def _count_time(self, turn: Turn, doc: TierDoc, name: str) -> int:
        """How often the same rewards are given by now; counted where they can go back: with orders, or with a merge."""
        if not self.plan.undoes and turn.event.type != JOINED:
            return 1
        doc.times[name] = doc.times.get(name, 0) + 1
        return doc.times[name]

    def enter(self, turn: Turn) -> None:
        """Put the member on the first step of the ladder."""
        first = self.plan.tiers[0]
        doc = turn.state.edit(TIERS, TierDoc)
        today = self.plan.calendar.local_day(turn.ctx.now_us)
        doc.earned, doc.since_day, doc.start_day = first.id, today, today
        doc.basis, doc.until_day, doc.in_grace = "entry", 0, False
        self.take_effect(turn, doc, "entered")
        turn.applied(first.path, "tier-entered", tier=first.id)
        turn.emit("tier.entered", {"tier": first.id})
        self._give_pack(turn, doc, first)

    def _climb(self, turn: Turn, rank: int, target: int, today: int) -> None:
        plan = self.plan
        doc = turn.state.edit(TIERS, TierDoc)
        doc.nudged = ""
        for tier in plan.tiers[rank + 1 : target + 1]:
            old = doc.earned
            doc.earned, doc.since_day, doc.basis = tier.id, today, "entry"
            self.start_validity(turn, doc, today)
            self.take_effect(turn, doc, "upgrade")
            turn.applied(tier.path, "tier-upgraded", old=old, new=tier.id, tier_zh=_zh(tier), tier_en=_en(tier))
            turn.gained("tier", tier.id, tier.rank, tier.path)
            ref = plan.note_reached(turn, doc, tier)
            turn.emit("tier.upgraded", {"old": old, "new": tier.id, "until_day": _date(doc.until_day), "ref": ref})
            turn.message("tier.upgraded", f"tier:{tier.id}:{today}", MessageTerms("upgrade", tier.path), tier=tier.id)
            self._give_pack(turn, doc, tier)

    def _give_pack(self, turn: Turn, doc: TierDoc, tier: CompiledTier) -> None:
        if not tier.pack or DRY in turn.subject:
            return
        if tier.id in doc.packs and not tier.spec.pack_repeats:
            turn.skipped(f"{tier.path}.pack", "pack-given-already", tier=tier.id)
            return
        if tier.id not in doc.packs:
            doc.packs.append(tier.id)
        if self.plan.undoes and tier.rank:
            doc.standing = [one for one in doc.standing if one != tier.id] + [tier.id]
        times, path = self._count_time(turn, doc, tier.id), f"{tier.path}.pack"
        noted = turn.event.type == JOINED
        hand_out(turn, tier.pack, path=path, ref=tier.id, times=times, undoable=bool(tier.rank), noted=noted)

    # -- keeping ----------------------------------------------------------------------------------------------------
    def review(self, turn: Turn) -> None:
        """The validity wants attention: a notice ahead, its end, or the end of grace."""
        plan, state = self.plan, turn.state
        doc = state.read(TIERS, TierDoc)
        if not doc.until_day or doc.earned not in plan.ranks:
            return
        today = plan.calendar.local_day(turn.now.t_us)
        if plan.freeze_label in state.labels:
            turn.arm(REVIEW, plan.calendar.day_start_us(today + 1))
            return
        doc = state.edit(TIERS, TierDoc)
        if today < doc.until_day:
            self._give_notice(turn, doc, today)
        elif self._is_kept(turn, doc):
            self._renew(turn, doc)
        elif plan.grace_days and not doc.in_grace:
            doc.in_grace = True
            end = doc.until_day + plan.grace_days
            data = self._loss(doc, end) | {"prevent": _render_ways(self.ways_to_keep(turn, doc))}
            turn.applied(f"tiers.{doc.earned}", "tier-grace", **data)
            turn.emit("tier.grace_started", data)
            terms = self._terms(doc, end)
            turn.message("tier.grace", f"tier_grace:{doc.earned}:{doc.until_day}", terms, not_before_us=0, **data)
        else:
            self._fall(turn, doc, self._landing_rank(turn, doc), "review", today)
        if doc.until_day:
            turn.arm(REVIEW, plan.next_review_us(doc))

    def ways_to_keep(self, turn: Turn, doc: TierDoc) -> list[tuple[Shortfall, ...]]:
        """What is missing to keep the tier to the end of its validity (and grace)."""
        keep = self.plan.tiers[self.plan.rank(doc.earned)].keep
        return keep.ways_to_keep(turn.state, self.plan.keep_period(doc, with_grace=True)) if keep is not None else []

    def _is_kept(self, turn: Turn, doc: TierDoc) -> bool:
        keep = self.plan.tiers[self.plan.rank(doc.earned)].keep
        return keep is None or keep.kept(turn.state, self.plan.keep_period(doc, with_grace=doc.in_grace))

    def _give_notice(self, turn: Turn, doc: TierDoc, today: int) -> None:
        while doc.notices < len(self.plan.notices) and today >= doc.until_day - self.plan.notices[doc.notices]:
            doc.notices += 1
        ways = self.ways_to_keep(turn, doc)
        if ways and () not in ways:
            data = self._loss(doc, doc.until_day + self.plan.grace_days) | {"prevent": _render_ways(ways)}
            turn.applied(f"tiers.{doc.earned}", "tier-warning", **data)
            turn.emit("tier.warning", data)
            terms = self._terms(doc, doc.until_day + self.plan.grace_days)
            turn.message(
                "tier.warning",
                f"tier_warning:{doc.earned}:{doc.until_day}:{doc.notices}",
                terms,
                not_before_us=0,
                **data,
            )

    def _terms(self, doc: TierDoc, day: int) -> MessageTerms:
        """Of a warning that something is lost on ``day``."""
        path = self.plan.tiers[self.plan.rank(doc.earned)].path
        return MessageTerms("expiring", path, expires_us=self.plan.calendar.day_start_us(day))

    def _loss(self, doc: TierDoc, day: int) -> dict[str, Any]:
        """What the member would lose on ``day``, for warnings."""
        tier = self.plan.tiers[self.plan.rank(doc.earned)]
        lower = self.plan.tiers[max(tier.rank - 1, 0)]
        kept = {perk.zh for perk in lower.spec.perks}
        return {
            "action": "drop_one_tier",
            "day": iso(day),
            "old": tier.id,
            "new": lower.id,
            "lost": [perk.model_dump() for perk in tier.spec.perks if perk.zh not in kept],
        }

    def _renew(self, turn: Turn, doc: TierDoc) -> None:
        rank = self.plan.rank(doc.earned)
        doc.start_day, doc.until_day = doc.until_day, self.plan.next_end(doc.until_day, rank)
        doc.basis, doc.in_grace, doc.notices = "keep", False, self.plan.past_notices(doc)
        doc.standing, doc.reached = [], []
        turn.applied(f"tiers.{doc.earned}", "tier-renewed", tier=doc.earned, until=_date(doc.until_day))
        turn.emit("tier.renewed", {"tier": doc.earned, "until_day": _date(doc.until_day)})

    def start_validity(self, turn: Turn, doc: TierDoc, day: int) -> None:
        """Let the tier be valid from ``day`` on."""
        doc.start_day, doc.until_day = day, self.plan.end_of_validity(day, self.plan.rank(doc.earned))
        doc.in_grace, doc.notices = False, self.plan.past_notices(doc)
        turn.arm(REVIEW, self.plan.next_review_us(doc))

    # -- falling ----------------------------------------------------------------------------------------------------
    def _landing_rank(self, turn: Turn, doc: TierDoc) -> int:
        rank = self.plan.rank(doc.earned)
        if self.plan.spec.soft_landing == "one_step":
            return rank - 1
        period = self.plan.keep_period(doc, with_grace=doc.in_grace)
        for tier in self.plan.tiers[rank - 1 : 0 : -1]:
            if tier.keep is not None and tier.keep.kept(turn.state, period):
                return tier.rank
        return 0

    def _fall(self, turn: Turn, doc: TierDoc, rank: int, cause: str, today: int) -> None:
        """Land on a lower tier; what was reached for life does not count for climbing again."""
        old, new = doc.earned, self.plan.tiers[rank]
        doc.earned, doc.since_day, doc.basis, doc.nudged = new.id, today, "landed", ""
        doc.standing, doc.reached = [], []
        doc.baseline = {m.dimension: m.value(turn.state, today) for m in self.plan.lifetime}
        self.start_validity(turn, doc, today)
        self.say_fall(turn, doc, old, new, cause)

    def say_fall(self, turn: Turn, doc: TierDoc, old: str, new: CompiledTier, cause: str) -> None:
        """Let the member's tier follow, and say that it fell."""
        self.take_effect(turn, doc, cause)
        turn.applied(new.path, "tier-downgraded", old=old, new=new.id, cause=cause)
        turn.emit("tier.downgraded", {"old": old, "new": new.id, "cause": cause, "tier": turn.state.tier})
        turn.message(
            "tier.downgraded",
            f"tier:{new.id}:{doc.since_day}:{cause}",
            MessageTerms(path=new.path),
            old=old,
            new=new.id,
        )

    # -- inactivity -------------------------------------------------------------------------------------------------
    def wake(self, turn: Turn) -> None:
        """The member did something: benefits on hold come back, the clock of inactivity runs again."""
        self.wind_up(turn)
        if PAUSED_LABEL in turn.state.labels:
            turn.label(PAUSED_LABEL, None)
            turn.applied("tiers.inactivity", "benefits-restored")
            turn.emit("tier.benefits_restored", {"tier": turn.state.tier})

    def wind_up(self, turn: Turn) -> None:
        """Let the clock of inactivity run; not for who went through all stages and did nothing since."""
        state, stages = turn.state, self.plan.stages
        if INACTIVITY in state.timers or not stages:
            return
        base, doc = self._find_idle_base(state), state.read(TIERS, TierDoc)
        number = doc.idle_stage if doc.idle_day == base else 0
        if number < len(stages):
            turn.arm(INACTIVITY, self.plan.calendar.day_start_us(base + stages[number].after_days))

    def _find_idle_base(self, state: MemberState) -> int:
        """The day from which inactivity counts: of the last act, or of the registration."""
        return self.plan.calendar.local_day(max(state.last_active_us, state.registered_us))

    def idle(self, turn: Turn) -> None:
        """The clock of inactivity rang: look when the member was active last, and do the stage that is due."""
        plan, state, calendar = self.plan, turn.state, self.plan.calendar
        if not plan.stages or state.read(TIERS, TierDoc).earned not in plan.ranks:
            return
        today = calendar.local_day(turn.now.t_us)
        if plan.freeze_label in state.labels:
            turn.arm(INACTIVITY, calendar.day_start_us(today + 1))
            return
        base = self._find_idle_base(state)
        doc = state.edit(TIERS, TierDoc)
        if doc.idle_day != base:
            doc.idle_day, doc.idle_stage = base, 0
        while doc.idle_stage < len(plan.stages) and base + plan.stages[doc.idle_stage].after_days <= today:
            self._do_stage(turn, doc, plan.stages[doc.idle_stage], base, today)
            doc.idle_stage += 1
        if doc.idle_stage < len(plan.stages):
            turn.arm(INACTIVITY, calendar.day_start_us(base + plan.stages[doc.idle_stage].after_days))

    def _do_stage(self, turn: Turn, doc: TierDoc, stage: Stage, base: int, today: int) -> None:
        rank, step = self.plan.rank(doc.earned), stage.step
        drops = step.action in {"drop_one_tier", "drop_to_first"}
        if drops and rank == 0:
            return
        if stage.warning:
            data = self._loss(doc, base + step.after_days) | {"action": step.action, "prevent": "activity"}
            if step.action == "drop_to_first":
                data["new"] = self.plan.tiers[0].id
            turn.applied(stage.path, "tier-warning", **data)
            turn.emit("tier.warning", data)
            terms = self._terms(doc, base + step.after_days)
            turn.message("tier.inactivity", f"tier_idle:{base}:{stage.path}", terms, not_before_us=0, **data)
        elif drops:
            target = rank - 1 if step.action == "drop_one_tier" else 0
            self._fall(turn, doc, target, "inactivity", today)
        else:
            turn.label(PAUSED_LABEL, "inactivity")
            turn.applied(stage.path, "benefits-paused", tier=turn.state.tier)
            turn.emit("tier.benefits_paused", {"tier": turn.state.tier})

    # -- lent tiers -------------------------------------------------------------------------------------------------
    def lift(self, turn: Turn, steps: int, days: int | None, path: str, *, tier: str | None = None) -> str:
        """Lend (or, without days, give) a tier by name, or the one ``steps`` above the member's own; returns its id.

        What is lent already is lent for longer: two times 30 days are 60. Empty: it came to nothing.
        """
        plan, now_us = self.plan, turn.ctx.now_us
        reason, rank = self.find_lift(turn, steps, tier)
        if reason:
            params = {"tier": plan.tiers[rank].id} if plan.tiers else {}
            turn.skipped(path, reason, **params)
            return ""
        if turn.state.read(TIERS, TierDoc).earned not in plan.ranks:
            self.enter(turn)
        doc = turn.state.edit(TIERS, TierDoc)
        target = plan.tiers[rank]
        until_us = FOREVER_US
        if days is None:
            doc.floor = target.id
        else:
            until_us = self._lend(doc, target.id, days, now_us)
            turn.arm_earliest(LIFT, until_us)
        old = turn.state.tier
        self.take_effect(turn, doc, "lift", until_us)
        turn.applied(path, "tier-lifted", old=old, new=target.id, until_us=until_us)
        turn.gained("tier_lift", target.id, steps, path, until_us=until_us)
        turn.emit("tier.lifted", {"old": old, "new": target.id, "until_us": until_us})
        return target.id

    def end_lift(self, turn: Turn, tier: str, days: int | None) -> None:
        """Undo a lift: the tier is lent for ``days`` fewer, or given for good no more."""
        doc, calendar, now_us = turn.state.edit(TIERS, TierDoc), self.plan.calendar, turn.ctx.now_us
        if days is None:
            doc.floor = "" if doc.floor == tier else doc.floor
        else:
            for lift in doc.lifts:
                if lift.tier == tier and lift.until_us > now_us:
                    last = calendar.local_day(lift.until_us) - days
                    # of a lift that began today only the rest of today would be left
                    lift.until_us = calendar.day_start_us(last) if last > calendar.local_day(now_us) + 1 else 0
        self._let_lifts_end(turn, doc, now_us)

    def _let_lifts_end(self, turn: Turn, doc: TierDoc, now_us: int) -> None:
        doc.lifts = [lift for lift in doc.lifts if lift.until_us > now_us]
        turn.arm(LIFT, min((lift.until_us for lift in doc.lifts), default=0))
        old = turn.state.tier
        self.take_effect(turn, doc, "lift_ended")
        if turn.state.tier != old:
            turn.applied(f"tiers.{turn.state.tier}", "lift-ended", old=old, new=turn.state.tier)
            turn.emit("tier.lift_ended", {"old": old, "new": turn.state.tier})

    def find_lift(self, turn: Turn, steps: int, tier: str | None) -> tuple[str, int]:
        """Why a lift would come to nothing (empty: it would not), and the rank of the tier that it is about."""
        plan = self.plan
        if not plan.tiers:
            return "no-tiers", 0
        own = plan.own_rank(turn.state.read(TIERS, TierDoc))
        if tier is not None and tier not in plan.ranks:
            return "no-such-tier", own
        rank = plan.rank(tier) if tier is not None else min(own + steps, len(plan.tiers) - 1)
        return ("top-tier-already", own) if rank <= own else ("", rank)

    def _lend(self, doc: TierDoc, tier: str, days: int, now_us: int) -> int:
        """Lend a tier for full days from now, or from where it ends; returns the instant at which it ends."""
        calendar = self.plan.calendar
        open_ = [lift for lift in doc.lifts if lift.tier == tier and lift.until_us > now_us]
        if open_:
            last = max(open_, key=lambda lift: lift.until_us)
            last.until_us = calendar.day_start_us(calendar.local_day(last.until_us) + days)
            return last.until_us
        until_us = calendar.day_start_us(calendar.local_day(now_us) + days + 1)
        doc.lifts.append(Lift(tier, until_us))
        return until_us

    def end_lifts(self, turn: Turn) -> None:
        """Lent tiers end; the member goes back to what was earned."""
        self._let_lifts_end(turn, turn.state.edit(TIERS, TierDoc), turn.now.t_us)

    def take_effect(self, turn: Turn, doc: TierDoc, cause: str, until_us: int = 0) -> None:
        """Make the member's tier the one that was set by hand, else the highest of what is earned, given and lent."""
        tier = self.plan.tiers[self.plan.effective_rank(doc, turn.ctx.now_us)]
        if tier.id != turn.state.tier:
            until = until_us or (self.plan.calendar.day_start_us(doc.until_day) if doc.until_day else FOREVER_US)
            turn.change_tier(tier.id, cause, until)

    # -- wiring -----------------------------------------------------------------------------------------------------
    def run_timer(self, turn: Turn) -> None:
        """One of the timers of tiers rang."""
        if self.plan.tiers and turn.data["id"] != "set":
            {"review": self.review, "inactivity": self.idle, "lift": self.end_lifts}[turn.data["id"]](turn)


def _assets_of(dimensions: Iterable[str]) -> frozenset[str]:
    """Assets that the dimensions ask for."""
    return frozenset(
        "growth" if name == "growth" else name.partition(":")[2]
        for name in dimensions
        if name == "growth" or ":" in name
    )


def _zh(tier: CompiledTier) -> str:
    return tier.spec.name.zh


def _en(tier: CompiledTier) -> str:
    return tier.spec.name.get("en")


def _date(day: int) -> str:
    return iso(day) if day else ""


def _render_ways(ways: list[tuple[Shortfall, ...]]) -> list[list[dict[str, Any]]]:
    return [[{"dimension": part.dimension, "missing": part.missing, "unit": part.unit} for part in way] for way in ways]


def get_rules(program: CompiledProgram) -> TierRules:
    """The rules of the program, built once."""
    return program.built("tiers.rules", lambda p: TierRules(get_plan(p)))


_GROWTH = frozenset(("growth", "balance:growth", "earned:growth"))
