"""The mall's part of the program."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from liuke.decision.rewards import Reward
from liuke.kernel.text import Text, text
from liuke.ledger.spec import Cap
from liuke.program.conditions import Condition
from liuke.program.fault_words import join_rules
from liuke.program.spec import Id, MediumId, RefKind, Section, Spec, hint
from liuke.program.window import DayWindow

Price = Annotated[int, Field(ge=0, le=10**9)]


class SpecialPrice(Spec):
    """Another price while a condition holds (member day)."""

    price: Price = Field(json_schema_extra=hint("特惠价", "Price", unit="points"))
    when: Condition = Field(json_schema_extra=hint("条件", "When"))


class MallItem(Spec):
    """Something points buy. The least of the prices that apply to the member is taken."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="mug"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    kind: Literal["coupon", "goods", "benefit", "asset", "service"] = Field(json_schema_extra=hint("类型", "Kind"))
    picture: MediumId = Field(default="", json_schema_extra=hint("图片", "Picture", widget="media", media="goods"))
    asset: Id = Field(default="points", json_schema_extra=hint("账户", "Paid with", widget="ref", ref="asset"))
    price_points: Price = Field(json_schema_extra=hint("价格", "Price", unit="points"))
    by_tier: dict[Id, Price] = Field(
        default_factory=dict, json_schema_extra=hint("等级价", "Price by tier", keys="tier", unit="points")
    )
    special: SpecialPrice | None = Field(default=None, json_schema_extra=hint("特惠", "Special price"))
    cash_cents: int = Field(default=0, ge=0, json_schema_extra=hint("另付现金", "Money beside it", unit="cents"))
    stock: int | None = Field(default=None, gt=0, json_schema_extra=hint("库存", "Pieces", unit="pieces", main=True))
    limits: tuple[Cap, ...] = Field(default=(), json_schema_extra=hint("每人限兑", "Per member"))
    window: DayWindow = Field(default=DayWindow(), json_schema_extra=hint("上架时间", "Window"))
    tiers: tuple[Id, ...] = Field(
        default=(), json_schema_extra=hint("适用等级（空为全部）", "Tiers (none: all)", widget="ref", ref="tier")
    )
    early_access_hours: dict[Id, Annotated[int, Field(gt=0, le=720)]] = Field(
        default_factory=dict, json_schema_extra=hint("提前兑换", "Early access by tier", keys="tier", unit="hours")
    )
    reward: tuple[Reward, ...] = Field(default=(), max_length=10, json_schema_extra=hint("兑换所得", "What it gives"))
    fulfilment: Literal["auto", "manual"] = Field(default="auto", json_schema_extra=hint("发放方式", "Fulfilment"))
    handing: Literal["pickup", "ship"] = Field(
        default="pickup",
        json_schema_extra=hint("交付方式", "Handed over"),
        description="`ship`: who redeems it says where it is sent. `pickup`: it is handed over at a store.",
    )
    cost_cents: int = Field(default=0, ge=0, json_schema_extra=hint("成本", "Cost", unit="cents"))
    value_cents: int = Field(default=0, ge=0, json_schema_extra=hint("价值", "Worth", unit="cents"))

    @model_validator(mode="after")
    def _complete(self) -> MallItem:
        faults: list[Text] = []
        if self.kind != "goods" and not self.reward:
            faults.append(text("这类商品要填写“兑换所得”", f"an item of kind {self.kind} needs a reward"))
        if not self.reward and self.fulfilment == "auto":
            faults.append(
                text(
                    "没有“兑换所得”的商品由店员发放，请把发放方式改为人工",
                    "an item without a reward is handed over by people: let it be fulfilled by hand",
                )
            )
        if self.reward and self.fulfilment == "manual":
            faults.append(
                text(
                    "“兑换所得”即时发放，不能同时人工发放",
                    "a reward is given at once and cannot be fulfilled by hand: drop one of them",
                )
            )
        if self.handing == "ship" and self.fulfilment == "auto":
            faults.append(
                text("需要寄送的商品由店员发放，请把发放方式改为人工", "what is sent is fulfilled by hand: choose that")
            )
        if self.early_access_hours and self.window.from_ is None:
            faults.append(text("提前兑换需要先填写开始时间", "early access needs the time at which the window begins"))
        if faults:
            raise join_rules(faults)
        return self


SECTION = Section(
    "mall", tuple[MallItem, ...], (), text("积分商城", "Points mall"), (RefKind("mall_item", also=("mall", "item")),)
)
