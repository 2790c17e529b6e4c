"""What kinds have in common in which friends help: limits of who helps, who is a newcomer, the platforms' rules. Pure.

A help is the request of a signed-in member. A preview of a link, a ``HEAD`` or somebody without a name makes none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec
from pydantic import Field

from liuke.activities.contracts import ActivitySpec, finding
from liuke.activities.lint import walk_rewards
from liuke.activities.parts.lottery_spec import LotterySpec
from liuke.decision.domain import CompiledProgram
from liuke.decision.turn import Turn
from liuke.earning.counters import paid_orders
from liuke.kernel.clock import DAY_US
from liuke.kernel.text import text
from liuke.ledger.asset_reward import AssetReward
from liuke.program.findings import Finding, Severity
from liuke.program.spec import Spec, hint

Platform = Literal["wechat", "h5", "alipay", "douyin"]


class HelpLimits(Spec):
    """How often one member helps others; oneself never, the same one once at a time."""

    per_day: int | None = Field(
        default=3, ge=1, le=1_000, json_schema_extra=hint("每人每天最多帮", "Helps a day", unit="times")
    )
    in_all: int | None = Field(
        default=None, ge=1, le=10_000, json_schema_extra=hint("每人活动期内最多帮", "Helps in all", unit="times")
    )
    newcomer_days: int = Field(
        default=7, ge=1, le=365, json_schema_extra=hint("注册几天内算新会员", "A newcomer for", unit="days"),
        description="A newcomer joined within these days and has paid no order yet.",
    )  # fmt: skip


class HelpCount(msgspec.Struct, array_like=True, gc=False):
    """How often the member helped in one activity.

    Args:
        day: Of the count that follows.
        today: On that day.
        total: In all.
    """

    day: int = 0
    today: int = 0
    total: int = 0

    def is_over(self, limits: HelpLimits, day: int) -> bool:
        """Whether the member has helped as often as they may."""
        today = self.today if self.day == day else 0
        return (limits.per_day is not None and today >= limits.per_day) or (
            limits.in_all is not None and self.total >= limits.in_all
        )

    def find_left(self, limits: HelpLimits, day: int) -> int | None:
        """How often the member may still help today; ``None``: without limit."""
        lefts = [] if limits.per_day is None else [limits.per_day - (self.today if self.day == day else 0)]
        lefts += [] if limits.in_all is None else [limits.in_all - self.total]
        return max(min(lefts), 0) if lefts else None

    def add(self, day: int) -> None:
        """One more; an earlier day than the newest counts in all alone."""
        if day > self.day:
            self.day, self.today = day, 0
        self.today += day == self.day
        self.total += 1

    def unite(self, other: HelpCount) -> HelpCount:
        """Of two members who are one."""
        day = max(self.day, other.day)
        today = sum(one.today for one in (self, other) if one.day == day)
        return HelpCount(day, today, self.total + other.total)

    def without(self, other: HelpCount) -> HelpCount:
        """The same undone."""
        today = self.today - (other.today if other.day == self.day else 0)
        return HelpCount(self.day, max(today, 0), max(self.total - other.total, 0))


def is_newcomer(turn: Turn, limits: HelpLimits) -> bool:
    """Whether the member joined lately, was not here before under the same name, and has paid no order yet."""
    me = turn.state
    joined = turn.ctx.now_us < me.registered_us + limits.newcomer_days * DAY_US
    return joined and not me.is_returning and not paid_orders(me)


def find_severity(platforms: Iterable[Platform]) -> Severity:
    """How much a rule of WeChat weighs: elsewhere it is worth a look."""
    return "error" if "wechat" in platforms else "warning"


def lint_chances(spec: Spec, path: str, platforms: Iterable[Platform], program: CompiledProgram) -> Iterable[Finding]:
    """Findings about helps that give chances of a draw."""
    activities = program.items("activities", ActivitySpec)
    chances = {one.chances.asset for one in activities if isinstance(one, LotterySpec) and one.chances.asset}
    for where, rewards in walk_rewards(spec, path):
        for reward in rewards:
            if isinstance(reward, AssetReward) and reward.asset in chances:
                yield finding(
                    where, "help-gives-chance", find_severity(platforms),
                    text("微信《关于诱导行为的公告》（2020-12）：不得以好友助力换取抽奖机会，收益须确定",
                         "WeChat's notice on inducements (2020-12): the help of friends must not give chances of a "
                         "draw; what is gained is certain"),
                    text("改发积分、优惠券等确定的奖励", "give something certain: points, a coupon"),
                    asset=reward.asset,
                )  # fmt: skip
