"""The terms of a task."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from liuke.activities.contracts import ActivitySpec
from liuke.decision.rewards import Reward
from liuke.goods.scope import LineScope
from liuke.kernel.clock import Period
from liuke.kernel.text import Text
from liuke.program.conditions import Condition
from liuke.program.fault_words import broken
from liuke.program.spec import Id, Spec, hint

Measure = Literal["count", "sum", "distinct_days", "consecutive_days", "consecutive_months"]
Cadence = Literal["once", "campaign", "daily", "weekly", "monthly", "quarterly", "yearly"]

PERIODS: dict[str, Period] = {
    "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year",
}  # fmt: skip
"""Cadences that come again, and the calendar period of each."""
_UNITS = {
    "count": "times", "sum": "field", "distinct_days": "days", "consecutive_days": "days",
    "consecutive_months": "months",
}  # fmt: skip
"""What the target of each measure is counted in."""


class TaskStep(Spec):
    """One condition over events: so many of them, so much of a field, so many days or months."""

    id: str = Field(
        default="", pattern=r"^([a-z][a-z0-9_]{0,62})?$", json_schema_extra=hint("编号", "Id", advanced=True)
    )
    name: Text | None = Field(default=None, json_schema_extra=hint("名称", "Name"))
    on: tuple[str, ...] = Field(min_length=1, json_schema_extra=hint("事件", "Events", widget="ref", ref="event"))
    when: Condition | None = Field(default=None, json_schema_extra=hint("条件", "When", widget="condition"))
    measure: Measure = Field(default="count", json_schema_extra=hint("计量", "Measure"))
    field: str = Field(
        default="", json_schema_extra=hint("求和字段", "Field to sum", widget="field", example="amount_cents")
    )
    scope: LineScope | None = Field(
        default=None, json_schema_extra=hint("仅计订单中的这些商品", "Only these goods of an order")
    )
    target: int = Field(gt=0, le=10**12, json_schema_extra=hint("目标", "Target", unit_of="measure", units=_UNITS))

    @model_validator(mode="after")
    def _field_with_sum(self) -> TaskStep:
        if (self.measure == "sum") != bool(self.field):
            raise broken(
                "计量为“合计”时要选择求和字段，其他计量不用",
                "a sum names the field that it adds up, and only a sum has one",
            )
        return self


class TaskSpec(ActivitySpec):
    """A task.

    ``cadence``: ``once`` in a lifetime, once in the whole ``campaign`` window, or once each day, week (from Monday),
    month, quarter, year.
    """

    kind: Literal["task"] = Field(default="task", json_schema_extra=hint("类型", "Kind"))
    cadence: Cadence = Field(default="once", json_schema_extra=hint("频率", "Cadence"))
    steps: tuple[TaskStep, ...] = Field(min_length=1, max_length=20, json_schema_extra=hint("步骤", "Steps"))
    match: Literal["all", "any"] = Field(default="all", json_schema_extra=hint("步骤关系", "All steps or any"))
    rewards: tuple[Reward, ...] = Field(default=(), json_schema_extra=hint("奖励", "Rewards"))
    claim: Literal["auto", "manual"] = Field(default="auto", json_schema_extra=hint("领取方式", "Claimed"))
    limit: int | None = Field(
        default=None, gt=0, le=10_000, json_schema_extra=hint("总完成次数", "Times in all", unit="times")
    )
    requires: tuple[Id, ...] = Field(
        default=(), json_schema_extra=hint("前置任务", "After these tasks", widget="ref", ref="activity")
    )
    within_days: int | None = Field(
        default=None, gt=0, le=3_660, json_schema_extra=hint("注册后天数内", "Within days of joining", unit="days")
    )
    clawback: bool = Field(default=True, json_schema_extra=hint("退款扣回进度", "Refunds take back progress"))

    @model_validator(mode="after")
    def _distinct_steps(self) -> TaskSpec:
        keys = [step.id or str(index) for index, step in enumerate(self.steps)]
        if len(set(keys)) < len(keys):
            raise broken(f"步骤编号不能重复：{'、'.join(keys)}", f"the ids of the steps must differ; they are {keys}")
        return self
