"""Check-in (签到): points for the day, rewards for days in a row, a month's calendar, days made up for.

The days are kept as runs. A reward of the ladder is due as often as the run's length reaches it, less what was paid in
the run or in the runs it was joined from: a day that is made up for, or that arrives late, pays what is newly reached
and nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liuke.activities.contracts import Activity, ActivityKind, Behaviour
from liuke.activities.kind_hooks import ActivityHooks, Figure, Recorded
from liuke.activities.naming import asset_name, render_rewards, reward_params
from liuke.activities.parts.check_in_doc import KEEP_DAYS, SLOT, CheckInBook, CheckInDoc
from liuke.activities.parts.check_in_lint import lint_check_ins
from liuke.activities.parts.check_in_merge import MERGE
from liuke.activities.parts.check_in_page import render_page
from liuke.activities.parts.check_in_shown import CheckInShown
from liuke.activities.parts.check_in_spec import CheckInSpec, MakeUp, Multiplier
from liuke.activities.runs import Days, Run, add_unit, days_of, find_run
from liuke.activities.types.check_in_requests import REQUESTS
from liuke.decision.conditions import TurnTest
from liuke.decision.domain import CompiledProgram
from liuke.decision.hooks import ExportCase, LawCase, Nothing
from liuke.decision.reasons import Prompt
from liuke.decision.rewards import RewardSpec
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.clock import DAY_US, add_months, date_of, period_start
from liuke.kernel.money import BPS, scale
from liuke.kernel.text import Locale, text
from liuke.ledger import postings, tally
from liuke.ledger.asset_reward import AssetReward


@dataclass(frozen=True, slots=True)
class _Scaled:
    test: TurnTest | None
    opens_us: int
    closes_us: int
    factor_bps: int
    daily: tuple[RewardSpec, ...]
    ladder: dict[int, tuple[RewardSpec, ...]]


class _Plan:
    """The compiled terms and the decisions made from them."""

    def __init__(self, activity: Activity) -> None:
        spec = activity.typed(CheckInSpec)
        self.activity = activity
        self.spec = spec
        self.id = spec.id
        self.days: Days = days_of(activity.program)
        self.steps = tuple(step.at for step in spec.ladder)
        self.cycle = spec.cycle_length
        self.ladder: dict[int, tuple[RewardSpec, ...]] = {step.at: step.rewards for step in spec.ladder}
        self.words = {at: reward_params(activity.program, rewards) for at, rewards in self.ladder.items()}
        self.multipliers = tuple(self._scaled(item) for item in spec.multipliers)

    def _scaled(self, item: Multiplier) -> _Scaled:
        opens_us, closes_us = item.window.bounds_us(self.activity.program.calendar)
        daily, ladder = self.spec.daily, self.ladder
        if item.on != "ladder":
            daily = scale_rewards(daily, item.factor_bps)
        if item.on != "daily":
            ladder = {at: scale_rewards(rewards, item.factor_bps) for at, rewards in ladder.items()}
        test = self.activity.test(item.when, ("check_in.do", "check_in.make_up"))
        return _Scaled(test, opens_us, closes_us, item.factor_bps, daily, ladder)

    # -- deciding ---------------------------------------------------------------------------------------------------
    def do(self, turn: Turn) -> None:
        """Check in on the day of the request."""
        day = self._today(turn)
        shown = turn.data.get("day")
        if shown is not None and shown != day:
            turn.refuse(
                "check-in-day-over", f"it was for {_show(shown)}, and it is {_show(day)}", fix="check in for today",
                day=_show(day),
            )  # fmt: skip
        doc = self._doc(turn)
        run = add_unit(doc.runs, day, self.days.before(day), self.days.after(day))
        if run is None:
            turn.refuse(
                "already-checked-in", f"{_show(day)} is checked in already", fix="come again tomorrow",
                activity=self.id, day=_show(day),
            )  # fmt: skip
        self._keep(turn, doc, day, made_up=False)
        daily, ladder = self._rewards(turn)
        self.activity.give(turn, daily, rule="daily", ref=f"{self.id}/{day}")
        turn.emit("check_in.done", {"activity": self.id, "day": day, "streak": run.length, "total": doc.total})
        self._pay_ladder(turn, doc, run, day, ladder)

    def make_up(self, turn: Turn) -> None:
        """Make up for a day that was missed."""
        terms = self.spec.make_up
        if terms is None:
            turn.refuse("make-up-not-offered", f"{self.id} does not let a missed day be made up for")
        today, day = self._today(turn), int(turn.data["day"])
        self._check_day(turn, today, day, terms)
        doc = self._doc(turn)
        used = tally.find_amount(turn, doc.made_up_in(), "month", today)
        if used is None or used >= terms.max_per_month:
            turn.refuse(
                "make-up-limit", f"{terms.max_per_month} days may be made up for in a month", fix="wait for next month"
            )
        run = add_unit(doc.runs, day, self.days.before(day), self.days.after(day))
        if run is None:
            turn.refuse("already-checked-in", f"{_show(day)} is checked in already", activity=self.id, day=_show(day))
        paid = self._pay_price(turn, terms, day)
        doc.count_make_up(turn)
        doc.made_up.append(day)
        self._keep(turn, doc, day, made_up=True)
        turn.applied(
            f"{self.activity.path}.make_up", "check-in-made-up", day=day, left=terms.max_per_month - used - 1, **paid
        )
        daily, ladder = self._rewards(turn)
        if terms.daily_reward:
            self.activity.give(turn, daily, rule="daily", ref=f"{self.id}/{day}")
        turn.emit("check_in.made_up", {"activity": self.id, "day": day, "streak": run.length, "total": doc.total})
        self._pay_ladder(turn, doc, run, day, ladder)

    def _doc(self, turn: Turn) -> CheckInDoc:
        book = turn.state.edit(SLOT, CheckInBook)
        found = book.docs.get(self.id)
        if found is None:
            found = book.docs[self.id] = CheckInDoc()
        return found

    def _today(self, turn: Turn) -> int:
        """The day of the request; refuses one that comes too late or ahead of time."""
        day, now = turn.now.day, turn.program.calendar.local_day(turn.ctx.now_us)
        if day > now:
            turn.refuse("check-in-not-yet", f"{_show(day)} has not come", fix="send the time at which it happened")
        if now - day > self.spec.accept_late_days:
            turn.refuse(
                "check-in-too-late",
                f"{_show(day)} is {now - day} days ago",
                fix="make up for it instead",
                day=_show(day),
            )
        return day

    def _check_day(self, turn: Turn, today: int, day: int, terms: MakeUp) -> None:
        calendar = turn.program.calendar
        first = max(today - terms.days_back, turn.state.registered_day)
        if not first <= day < today or not self.days.exists(day):
            offered = f"choose a day from {_show(first)} to {_show(today - 1)}"
            turn.refuse(
                "make-up-day", f"{_show(day)} cannot be made up for",
                fix=offered if first < today else "the member joined today",
                first=_show(first), last=_show(today - 1),
            )  # fmt: skip
        begins_us = calendar.day_start_us(day)
        if begins_us + DAY_US <= self.activity.opens_us or begins_us >= self.activity.closes_us:
            turn.refuse("make-up-day", f"the activity did not run on {_show(day)}")

    def _pay_price(self, turn: Turn, terms: MakeUp, day: int) -> dict[str, Any]:
        if not terms.prices:
            return {"asset": "", "amount": 0}
        wanted = turn.data.get("pay_with")
        offers = [price for price in terms.prices if wanted is None or price.asset == wanted]
        if not offers:
            turn.refuse(
                "make-up-price", f"{wanted} is not taken", fix=f"pay with {', '.join(p.asset for p in terms.prices)}"
            )
        wallet = turn.state.wallet
        price = next((offer for offer in offers if wallet(offer.asset).available >= offer.amount), offers[0])
        postings.spend(
            turn, price.asset, price.amount, rule=f"{self.activity.path}.make_up", ref=f"{self.id}/{day}"
        )  # fmt: skip
        return {"asset": price.asset, "amount": price.amount}

    def _keep(self, turn: Turn, doc: CheckInDoc, day: int, *, made_up: bool) -> None:
        doc.total += 1
        horizon = doc.runs[-1].end - KEEP_DAYS
        doc.runs = [run for run in doc.runs if run.end >= horizon]
        doc.made_up = [made for made in doc.made_up if made >= horizon]
        # the runs, under the member's lock, know that the day is new: no need to look the record up
        turn.record_new("check_in", f"{self.id}/{day}", {"made_up": made_up, "t_us": turn.now.t_us})

    def _rewards(self, turn: Turn) -> tuple[tuple[RewardSpec, ...], dict[int, tuple[RewardSpec, ...]]]:
        daily, ladder = self.spec.daily, self.ladder
        best_daily = best_ladder = BPS
        t_us = turn.now.t_us
        for item in self.multipliers:
            if not item.opens_us <= t_us < item.closes_us or (item.test is not None and not item.test(turn)):
                continue
            if item.daily is not self.spec.daily and item.factor_bps > best_daily:
                best_daily, daily = item.factor_bps, item.daily
            if item.ladder is not self.ladder and item.factor_bps > best_ladder:
                best_ladder, ladder = item.factor_bps, item.ladder
        if max(best_daily, best_ladder) > BPS:
            turn.applied(
                f"{self.activity.path}.multipliers", "check-in-multiplied", daily_bps=best_daily, ladder_bps=best_ladder
            )
        return daily, ladder

    def _pay_ladder(
        self, turn: Turn, doc: CheckInDoc, run: Run, day: int, ladder: dict[int, tuple[RewardSpec, ...]]
    ) -> None:
        streak = self.streak(doc, turn.now.day)
        turn.result = {
            "day": day, "streak": streak, "run": run.length, "position": self.position(run.length), "total": doc.total,
        }  # fmt: skip
        for at in self.steps:
            reached = self.times_reached(at, run.length)
            due = reached - (run.paid or {}).get(at, 0)
            if due <= 0:
                continue
            run.paid = {**(run.paid or {}), at: reached}
            for _ in range(due):
                self.activity.give(turn, ladder[at], rule=f"ladder.{at}", ref=f"{self.id}/{day}")
        turn.emit("check_in.streak", {"activity": self.id, "days": streak, "run": run.length})

    # -- asking -----------------------------------------------------------------------------------------------------
    def times_reached(self, at: int, length: int) -> int:
        """How often ``length`` days in a row reach the step at day ``at``."""
        if length < at:
            return 0
        if self.spec.cycle == "restart":
            return 0 if at > self.cycle else length // self.cycle + (length % self.cycle >= at)
        if self.spec.cycle == "repeat_last" and at == self.steps[-1]:
            return 1 + (length - at) // self.cycle
        return 1

    def position(self, length: int) -> int:
        """Day of the cycle after ``length`` days in a row; 0 before the first."""
        return (length - 1) % self.cycle + 1 if self.spec.cycle == "restart" and length else length

    def streak(self, doc: CheckInDoc, day: int) -> int:
        """Days in a row as of ``day``: up to it, or up to the day before while it is not over."""
        run = find_run(doc.runs, day) or find_run(doc.runs, self.days.before(day))
        return run.length if run is not None else 0

    def next_step(self, length: int) -> tuple[int, int] | None:
        """``(days still missing, step)`` of the next reward of the ladder after ``length`` days in a row."""
        best: tuple[int, int] | None = None
        for at in self.steps:
            ahead = self._days_to(at, length)
            if ahead is not None and (best is None or ahead < best[0]):
                best = (ahead, at)
        return best

    def _days_to(self, at: int, length: int) -> int | None:
        if self.spec.cycle == "restart":
            return None if at > self.cycle else (at - length - 1) % self.cycle + 1
        if at > length:
            return at - length
        if self.spec.cycle == "repeat_last" and at == self.steps[-1]:
            return self.cycle - (length - at) % self.cycle
        return None

    def prompts(self, state: MemberState, day: int) -> Sequence[Prompt]:
        """The next reward of the ladder ("再签 2 天"), for who is in the middle of a run."""
        doc = state.read(SLOT, CheckInBook).docs.get(self.id)
        length = self.streak(doc, day) if doc is not None else 0
        found = self.next_step(length) if length else None
        if found is None:
            return ()
        missing, at = found
        span = self.cycle if self.spec.cycle == "restart" else max(at, missing)
        done = max(min(at, span) - missing, 0)
        return (
            Prompt(
                "check_in", f"{self.activity.path}.ladder.{at}", missing, "days", done * BPS // max(done + missing, 1),
                "check-in-again", {"missing": missing, "at": at, **self.words[at]},
            ),
        )  # fmt: skip

    def summary(self, state: MemberState, now_us: int) -> dict[str, Any]:
        """The month's calendar, today, the run and what comes next."""
        program = self.activity.program
        day = program.calendar.local_day(now_us)
        doc = state.read(SLOT, CheckInBook).docs.get(self.id) or CheckInDoc()
        length = self.streak(doc, day)
        return {
            "today": day,
            "checked_in": find_run(doc.runs, day) is not None,
            "streak": length,
            "position": self.position(length),
            "total": doc.total,
            "month": self._month(doc, day),
            "next": self._next(length),
            "make_up": self._make_up_summary(state, doc, day),
        }

    def _month(self, doc: CheckInDoc, day: int) -> dict[str, Any]:
        first = period_start(day, "month")
        last = add_months(first, 1) - 1
        checked = [
            d
            for run in doc.runs
            for d in range(max(run.start, first), min(run.end, last) + 1)
            if self.days.exists(d)
        ]  # fmt: skip
        return {
            "first": first, "last": last, "checked": checked,
            "made_up": sorted(made for made in doc.made_up if first <= made <= last),
        }  # fmt: skip

    def _next(self, length: int) -> list[dict[str, Any]]:
        ahead = sorted(
            (missing, at) for at in self.steps if (missing := self._days_to(at, length)) is not None
        )  # fmt: skip
        return [
            {"in_days": days, "at": at, "rewards": render_rewards(self.activity.program, self.ladder[at]).model_dump()}
            for days, at in ahead
        ]  # fmt: skip

    def _make_up_summary(self, state: MemberState, doc: CheckInDoc, day: int) -> dict[str, Any] | None:
        terms = self.spec.make_up
        if terms is None:
            return None
        used = doc.used if doc.month == period_start(day, "month") else 0
        first = max(day - terms.days_back, state.registered_day)
        open_days = [d for d in range(first, day) if find_run(doc.runs, d) is None and self.days.exists(d)]
        return {
            "left": terms.max_per_month - used,
            "days": open_days,
            "prices": [price.model_dump() for price in terms.prices],
        }


def _show(day: int) -> str:
    return date_of(day).isoformat()


def scale_rewards(rewards: Sequence[RewardSpec], factor_bps: int) -> tuple[RewardSpec, ...]:
    """The same rewards with every amount of an asset times ``factor_bps``, rounded down; others stay."""
    return tuple(
        reward.model_copy(
            update={
                "amount": scale(reward.amount, factor_bps, BPS),
                "by_tier": {tier: scale(amount, factor_bps, BPS) for tier, amount in reward.by_tier.items()},
            }
        )
        if isinstance(reward, AssetReward)
        else reward
        for reward in rewards
    )


def _compile(activity: Activity) -> Behaviour:
    plan = _Plan(activity)
    return Behaviour(
        requests={"check_in.do": plan.do, "check_in.make_up": plan.make_up}, prompts=plan.prompts, summary=plan.summary
    )


# -- words ----------------------------------------------------------------------------------------------------------
def _render_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    spec, program = activity.typed(CheckInSpec), activity.program
    zh = locale == "zh"
    if spec.daily:
        daily = render_rewards(program, spec.daily).get(locale)
        yield f"每天签到：{daily}" if zh else f"Each day: {daily}"
    for step in spec.ladder:
        rewards = render_rewards(program, step.rewards).get(locale)
        yield f"连续签到 {step.at} 天：{rewards}" if zh else f"{step.at} days in a row: {rewards}"
    if spec.ladder and spec.cycle == "restart":
        yield f"每 {spec.cycle_length} 天重新开始" if zh else f"Begins anew every {spec.cycle_length} days"
    if spec.ladder and spec.cycle == "repeat_last":
        yield (
            f"此后每 {spec.cycle_length} 天再得最后一档"
            if zh
            else f"After that the last step again every {spec.cycle_length} days"
        )
    if spec.make_up is not None:
        yield _render_make_up(program, spec.make_up, locale)
    for item in spec.multipliers:
        factor = f"{item.factor_bps / BPS:g}"
        yield f"活动期间奖励 × {factor}" if zh else f"Rewards × {factor} at special times"


def _render_make_up(program: CompiledProgram, terms: MakeUp, locale: Locale) -> str:
    if locale == "zh":
        price = " 或 ".join(f"{p.amount} {asset_name(program, p.asset).zh}" for p in terms.prices) or "免费"
        return f"可补签最近 {terms.days_back} 天，每月 {terms.max_per_month} 次，每次 {price}"
    price = " or ".join(f"{p.amount} {asset_name(program, p.asset).en}" for p in terms.prices) or "nothing"
    return (
        f"Days missed in the last {terms.days_back} can be made up for, {terms.max_per_month} a month, each for {price}"
    )


# -- conditions -----------------------------------------------------------------------------------------------------
def _streak_field(activity_id: str) -> Any:
    def read(turn: Turn) -> int | None:
        doc = turn.state.read(SLOT, CheckInBook).docs.get(activity_id)
        if doc is None or not doc.runs:
            return 0
        run = doc.runs[-1]
        return run.length if run.end >= days_of(turn.program).before(turn.now.day) else 0

    if not activity_id:
        raise KeyError("check_in_streak")
    return read


_ACTIVITY = EventField("str", text("活动", "Activity"))
_DAY = EventField("day", text("日期", "Day"), required=True)
_FACT = {"activity": _ACTIVITY, "day": _DAY, "streak": EventField("int", text("连续天数", "Days in a row")),
         "total": EventField("int", text("累计天数", "Days ever"))}  # fmt: skip


def _list_figures(activity: Activity) -> Sequence[Figure]:
    del activity
    return (
        Figure("members", text("签到会员", "Members who checked in"), "members", Recorded("check_in", "members")),
        Figure("days", text("签到人次", "Days checked in"), "times", Recorded("check_in")),
    )


def _keeps_law(case: LawCase) -> Iterable[str]:
    for activity, doc in case.state.read(SLOT, CheckInBook).docs.items():
        for run, after in zip(doc.runs, [*doc.runs[1:], None], strict=True):
            if not 0 < run.length <= run.end - run.start + 1:
                yield f"{activity}: a run from day {run.start} to {run.end} has {run.length} days"
            if after is not None and after.start <= run.end:
                yield f"{activity}: the run from day {after.start} begins inside the one before"
        if sum(run.length for run in doc.runs) > doc.total:
            yield f"{activity}: more days in runs than the {doc.total} that were ever checked in"


def _export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    doc = case.state.read(SLOT, CheckInBook).docs.get(activity.spec.id)
    if doc is None:
        return {}
    return {
        "name": case.name_of(activity.path),
        "days": doc.total,
        "runs": [
            {"from": str(date_of(run.start)), "until": str(date_of(run.end)), "days": run.length} for run in doc.runs
        ],
        "made_up": [str(date_of(day)) for day in doc.made_up],
    }


HOOKS = ActivityHooks(
    undo_cause=Nothing("no order checks anybody in"),
    cancel=Nothing("a day that was checked in was given at once: nothing is held"),
    merge=MERGE,
    erase=Nothing("days tell nobody who somebody is"),
    export=_export,
    results=_list_figures,
    law=_keeps_law,
)

KIND = ActivityKind(
    shown=CheckInShown,
    page=render_page,
    shown_days=("today", "month.first", "month.last", "month.checked", "month.made_up", "make_up.days"),
    kind="check_in",
    label=text("签到", "Check-in"),
    spec=CheckInSpec,
    slot=SLOT,
    compile=_compile,
    hooks=HOOKS,
    requests=REQUESTS,
    event_types=(
        EventType("check_in.done", text("已签到", "Checked in"), "derived", _FACT),
        EventType("check_in.made_up", text("已补签", "Missed day made up for"), "derived", _FACT),
        EventType("check_in.streak", text("连续签到", "Days in a row"), "derived", {
            "activity": _ACTIVITY, "days": EventField("int", text("天数", "Days")),
            "run": EventField("int", text("所在连续段天数", "Days of the run it belongs to")),
        }),
    ),
    lint=lint_check_ins,
    render_rules=_render_rules,
    wordings={
        "check-in-again": text(
            "再签 {missing} 天，可得{reward_zh}", "check in {missing:more day|more days} for {reward_en}"
        ),
        "check-in-made-up": text("已补签，本月还可补 {left} 次", "made up for; {left} more this month"),
        "check-in-multiplied": text("签到奖励加倍", "check-in rewards multiplied"),
        "already-checked-in": text("今天已经签到", "checked in already"),
        "make-up-limit": text("本月补签次数已用完", "no more days can be made up for this month"),
        "make-up-day": text("这一天不能补签", "this day cannot be made up for"),
    },
    fields={"check_in_streak.*": _streak_field},
)  # fmt: skip
