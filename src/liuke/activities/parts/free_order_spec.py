"""The terms of a draw after an order."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from liuke.activities.contracts import ActivitySpec
from liuke.kernel.money import BPS
from liuke.kernel.text import Text
from liuke.program.fault_words import broken
from liuke.program.spec import Id, Spec, hint

TOP_CENTS = 50_000_00
"""A prize may be worth 50,000 yuan at most (Provisional Provisions on Regulating Promotional Acts, art. 17)."""


class FreePrize(Spec):
    """What a draw may come to: a share of the order's money, up to a cap; a share of 0 wins nothing."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="whole"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    weight: int = Field(ge=0, le=10**9, json_schema_extra=hint("权重", "Weight"))
    by_tier: dict[Id, int] = Field(
        default_factory=dict, json_schema_extra=hint("按等级的权重", "Weight by tier", keys="tier")
    )
    share_bps: int = Field(
        default=BPS, ge=0, le=BPS, json_schema_extra=hint("返还订单实付的比例", "Share of what was paid", unit="bps")
    )
    cap_cents: int = Field(
        default=200_00, ge=1, le=TOP_CENTS, json_schema_extra=hint("最多返还", "At most", unit="cents")
    )

    @model_validator(mode="after")
    def _weights_fit(self) -> FreePrize:
        if any(weight < 0 for weight in self.by_tier.values()):
            raise broken("权重不能小于 0", "a weight is 0 or more")
        return self

    def count_cents(self, paid_cents: int) -> int:
        """What is won of an order, rounded down to the cent."""
        return min(paid_cents * self.share_bps // BPS, self.cap_cents)


class FreeOrderSpec(ActivitySpec):
    """Each paid order above a threshold is drawn for at once; who wins gets its money back, within a budget."""

    kind: Literal["free_order"] = Field(default="free_order", json_schema_extra=hint("类型", "Kind"))
    threshold_cents: int = Field(
        default=0, ge=0, le=10**12, json_schema_extra=hint("订单实付满", "Paid at least", unit="cents")
    )
    prizes: tuple[FreePrize, ...] = Field(min_length=1, max_length=20, json_schema_extra=hint("奖项", "Prizes"))
    budget_cents: int = Field(ge=1, le=10**12, json_schema_extra=hint("总预算", "Budget", unit="cents"))
    draws_per_day: int | None = Field(
        default=None, ge=1, le=1_000, json_schema_extra=hint("每人每天最多抽几单", "Draws a day", unit="times")
    )
    wins_each: int | None = Field(
        default=1, ge=1, le=1_000, json_schema_extra=hint("每人最多中几次", "Wins each", unit="times")
    )
    wait_days: int = Field(
        default=7, ge=0, le=60, json_schema_extra=hint("支付后几天退款", "Money back after", unit="days"),
        description="Days in which the order may be returned: money is asked for after them, less what went back.",
    )  # fmt: skip
    organiser: Text | None = Field(default=None, json_schema_extra=hint("主办方", "Organiser"))

    @model_validator(mode="after")
    def _prizes_fit(self) -> FreeOrderSpec:
        if len({prize.id for prize in self.prizes}) < len(self.prizes):
            raise broken("奖品编号不能重复", "two prizes have one id")
        if not any(prize.share_bps for prize in self.prizes):
            raise broken("至少一个奖项要返还金额", "one prize at least gives money back")
        if self.cash_caps:
            raise broken("免单用“每人最多中几次”和“最多返还”限制", "wins are limited by wins_each and cap_cents")
        return self
