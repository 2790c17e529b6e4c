"""The terms of a check-in."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from liuke.activities.contracts import ActivitySpec, ActivityWindow
from liuke.decision.rewards import Reward
from liuke.kernel.money import BPS
from liuke.ledger.asset_reward import AssetReward
from liuke.program.conditions import Condition
from liuke.program.fault_words import broken
from liuke.program.spec import Id, Spec, hint


class LadderStep(Spec):
    """What so many days in a row give."""

    at: int = Field(gt=0, le=3_660, json_schema_extra=hint("连续天数", "Days in a row", unit="days"))
    rewards: tuple[Reward, ...] = Field(min_length=1, json_schema_extra=hint("奖励", "Rewards"))


class Price(Spec):
    """An amount of an asset: points, or a make-up card."""

    asset: Id = Field(default="points", json_schema_extra=hint("账户", "Asset", widget="ref", ref="asset"))
    amount: int = Field(default=10, gt=0, le=10**9, json_schema_extra=hint("数量", "Amount", unit="points"))


class MakeUp(Spec):
    """Days that were missed may be made up for."""

    days_back: int = Field(default=7, gt=0, le=90, json_schema_extra=hint("可补天数", "Days back", unit="days"))
    prices: tuple[Price, ...] = Field(
        default=(Price(),), json_schema_extra=hint("补签代价（任选其一）", "Price: any one of these")
    )
    max_per_month: int = Field(
        default=3, gt=0, le=31, json_schema_extra=hint("每月次数", "Times a month", unit="times")
    )
    daily_reward: bool = Field(default=False, json_schema_extra=hint("补签发每日奖励", "Gives the day's reward"))


class Multiplier(Spec):
    """More of it at certain times: check-in doubled during a festival. Of several that apply the largest counts."""

    when: Condition | None = Field(default=None, json_schema_extra=hint("条件", "When", widget="condition"))
    window: ActivityWindow = Field(default=ActivityWindow(), json_schema_extra=hint("时间", "Window"))
    factor_bps: int = Field(
        default=20_000, gt=BPS, le=100_000, json_schema_extra=hint("倍率", "Factor", unit="bps", counts="factor")
    )
    on: Literal["daily", "ladder", "both"] = Field(default="daily", json_schema_extra=hint("作用于", "Applies to"))


class CheckInSpec(ActivitySpec):
    """Check-in. ``cycle`` says what follows the last step of the ladder.

    ``restart``: after ``cycle_days`` days the ladder begins anew. ``repeat_last``: the last step comes again every
    ``cycle_days`` days. ``grow``: nothing more; the days in a row go on being counted.
    """

    kind: Literal["check_in"] = Field(default="check_in", json_schema_extra=hint("类型", "Kind"))
    daily: tuple[Reward, ...] = Field(
        default=(AssetReward(amount=5),), json_schema_extra=hint("每日奖励", "For each day")
    )
    ladder: tuple[LadderStep, ...] = Field(default=(), json_schema_extra=hint("连续签到奖励", "For days in a row"))
    cycle: Literal["restart", "repeat_last", "grow"] = Field(
        default="restart", json_schema_extra=hint("周期方式", "After the last step")
    )
    cycle_days: int | None = Field(
        default=None, gt=0, le=366, json_schema_extra=hint("周期天数", "Cycle", unit="days", advanced=True)
    )
    make_up: MakeUp | None = Field(default=None, json_schema_extra=hint("补签", "Making up for missed days"))
    multipliers: tuple[Multiplier, ...] = Field(default=(), json_schema_extra=hint("加倍", "Multipliers"))
    accept_late_days: int = Field(
        default=1, ge=0, le=30, json_schema_extra=hint("迟到事件", "Late events", unit="days", advanced=True)
    )

    @model_validator(mode="after")
    def _ladder_ascends(self) -> CheckInSpec:
        days = [step.at for step in self.ladder]
        if days != sorted(set(days)):
            raise broken(
                f"连续天数须从小到大且不重复，现在是 {'、'.join(map(str, days))}",
                f"the days of the ladder must ascend, each once; they are {days}",
            )
        return self

    @property
    def cycle_length(self) -> int:
        """Days of one cycle: ``cycle_days``, else the last step."""
        return self.cycle_days or (self.ladder[-1].at if self.ladder else 1)
