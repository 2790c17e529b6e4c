"""The page of a task: how far each step is, and what waits to be claimed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liuke.activities.contracts import Activity
from liuke.activities.page import Action, AnyBlock, Countdown, Hero, PageBody, Progress, say, words
from liuke.activities.page_frame import PageCase
from liuke.activities.parts.task_spec import TaskSpec
from liuke.activities.types.task_requests import REQUESTS
from liuke.http.days import show_day

(_CLAIM,) = REQUESTS


def render_page(activity: Activity, case: PageCase) -> PageBody:
    """What a member sees of it."""
    shown, spec = case.shown, activity.typed(TaskSpec)
    done = shown["status"] == "completed"
    blocks: list[AnyBlock] = [
        Hero(
            headline=words("任务已完成", "Done") if done else say(spec.name),
            note=words(f"奖励：{shown['rewards']['zh']}", f"Reward: {say(shown['rewards']).en}"),
        ),
        *(_show_step(case, step, alone=len(shown["steps"]) == 1) for step in shown["steps"]),
    ]
    if shown["ends_day"] is not None and not done:
        until = case.program.calendar.day_start_us(shown["ends_day"])
        blocks.append(Countdown(label=words("本期结束", "This period ends"), until_us=until))
    return PageBody(blocks, _list_actions(case, spec), "task-completed-already" if done else "")


def _show_step(case: PageCase, step: Mapping[str, Any], *, alone: bool) -> Progress:
    plain = words("进度", "Progress") if alone else words("其中一步", "One of the steps")
    return Progress(
        label=say(step["name"]) if step["name"] is not None else plain, value=step["value"], goal=step["target"],
        unit=step["unit"], currency=case.program.spec.currency.code if step["unit"] == "cents" else None,
    )  # fmt: skip


def _list_actions(case: PageCase, spec: TaskSpec) -> list[Action]:
    if spec.claim != "manual":
        return []
    waiting = case.shown["claimable"]
    if not waiting:
        claimed = case.shown["status"] == "completed"
        return [case.action(_CLAIM, why_not="task-claimed-already" if claimed else "task-not-completed")]
    return [case.action(_CLAIM, sends={"period": show_day(start)} if start else {}) for start in waiting]
