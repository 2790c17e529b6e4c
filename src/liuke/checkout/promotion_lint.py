"""What lint says about promotions: order of the document, groups, and what never has an effect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from liuke.checkout.picks import MAX_PICKS
from liuke.checkout.pricing import REBATES, group_of
from liuke.checkout.spec import AnyPromotion, BuyGetPromotion, CheckoutSpec
from liuke.goods.scope import LineScope
from liuke.kernel.text import text
from liuke.program.findings import Finding


def lint_promotions(spec: CheckoutSpec) -> Iterable[Finding]:
    """Findings about the promotions of the checkout."""
    yield from _lint_shadowed(spec)
    yield from _lint_order(spec)
    yield from _lint_groups(spec)
    yield from _lint_picks(spec)
    for promotion in spec.promotions:
        if promotion.scope.delivery:
            yield Finding(
                f"checkout.promotions.{promotion.id}.scope.delivery", "rule-without-effect", "warning",
                text("促销只减商品，不减配送费", "promotions are for goods, never for the delivery"),
                text("去掉 delivery，或改用免配送费的权益或券", "drop it, or use a benefit or coupon of free delivery"),
            )  # fmt: skip


def _find_pick(spec: CheckoutSpec, promotion: AnyPromotion) -> str:
    group = group_of(promotion)
    if not group:
        return "stack"
    if group == REBATES:
        return spec.rebates
    return next((one.pick for one in spec.promotion_groups if one.id == group), "best")


def _is_shadowed(promotion: BuyGetPromotion, other: BuyGetPromotion) -> bool:
    """Whether the other one, which stands before it, always takes its goods."""
    return (
        other.scope == promotion.scope and other.get_scope == promotion.get_scope and other.when is None
        and not other.tiers and other.window == promotion.window
        and other.buy + other.get <= promotion.buy + promotion.get and not other.same_product
    )  # fmt: skip


def _lint_shadowed(spec: CheckoutSpec) -> Iterator[Finding]:
    """A buy-get promotion never applies behind one that covers its goods always."""
    kept: list[BuyGetPromotion] = []
    for promotion in spec.promotions:
        if not isinstance(promotion, BuyGetPromotion):
            continue
        before = next((other for other in kept if _is_shadowed(promotion, other)), None)
        if before is not None and not (promotion.group and _find_pick(spec, promotion) == "best"):
            yield Finding(
                f"checkout.promotions.{promotion.id}", "rule-without-effect", "warning",
                text(f"商品已先参加促销 {before.id}", f"its goods take part in {before.id} first"),
                text("调整顺序或范围", "change the order or the scope"),
            )  # fmt: skip
        kept.append(promotion)


def _lint_order(spec: CheckoutSpec) -> Iterator[Finding]:
    """Two promotions that stand together and of which the second sees what the first has left."""
    for one, other in combinations(spec.promotions, 2):
        same_kind = isinstance(one, BuyGetPromotion) == isinstance(other, BuyGetPromotion)
        if not same_kind or not _may_meet(one, other):
            continue
        if isinstance(one, BuyGetPromotion) and isinstance(other, BuyGetPromotion) and _is_shadowed(other, one):
            continue
        alone = group_of(one) == group_of(other) and _find_pick(spec, one) != "stack"
        if not alone:
            yield Finding(
                f"checkout.promotions.{other.id}", "depends-on-order", "warning",
                text(
                    f"与 {one.id} 叠加，结果取决于两者在文档中的先后",
                    f"it stands together with {one.id}, and what both take depends on which comes first",
                ),
                text(
                    "放进同一组并取最优，或写成一条阶梯促销，或让范围不重叠",
                    "put both into one group of which the best counts, make them one ladder, or part their scopes",
                ),
                {"other": one.id},
            )  # fmt: skip


def _may_meet(one: AnyPromotion, other: AnyPromotion) -> bool:
    if one.tiers and other.tiers and not set(one.tiers) & set(other.tiers):
        return False
    first, last = zip(one.window.days(), other.window.days(), strict=True)
    if max(first) > min(last):
        return False
    return any(_overlap(a, b) for a in _scopes(one) for b in _scopes(other))


def _scopes(promotion: AnyPromotion) -> list[LineScope]:
    if isinstance(promotion, BuyGetPromotion) and promotion.get_scope is not None:
        return [promotion.scope, promotion.get_scope]
    return [promotion.scope]


def _overlap(one: LineScope, other: LineScope) -> bool:
    """Whether a line may lie in both; sure of the contrary only where both name things of one sort."""
    if one.stores and other.stores and not set(one.stores) & set(other.stores):
        return False
    sorts = [("products", "exclude_products"), ("categories", "exclude_categories"), ("tags", "exclude_tags")]
    named = [[name for name, _ in sorts if getattr(scope, name)] for scope in (one, other)]
    if len(named[0]) == len(named[1]) == 1 and named[0] == named[1] and named[0] != ["tags"]:
        return bool(set(getattr(one, named[0][0])) & set(getattr(other, named[0][0])))
    for scope, against in ((one, other), (other, one)):
        for name, exclusion in sorts:
            wanted = set(getattr(scope, name))
            if wanted and wanted <= set(getattr(against, exclusion)) and named[scope is other] == [name]:
                return False
    return True


def _lint_groups(spec: CheckoutSpec) -> Iterator[Finding]:
    used = {promotion.group for promotion in spec.promotions}
    ids = [group.id for group in spec.promotion_groups]
    for id_ in sorted({one for one in ids if ids.count(one) > 1}):
        yield Finding(
            f"checkout.promotion_groups.{id_}", "duplicate-id", "error",
            text(f"编号 {id_} 重复", f"{id_} is used twice"), text("使用不同编号", "use different ids"),
        )  # fmt: skip
    for id_ in sorted(set(ids) - used):
        yield Finding(
            f"checkout.promotion_groups.{id_}", "rule-without-effect", "warning",
            text(f"没有促销属于组 {id_}", f"no promotion is in group {id_}"),
            text("给促销填写 group，或删除该组", "name it in the field group of promotions, or remove it"),
        )  # fmt: skip


def _lint_picks(spec: CheckoutSpec) -> Iterator[Finding]:
    sizes: dict[str, int] = {}
    for promotion in spec.promotions:
        if _find_pick(spec, promotion) == "best":
            sizes[group_of(promotion)] = sizes.get(group_of(promotion), 0) + 1
    ways = 1
    for size in sizes.values():
        ways *= size
    if ways > MAX_PICKS:
        yield Finding(
            "checkout.promotions", "too-many-picks", "warning",
            text(
                f"各组共有 {ways} 种取法，一单最多比较 {MAX_PICKS} 种；超出时大组只取单独最优惠的一个",
                f"the groups can be picked from in {ways} ways, a quote compares {MAX_PICKS}: of the largest groups "
                "only what takes the most by itself is looked at where an order reaches more",
            ),
            text("合并成阶梯促销，或减少组内促销", "join rebates to ladders, or have fewer promotions in a group"),
            {"ways": ways, "limit": MAX_PICKS},
        )  # fmt: skip
