"""What lint says of group buys: prices that are none, teams that can never be complete, gifts for mere inviting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from liuke.activities.contracts import Activity, finding
from liuke.activities.parts.group_buy_spec import GroupBuySpec, GroupProduct
from liuke.activities.parts.lottery_spec import LotterySpec
from liuke.decision.domain import CompiledProgram, Evidence
from liuke.kernel.text import text
from liuke.ledger.asset_reward import AssetReward
from liuke.program.findings import Finding


def lint_group_buys(activities: Sequence[Activity], program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    """Findings about the group buys of a program."""
    del evidence
    chances = {
        one.chances.asset
        for one in program.spec.section("activities")
        if isinstance(one, LotterySpec) and one.chances.asset is not None
    }
    for activity in activities:
        spec = activity.typed(GroupBuySpec)
        for product in spec.products:
            yield from _lint_product(f"{activity.path}.products.{product.id}", product)
        if any(isinstance(one, AssetReward) and one.asset in chances for one in spec.opener_rewards):
            yield finding(
                f"{activity.path}.opener_rewards", "group-buy-chance-for-inviting", "warning",
                text("团长奖励为抽奖机会：微信将「邀请好友换抽奖机会」列为违规",
                     "who brings others together receives a chance to draw: WeChat names that as a violation"),
                text("改为确定的奖励，如积分或团长价", "give something certain: points, or a price for who opens"),
            )  # fmt: skip


def _lint_product(path: str, product: GroupProduct) -> Iterable[Finding]:
    dearest = max(one.price_cents for one in product.sizes)
    if product.list_cents and dearest >= product.list_cents:
        yield finding(
            path, "group-buy-no-reduction", "warning",
            text("拼团价不低于单独购买价", "the price in a team is not below the price alone"),
            text("降低拼团价，或去掉单独购买价", "lower it, or leave the price alone out"),
        )  # fmt: skip
    ladder = sorted(product.sizes, key=lambda one: one.members)
    for small, large in pairwise(ladder):
        if large.price_cents >= small.price_cents:
            yield finding(
                path, "group-buy-larger-not-cheaper", "warning",
                text(f"{large.members} 人团不比 {small.members} 人团便宜",
                     f"a team of {large.members} is no cheaper than one of {small.members}"),
                text("人越多价格应越低，或去掉这一档", "lower its price, or leave the size out"),
                large=large.members, small=small.members,
            )  # fmt: skip
    for size in product.sizes:
        if size.opener_cents is not None and size.opener_cents > size.price_cents:
            yield finding(
                path, "group-buy-opener-dearer", "warning",
                text("团长价高于拼团价", "who opens a team pays more than who joins it"),
                text("降低团长价，或留空", "lower it, or leave it out"), members=size.members,
            )  # fmt: skip
        if product.stock is not None and product.stock < size.members:
            yield finding(
                path, "group-buy-never-complete", "error",
                text(f"共 {product.stock} 件，凑不成 {size.members} 人团",
                     f"{product.stock} pieces never make a team of {size.members}"),
                text("增加件数，或减少人数", "more pieces, or fewer members"), stock=product.stock,
                members=size.members,
            )  # fmt: skip
