"""The terms of a bargain."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from liuke.activities.contracts import ActivitySpec
from liuke.activities.parts.helping import HelpLimits, Platform
from liuke.decision.rewards import Reward
from liuke.kernel.ids import find_doubled
from liuke.kernel.money import allocate
from liuke.kernel.text import Text
from liuke.program.fault_words import broken
from liuke.program.spec import Id, MediumId, Spec, hint

MAX_FRIENDS = 200
MAX_COUNTS = 10


class BargainGood(Spec):
    """A product, from its full price down to its floor.

    ``friends``: how many it takes to the floor. ``cuts_cents``: what each of them cuts in turn; none: the same each,
    to the cent.
    """

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="mug"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    picture: MediumId = Field(default="", json_schema_extra=hint("图片", "Picture", widget="media", media="prize"))
    sku: str = Field(min_length=1, max_length=200, json_schema_extra=hint("商品编号", "SKU"))
    full_cents: int = Field(ge=1, le=10**9, json_schema_extra=hint("原价", "Full price", unit="cents"))
    floor_cents: int = Field(ge=0, le=10**9, json_schema_extra=hint("底价", "Floor price", unit="cents"))
    friends: int = Field(
        default=5, ge=1, le=MAX_FRIENDS, json_schema_extra=hint("砍到底价需好友", "Friends to the floor", unit="people")
    )
    cuts_cents: tuple[Annotated[int, Field(ge=1, le=10**9)], ...] = Field(
        default=(), json_schema_extra=hint("每位好友依次砍（空为均分）", "Cut by each in turn", unit="cents")
    )
    stock: int = Field(ge=1, le=10**9, json_schema_extra=hint("数量", "Pieces", unit="pieces"))
    per_member: int = Field(
        default=1, ge=1, le=1_000, json_schema_extra=hint("每人限购", "A member", unit="pieces"),
        description="Bargains of it that run or were bought; what lapsed does not count.",
    )  # fmt: skip

    @property
    def discount_cents(self) -> int:
        """From the full price down to the floor."""
        return self.full_cents - self.floor_cents

    def list_cuts(self) -> list[int]:
        """What each friend cuts, in turn."""
        return list(self.cuts_cents) or allocate(self.discount_cents, [1] * self.friends)

    @model_validator(mode="after")
    def _sums(self) -> BargainGood:
        if self.discount_cents < self.friends:
            raise broken(
                "底价须低于原价，且每位好友至少砍 1 分",
                "the floor is below the full price, and each friend cuts a cent",
            )
        if self.cuts_cents and (len(self.cuts_cents), sum(self.cuts_cents)) != (self.friends, self.discount_cents):
            raise broken(
                f"砍价金额须有 {self.friends} 项，合计 {self.discount_cents} 分，"
                f"现在是 {len(self.cuts_cents)} 项，合计 {sum(self.cuts_cents)} 分",
                f"{self.friends} cuts of {self.discount_cents} cents in all are wanted: there are "
                f"{len(self.cuts_cents)} of {sum(self.cuts_cents)}",
            )
        return self


class BargainSpec(ActivitySpec):
    """A member starts, friends cut the price, by stated amounts or at random, and the member buys at what is reached.

    A piece is set aside at the start: nobody cuts for nothing.
    ``purchase``: whether the product can be had at any price that was reached, or at the floor alone.
    ``after_refund``: whether a refunded piece goes back to the stock and to what the member may still buy.
    """

    kind: Literal["bargain"] = Field(default="bargain", json_schema_extra=hint("类型", "Kind"))
    platforms: tuple[Platform, ...] = Field(
        default=("wechat",), min_length=1, json_schema_extra=hint("发布平台", "Published on"),
        description="Whose rules on bargains are checked before it is published.",
    )  # fmt: skip
    goods: tuple[BargainGood, ...] = Field(min_length=1, max_length=50, json_schema_extra=hint("商品", "Goods"))
    cuts: Literal["stated", "random"] = Field(default="stated", json_schema_extra=hint("砍价方式", "Cuts"))
    least_cents: int = Field(
        default=1, ge=1, le=10**6, json_schema_extra=hint("随机时每刀最少", "A random cut at least", unit="cents")
    )
    hours: int = Field(default=24, ge=1, le=720, json_schema_extra=hint("砍价时长", "Friends have", unit="hours"))
    pay_minutes: int = Field(
        default=60, ge=1, le=10_080, json_schema_extra=hint("砍价结束后付款时限", "To pay after that", unit="minutes")
    )
    purchase: Literal["any_price", "floor_price"] = Field(
        default="any_price", json_schema_extra=hint("可购价格", "Can be bought at")
    )
    at_once: int = Field(
        default=3, ge=1, le=20, json_schema_extra=hint("同时进行的砍价", "Bargains at once", unit="times")
    )
    starts_per_day: int | None = Field(
        default=None, ge=1, le=100, json_schema_extra=hint("每天最多发起", "Starts a day", unit="times")
    )
    limits: HelpLimits = Field(default=HelpLimits(), json_schema_extra=hint("帮砍限制", "Limits of helping"))
    newcomer_counts: int = Field(
        default=1,
        ge=1,
        le=MAX_COUNTS,
        json_schema_extra=hint("新会员一刀顶几刀", "A newcomer counts as", unit="people"),
    )
    helper_rewards: tuple[Reward, ...] = Field(default=(), json_schema_extra=hint("帮砍奖励", "For who helps"))
    befriend: bool = Field(default=False, json_schema_extra=hint("帮砍后成为好友", "Makes friends"))
    combines: Literal["alone", "as_usual"] = Field(default="alone", json_schema_extra=hint("叠加", "Combines"))
    after_refund: Literal["give_back", "keep"] = Field(
        default="give_back", json_schema_extra=hint("退款后名额", "A refunded piece")
    )

    @model_validator(mode="after")
    def _goods_fit(self) -> BargainSpec:
        doubled = find_doubled([one.id for one in self.goods])
        if doubled:
            raise broken(f"编号重复：{', '.join(doubled)}", f"used twice: {', '.join(doubled)}")
        for good in self.goods if self.cuts == "random" else ():
            if good.cuts_cents:
                raise broken(f"{good.id} 随机砍价不填每刀金额", f"{good.id}: random cuts are not stated")
            if good.discount_cents < good.friends * self.least_cents:
                raise broken(
                    f"{good.id} 的降价不足以让 {good.friends} 位好友各砍至少 {self.least_cents} 分",
                    f"{good.id}: {good.friends} cuts of at least {self.least_cents} cents are more than its reduction",
                )
        return self
