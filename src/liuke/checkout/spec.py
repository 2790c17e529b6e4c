"""The checkout's part of the program: promotions, stacking, points against money, stamp cards."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, model_validator

from liuke.goods.scope import LineScope
from liuke.kernel.text import Text, text
from liuke.program.conditions import Condition
from liuke.program.fault_words import broken
from liuke.program.spec import Id, RefKind, Section, Spec, hint
from liuke.program.window import DayWindow


class _Promotion(Spec):
    id: Id = Field(json_schema_extra=hint("编号", "Id"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    scope: LineScope = Field(default=LineScope(), json_schema_extra=hint("适用范围", "Scope"))
    window: DayWindow = Field(default=DayWindow(), json_schema_extra=hint("时间", "Window"))
    tiers: tuple[Id, ...] = Field(
        default=(), json_schema_extra=hint("适用等级（空为全部）", "Tiers (none: all)", widget="ref", ref="tier")
    )
    when: Condition | None = Field(default=None, json_schema_extra=hint("条件", "When"))
    group: Id | None = Field(default=None, json_schema_extra=hint("叠加组", "Group"))


class BuyGetPromotion(_Promotion):
    """Of every ``buy + get`` pieces the ``get`` cheapest are ``percent_off_bps`` off.

    Second item at half price is buy 1 get 1 at 5000; buy two get one free is buy 2 get 1 at 10000. With ``get_scope``
    what is bought lies in ``scope`` and what is reduced lies there: four of a collection make a shirt free. No piece is
    counted as both.
    """

    kind: Literal["buy_get"] = "buy_get"
    buy: int = Field(default=1, gt=0, le=100, json_schema_extra=hint("买", "Buy", unit="pieces"))
    get: int = Field(default=1, gt=0, le=100, json_schema_extra=hint("得", "Get", unit="pieces"))
    get_scope: LineScope | None = Field(default=None, json_schema_extra=hint("所得商品", "Goods that are reduced"))
    percent_off_bps: int = Field(default=5_000, gt=0, le=10_000, json_schema_extra=hint("减免比例", "Off", unit="bps"))
    same_product: bool = Field(default=False, json_schema_extra=hint("限同一商品", "Of one product"))
    max_times: int | None = Field(
        default=None, gt=0, json_schema_extra=hint("每单最多次数", "Times per order", unit="times")
    )


class SpendRebate(_Promotion):
    """``off_cents`` off from ``threshold_cents`` on, once or for every full threshold."""

    kind: Literal["spend_rebate"] = "spend_rebate"
    threshold_cents: int = Field(gt=0, json_schema_extra=hint("满", "From", unit="cents"))
    off_cents: int = Field(gt=0, json_schema_extra=hint("减", "Off", unit="cents"))
    per: bool = Field(default=False, json_schema_extra=hint("每满都减", "For every full threshold"))
    max_times: int | None = Field(default=None, gt=0, json_schema_extra=hint("最多次数", "At most times", unit="times"))

    @model_validator(mode="after")
    def _not_more_than_all(self) -> SpendRebate:
        if self.off_cents > self.threshold_cents:
            raise broken("减的金额不能超过门槛", "more is taken off than must be spent")
        return self


class Rung(Spec):
    """From ``threshold_cents`` or from so many ``pieces`` on: ``off_cents`` off, or a percentage."""

    threshold_cents: int = Field(default=0, ge=0, json_schema_extra=hint("满", "From", unit="cents"))
    pieces: int = Field(default=0, ge=0, le=10_000, json_schema_extra=hint("满件数", "From pieces", unit="pieces"))
    off_cents: int = Field(default=0, ge=0, json_schema_extra=hint("减", "Off", unit="cents"))
    percent_off_bps: int = Field(default=0, ge=0, le=10_000, json_schema_extra=hint("减免比例", "Off", unit="bps"))

    @model_validator(mode="after")
    def _one_of_each(self) -> Rung:
        if bool(self.threshold_cents) == bool(self.pieces):
            raise broken("“满金额”与“满件数”二选一", "give either an amount or a number of pieces")
        if bool(self.off_cents) == bool(self.percent_off_bps):
            raise broken("“减金额”与“减免比例”二选一", "give either an amount off or a share off")
        if self.threshold_cents and self.off_cents > self.threshold_cents:
            raise broken("减的金额不能超过门槛", "more is taken off than must be spent")
        return self

    @property
    def at(self) -> int:
        """What must be reached."""
        return self.threshold_cents or self.pieces


class LadderPromotion(_Promotion):
    """Steps of amounts or of pieces, of which the highest that is reached counts: 100 − 10, 200 − 30; 2 pieces 5 %."""

    kind: Literal["ladder"] = "ladder"
    rungs: tuple[Rung, ...] = Field(min_length=1, max_length=20, json_schema_extra=hint("阶梯", "Steps"))

    @model_validator(mode="after")
    def _of_one_measure(self) -> LadderPromotion:
        if len({bool(rung.pieces) for rung in self.rungs}) > 1:
            raise broken("各档要么都按金额，要么都按件数", "the steps are all amounts, or all pieces")
        if len({rung.at for rung in self.rungs}) < len(self.rungs):
            raise broken("有两档的门槛相同", "two steps begin at the same place")
        return self

    @property
    def by_pieces(self) -> bool:
        """Whether pieces are counted."""
        return bool(self.rungs[0].pieces)

    def find_rung(self, reached: int) -> Rung | None:
        """The highest step that is reached."""
        return max((rung for rung in self.rungs if rung.at <= reached), key=lambda rung: rung.at, default=None)


Promotion = Annotated[BuyGetPromotion | SpendRebate | LadderPromotion, Discriminator("kind")]
AnyPromotion = BuyGetPromotion | SpendRebate | LadderPromotion
Pick = Literal["best", "first", "stack"]


class PromotionGroup(Spec):
    """How promotions of one group go together.

    ``best``: one counts, whichever leaves the member the least to pay. ``first``: one counts, the first that takes
    something, as prices come about and then as the document has it. ``stack``: all count.
    """

    id: Id = Field(json_schema_extra=hint("编号", "Id"))
    pick: Pick = Field(default="best", json_schema_extra=hint("组内规则", "Within the group"))


class PointsRedemption(Spec):
    """Points against money: ``per_points`` are worth ``cents`` (``special_cents`` when ``special_when`` holds)."""

    asset: Id = Field(default="points", json_schema_extra=hint("账户", "Asset", widget="ref", ref="asset"))
    per_points: int = Field(default=100, gt=0, json_schema_extra=hint("每", "For", unit="points"))
    cents: int = Field(default=1_000, gt=0, json_schema_extra=hint("抵", "Worth", unit="cents"))
    special_cents: int | None = Field(default=None, gt=0, json_schema_extra=hint("特惠抵", "Special", unit="cents"))
    special_when: Condition | None = Field(default=None, json_schema_extra=hint("特惠条件", "Special when"))
    step: int = Field(default=100, gt=0, json_schema_extra=hint("步长", "In steps of", unit="points"))
    min_points: int = Field(default=0, ge=0, json_schema_extra=hint("起用", "At least", unit="points"))
    max_points: int | None = Field(default=None, gt=0, json_schema_extra=hint("每单最多", "At most", unit="points"))
    min_order_cents: int = Field(
        default=0, ge=0, json_schema_extra=hint("商品满多少可用", "From goods of", unit="cents")
    )
    scope: LineScope = Field(default=LineScope(), json_schema_extra=hint("可抵商品", "Goods that points may pay for"))
    max_share_bps: int = Field(
        default=5_000, gt=0, le=10_000, json_schema_extra=hint("最高占比", "Share of the goods", unit="bps")
    )
    tiers: tuple[Id, ...] = Field(
        default=(), json_schema_extra=hint("适用等级（空为全部）", "Tiers (none: all)", widget="ref", ref="tier")
    )
    with_member_price: bool = Field(default=True, json_schema_extra=hint("可与会员价同用", "With member price"))
    with_coupons: bool = Field(default=True, json_schema_extra=hint("可与券同用", "With coupons"))

    @model_validator(mode="after")
    def _whole_cents(self) -> PointsRedemption:
        for cents in (self.cents, self.special_cents or self.cents):
            if self.step * cents % self.per_points:
                raise broken(
                    f"{self.step} 积分抵不到整数金额，请换一个步长",
                    f"{self.step} points are no whole amount of money: choose another step",
                )
        return self


class CheckoutSpec(Spec):
    """How an order's price comes about.

    Order: buy-get promotions, member price, spend rebates and ladders, then free items and coupons by priority, then
    points.
    ``member_price``: of a tier price and a special-day price the better one, or both in turn, line by line.
    ``late_payment``: whether an order that is paid after its time uses what is left of its coupons, points and free
    items, or counts without them; what is not used is stated with its money.
    """

    member_price: Literal["best", "both"] = Field(
        default="best", json_schema_extra=hint("等级价与会员日价", "Tier and special-day price")
    )
    member_price_on_promoted: bool = Field(
        default=True, json_schema_extra=hint("促销商品享会员价", "Member price on promoted goods")
    )
    max_coupons: int = Field(
        default=1, ge=0, le=5, json_schema_extra=hint("每单最多用券", "Coupons per order", unit="coupons")
    )
    points: PointsRedemption | None = Field(default=None, json_schema_extra=hint("积分抵现", "Points against money"))
    promotions: tuple[Promotion, ...] = Field(default=(), max_length=100, json_schema_extra=hint("促销", "Promotions"))
    promotion_groups: tuple[PromotionGroup, ...] = Field(
        default=(), max_length=20, json_schema_extra=hint("促销叠加组", "Groups of promotions")
    )
    rebates: Pick = Field(
        default="best", json_schema_extra=hint("未分组的满减之间", "Rebates and ladders without a group")
    )
    hold_minutes: int = Field(
        default=15, gt=0, le=1_440, json_schema_extra=hint("占用分钟", "Held for", unit="minutes")
    )
    late_payment: Literal["use_what_is_left", "order_only"] = Field(
        default="use_what_is_left", json_schema_extra=hint("超时后付款", "When it is paid after its time")
    )


class StampCardSpec(Spec):
    """A stamp for every paid piece in scope; a full card is a free piece, worth at most ``max_value_cents``."""

    id: Id = Field(json_schema_extra=hint("编号", "Id"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    scope: LineScope = Field(default=LineScope(), json_schema_extra=hint("集章商品", "Goods that count"))
    stamps: int = Field(default=10, gt=0, le=1_000, json_schema_extra=hint("集满", "Stamps", unit="stamps"))
    reward_scope: LineScope | None = Field(default=None, json_schema_extra=hint("兑换商品", "Goods that are free"))
    max_value_cents: int | None = Field(default=None, gt=0, json_schema_extra=hint("最高价值", "At most", unit="cents"))
    tiers: tuple[Id, ...] = Field(
        default=(), json_schema_extra=hint("适用等级（空为全部）", "Tiers (none: all)", widget="ref", ref="tier")
    )
    priority: int = Field(default=10, ge=0, le=1_000, json_schema_extra=hint("顺序", "Priority"))


SECTIONS = (
    Section("checkout", CheckoutSpec, CheckoutSpec(), text("结算", "Checkout")),
    Section(
        "stamp_cards",
        tuple[StampCardSpec, ...],
        (),
        text("集章卡", "Stamp cards"),
        (RefKind("stamp_card", also=("card",)),),
    ),
)
