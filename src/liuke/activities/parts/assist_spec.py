"""The terms of an assist."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from liuke.activities.contracts import ActivitySpec
from liuke.activities.parts.helping import HelpLimits, Platform
from liuke.decision.rewards import Reward
from liuke.kernel.ids import find_doubled
from liuke.kernel.text import Text
from liuke.program.conditions import Condition
from liuke.program.fault_words import broken
from liuke.program.spec import Id, Spec, hint

MAX_FRIENDS = 200


class AssistStage(Spec):
    """What so many friends unlock."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="three"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    friends: int = Field(ge=1, le=MAX_FRIENDS, json_schema_extra=hint("好友人数", "Friends", unit="people"))
    rewards: tuple[Reward, ...] = Field(min_length=1, json_schema_extra=hint("奖励", "Rewards"))


class AssistAct(Spec):
    """What a friend must do after they said that they help, so that it counts: pay an order, check in."""

    on: str = Field(default="order.paid", json_schema_extra=hint("事件", "Event", widget="event"))
    when: Condition | None = Field(default=None, json_schema_extra=hint("条件", "When", widget="condition"))


class AssistSpec(ActivitySpec):
    """A member starts, stated numbers of friends help, and each stage that is reached is given at once.

    ``helpers``: whoever is signed in, or newcomers alone.
    ``act``: without one the help itself is the act: a request that a signed-in friend's app makes on a tap; with one
    the help counts once the friend has done that, within the time of the run.
    """

    kind: Literal["assist"] = Field(default="assist", json_schema_extra=hint("类型", "Kind"))
    platforms: tuple[Platform, ...] = Field(
        default=("wechat",), min_length=1, json_schema_extra=hint("发布平台", "Published on"),
        description="Whose rules on sharing are checked before it is published.",
    )  # fmt: skip
    stages: tuple[AssistStage, ...] = Field(min_length=1, max_length=10, json_schema_extra=hint("阶段", "Stages"))
    hours: int = Field(default=72, ge=1, le=2_160, json_schema_extra=hint("每次助力时长", "A run lasts", unit="hours"))
    runs: int | None = Field(
        default=1, ge=1, le=1_000, json_schema_extra=hint("每人最多发起", "Runs of a member", unit="times"),
        description="One after another; empty: without limit.",
    )  # fmt: skip
    helpers: Literal["anyone", "newcomers"] = Field(
        default="anyone", json_schema_extra=hint("谁能助力", "Who may help")
    )
    act: AssistAct | None = Field(default=None, json_schema_extra=hint("助力后须完成", "What a friend must do"))
    limits: HelpLimits = Field(default=HelpLimits(), json_schema_extra=hint("助力限制", "Limits of helping"))
    per_starter: int = Field(
        default=1, ge=1, le=10, json_schema_extra=hint("同一好友最多助力", "Helps of the same friend", unit="times")
    )
    helper_rewards: tuple[Reward, ...] = Field(default=(), json_schema_extra=hint("助力奖励", "For who helps"))
    befriend: bool = Field(default=False, json_schema_extra=hint("助力后成为好友", "Makes friends"))

    @model_validator(mode="after")
    def _stages_ascend(self) -> AssistSpec:
        doubled = find_doubled([one.id for one in self.stages])
        if doubled:
            raise broken(f"编号重复：{', '.join(doubled)}", f"used twice: {', '.join(doubled)}")
        marks = [one.friends for one in self.stages]
        if marks != sorted(set(marks)):
            raise broken("各阶段人数须由少到多", "stages stand in rising order of friends")
        return self
