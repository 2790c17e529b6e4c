"""What a rule can hand out: one typed union, granted by the domain that owns the kind.

Anything countable (make-up cards, lottery chances, collectible cards, energy value) is an asset, so ``asset`` covers
it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field

from liuke.decision.turn import Turn
from liuke.kernel.text import Text
from liuke.program.spec import Id, Spec, hint


class AssetReward(Spec):
    """Points or any other asset."""

    kind: Literal["asset"] = "asset"
    asset: Id = Field(default="points", json_schema_extra=hint("账户", "Asset", widget="ref", ref="asset"))
    amount: int = Field(gt=0, le=10**9, json_schema_extra=hint("数量", "Amount", unit="points"))
    by_tier: dict[Id, int] = Field(default_factory=dict, json_schema_extra=hint("按等级", "By tier"))
    capped: bool = Field(default=False, json_schema_extra=hint("计入总上限", "Counts against the overall caps"))


class CouponReward(Spec):
    """Coupons of a batch."""

    kind: Literal["coupon"] = "coupon"
    batch: Id = Field(json_schema_extra=hint("券", "Coupon", widget="ref", ref="coupon"))
    count: int = Field(default=1, gt=0, le=100, json_schema_extra=hint("张数", "Count"))


class BenefitReward(Spec):
    """The use of a benefit, once or for some days."""

    kind: Literal["benefit"] = "benefit"
    benefit: Id = Field(json_schema_extra=hint("权益", "Benefit", widget="ref", ref="benefit"))
    count: int = Field(default=1, gt=0, le=1_000, json_schema_extra=hint("次数", "Uses"))
    days: int = Field(default=30, gt=0, le=3_650, json_schema_extra=hint("有效天数", "Valid for", unit="days"))


class BadgeReward(Spec):
    """A badge, title or certificate; having it already changes nothing."""

    kind: Literal["badge"] = "badge"
    badge: Id = Field(json_schema_extra=hint("徽章", "Badge"))
    name: Text | None = Field(default=None, json_schema_extra=hint("名称", "Name"))


class AcceleratorReward(Spec):
    """Earnings of an asset times ``factor_bps`` for some days (成长加速卡)."""

    kind: Literal["accelerator"] = "accelerator"
    asset: Id = Field(default="growth", json_schema_extra=hint("账户", "Asset", widget="ref", ref="asset"))
    factor_bps: int = Field(default=20_000, gt=10_000, le=100_000, json_schema_extra=hint("倍率", "Factor", unit="bps"))
    days: int = Field(default=7, gt=0, le=366, json_schema_extra=hint("天数", "Days", unit="days"))


class TierLiftReward(Spec):
    """One tier up, for some days or for good."""

    kind: Literal["tier_lift"] = "tier_lift"
    steps: int = Field(default=1, gt=0, le=5, json_schema_extra=hint("级数", "Tiers"))
    days: int | None = Field(default=30, gt=0, le=3_650, json_schema_extra=hint("天数", "Days", unit="days"))


class CashReward(Spec):
    """Money paid out outside the platform (a red packet): recorded, counted as cost, handed to the payment side."""

    kind: Literal["cash"] = "cash"
    cents: int = Field(gt=0, le=20_000_00, json_schema_extra=hint("金额", "Amount", unit="cents"))


Reward = Annotated[
    AssetReward | CouponReward | BenefitReward | BadgeReward | AcceleratorReward | TierLiftReward | CashReward,
    Discriminator("kind"),
]
AnyReward = AssetReward | CouponReward | BenefitReward | BadgeReward | AcceleratorReward | TierLiftReward | CashReward

Granter = Callable[[Turn, Any, str, str], None]
"""Grants one reward: ``(turn, reward, path of the rule, ref)``. Puts it on the waterfall and among the gains itself."""


def grant(turn: Turn, rewards: Sequence[AnyReward], *, path: str, ref: str = "") -> None:
    """Hand out the rewards of a rule, in order, inside this operation."""
    for reward in rewards:
        granter = turn.program.granters.get(reward.kind)
        if granter is None:
            raise AssertionError(f"no domain grants rewards of kind {reward.kind}")
        granter(turn, reward, path, ref)


def render_reward(reward: AnyReward, names: Callable[[str, str], Text]) -> Text:
    """Short wording of a reward. ``names(kind, id)`` gives the name of an asset, coupon, benefit or badge."""
    match reward:
        case AssetReward():
            name = names("asset", reward.asset)
            return Text(zh=f"{reward.amount} {name.zh}", en=f"{reward.amount} {name.en}")
        case CouponReward():
            name = names("coupon", reward.batch)
            times = f" × {reward.count}" if reward.count > 1 else ""
            return Text(zh=f"{name.zh}{times}", en=f"{name.en}{times}")
        case BenefitReward():
            name = names("benefit", reward.benefit)
            return Text(zh=f"{name.zh} {reward.count} 次", en=f"{name.en} × {reward.count}")
        case BadgeReward():
            name = reward.name or Text(zh=reward.badge, en=reward.badge)
            return Text(zh=f"徽章「{name.zh}」", en=f"badge “{name.en}”")
        case AcceleratorReward():
            name = names("asset", reward.asset)
            factor = f"{reward.factor_bps / 10_000:g}"
            return Text(
                zh=f"{name.zh} × {factor}（{reward.days} 天）", en=f"{name.en} × {factor} for {reward.days} days"
            )
        case TierLiftReward():
            span_zh, span_en = (f"{reward.days} 天", f"for {reward.days} days") if reward.days else ("永久", "for good")
            return Text(zh=f"升 {reward.steps} 级（{span_zh}）", en=f"{reward.steps} tier up {span_en}")
        case CashReward():
            yuan = f"{reward.cents // 100}.{reward.cents % 100:02}"
            return Text(zh=f"红包 {yuan} 元", en=f"red packet of {yuan}")
