"""The terms of a welfare pool."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from liuke.activities.contracts import ActivitySpec
from liuke.decision.rewards import Reward
from liuke.kernel.ids import find_doubled
from liuke.kernel.text import Text
from liuke.program.conditions import Condition
from liuke.program.fault_words import broken
from liuke.program.spec import Id, Spec, hint


class WelfareShares(Spec):
    """What is credited without costing the member anything: an effective share, a recycled cup.

    ``once_by``: field of the event that names the thing, which counts once a member (who opened the share); what
    ``undone_by`` reports with the same value is taken back, until a goal that it helped to reach is final.
    """

    on: str = Field(default="share.opened", json_schema_extra=hint("事件", "Event", widget="event"))
    when: Condition | None = Field(default=None, json_schema_extra=hint("条件", "When", widget="condition"))
    value: int = Field(ge=1, le=10**9, json_schema_extra=hint("每次计入", "Worth each", unit="points"))
    once_by: str = Field(
        default="visitor", min_length=1, max_length=64, json_schema_extra=hint("同一…只计一次", "Once for each")
    )
    undone_by: str | None = Field(default=None, json_schema_extra=hint("撤销事件", "Undone by", widget="event"))
    per_day: int = Field(default=5, ge=1, le=1_000, json_schema_extra=hint("每人每天最多", "A day", unit="times"))


class WelfareGoal(Spec):
    """At so much in the pool every giver has a certificate, and what was given by then is final."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="trees"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    at: int = Field(ge=1, le=10**12, json_schema_extra=hint("目标", "Goal", unit="points"))
    certificate: Text = Field(json_schema_extra=hint("证书标题", "Title of the certificate"))
    rewards: tuple[Reward, ...] = Field(default=(), json_schema_extra=hint("奖励", "Rewards"))


class WelfareSpec(ActivitySpec):
    """A pool that donations of points and effective shares fill together; its total is public."""

    kind: Literal["welfare"] = Field(default="welfare", json_schema_extra=hint("类型", "Kind"))
    asset: Id = Field(default="points", json_schema_extra=hint("账户", "Asset", widget="ref", ref="asset"))
    donations: bool = Field(default=True, json_schema_extra=hint("接受捐赠", "Takes donations"))
    min_amount: int = Field(default=1, ge=1, le=10**9, json_schema_extra=hint("单次最少", "At least", unit="points"))
    per_day: int | None = Field(
        default=None, ge=1, le=10**9, json_schema_extra=hint("每人每天最多", "A member a day", unit="points")
    )
    shares: WelfareShares | None = Field(default=None, json_schema_extra=hint("行为计入", "Credited acts"))
    goals: tuple[WelfareGoal, ...] = Field(min_length=1, max_length=20, json_schema_extra=hint("目标", "Goals"))

    @model_validator(mode="after")
    def _goals_fit(self) -> WelfareSpec:
        doubled = find_doubled([one.id for one in self.goals])
        if doubled:
            raise broken(f"编号重复：{', '.join(doubled)}", f"used twice: {', '.join(doubled)}")
        marks = [one.at for one in self.goals]
        if marks != sorted(set(marks)):
            raise broken("目标须由低到高", "goals stand in rising order")
        return self
