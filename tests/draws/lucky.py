"""A kind of the tests: a wheel with weights, a shuffle, and a draw over the list of all who ever drew."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from pydantic import Field

from liuke.activities.catalog import KINDS
from liuke.activities.contracts import Activity, ActivityKind, ActivitySpec, Behaviour
from liuke.activities.kind_hooks import ActivityHooks
from liuke.decision.draws import SealedList
from liuke.decision.hooks import Nothing
from liuke.decision.rewards import Reward
from liuke.decision.state import Slot
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.draws import hash_list
from liuke.kernel.text import text
from liuke.program.spec import hint
from tests.activities.support import domains


class LuckySpec(ActivitySpec):
    """Weights of the tiers, and what each gives."""

    kind: Literal["lucky"] = Field(default="lucky", json_schema_extra=hint("类型", "Kind"))
    weights: tuple[int, ...] = Field(default=(70, 25, 5), json_schema_extra=hint("权重", "Weights"))
    prize: tuple[Reward, ...] = Field(default=(), json_schema_extra=hint("奖品", "Prize"))


class LuckyBook(msgspec.Struct):
    """Of the activity itself: who drew."""

    entries: list[str] = []


SLOT = Slot("activity_lucky", LuckyBook)


def _compile(activity: Activity) -> Behaviour:
    spec = activity.typed(LuckySpec)

    def spin(turn: Turn) -> None:
        tier = activity.draw(turn, "tier").choose(spec.weights)
        turn.result = {"tier": tier, "order": activity.draw(turn, "order").order(4)}
        if turn.data.get("refuse"):
            turn.refuse("lucky-refused")
        turn.deliver_to_activity(
            spec.id, f"{turn.state.member_id}:{turn.key}", "lucky.entered", {"m": turn.state.member_id}
        )
        if tier == 0:
            activity.give(turn, spec.prize)

    def entered(turn: Turn) -> None:
        turn.state.edit(SLOT, LuckyBook).entries.append(str(turn.data["m"]))

    def close(turn: Turn) -> None:
        entries = sorted(set(turn.state.read(SLOT, LuckyBook).entries))
        sealed = SealedList(hash_list(entries), str(turn.data["public"]))
        turn.record("draw_list", sealed.hash, {"entries": entries})
        order = activity.draw(turn, "winners", over=sealed).order(len(entries))
        turn.record("winners", "1", {"winners": [entries[place] for place in order[:2]]})

    return Behaviour(requests={"lucky.spin": spin}, on_subject={"lucky.entered": entered, "lucky.close": close})


_NO = Nothing("the tests need none")
HOOKS = ActivityHooks(undo_cause=_NO, cancel=_NO, merge=_NO, erase=_NO, export=_NO, results=_NO, law=_NO)
KIND = ActivityKind(
    "lucky", text("转盘", "Wheel"), LuckySpec, _compile, SLOT,
    (
        EventType("lucky.spin", text("抽奖", "Spin"), "request", {
            "activity": EventField("str", text("活动", "Id")), "refuse": EventField("bool", text("拒绝", "Refuse")),
        }),
        EventType("lucky.entered", text("已参加", "Entered"), "derived", open=True),
        EventType("lucky.close", text("开奖", "Close"), "derived", open=True),
    ),
    hooks=HOOKS,
)  # fmt: skip
LUCKY: dict[str, Any] = {"kind": "lucky", "id": "wheel", "name": "wheel"}
WITH_LUCKY = domains((*KINDS, KIND))
