"""The terms of a group buy."""

from __future__ import annotations

from typing import Literal, cast

from pydantic import Field, model_validator

from liuke.activities.contracts import ActivitySpec
from liuke.decision.rewards import Reward
from liuke.kernel.clock import HOUR_US
from liuke.kernel.ids import find_doubled
from liuke.kernel.text import Text
from liuke.program.fault_words import broken
from liuke.program.spec import Id, MediumId, Spec, hint

MAX_SIZE = 100
"""Members of a team: it is one document, read and written whole."""
_FAKE = frozenset({"virtual_fill", "auto_fill", "fake_fill", "simulate", "simulated", "robots", "fill_at_end"})
"""What other platforms call completing a team with buyers who do not exist."""


class TeamSize(Spec):
    """How many buy together, and at what price each of them does."""

    members: int = Field(ge=2, le=MAX_SIZE, json_schema_extra=hint("成团人数", "Members", unit="people"))
    price_cents: int = Field(ge=1, le=10**9, json_schema_extra=hint("拼团价", "Price in a team", unit="cents"))
    opener_cents: int | None = Field(
        default=None, ge=1, le=10**9,
        json_schema_extra=hint("团长价（空为拼团价）", "Price for who opens it", unit="cents"),
    )  # fmt: skip


class GroupProduct(Spec):
    """A product that is bought together."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="mug"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    picture: MediumId = Field(default="", json_schema_extra=hint("图片", "Picture", widget="media", media="prize"))
    sku: str = Field(min_length=1, max_length=200, json_schema_extra=hint("商品编号", "SKU"))
    list_cents: int = Field(
        default=0, ge=0, le=10**9, json_schema_extra=hint("单独购买价", "Price alone", unit="cents")
    )
    sizes: tuple[TeamSize, ...] = Field(min_length=1, max_length=10, json_schema_extra=hint("人数与价格", "Sizes"))
    stock: int | None = Field(
        default=None, ge=1, le=10**9, json_schema_extra=hint("总件数（空为不限）", "Pieces in all", unit="pieces")
    )
    pieces: int = Field(
        default=1, ge=1, le=10_000, json_schema_extra=hint("每人每团最多件数", "Pieces a member", unit="pieces")
    )

    def find_size(self, members: int) -> TeamSize | None:
        """The size with so many members."""
        return next((one for one in self.sizes if one.members == members), None)


def _list_keys(data: object) -> set[str]:
    return set(cast("dict[str, object]", data)) if isinstance(data, dict) else set()


class GroupBuySpec(ActivitySpec):
    """Members buy together at a lower price: one opens a team, others join, each pays; it is complete with the last.

    A seat is kept for ``pay_minutes`` and is taken by the payment. A team that is not complete in time fails, and what
    was paid for it is asked back. Teams are filled by buyers alone: there is no completing them by simulation.
    ``joiners``: ``newcomers`` have not paid an order before, under whatever name.
    ``at_end``: what is open when the activity ends is over then, or keeps its own time; members join it until then,
    within the days for claims.
    ``after_refund``: what becomes of the pieces of a complete team's order that is given back. Before it is complete
    they always go back, with the seat.
    """

    kind: Literal["group_buy"] = Field(default="group_buy", json_schema_extra=hint("类型", "Kind"))
    products: tuple[GroupProduct, ...] = Field(min_length=1, max_length=50, json_schema_extra=hint("商品", "Products"))
    team_hours: int = Field(default=24, ge=1, le=720, json_schema_extra=hint("成团时限", "A team has", unit="hours"))
    pay_minutes: int = Field(
        default=15, ge=1, le=1_440, json_schema_extra=hint("付款时限", "A seat is kept for", unit="minutes")
    )
    joiners: Literal["everybody", "newcomers"] = Field(
        default="everybody", json_schema_extra=hint("谁可以参团", "Who may join")
    )
    listed: bool = Field(default=True, json_schema_extra=hint("展示可参加的团", "Open teams are shown"))
    seats_each: int | None = Field(
        default=1, ge=1, le=10_000,
        json_schema_extra=hint("每人最多参与次数（空为不限）", "Teams a member", unit="times"),
    )  # fmt: skip
    opens_each: int | None = Field(
        default=None, ge=1, le=10_000,
        json_schema_extra=hint("每人最多开团次数（空为不限）", "Teams a member opens", unit="times"),
    )  # fmt: skip
    teams: int | None = Field(
        default=None, ge=1, le=10**6, json_schema_extra=hint("最多团数（空为不限）", "Teams in all", unit="times")
    )
    rewards: tuple[Reward, ...] = Field(default=(), json_schema_extra=hint("成团奖励（每人）", "For each of a team"))
    opener_rewards: tuple[Reward, ...] = Field(
        default=(), json_schema_extra=hint("团长奖励", "For who opened it, beside that")
    )
    at_end: Literal["ends_too", "own_time"] = Field(
        default="ends_too", json_schema_extra=hint("活动结束时未成的团", "Teams that are open at the end")
    )
    after_refund: Literal["give_back", "keep"] = Field(
        default="give_back", json_schema_extra=hint("成团后退款的件数", "Pieces refunded after completion")
    )

    @model_validator(mode="before")
    @classmethod
    def _is_honest(cls, data: object) -> object:
        named = sorted(_FAKE & _list_keys(data))
        if named:
            raise broken(
                f"不提供模拟成团（{'、'.join(named)}）：未满员即为未成团，已付款项退回",
                f"teams are not completed by simulation ({', '.join(named)}): one that is not full fails",
            )
        return data

    @model_validator(mode="after")
    def _parts_fit(self) -> GroupBuySpec:
        doubled = find_doubled([one.id for one in self.products])
        if doubled:
            raise broken(f"编号重复：{', '.join(doubled)}", f"used twice: {', '.join(doubled)}")
        for product in self.products:
            if find_doubled([str(one.members) for one in product.sizes]):
                raise broken(f"「{product.id}」的成团人数重复", f"{product.id} has a size twice")
        if self.pay_minutes > self.team_hours * 60:
            raise broken("付款时限不能长于成团时限", "a seat is kept for no longer than a team has")
        if self.at_end == "own_time" and self.window.to and self.window.claim_days * 24 < self.team_hours:
            days = -(-self.team_hours // 24)
            raise broken(
                f"未成的团保留自己的时限时，活动的「结束后可领取天数」至少为 {days}",
                f"teams keep their own time only with at least {days} days of claims after the end",
            )
        return self

    def find_end_us(self, now_us: int, closes_us: int) -> int:
        """First instant at which a team that is opened now is over."""
        until_us = now_us + self.team_hours * HOUR_US
        return min(until_us, closes_us) if self.at_end == "ends_too" else until_us
