"""What lint says about coupons and campaigns."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.coupons.contracts import lint_references
from liuke.coupons.service import batch_index, fold_code
from liuke.coupons.spec import CouponBatch, ParcelSpec
from liuke.decision.domain import CompiledProgram, Evidence
from liuke.kernel.ids import find_doubled
from liuke.kernel.text import text
from liuke.program.findings import Finding


def lint(program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    """Findings about the sections ``coupons`` and ``coupon_parcels``."""
    del evidence
    batches = program.items("coupons", CouponBatch)
    yield from _doubled(batches)
    yield from _lint_codes(batches)
    groups = {batch.stacking.group for batch in batches}
    for batch in batches:
        yield from _lint_worth(batch)
        yield from _lint_access(batch, groups)
    for campaign in program.items("coupon_parcels", ParcelSpec):
        yield from _lint_parcel(program, campaign)


def _doubled(batches: tuple[CouponBatch, ...]) -> Iterable[Finding]:
    ids = [batch.id for batch in batches]
    for one in find_doubled(ids):
        yield Finding(
            f"coupons.{one}", "duplicate-id", "error",
            text(f"券编号 {one} 重复", f"two coupons are called {one}"),
            text("为每种券使用不同编号", "give each coupon an id of its own"),
        )  # fmt: skip


def _lint_codes(batches: tuple[CouponBatch, ...]) -> Iterable[Finding]:
    public = [batch for batch in batches if batch.public_code is not None]
    doubled = set(find_doubled(fold_code(batch.public_code or "") for batch in public))
    for batch in public:
        if fold_code(batch.public_code or "") in doubled:
            yield Finding(
                f"coupons.{batch.id}.public_code", "public-code-doubled", "error",
                text(f"口令 {batch.public_code} 被多种券使用", f"several coupons have the code {batch.public_code}"),
                text("每种券使用不同口令（不区分大小写）", "give each a code of its own; capitals make no difference"),
            )  # fmt: skip
        if batch.quota is None:
            yield Finding(
                f"coupons.{batch.id}.quota", "public-code-without-total", "warning",
                text("公开口令没有总量：知道的人都能领", "whoever hears of the code gets a coupon: there is no total"),
                text("填写总量", "say how many there are"),
            )  # fmt: skip


def _lint_worth(batch: CouponBatch) -> Iterable[Finding]:
    path = f"coupons.{batch.id}"
    if batch.kind == "amount" and 0 < batch.threshold_cents < batch.amount_cents:
        yield Finding(
            f"{path}.threshold_cents", "threshold-below-amount", "warning",
            text(f"满 {batch.threshold_cents} 分减 {batch.amount_cents} 分：门槛低于面额，订单可能为零",
                 f"{batch.amount_cents} cents off from {batch.threshold_cents}: the order can become free"),
            text("提高门槛，或去掉门槛", "raise the threshold, or drop it"),
            {"amount_cents": batch.amount_cents, "threshold_cents": batch.threshold_cents},
        )  # fmt: skip
    if batch.kind in {"percent", "free_item"} and batch.max_discount_cents is None:
        yield Finding(
            f"{path}.max_discount_cents", "discount-unbounded", "warning",
            text("减免金额没有上限", "nothing limits what one use may cost"),
            text("填写最高减免金额", "say how much it takes off at most"),
        )  # fmt: skip
    if batch.kind == "percent" and batch.percent_off_bps >= 9_000:
        yield Finding(
            f"{path}.percent_off_bps", "percent-looks-inverted", "warning",
            text(f"减免 {batch.percent_off_bps / 100:g}% 像是把折扣写反了（9 折应为 1000）",
                 f"{batch.percent_off_bps / 100:g}% off looks inverted (10 % off is 1000)"),
            text("percent_off_bps 是减去的比例", "percent_off_bps is the share taken off"),
        )  # fmt: skip


def _lint_access(batch: CouponBatch, groups: set[str]) -> Iterable[Finding]:
    path = f"coupons.{batch.id}"
    if batch.claimable and batch.quota is None and batch.per_member is None:
        yield Finding(
            f"{path}.per_member", "cost-unbounded", "error",
            text("可领取却既无总量也无每人限领：成本没有上限", "claimable without quota or limit: cost has no bound"),
            text("填写每人限领或总量", "say how many a member may have, or how many there are"),
        )  # fmt: skip
    if batch.audience is not None and not batch.claimable and batch.public_code is None:
        yield Finding(
            f"{path}.audience", "rule-without-effect", "warning",
            text("audience 只对可自行领取的券有效", "audience matters only to coupons that members take themselves"),
            text("设为 claimable，或删去 audience", "make it claimable, or drop audience"),
        )  # fmt: skip
    if batch.transferable and batch.reusable > 1:
        yield Finding(
            f"{path}.transferable", "part-used-not-transferable", "info",
            text("多次券用过一次后不能再转赠", "once used in part, it can no longer be given away"),
            text("无需更改", "nothing needs to change"),
        )  # fmt: skip
    missing = sorted(set(batch.stacking.combinable_with or ()) - groups)
    if missing:
        yield Finding(
            f"{path}.stacking.combinable_with", "dangling-reference", "warning",
            text(f"没有券属于叠加组 {', '.join(missing)}", f"no coupon is in group {', '.join(missing)}"),
            text("改为已有的组", "name groups that exist"),
            {"missing": missing},
        )  # fmt: skip


def _lint_parcel(program: CompiledProgram, campaign: ParcelSpec) -> Iterable[Finding]:
    known = batch_index(program)
    yield from lint_references(program, f"coupon_parcels.{campaign.id}.coupons", "coupons", campaign.coupons)
    for one in campaign.coupons:
        batch = known.get(one)
        if batch is None or batch.validity.kind != "absolute" or campaign.window.from_ is None:
            continue
        if batch.validity.to < campaign.window.from_:
            yield Finding(
                f"coupon_parcels.{campaign.id}.coupons.{one}", "coupon-over-before-campaign", "error",
                text(f"券 {one} 在活动开始前已过期", f"coupon {one} ends before the campaign begins"),
                text("延长券的有效期", "extend the coupon's validity"),
            )  # fmt: skip
