"""A task in words, for the rules page."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.activities.contracts import Activity
from liuke.activities.naming import render_rewards
from liuke.activities.parts.task_measures import PAID
from liuke.activities.parts.task_spec import TaskSpec, TaskStep
from liuke.decision.domain import CompiledProgram
from liuke.earning.handouts import render_return
from liuke.kernel.text import Locale, Text, text

_CADENCE = {
    "once": text("一次", "once"), "campaign": text("活动期内一次", "once during the activity"),
    "daily": text("每天", "every day"), "weekly": text("每周", "every week"), "monthly": text("每月", "every month"),
    "quarterly": text("每季度", "every quarter"), "yearly": text("每年", "every year"),
}  # fmt: skip


def _render_step(program: CompiledProgram, step: TaskStep) -> Text:
    if step.name is not None:
        return step.name
    labels = [found.label for found in map(program.events.find, step.on) if found is not None]
    zh = "或".join(label.zh for label in labels) or "、".join(step.on)
    en = " or ".join(label.en for label in labels) or ", ".join(step.on)
    n = step.target
    match step.measure:
        case "count":
            return text(f"{zh} {n} 次", f"{en}: {n} times" if n > 1 else f"{en}: once")
        case "sum":
            amount = f"{n / 100:g}" if step.field.endswith("_cents") else str(n)
            return text(f"{zh} 累计 {amount}", f"{en}: {amount} in all")
        case "distinct_days":
            if n == 1:
                return text(f"任意一天 {zh}", f"{en} on any day")
            return text(f"在 {n} 个不同的日子 {zh}", f"{en} on {n} different days")
        case "consecutive_days":
            return text(f"连续 {n} 天 {zh}", f"{en} on {n} days in a row")
        case "consecutive_months":
            return text(f"连续 {n} 个月 {zh}", f"{en} in {n} months in a row")


def render_task_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    """Lines of the rules page about one task."""
    spec, program, zh = activity.typed(TaskSpec), activity.program, locale == "zh"
    steps = [_render_step(program, step).get(locale) for step in spec.steps]
    join = ("且" if spec.match == "all" else "或") if zh else (" and " if spec.match == "all" else " or ")
    yield (
        f"{_CADENCE[spec.cadence].get(locale)}：{join.join(steps)}"
        if zh
        else (f"{join.join(steps)}, {_CADENCE[spec.cadence].get(locale)}")
    )
    if spec.rewards:
        rewards = render_rewards(program, spec.rewards).get(locale)
        yield f"奖励：{rewards}" if zh else f"Reward: {rewards}"
    if spec.within_days is not None:
        yield f"注册后 {spec.within_days} 天内" if zh else f"Within {spec.within_days} days of joining"
    if spec.claim == "manual":
        yield "完成后需领取，下一周期结束前有效" if zh else "To be claimed before the end of the following period"
    refundable = spec.rewards and spec.clawback and any(PAID in step.on for step in spec.steps)
    back = render_return(program) if refundable else None
    if back is not None:
        yield back.get(locale)
    if spec.limit is not None:
        yield f"最多 {spec.limit} 次" if zh else f"At most {spec.limit} times"
