"""Referral in the program."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from liuke.decision.rewards import Reward
from liuke.kernel.text import text
from liuke.program.conditions import Condition
from liuke.program.fault_words import broken
from liuke.program.spec import Section, Spec, hint

Platform = Literal["wechat", "h5", "alipay", "douyin"]


class ReferralStep(Spec):
    """What so many effective invitees give."""

    at: int = Field(ge=1, le=100_000, json_schema_extra=hint("有效邀请人数", "Effective invitees", unit="people"))
    rewards: tuple[Reward, ...] = Field(min_length=1, json_schema_extra=hint("奖励", "Rewards"))


class ShareAct(Spec):
    """What a signed-in friend who opened a share must do, so that it earns: a real act, not the visit."""

    on: str = Field(default="order.paid", json_schema_extra=hint("事件", "Event", widget="event"))
    when: Condition | None = Field(default=None, json_schema_extra=hint("条件", "When", widget="condition"))
    within_days: int = Field(default=7, ge=1, le=90, json_schema_extra=hint("打开后几天内", "Within", unit="days"))


class ShareSpec(Spec):
    """What a share gives once a signed-in friend who opened it takes part; each friend opens once a day."""

    act: ShareAct = Field(default=ShareAct(), json_schema_extra=hint("好友须完成", "What the friend must do"))
    rewards: tuple[Reward, ...] = Field(default=(), json_schema_extra=hint("奖励", "Rewards"))
    max_per_day: int = Field(
        default=5, ge=1, le=100, json_schema_extra=hint("每日奖励次数", "Rewarded a day", unit="times")
    )


class PromoterSpec(Spec):
    """Who brings newcomers that stay is a super promoter, for good, and is given a package once."""

    invitees: int = Field(
        default=20, ge=1, le=100_000, json_schema_extra=hint("至少邀请", "Newcomers at least", unit="people"),
        description="Whose day has come, whether they stayed or not.",
    )  # fmt: skip
    stay_bps: int = Field(
        default=4_000, ge=0, lt=10_000, json_schema_extra=hint("留存率须高于", "More than so many stayed", unit="bps")
    )
    day: int = Field(
        default=30, ge=1, le=365, json_schema_extra=hint("绑定后第几天考察", "Looked at after", unit="days"),
        description="Once for each newcomer, so many days after it was said who brought them.",
    )  # fmt: skip
    active_days: int = Field(
        default=14, ge=1, le=365, json_schema_extra=hint("之前几天内须活跃", "Active in the days before", unit="days"),
        description="A newcomer stayed who did anything in so many days before that day.",
    )  # fmt: skip
    rewards: tuple[Reward, ...] = Field(
        min_length=1, json_schema_extra=hint("超级推广者礼包", "Package"), description="Given once, and kept."
    )

    @model_validator(mode="after")
    def _looks_back_no_further(self) -> PromoterSpec:
        if self.active_days >= self.day:
            raise broken(
                "考察的活跃天数须少于绑定后的天数，否则绑定当天就算留存",
                "the days before must be fewer than those after the binding, or the binding itself would count",
            )
        return self


class ContributionSpec(Spec):
    """What counts how much towards a member's contribution."""

    effective: int = Field(default=10, ge=0, le=10_000, json_schema_extra=hint("每位有效邀请", "An invitee who counts"))
    stayed: int = Field(default=10, ge=0, le=10_000, json_schema_extra=hint("每位留存好友", "An invitee who stayed"))
    second_level: int = Field(
        default=2, ge=0, le=10_000, json_schema_extra=hint("每位二级有效邀请", "One who counts at the second level")
    )
    benefit_use: int = Field(default=1, ge=0, le=10_000, json_schema_extra=hint("每次使用权益", "A use of a benefit"))


class ReferralSpec(Spec):
    """Who brings a newcomer is rewarded, and so is the newcomer, once the newcomer has paid an order."""

    enabled: bool = Field(default=False, json_schema_extra=hint("启用", "Enabled"))
    platforms: tuple[Platform, ...] = Field(
        default=("wechat",), min_length=1, json_schema_extra=hint("发布平台", "Published on"),
        description="Whose rules on sharing are checked before it is published.",
    )  # fmt: skip
    newcomer_days: int = Field(
        default=7, ge=1, le=365,
        json_schema_extra=hint("注册几天内可绑定", "A newcomer for", unit="days", example=7),
        description="Days after joining in which a newcomer may say who brought them.",
    )  # fmt: skip
    window_days: int = Field(
        default=30, ge=1, le=365, json_schema_extra=hint("首单期限", "First order within", unit="days", example=30)
    )
    touch: Literal["first", "last"] = Field(
        default="first", json_schema_extra=hint("归属", "Counts for"),
        description="Of several who invite the same newcomer: the first, or the last before the order.",
    )  # fmt: skip
    min_cents: int = Field(
        default=1, ge=1, le=10**9, json_schema_extra=hint("首单最低实付", "First order of at least", unit="cents")
    )
    virtual_goods: bool = Field(
        default=False, json_schema_extra=hint("虚拟业务", "Virtual goods"),
        description="Whether what is sold is virtual: WeChat lets no invitee profit there.",
    )  # fmt: skip
    inviter: tuple[Reward, ...] = Field(default=(), json_schema_extra=hint("邀请人奖励", "For who invites"))
    invitee: tuple[Reward, ...] = Field(default=(), json_schema_extra=hint("被邀请人奖励", "For the invitee"))
    ladder: tuple[ReferralStep, ...] = Field(default=(), json_schema_extra=hint("阶梯奖励", "Ladder"))
    max_per_day: int | None = Field(
        default=None, ge=1, le=10_000,
        json_schema_extra=hint("每日奖励人数", "Rewarded invitees a day", unit="people"),
    )  # fmt: skip
    max_per_month: int | None = Field(
        default=None, ge=1, le=100_000,
        json_schema_extra=hint("每月奖励人数", "Rewarded invitees a month", unit="people"),
    )  # fmt: skip
    promoter: PromoterSpec | None = Field(default=None, json_schema_extra=hint("超级推广者", "Super promoters"))
    contribution: ContributionSpec = Field(
        default=ContributionSpec(), json_schema_extra=hint("贡献值", "Contribution"),
        description="A figure that ranks who helps the shop grow; it is shown and never paid for.",
    )  # fmt: skip
    share: ShareSpec | None = Field(default=None, json_schema_extra=hint("分享", "Shares"))

    @model_validator(mode="after")
    def _ladder_ascends(self) -> ReferralSpec:
        steps = [step.at for step in self.ladder]
        if steps != sorted(set(steps)):
            raise broken(
                f"阶梯人数须从小到大且不重复，现在是 {'、'.join(map(str, steps))}",
                f"the steps of the ladder must ascend, each once; they are {steps}",
            )
        return self


SECTION = Section("referral", ReferralSpec, ReferralSpec(), text("邀请", "Referral"), patchable=False)
