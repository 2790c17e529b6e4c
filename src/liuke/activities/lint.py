"""What lint can say of an activity of any kind: its window, its rewards, their worth, cost without a limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from pydantic import BaseModel

from liuke.activities.contracts import Activity, finding
from liuke.activities.naming import find_item
from liuke.activities.rewards.cash import CashReward
from liuke.decision.domain import CompiledProgram, Evidence
from liuke.decision.rewards import RewardSpec
from liuke.earning.wording import format_money
from liuke.kernel.clock import DAY_US, FOREVER_US
from liuke.kernel.text import text
from liuke.ledger.asset_reward import AssetReward
from liuke.ledger.spec import AssetSpec
from liuke.program.findings import Finding

TOP_PRIZE_CENTS = 50_000_00
"""规范促销行为暂行规定 (State Administration for Market Regulation, 2020), article 17: a prize is
worth at most 50 000 yuan."""


def walk_rewards(part: Any, path: str) -> Iterator[tuple[str, tuple[RewardSpec, ...]]]:
    """Every bundle of rewards below ``part`` with its path; items of a list go by ``id`` or ``at``, else by place."""
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from walk_rewards(getattr(part, name), f"{path}.{name}")
    elif isinstance(part, tuple):
        items = cast("tuple[Any, ...]", part)
        if items and all(isinstance(item, RewardSpec) for item in items):
            yield path, items
            return
        for index, item in enumerate(items):
            key = getattr(item, "id", "") or getattr(item, "at", "") or index
            yield from walk_rewards(item, f"{path}.{key}")


def worth_cents(program: CompiledProgram, rewards: Sequence[RewardSpec]) -> int:
    """What the rewards are worth in money at most, as far as the program says."""
    worth = 0
    for reward in rewards:
        if isinstance(reward, CashReward):
            worth += reward.cents
        elif isinstance(reward, AssetReward):
            asset = find_item(program, "assets", reward.asset)
            if isinstance(asset, AssetSpec) and asset.value is not None:
                most = max(reward.amount, *reward.by_tier.values(), 0)
                worth += most * asset.value.cents // asset.value.amount
    return worth


def lint_any(activity: Activity, evidence: Evidence) -> Iterable[Finding]:
    """Findings that hold for every kind."""
    yield from _lint_window(activity, evidence)
    for path, rewards in walk_rewards(activity.spec, activity.path):
        worth = worth_cents(activity.program, rewards)
        if worth > TOP_PRIZE_CENTS:
            most, top = (format_money(activity.program, cents) for cents in (worth, TOP_PRIZE_CENTS))
            yield finding(
                path, "prize-over-legal-limit", "error",
                text(f"奖励价值 {most.zh}，超过 {top.zh}的法定上限（规范促销行为暂行规定）",
                     f"worth {most.get('en')}, the legal limit for a prize is {top.get('en')}"),
                text("降低奖励价值", "lower the reward"), worth_cents=worth, limit_cents=TOP_PRIZE_CENTS,
            )  # fmt: skip
    yield from _lint_cash(activity)


def _lint_window(activity: Activity, evidence: Evidence) -> Iterable[Finding]:
    if not activity.spec.enabled or evidence.today is None:
        return
    now_us = activity.program.calendar.day_start_us(evidence.today)
    if activity.claims_until_us <= now_us:
        days = (now_us - activity.closes_us) // DAY_US
        yield finding(
            f"{activity.path}.window", "activity-ended", "warning",
            text(f"活动已于 {days} 天前结束", f"the activity ended {days} days ago"),
            text("延长结束时间，或停用", "move its end, or switch it off"), days=days, to=activity.spec.window.to,
        )  # fmt: skip


def _lint_cash(activity: Activity) -> Iterable[Finding]:
    spec = activity.spec
    if spec.cash_caps or not activity.kind.repeats(spec):
        return
    for path, rewards in walk_rewards(spec, activity.path):
        cents = sum(reward.cents for reward in rewards if isinstance(reward, CashReward))
        if cents:
            money = format_money(activity.program, cents)
            severity = "warning" if activity.closes_us >= FOREVER_US else "info"
            yield finding(
                path, "cost-without-cap", severity,
                text(f"每次发放红包 {money.zh}，可重复获得且无每人上限",
                     f"{money.get('en')} in cash each time, again and again, without a limit per member"),
                text("填写每人红包上限", "say how much cash a member may get"), cents=cents,
            )  # fmt: skip
