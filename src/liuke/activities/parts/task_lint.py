"""Findings about tasks: targets that no period can reach, events and fields that do not exist, circles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from liuke.activities.contracts import Activity, finding
from liuke.activities.parts.task_measures import PAID
from liuke.activities.parts.task_spec import TaskSpec, TaskStep
from liuke.decision.domain import CompiledProgram, Evidence
from liuke.earning.handouts import find_surviving
from liuke.kernel.clock import DAY_US
from liuke.kernel.text import text
from liuke.program.findings import Finding

_SPAN_DAYS = {"daily": 1, "weekly": 7, "monthly": 28, "quarterly": 90, "yearly": 365}
_SPAN_MONTHS = {"daily": 1, "weekly": 1, "monthly": 1, "quarterly": 3, "yearly": 12}


def lint_tasks(activities: Sequence[Activity], program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    """Findings about all tasks of a program."""
    specs = {activity.spec.id: activity.typed(TaskSpec) for activity in activities}
    for activity in activities:
        spec = specs[activity.spec.id]
        for index, step in enumerate(spec.steps):
            path = f"{activity.path}.steps.{step.id or index}"
            yield from _lint_span(activity, spec, step, path)
            yield from _lint_field(program, step, path)
            yield from _lint_pace(spec, step, path, evidence)
        yield from _lint_requires(activity, spec, specs)
        if spec.rewards and spec.clawback and any(PAID in step.on for step in spec.steps):
            yield from find_surviving(program, activity.path)
        if spec.cadence == "campaign" and spec.window.to is None:
            yield finding(
                activity.path, "campaign-without-end", "warning",
                text("频率为 campaign 却没有结束时间", "the cadence is campaign and the window has no end"),
                text("填写结束时间，或改为一次性任务", "give it an end, or make it a task for once"),
            )  # fmt: skip


def _most(activity: Activity, spec: TaskSpec, step: TaskStep) -> int | None:
    """The most that ``step`` can reach in one period; ``None``: no limit."""
    days = _SPAN_DAYS.get(spec.cadence)
    if spec.window.from_ is not None and spec.window.to is not None:
        window = -(-(activity.closes_us - activity.opens_us) // DAY_US)
        days = window if days is None else min(days, window)
    if spec.within_days is not None:
        days = spec.within_days if days is None else min(days, spec.within_days)
    if step.measure in {"distinct_days", "consecutive_days"}:
        return days
    if step.measure == "consecutive_months" and days is not None:
        return min(_SPAN_MONTHS.get(spec.cadence, 10**6), (days + 29) // 28 + 1)
    return None


def _lint_span(activity: Activity, spec: TaskSpec, step: TaskStep, path: str) -> Iterable[Finding]:
    most = _most(activity, spec, step)
    if most is not None and step.target > most:
        unit = "个月" if step.measure == "consecutive_months" else "天"
        yield finding(
            path, "task-cannot-complete", "error",
            text(f"一个周期最多 {most} {unit}，达不到 {step.target}",
                 f"a period has at most {most} of them: {step.target} is never reached"),
            text("降低目标，或放宽频率和时间", "lower the target, or widen the cadence and the window"),
            most=most, target=step.target, cadence=spec.cadence,
        )  # fmt: skip


def _lint_field(program: CompiledProgram, step: TaskStep, path: str) -> Iterable[Finding]:
    types = [found for found in map(program.events.find, step.on) if found is not None]
    if step.measure != "sum" or not types:
        return
    fields = [found.fields.get(step.field) for found in types]
    known = [found for found in fields if found is not None]
    numeric = any(found.kind in {"int", "cents", "points"} for found in known)
    if numeric or (not known and any(found.open for found in types)):
        return
    yield finding(
        path, "unknown-field", "error",
        text(f"事件没有可求和的字段 {step.field}", f"no such event has a number {step.field} to add up"),
        text("改用事件目录中的数值字段", "use a number field of the event catalogue"), field=step.field,
    )  # fmt: skip


def _lint_pace(spec: TaskSpec, step: TaskStep, path: str, evidence: Evidence) -> Iterable[Finding]:
    days = _SPAN_DAYS.get(spec.cadence)
    paces = {"sum": "spend_cents", "count": "orders"}
    if days is None or step.on != (PAID,) or (step.measure == "sum" and step.field != "amount_cents"):
        return
    quantiles = evidence.quantiles.get(paces.get(step.measure, ""))
    if quantiles is None or len(quantiles) < 99:
        return
    best = -(-quantiles[98] * days // 30)
    if step.target > best:
        yield finding(
            path, "task-beyond-members", "warning",
            text(f"目标 {step.target}，而前 1% 的会员一个周期也只有 {best}",
                 f"the target is {step.target}; the top 1 % of members reach {best} in a period"),
            text("降低目标", "lower the target"), target=step.target, top_percent=best,
        )  # fmt: skip


def _lint_requires(activity: Activity, spec: TaskSpec, specs: dict[str, TaskSpec]) -> Iterable[Finding]:
    for needed in spec.requires:
        if needed not in specs:
            yield finding(
                f"{activity.path}.requires", "unknown-task", "error",
                text(f"前置任务 {needed} 不存在，任务无法开始", f"no task {needed} exists: this one never begins"),
                text("改为已有的任务", "name a task of the program"), task=needed,
            )  # fmt: skip
    if _needs_itself(spec.id, specs):
        yield finding(
            f"{activity.path}.requires", "task-needs-itself", "error",
            text("前置任务循环，永远无法开始", "its prerequisites lead back to it: it never begins"),
            text("打断循环", "break the circle"),
        )  # fmt: skip


def _needs_itself(start: str, specs: dict[str, TaskSpec]) -> bool:
    seen, queue = set[str](), list(specs[start].requires)
    while queue:
        name = queue.pop()
        if name == start:
            return True
        if name in specs and name not in seen:
            seen.add(name)
            queue.extend(specs[name].requires)
    return False
