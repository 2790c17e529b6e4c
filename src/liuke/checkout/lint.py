"""What lint says about the checkout and stamp cards."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.benefits.spec import BenefitSpec
from liuke.checkout.promotion_lint import lint_promotions
from liuke.checkout.spec import CheckoutSpec, StampCardSpec
from liuke.coupons.contracts import lint_references
from liuke.coupons.spec import CouponBatch
from liuke.decision.domain import CompiledProgram, Evidence
from liuke.earning.spec import RefundSpec
from liuke.kernel.ids import find_doubled
from liuke.kernel.money import BPS
from liuke.kernel.text import text
from liuke.ledger.postings import asset_index
from liuke.program.findings import Finding


def lint(program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    """Findings about the sections ``checkout`` and ``stamp_cards``."""
    del evidence
    spec = program.section("checkout", CheckoutSpec)
    yield from _doubled("checkout.promotions", [promotion.id for promotion in spec.promotions])
    yield from _doubled("stamp_cards", [card.id for card in program.items("stamp_cards", StampCardSpec)])
    yield from _lint_points(program, spec)
    yield from _lint_stacking(program, spec)
    yield from lint_promotions(spec)
    if spec.late_payment == "order_only":
        yield Finding(
            "checkout.late_payment", "late-payment-free", "warning",
            text("超时后付款的订单享受了优惠，券和积分却仍归会员，可反复利用",
                 "an order that is paid late keeps its reduction, and the member the coupon and points that made it"),
            text("改为 use_what_is_left", "say use_what_is_left"),
        )  # fmt: skip
    yield from _lint_remainder(program)
    for card in program.items("stamp_cards", StampCardSpec):
        if card.max_value_cents is None:
            yield Finding(
                f"stamp_cards.{card.id}.max_value_cents", "discount-unbounded", "warning",
                text("免费商品的价值没有上限", "nothing limits what the free piece may cost"),
                text("填写赠品最高价值", "say what the free piece may be worth at most"),
            )  # fmt: skip


def has_thresholds(program: CompiledProgram) -> bool:
    """Whether a return in part may leave less than a reduction asks for."""
    batches = program.items("coupons", CouponBatch)
    return bool(program.section("checkout", CheckoutSpec).promotions) or any(
        batch.threshold_cents or batch.scope.at_least_cents for batch in batches
    )


def _lint_remainder(program: CompiledProgram) -> Iterable[Finding]:
    """What a member may gain or lose by giving back a part, whichever way the program has it."""
    if not has_thresholds(program):
        return
    if program.section("refunds", RefundSpec).remainder == "keep":
        yield Finding(
            "refunds.remainder", "reduction-kept-after-return", "info",
            text("凑单后部分退货，保留的商品仍享优惠", "who fills up an order and returns a part keeps the reduction"),
            text("如不可接受，改为退货后重新计价", "let what is kept be priced anew where that is too much"),
        )  # fmt: skip
    else:
        yield Finding(
            "refunds.remainder", "less-back-than-paid", "info",
            text("部分退货时，退款可能少于该商品的实付", "a return in part may give back less than was paid for it"),
            text("在售后说明中写明，或改为保留原优惠", "say so to members, or let what is kept keep its price"),
        )  # fmt: skip


def _doubled(path: str, ids: list[str]) -> Iterable[Finding]:
    for one in find_doubled(ids):
        yield Finding(
            f"{path}.{one}", "duplicate-id", "error",
            text(f"编号 {one} 重复", f"{one} is used twice"), text("使用不同编号", "use different ids"),
        )  # fmt: skip


def _lint_points(program: CompiledProgram, spec: CheckoutSpec) -> Iterable[Finding]:
    points = spec.points
    if points is None:
        return
    path = "checkout.points"
    yield from lint_references(program, f"{path}.asset", "assets", [points.asset])
    asset = asset_index(program).get(points.asset)
    if asset is not None and not asset.spendable:
        yield Finding(
            f"{path}.asset", "not-spendable", "error",
            text(f"{points.asset} 不可消费", f"{points.asset} cannot be spent"),
            text("换成可消费的账户", "name an asset that can be spent"),
        )  # fmt: skip
    if points.min_points % points.step:
        yield Finding(
            f"{path}.min_points", "not-a-multiple", "info",
            text("起用数量不是步长的整数倍，会向上取整", "min_points is no multiple of step: it is rounded up"),
            text("改为步长的整数倍", "make it a multiple of step"),
        )  # fmt: skip


def _lint_stacking(program: CompiledProgram, spec: CheckoutSpec) -> Iterable[Finding]:
    """The deepest reduction that percentages alone can reach, when they stand together."""
    prices = [b for b in program.items("benefits", BenefitSpec) if b.is_price]
    best = dict[int, int]()
    for one in prices:
        best[one.price_order] = max(best.get(one.price_order, 0), one.percent_off_bps)
    left = BPS
    for off in best.values() if spec.member_price == "both" else (max(best.values(), default=0),):
        left = left * (BPS - off) // BPS
    groups: dict[str, int] = {}
    for batch in program.items("coupons", CouponBatch):
        if batch.kind == "percent" and batch.stacking.with_member_price and batch.max_discount_cents is None:
            groups[batch.stacking.group] = max(groups.get(batch.stacking.group, 0), batch.percent_off_bps)
    for off in sorted(groups.values(), reverse=True)[: spec.max_coupons]:
        left = left * (BPS - off) // BPS
    points = spec.points.max_share_bps if spec.points is not None else 0
    if left <= BPS * 4 // 10:
        yield Finding(
            "checkout", "stacked-below-40-percent", "warning",
            text(f"会员价与折扣券叠加后最低只收 {left / 100:g}%", f"prices and coupons leave {left / 100:g}% to pay"),
            text("限制同用，或填写最高减免金额", "exclude some from each other, or say how much they take off at most"),
            {"left_bps": left, "points_share_bps": points},
        )  # fmt: skip
