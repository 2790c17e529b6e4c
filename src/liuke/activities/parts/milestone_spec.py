"""Terms of milestones."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from liuke.activities.contracts import ActivitySpec
from liuke.decision.rewards import Reward
from liuke.kernel.text import Text
from liuke.program.conditions import Condition
from liuke.program.fault_words import broken
from liuke.program.spec import Spec, hint


class MilestoneStep(Spec):
    """What the n-th time gives, once."""

    at: int = Field(gt=0, le=10**6, json_schema_extra=hint("第几次", "At the n-th time", unit="times"))
    name: Text | None = Field(default=None, json_schema_extra=hint("名称", "Name"))
    rewards: tuple[Reward, ...] = Field(min_length=1, json_schema_extra=hint("奖励", "Rewards"))


class MilestoneSpec(ActivitySpec):
    """Milestones over the events that match."""

    kind: Literal["milestone"] = Field(default="milestone", json_schema_extra=hint("类型", "Kind"))
    on: tuple[str, ...] = Field(min_length=1, json_schema_extra=hint("事件", "Events", widget="ref", ref="event"))
    when: Condition | None = Field(default=None, json_schema_extra=hint("条件", "When", widget="condition"))
    once_a_day: bool = Field(default=False, json_schema_extra=hint("每天只计一次", "Counts once a day"))
    steps: tuple[MilestoneStep, ...] = Field(min_length=1, max_length=50, json_schema_extra=hint("节点", "Steps"))
    restart: bool = Field(default=False, json_schema_extra=hint("最后一节点后重来", "Begins anew after the last"))

    @model_validator(mode="after")
    def _ascending(self) -> MilestoneSpec:
        found = [step.at for step in self.steps]
        if found != sorted(set(found)):
            raise broken(
                f"节点须从小到大且不重复，现在是 {'、'.join(map(str, found))}",
                f"the steps must ascend, each once; they are {found}",
            )
        return self
