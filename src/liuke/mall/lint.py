"""What lint says about the mall: prices nobody reaches, cost without bound, nothing for newcomers, the law."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.coupons.contracts import lint_references
from liuke.decision.domain import CompiledProgram, Evidence
from liuke.kernel.ids import find_doubled
from liuke.kernel.text import text
from liuke.ledger.asset_reward import AssetReward
from liuke.ledger.postings import asset_index
from liuke.mall.spec import MallItem
from liuke.program.findings import Finding

LEGAL_PRIZE_CENTS = 50_000_00
"""Highest worth of a prize: 规范促销行为暂行规定 (2020), article 17."""
FAR_DAYS = 3 * 365
NEWCOMER_POINTS = 200


def lint(program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    """Findings about the section ``mall``."""
    items = program.items("mall", MallItem)
    ids = [item.id for item in items]
    for one in find_doubled(ids):
        yield Finding(
            f"mall.{one}", "duplicate-id", "error",
            text(f"商品编号 {one} 重复", f"two items are called {one}"), text("使用不同编号", "use different ids"),
        )  # fmt: skip
    for item in items:
        path = f"mall.{item.id}"
        yield from lint_references(program, f"{path}.asset", "assets", [item.asset])
        yield from _lint_rewards(path, item)
        yield from _lint_reach(program, path, item, evidence)
        yield from _lint_cost(path, item)
    yield from _lint_newcomers(items)


def _lint_rewards(path: str, item: MallItem) -> Iterable[Finding]:
    for index, reward in enumerate(item.reward):
        if isinstance(reward, AssetReward) and reward.asset == item.asset and reward.amount >= _least(item):
            yield Finding(
                f"{path}.reward.{index}", "gives-back-its-price", "error",
                text(f"花 {_least(item)} 得 {reward.amount}：可无限循环", f"{_least(item)} buy {reward.amount}"),
                text("降低奖励或提高价格", "lower the reward or raise the price"),
            )  # fmt: skip


def _least(item: MallItem) -> int:
    special = [item.special.price] if item.special is not None else []
    return min([item.price_points, *item.by_tier.values(), *special])


def _lint_reach(program: CompiledProgram, path: str, item: MallItem, evidence: Evidence) -> Iterable[Finding]:
    asset = asset_index(program).get(item.asset)
    if asset is not None and not asset.spendable:
        yield Finding(
            f"{path}.asset", "not-spendable", "error",
            text(f"{item.asset} 不可消费", f"{item.asset} cannot be spent"),
            text("换成可消费的账户", "name an asset that can be spent"),
        )  # fmt: skip
    pace = evidence.median(item.asset)
    if pace is not None and _least(item):
        days = _least(item) * 30 // pace if pace > 0 else FAR_DAYS * 100
        if days > FAR_DAYS:
            yield Finding(
                f"{path}.price_points", "price-unreachable", "error",
                text(f"按会员的中位速度（30 天 {pace}）需要 {days} 天",
                     f"at the median pace of {pace} in 30 days it takes {days} days"),
                text("降低价格，或提高获取", "lower the price, or let members earn more"),
                {"days": days, "pace": pace, "price": _least(item)},
            )  # fmt: skip


def _lint_cost(path: str, item: MallItem) -> Iterable[Finding]:
    worth = max(item.value_cents, item.cost_cents)
    if worth > LEGAL_PRIZE_CENTS:
        yield Finding(
            f"{path}.value_cents", "prize-over-legal-limit", "error",
            text("单件价值超过 5 万元的法定上限", "one piece is worth more than the legal 50,000 yuan"),
            text("降到 5 万元以内", "keep it within 50,000 yuan"),
            {"value_cents": worth, "limit_cents": LEGAL_PRIZE_CENTS},
        )  # fmt: skip
    if item.cost_cents and item.stock is None and not item.limits:
        yield Finding(
            f"{path}.stock", "cost-unbounded", "warning",
            text("没有库存也没有每人限兑：成本没有上限", "neither stock nor a limit per member: cost has no bound"),
            text("填写库存或限兑数量", "give it a stock or limits"),
        )  # fmt: skip
    if not _least(item) and not item.cash_cents and not item.limits:
        yield Finding(
            f"{path}.price_points", "free-without-limit", "error",
            text("免费且没有每人限兑", "free, and without a limit per member"),
            text("设置价格或 limits", "set a price or limits"),
        )  # fmt: skip


def _lint_newcomers(items: tuple[MallItem, ...]) -> Iterable[Finding]:
    entry = [item for item in items if not item.tiers and not item.cash_cents and item.asset == "points"]
    cheapest = min((item.price_points for item in entry), default=None)
    if items and (cheapest is None or cheapest > NEWCOMER_POINTS):
        yield Finding(
            "mall", "nothing-for-newcomers", "warning",
            text(f"新会员没有 {NEWCOMER_POINTS} 积分以内可兑的商品",
                 f"nothing costs a newcomer {NEWCOMER_POINTS} points or less"),
            text("加一件低价商品", "add an item at a low price"),
            {"cheapest": cheapest},
        )  # fmt: skip
