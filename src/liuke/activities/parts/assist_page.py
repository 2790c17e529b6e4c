"""The page of an assist: stages, the member's run, and helping a friend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liuke.activities.contracts import Activity
from liuke.activities.naming import render_rewards
from liuke.activities.page import AnyBlock, Countdown, Hero, PageBody, Progress, Step, Steps, say, words
from liuke.activities.page_frame import PageCase, list_fields
from liuke.activities.parts.assist_spec import AssistSpec
from liuke.activities.types.assist_requests import REQUESTS

_START, _HELP, _ = REQUESTS


def render_page(activity: Activity, case: PageCase) -> PageBody:
    """What a member sees of it."""
    spec, shown = activity.typed(AssistSpec), case.shown
    run = shown["runs"][0] if shown["runs"] else None
    helpers = run["helpers"] if run is not None else 0
    blocks: list[AnyBlock] = [Hero(headline=say(spec.name))]
    if run is not None and run["running"]:
        blocks += _show_run(shown, run)
    steps = [
        Step(
            label=say(one.name), at=one.friends, state="done" if one.friends <= helpers else "ahead",
            note=say(render_rewards(case.program, one.rewards)),
        )
        for one in spec.stages
    ]  # fmt: skip
    blocks.append(Steps(label=words("助力阶段", "Stages"), unit="members", items=steps))
    running = run is not None and run["running"]
    why_not = "assist-running" if running else "assist-runs" if shown["runs_left"] == 0 else ""
    limit = "assist-help-limit" if shown["helps_left"] == 0 else ""
    actions = [
        case.action(_START, why_not=why_not), case.action(_HELP, fields=list_fields(_HELP, "ref"), why_not=limit),
    ]  # fmt: skip
    return PageBody(blocks, actions)


def _show_run(shown: Mapping[str, Any], run: Mapping[str, Any]) -> list[AnyBlock]:
    goal = next((one["friends"] for one in shown["stages"] if one["friends"] > run["helpers"]), run["helpers"])
    return [
        Progress(label=words("已助力好友", "Friends who helped"), value=run["helpers"], goal=goal, unit="members"),
        Countdown(label=words("距助力截止", "Friends can help for"), until_us=run["until_us"]),
    ]
