"""A kind of the tests: who entered is gathered by the activity itself, which closes each week by a timer of its own."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from pydantic import Field

from liuke.activities.catalog import KINDS
from liuke.activities.contracts import Activity, ActivityKind, ActivitySpec, Behaviour
from liuke.decision.rewards import Reward
from liuke.decision.state import Slot
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.clock import DAY_US
from liuke.kernel.text import text
from liuke.program.spec import hint

from .support import domains


class WeeklySpec(ActivitySpec):
    """The first who entered in a week wins."""

    kind: Literal["weekly"] = Field(default="weekly", json_schema_extra=hint("类型", "Kind"))
    prize: tuple[Reward, ...] = Field(default=(), json_schema_extra=hint("奖品", "Prize"))


class WeeklyBook(msgspec.Struct):
    """Of the activity itself: this week's entrants, and what it has learnt."""

    entered: list[int] = []
    published: int = 0
    weeks: int = 0


SLOT = Slot("activity_weekly", WeeklyBook)


def _compile(activity: Activity) -> Behaviour:
    name = activity.spec.id

    def enter(turn: Turn) -> None:
        entry = {"member": turn.state.member_id}
        turn.deliver_to_activity(name, f"{turn.state.member_id}:{turn.key}", "weekly.entered", entry)

    def published(turn: Turn) -> None:
        turn.state.edit(SLOT, WeeklyBook).published += 1
        turn.arm_earliest(f"activity:{name}:close", turn.now.t_us + 7 * DAY_US)
        turn.applied(activity.path, "weekly-open")

    def entered(turn: Turn) -> None:
        turn.state.edit(SLOT, WeeklyBook).entered.append(turn.data["member"])
        turn.emit("order.paid", {"order_id": "x", "amount_cents": 100})  # a fact to which members' rules would react

    def due(turn: Turn, rest: str) -> None:
        assert rest == "close"
        book = turn.state.edit(SLOT, WeeklyBook)
        book.weeks += 1
        turn.record("week", str(book.weeks), {"entered": book.entered})
        for winner in book.entered[:1]:
            turn.deliver(winner, f"{name}:{book.weeks}", "weekly.won", {"activity": name})
        book.entered = []
        turn.emit("weekly.closed", {"activity": name, "week": book.weeks})
        turn.applied(activity.path, "weekly-closed", week=book.weeks)
        turn.arm(f"activity:{name}:close", turn.now.t_us + 7 * DAY_US)

    def won(turn: Turn) -> None:
        if turn.data["activity"] == name:
            activity.give(turn, activity.typed(WeeklySpec).prize)

    return Behaviour(
        requests={"weekly.enter": enter},
        always=[("weekly.won", won)],
        on_subject={"activity.published": published, "weekly.entered": entered},
        subject_timer=due,
    )


_ACTIVITY = {"activity": EventField("str", text("活动", "Activity"))}
KIND = ActivityKind(
    "weekly", text("每周抽奖", "Weekly"), WeeklySpec, _compile, SLOT,
    (
        EventType("weekly.enter", text("参加", "Enter"), "request", _ACTIVITY),
        EventType("weekly.entered", text("已参加", "Entered"), "derived", open=True),
        EventType("weekly.won", text("中奖", "Won"), "derived", _ACTIVITY),
        EventType("weekly.closed", text("已开奖", "Closed"), "derived", _ACTIVITY, open=True),
    ),
)  # fmt: skip
WEEKLY: dict[str, Any] = {
    "kind": "weekly", "id": "free_order", "name": "weekly", "prize": [{"kind": "asset", "amount": 50}],
}  # fmt: skip
WITH_WEEKLY = domains((*KINDS, KIND))
