"""The parts of the program in which points change hands: exchanges, gifts, public-welfare pools."""

from __future__ import annotations

from pydantic import Field, model_validator

from liuke.kernel.text import Text, text
from liuke.ledger.spec import Cap
from liuke.program.fault_words import broken
from liuke.program.spec import Id, Section, Spec, hint


class ExchangeSpec(Spec):
    """Turn one asset into another: ``give`` of ``source`` become ``get`` of ``target``, in whole lots of ``give``."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="points_to_energy"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    source: Id = Field(json_schema_extra=hint("兑出账户", "From", widget="ref", ref="asset"))
    target: Id = Field(json_schema_extra=hint("兑入账户", "To", widget="ref", ref="asset"))
    give: int = Field(default=100, gt=0, json_schema_extra=hint("兑出数量", "Give", unit="points"))
    get: int = Field(default=1, gt=0, json_schema_extra=hint("兑入数量", "Get", unit="points"))
    min_amount: int = Field(default=1, gt=0, json_schema_extra=hint("单次最少", "At least", unit="points"))
    max_amount: int | None = Field(default=None, gt=0, json_schema_extra=hint("单次最多", "At most", unit="points"))
    caps: tuple[Cap, ...] = Field(default=(), json_schema_extra=hint("上限（兑出）", "Caps on what is given"))

    @model_validator(mode="after")
    def _consistent(self) -> ExchangeSpec:
        if self.source == self.target:
            raise broken("兑出与兑入不能是同一账户", "source and target are the same account")
        if self.max_amount is not None and self.max_amount < max(self.min_amount, self.give):
            raise broken("“单次最多”低于最少数量，无法兑换", "at most is below the least amount: nobody could exchange")
        return self


class GiftSpec(Spec):
    """Gifts of points between members; which assets may be given says ``assets.*.giftable``."""

    accept_days: int = Field(default=3, gt=0, le=90, json_schema_extra=hint("领取期限", "Days to accept", unit="days"))
    min_amount: int = Field(default=1, gt=0, json_schema_extra=hint("单次最少", "At least", unit="points"))
    caps: tuple[Cap, ...] = Field(
        default=(Cap(period="day", limit=1_000),), json_schema_extra=hint("赠送上限", "Caps on what is given away")
    )


class PoolSpec(Spec):
    """A shared total that members give points to (公益积分); at ``goal`` every giver hears of it."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="library"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    asset: Id = Field(default="points", json_schema_extra=hint("账户", "Asset", widget="ref", ref="asset"))
    goal: int | None = Field(default=None, gt=0, json_schema_extra=hint("目标", "Goal", unit="points"))
    min_amount: int = Field(default=1, gt=0, json_schema_extra=hint("单次最少", "At least", unit="points"))
    caps: tuple[Cap, ...] = Field(default=(), json_schema_extra=hint("上限", "Caps"))


EXCHANGES = Section("exchanges", tuple[ExchangeSpec, ...], (), text("积分互换", "Exchanges"))
GIFTS = Section("gifts", GiftSpec, GiftSpec(), text("积分转赠", "Gifts of points"))
POOLS = Section("pools", tuple[PoolSpec, ...], (), text("公益池", "Public-welfare pools"))
