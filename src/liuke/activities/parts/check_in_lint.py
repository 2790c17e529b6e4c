"""Findings about check-ins: steps nobody reaches, two at once, making up that pays more than it costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from liuke.activities.contracts import Activity, finding
from liuke.activities.parts.check_in_spec import CheckInSpec
from liuke.decision.domain import CompiledProgram, Evidence
from liuke.kernel.clock import DAY_US
from liuke.kernel.text import text
from liuke.ledger import postings
from liuke.ledger.asset_reward import AssetReward
from liuke.program.findings import Finding


def lint_check_ins(activities: Sequence[Activity], program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    """Findings about all check-ins of a program."""
    del evidence
    for activity in activities:
        yield from _lint_ladder(activity)
        yield from _lint_make_up(activity, program)
    running = [activity for activity in activities if activity.spec.enabled]
    for number, other in enumerate(running):
        one = next((earlier for earlier in running[:number] if _meet(earlier, other)), None)
        if one is not None:
            yield finding(
                other.path, "overlapping-check-ins", "warning",
                text(f"与 {one.spec.id} 同时进行，会员一天可签到两次",
                     f"runs at the same time as {one.spec.id}: two check-ins a day"),
                text("错开时间，或为两者设置不同人群", "part their windows, or give both an audience"),
                other=one.spec.id,
            )  # fmt: skip


def _meet(one: Activity, other: Activity) -> bool:
    """Whether a member may have both at once."""
    both_gated = one.spec.audience is not None and other.spec.audience is not None
    apart = one.spec.variant is not None and other.spec.variant is not None
    return one.opens_us < other.closes_us and other.opens_us < one.closes_us and not both_gated and not apart


def _lint_ladder(activity: Activity) -> Iterable[Finding]:
    spec = activity.typed(CheckInSpec)
    span = (activity.closes_us - activity.opens_us) // DAY_US if spec.window.from_ and spec.window.to else None
    for step in spec.ladder:
        path = f"{activity.path}.ladder.{step.at}"
        if spec.cycle == "restart" and step.at > spec.cycle_length:
            yield finding(
                path, "ladder-beyond-cycle", "error",
                text(f"第 {step.at} 天超出 {spec.cycle_length} 天的周期，永远达不到",
                     f"day {step.at} lies beyond the cycle of {spec.cycle_length} days: never reached"),
                text(f"把周期改为至少 {step.at} 天，或改用 grow",
                     f"make the cycle {step.at} days or more, or use grow"),
                at=step.at, cycle_days=spec.cycle_length,
            )  # fmt: skip
        elif span is not None and step.at > span:
            yield finding(
                path, "ladder-beyond-window", "error",
                text(f"活动只有 {span} 天，达不到第 {step.at} 天",
                     f"the window has {span} days: day {step.at} is never reached"),
                text("延长活动时间，或降低天数", "lengthen the window or lower the step"),
                at=step.at, window_days=span,
            )  # fmt: skip


def _lint_make_up(activity: Activity, program: CompiledProgram) -> Iterable[Finding]:
    spec = activity.typed(CheckInSpec)
    assets = postings.asset_index(program)
    for index, price in enumerate(spec.make_up.prices if spec.make_up is not None else ()):
        path = f"{activity.path}.make_up.prices.{index}"
        found = assets.get(price.asset)
        if found is None or not found.spendable:
            yield finding(
                path, "unknown-asset" if found is None else "not-spendable", "error",
                text(f"{price.asset} 不存在或不可消费，无法补签",
                     f"{price.asset} does not exist or cannot be spent: nobody can pay"),
                text("改用可消费的账户", "use an asset that can be spent"), asset=price.asset,
            )  # fmt: skip
            continue
        gives = max(
            (
                max(reward.amount, *reward.by_tier.values(), 0)
                for reward in spec.daily
                if isinstance(reward, AssetReward) and reward.asset == price.asset
            ),
            default=0,
        )
        if spec.make_up is not None and spec.make_up.daily_reward and gives > price.amount:
            yield finding(
                path, "make-up-profits", "warning",
                text(f"补签花 {price.amount} 得 {gives}", f"making up costs {price.amount} and gives {gives}"),
                text("提高补签代价，或关闭补签发每日奖励", "raise the price, or turn daily_reward off"),
                costs=price.amount, gives=gives,
            )  # fmt: skip
