"""Milestones (里程碑): something comes at the n-th time: the first opening, the fifth, the eighth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from liuke.activities.contracts import Activity, ActivityKind, Behaviour, finding
from liuke.activities.kind_hooks import ActivityHooks, Figure, Recorded
from liuke.activities.naming import render_rewards, reward_params
from liuke.activities.parts.milestone_doc import SLOT, MilestoneBook, MilestoneDoc
from liuke.activities.parts.milestone_merge import MERGE, UNDONE_BY
from liuke.activities.parts.milestone_page import render_page
from liuke.activities.parts.milestone_shown import MilestoneShown
from liuke.activities.parts.milestone_spec import MilestoneSpec
from liuke.decision.domain import CompiledProgram, Evidence
from liuke.decision.hooks import Cause, ExportCase, LawCase, Nothing
from liuke.decision.reasons import Prompt
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.earning.handouts import find_surviving, render_return
from liuke.earning.spec import RefundSpec
from liuke.earning.stated import emit_undone, find_stated
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.clock import DAY_US, date_of
from liuke.kernel.money import BPS
from liuke.kernel.text import Locale, text
from liuke.program.findings import Finding

PAID = "order.paid"
UNDONE = "milestone_undone"
"""Kind of the records of steps that refunds have undone, by activity, count and number."""


class _Plan:
    def __init__(self, activity: Activity) -> None:
        spec = activity.typed(MilestoneSpec)
        activity.check_events(spec.on, "on")
        self.activity = activity
        self.spec = spec
        self.test = activity.test(spec.when, spec.on)
        self.rewards = {step.at: step.rewards for step in spec.steps}
        self.words = {step.at: reward_params(activity.program, step.rewards) for step in spec.steps}
        self.last = spec.steps[-1].at
        refunds = activity.program.section("refunds", RefundSpec)
        self.undoes = PAID in spec.on and refunds.rewards != "keep"
        self.undo_days = refunds.undo_days

    def on_event(self, turn: Turn) -> None:
        """Count, and give what this time gives."""
        path = self.activity.path
        if self.test is not None and not self.test(turn):
            turn.skipped(path, "condition")
            return
        doc = turn.state.read(SLOT, MilestoneBook).docs.get(self.spec.id) or MilestoneDoc()
        day = turn.now.day
        full = doc.count >= self.last and not self.spec.restart
        seen = self.spec.once_a_day and day <= doc.last_day
        if full or seen:
            turn.skipped(path, "milestone-all-reached" if full else "milestone-counted-today", count=doc.count)
        if (seen and day not in doc.held) or (full and not self.undoes):
            return
        turn.state.edit(SLOT, MilestoneBook).docs[self.spec.id] = doc
        self._note(turn, doc)
        if full and not seen:
            doc.beyond += 1
        elif not seen:
            doc.count += 1
            self._reach(turn, doc)

    def _note(self, turn: Turn, doc: MilestoneDoc) -> None:
        """Remember what a refund needs: the day's holders, and on the order that it counted."""
        day = turn.now.day
        doc.last_day = max(doc.last_day, day)
        if not self.undoes:
            return
        if self.spec.once_a_day:
            doc.held[day] = doc.held.get(day, 0) + 1
            for old in [one for one in doc.held if one <= doc.last_day - self.undo_days]:
                del doc.held[old]
        order = turn.state.orders.get(turn.now.data.get("order_id", "")) if turn.now.type == PAID else None
        if order is not None:
            order.counted[self.activity.path] = 1

    def undo(self, turn: Turn, cause: Cause) -> None:
        """An order that is gone whole is counted no more; a step that is reached no more gives its rewards back."""
        order = turn.state.find_order(cause.ref)
        book = turn.state.read(SLOT, MilestoneBook)
        if order is None or not self.undoes or not cause.is_whole or self.activity.path not in order.counted:
            return
        doc = book.docs.get(self.spec.id)
        if doc is None or (self.spec.once_a_day and order.day not in doc.held):
            return
        turn.state.edit(SLOT, MilestoneBook)
        if self.spec.once_a_day:
            doc.held[order.day] -= 1
            if doc.held[order.day]:
                return
            del doc.held[order.day]
            doc.last_day -= order.day == doc.last_day
        if doc.beyond:
            doc.beyond -= 1
        elif doc.count:
            self._lose(turn, doc)
        if not doc.count and not doc.again:
            del book.docs[self.spec.id]

    def _lose(self, turn: Turn, doc: MilestoneDoc) -> None:
        count, doc.count = doc.count, doc.count - 1
        at = (count - 1) % self.last + 1
        if at not in self.rewards:
            turn.skipped(self.activity.path, "milestone-counted-back", count=doc.count)
            return
        times = doc.again.get(count, 1)
        doc.again[count] = times + 1
        turn.skipped(f"{self.activity.path}.steps.{at}", "milestone-undone", at=at, count=doc.count)
        turn.record_new(UNDONE, f"{self.spec.id}/{count}/{times}", {"t_us": turn.now.t_us})
        again = f"/{times}" if times > 1 else ""
        day = find_stated(turn, "milestone", f"{self.spec.id}/{count}{again}").day
        emit_undone(turn, UNDONE_BY, f"{self.spec.id}/{count}", {
            "activity": self.spec.id, "at": at, "count": doc.count, "counted_day": day,
        })  # fmt: skip
        self.activity.take_back(turn, rule=f"steps.{at}", ref=f"{self.spec.id}/{count}", times=times)

    def _reach(self, turn: Turn, doc: MilestoneDoc) -> None:
        count = doc.count
        at = (count - 1) % self.last + 1
        rewards = self.rewards.get(at)
        if rewards is None:
            turn.applied(self.activity.path, "milestone-counted", count=count)
            return
        path = f"{self.activity.path}.steps.{at}"
        turn.applied(path, "milestone-reached", at=at, count=count)
        times = doc.again.get(count, 1)
        again = f"/{times}" if times > 1 else ""
        turn.record_new("milestone", f"{self.spec.id}/{count}{again}", {"t_us": turn.now.t_us})
        ref, number = f"{self.spec.id}/{count}", times if self.undoes else 0
        self.activity.give(turn, rewards, rule=f"steps.{at}", ref=ref, times=number)
        turn.emit("milestone.reached", {"activity": self.spec.id, "at": at, "count": count})

    def _ahead(self, count: int) -> tuple[int, int] | None:
        """``(times still missing, step)`` of the next step."""
        done = count % self.last if self.spec.restart else count
        at = next((at for at in self.rewards if at > done), None)
        return None if at is None else (at - done, at)

    def prompts(self, state: MemberState, day: int) -> Sequence[Prompt]:
        """The next step, for who has begun."""
        del day
        doc = state.read(SLOT, MilestoneBook).docs.get(self.spec.id)
        ahead = self._ahead(doc.count) if doc is not None and doc.count else None
        if ahead is None:
            return ()
        missing, at = ahead
        return (
            Prompt(
                "milestone", f"{self.activity.path}.steps.{at}", missing, "times", (at - missing) * BPS // at,
                "milestone-again", {"missing": missing, "at": at, **self.words[at]},
            ),
        )  # fmt: skip

    def summary(self, state: MemberState, now_us: int) -> dict[str, Any]:
        """The count and every step, reached or not."""
        del now_us
        doc = state.read(SLOT, MilestoneBook).docs.get(self.spec.id) or MilestoneDoc()
        done = doc.count % self.last if self.spec.restart else doc.count
        ahead = self._ahead(doc.count)
        return {
            "count": doc.count,
            "missing": ahead[0] if ahead is not None else None,
            "steps": [
                {
                    "at": step.at,
                    "name": step.name.model_dump() if step.name is not None else None,
                    "reached": done >= step.at,
                    "rewards": render_rewards(self.activity.program, step.rewards).model_dump(),
                }
                for step in self.spec.steps
            ],
        }


def _compile(activity: Activity) -> Behaviour:
    plan = _Plan(activity)
    return Behaviour(
        reactions=[(type_, plan.on_event) for type_ in dict.fromkeys(plan.spec.on)],
        prompts=plan.prompts,
        undo=plan.undo,
        summary=plan.summary,
    )


def _render_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    spec = activity.typed(MilestoneSpec)
    labels = [found.label.get(locale) for found in map(activity.program.events.find, spec.on) if found is not None]
    what = ("或" if locale == "zh" else " or ").join(labels)
    for step in spec.steps:
        rewards = render_rewards(activity.program, step.rewards).get(locale)
        yield f"第 {step.at} 次{what}：{rewards}" if locale == "zh" else f"{what}, time {step.at}: {rewards}"
    back = render_return(activity.program) if PAID in spec.on else None
    if back is not None:
        yield back.get(locale)
    if spec.once_a_day:
        yield "每天计一次" if locale == "zh" else "Counted once a day"


def _lint(activities: Sequence[Activity], program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    del evidence
    for activity in activities:
        spec = activity.typed(MilestoneSpec)
        if PAID in spec.on:
            yield from find_surviving(program, activity.path)
        if not spec.once_a_day or spec.window.from_ is None or spec.window.to is None:
            continue
        days = -(-(activity.closes_us - activity.opens_us) // DAY_US)
        for step in spec.steps:
            if step.at > days:
                yield finding(
                    f"{activity.path}.steps.{step.at}", "milestone-beyond-window", "error",
                    text(f"活动只有 {days} 天、每天计一次，达不到第 {step.at} 次",
                         f"the window has {days} days, each counts once: time {step.at} is never reached"),
                    text("延长活动，或降低次数", "lengthen the window or lower the step"),
                    at=step.at, window_days=days,
                )  # fmt: skip


def _count_field(activity_id: str) -> Callable[[Turn], int]:
    def read(turn: Turn) -> int:
        doc = turn.state.read(SLOT, MilestoneBook).docs.get(activity_id)
        return doc.count if doc is not None else 0

    if not activity_id:
        raise KeyError("milestone")
    return read


def _repeats(spec: Any) -> bool:
    return cast("MilestoneSpec", spec).restart


def _list_figures(activity: Activity) -> Sequence[Figure]:
    del activity
    return (
        Figure(
            "members",
            text("到达会员", "Members who reached one"),
            "members",
            Recorded("milestone", "members", undone=UNDONE),
        ),
        Figure("reached", text("到达次数", "Steps reached"), "times", Recorded("milestone", undone=UNDONE)),
    )


def _keeps_law(case: LawCase) -> Iterable[str]:
    for activity, doc in case.state.read(SLOT, MilestoneBook).docs.items():
        if doc.count < 0 or doc.beyond < 0:
            yield f"{activity}: counted {doc.count} times, and {doc.beyond} after the last step"
        elif doc.count == 0 and not doc.again:
            yield f"{activity}: counted 0 times, and there is a count"


def _undo(activity: Activity, turn: Turn, cause: Cause) -> None:
    undo = activity.behaviour.undo
    assert undo is not None, "the kind compiles one for each activity"
    undo(turn, cause)


def _export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    doc = case.state.read(SLOT, MilestoneBook).docs.get(activity.spec.id)
    if doc is None:
        return {}
    steps = sorted(step.at for step in activity.typed(MilestoneSpec).steps)
    return {
        "name": case.name_of(activity.path),
        "count": doc.count + doc.beyond,
        "reached": [at for at in steps if at <= doc.count],
        "last_day": str(date_of(doc.last_day)) if doc.last_day > 0 else None,
    }


HOOKS = ActivityHooks(
    undo_cause=_undo,
    cancel=Nothing("a step gives when it is reached: nothing is held"),
    merge=MERGE,
    erase=Nothing("counts tell nobody who somebody is"),
    export=_export,
    results=_list_figures,
    law=_keeps_law,
)

KIND = ActivityKind(
    shown=MilestoneShown,
    page=render_page,
    kind="milestone",
    label=text("里程碑", "Milestones"),
    spec=MilestoneSpec,
    slot=SLOT,
    compile=_compile,
    hooks=HOOKS,
    event_types=(
        EventType("milestone.reached", text("到达里程碑", "Milestone reached"), "derived", {
            "activity": EventField("str", text("活动", "Activity")), "at": EventField("int", text("节点", "Step")),
            "count": EventField("int", text("累计次数", "Times in all")),
        }),
        EventType("milestone.undone", text("里程碑被退款撤销", "Milestone undone by a refund"), "derived", {
            "activity": EventField("str", text("活动", "Activity")), "at": EventField("int", text("节点", "Step")),
            "count": EventField("int", text("累计次数", "Times in all")),
            "counted_day": EventField("day", text("到达日", "Day on which it was reached")),
        }, undoes="milestone.reached", named_by=("activity", "at")),
    ),
    lint=_lint,
    render_rules=_render_rules,
    repeats=_repeats,
    fields={"milestone.*": _count_field},
    wordings={
        "milestone-counted": text("累计第 {count} 次", "time {count}"),
        "milestone-reached": text("到达第 {at} 次", "time {at} reached"),
        "milestone-counted-back": text("退款后累计 {count} 次", "counted {count} times after a refund"),
        "milestone-undone": text("退款后第 {at} 次不再达到", "time {at} reached no more after a refund"),
        "milestone-counted-today": text("今天已计过", "counted today already"),
        "milestone-all-reached": text("里程碑已全部到达", "all milestones are reached"),
        "milestone-again": text("再 {missing} 次可得{reward_zh}", "{missing:more time|more times} for {reward_en}"),
    },
)  # fmt: skip
