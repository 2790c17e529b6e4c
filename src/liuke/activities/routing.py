"""Which activity a request is for, and why it is not open. To whom its campaign is not open it is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NoReturn

from liuke.activities.contracts import Activity
from liuke.decision.overlay import GLOBAL_HOLDOUT, HELD, holdout_of
from liuke.decision.turn import Turn
from liuke.kernel.text import text

Act = Callable[[Turn], None]

WHY_NOT = {
    "activity-disabled": text("活动未启用", "the activity is switched off"),
    "activity-not-open-yet": text("活动尚未开始", "the activity has not begun"),
    "activity-closed": text("活动已结束", "the activity has ended"),
    "activity-cancelled": text("活动已被商家取消", "the merchant called the activity off"),
    "activity-budget-gone": text("活动预算已用完，活动结束", "the campaign has given away all it had: it is over"),
    "activity-audience": text("不在活动人群内", "the activity is not for this member"),
    "activity-other-variant": text("属于实验的其他分组", "the experiment put this member into another variant"),
    "activity-unknown": text("没有这个活动", "no such activity"),
    "activity-unnamed": text("需要指明是哪个活动", "which activity is meant must be said"),
}


def route(type_: str, activities: Iterable[Activity]) -> Act:
    """What a request of this type does: finds its activity, refuses when it is not open, hands over."""
    answers: dict[str, tuple[Activity, Act, bool]] = {}
    for activity in activities:
        for claiming, runs in ((False, activity.behaviour.requests), (True, activity.behaviour.claims)):
            if type_ in runs:
                answers[activity.spec.id] = (activity, runs[type_], claiming)

    def act(turn: Turn) -> None:
        activity, run, claiming = _pick(turn, answers)
        reason = activity.closed_reason(turn, claiming=claiming)
        if reason is not None:
            if activity.is_hidden(turn):
                _refuse_unknown(turn)
            turn.refuse(reason, f"{activity.path}: {WHY_NOT[reason].en}", activity=activity.spec.id)
        run(turn)

    return act


def may_hide_from(activity: Activity, member_id: int) -> bool:
    """Whether the activity may be hidden from a member of whom nothing but the number is known."""
    spec, program = activity.spec, activity.program
    if spec.variant is not None:
        return True
    if spec.campaign is None or (overlay := program.origin.find_overlay(f"campaigns.{spec.campaign}")) is None:
        return False
    holdouts = [program.experiments.get(name) for name in (GLOBAL_HOLDOUT, holdout_of(spec.campaign))]
    return overlay.audience is not None or any(one is not None and one.deal(member_id) == HELD for one in holdouts)


def _pick(turn: Turn, answers: Mapping[str, tuple[Activity, Act, bool]]) -> tuple[Activity, Act, bool]:
    wanted = turn.data.get("activity")
    if wanted is not None:
        found = answers.get(wanted)
        if found is None:
            _refuse_unknown(turn)
        return found
    answering = [
        answer for answer in answers.values() if answer[0].closed_reason(turn, claiming=answer[2]) is None
    ]  # fmt: skip
    if len(answering) == 1:
        return answering[0]
    known = [answer for answer in answers.values() if not answer[0].is_hidden(turn)]
    if not known:
        _refuse_unknown(turn)
    if len(known) > 1:
        turn.refuse(
            "activity-unnamed", f"{len(answering)} activities answer {turn.now.type}",
            fix=f"send activity: one of {', '.join(answer[0].spec.id for answer in known)}",
        )  # fmt: skip
    return known[0]


def _refuse_unknown(turn: Turn) -> NoReturn:
    """There is no such activity, or none of which anything may tell the member: in the same words."""
    wanted = turn.data.get("activity")
    if wanted is not None:
        turn.refuse("activity-unknown", f"no activity {wanted!r} answers {turn.now.type}", activity=wanted)
    turn.refuse("activity-unknown", f"no activity of the program answers {turn.now.type}")
