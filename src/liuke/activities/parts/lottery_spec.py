"""The terms of a lottery."""

from __future__ import annotations

from math import prod
from typing import Literal

from pydantic import Field, model_validator

from liuke.activities.contracts import ActivitySpec
from liuke.activities.parts.check_in_spec import Price
from liuke.decision.rewards import Reward
from liuke.kernel.text import Text
from liuke.program.fault_words import broken
from liuke.program.spec import Id, MediumId, Spec, hint

MAX_STATES = 20_000
"""Of the chain on which odds with guarantees are worked out."""
NO_RANK = 99
"""Rank of what is no prize to speak of."""


class Prize(Spec):
    """One field of the wheel.

    ``weight`` is its share of the sum of all weights, whatever is left of it: who hits a prize that is gone gets the
    ``fallback`` of the lottery, so that the odds that are shown are those that are drawn.
    """

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="mug"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    picture: MediumId = Field(default="", json_schema_extra=hint("图片", "Picture", widget="media", media="prize"))
    weight: int = Field(ge=0, le=10**9, json_schema_extra=hint("权重", "Weight"))
    by_tier: dict[Id, int] = Field(
        default_factory=dict, json_schema_extra=hint("按等级的权重", "Weight by tier", keys="tier")
    )
    rank: int = Field(
        default=NO_RANK, ge=1, le=NO_RANK, json_schema_extra=hint("奖级（1 最高）", "Rank (1 is the best)")
    )
    stock: int | None = Field(
        default=None, ge=0, le=10**9, json_schema_extra=hint("总数量（空为不限）", "Pieces in all", unit="pieces")
    )
    per_day: int | None = Field(
        default=None, gt=0, le=10**9, json_schema_extra=hint("每天数量", "Pieces a day", unit="pieces")
    )
    value_cents: int = Field(default=0, ge=0, le=10**12, json_schema_extra=hint("市场价", "Market value", unit="cents"))
    rewards: tuple[Reward, ...] = Field(
        default=(), json_schema_extra=hint("奖励（空为未中奖）", "Rewards (none: nothing is won)")
    )

    @model_validator(mode="after")
    def _weights_fit(self) -> Prize:
        if any(weight < 0 for weight in self.by_tier.values()):
            raise broken("权重不能小于 0", "a weight is 0 or more")
        return self


class Guarantee(Spec):
    """Of ``within`` draws in a row one wins a prize of this rank or a better one.

    A win of the rank, or of a better one, begins the count anew. A draw that is due and finds no such prize left stays
    due for the next.
    """

    rank: int = Field(ge=1, lt=NO_RANK, json_schema_extra=hint("至少奖级", "Rank at least"))
    within: int = Field(ge=2, le=1_000, json_schema_extra=hint("多少次内必中", "Within so many draws", unit="times"))


class Chances(Spec):
    """What a draw costs: a free one of the day first, then a chance that was earned, then a price."""

    free_per_day: int = Field(
        default=1, ge=0, le=100, json_schema_extra=hint("每天免费次数", "Free a day", unit="times")
    )
    free_by_tier: dict[Id, int] = Field(
        default_factory=dict,
        json_schema_extra=hint("按等级的免费次数", "Free a day by tier", keys="tier", unit="times"),
    )
    asset: Id | None = Field(
        default=None, json_schema_extra=hint("抽奖机会账户", "Asset of chances", widget="ref", ref="asset")
    )
    price: Price | None = Field(default=None, json_schema_extra=hint("每次价格", "Price of one"))
    paid_per_day: int = Field(
        default=10, ge=1, le=1_000, json_schema_extra=hint("每天付费次数", "Paid a day", unit="times")
    )
    per_day: int | None = Field(
        default=None, gt=0, le=1_000, json_schema_extra=hint("每天最多次数", "A day at most", unit="times")
    )
    in_all: int | None = Field(
        default=None, gt=0, le=10**6, json_schema_extra=hint("总共最多次数", "In all at most", unit="times")
    )


class LotterySpec(ActivitySpec):
    """A wheel, a box or a scratch card: one draw, one prize, odds that are published and can be verified."""

    kind: Literal["lottery"] = Field(default="lottery", json_schema_extra=hint("类型", "Kind"))
    style: Literal["wheel", "box", "scratch"] = Field(default="wheel", json_schema_extra=hint("样式", "Style"))
    chances: Chances = Field(default=Chances(), json_schema_extra=hint("次数", "Chances"))
    prizes: tuple[Prize, ...] = Field(min_length=1, max_length=50, json_schema_extra=hint("奖品", "Prizes"))
    fallback: Id | None = Field(
        default=None, json_schema_extra=hint("奖品发完时改发", "Given when a prize is gone"),
        description="Id of a prize without a limit; without one, nothing is won then.",
    )  # fmt: skip
    guarantees: tuple[Guarantee, ...] = Field(default=(), max_length=3, json_schema_extra=hint("保底", "Guarantees"))
    organiser: Text | None = Field(default=None, json_schema_extra=hint("主办方", "Organiser"))
    hand_over: Text | None = Field(
        default=None, json_schema_extra=hint("领奖方式与期限", "How and until when to claim")
    )
    forfeit: Text | None = Field(default=None, json_schema_extra=hint("弃奖规则", "What is forfeited, and when"))

    @model_validator(mode="after")
    def _prizes_fit(self) -> LotterySpec:
        named = {prize.id: prize for prize in self.prizes}
        if len(named) < len(self.prizes):
            raise broken("奖品编号不能重复", "two prizes have one id")
        if self.fallback is not None:
            found = named.get(self.fallback)
            if found is None or found.stock is not None or found.per_day is not None:
                raise broken("“改发”的奖品须不限数量", "fallback names a prize without a limit")
        if prod(rule.within for rule in self.guarantees) > MAX_STATES:
            raise broken(
                f"各保底次数相乘不得超过 {MAX_STATES:,}",
                f"the draws of all guarantees multiply to {MAX_STATES:,} at most",
            )
        for rule in self.guarantees:
            if all(prize.rank > rule.rank for prize in self.prizes):
                raise broken(f"没有奖级不低于 {rule.rank} 的奖品", f"no prize has rank {rule.rank} or a better one")
        return self
