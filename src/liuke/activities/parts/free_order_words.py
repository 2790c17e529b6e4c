"""What a draw after an order says: reasons, rules, facts, findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from liuke.activities.contracts import Activity, finding
from liuke.activities.frame_words import list_law_lines
from liuke.activities.parts.free_order_doc import TIMER
from liuke.activities.parts.free_order_spec import FreeOrderSpec
from liuke.activities.parts.lottery_odds import PPM, find_shares, weigh
from liuke.decision.domain import CompiledProgram, Evidence
from liuke.earning.wording import format_money
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import Locale, text
from liuke.program.findings import Finding

LISTED_CENTS = 100_00
WORDINGS = {
    "free-order-drawn": text("订单抽免单：{prize}", "the draw of the order came to {prize}"),
    "free-order-won": text("免单 {cents:money}", "{cents:money} of the order come back"),
    "free-order-budget-gone": text("抽中 {prize}，预算已用完", "{prize} was hit, and the budget is gone"),
    "free-order-limit": text("今天的抽免单次数已用完", "no draws are left today"),
    "free-order-won-already": text("中奖次数已达上限", "the member won as often as one may"),
    "free-order-below": text("订单未满门槛", "the order is below the threshold"),
    "free-order-asked": text("申请免单退款 {cents:money}", "{cents:money} of the order were asked for"),
    "free-order-returned": text("订单已退，免单 {cents:money} 失效", "the order went back, and {cents:money} with it"),
    "merge-free-order": text("抽免单合计 {draws} 次", "{draws:draw|draws}, of both"),
}


def render_free_order_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    """Lines of the rules page."""
    spec, zh = activity.typed(FreeOrderSpec), locale == "zh"
    least = format_money(activity.program, spec.threshold_cents).get(locale)
    yield f"订单实付满 {least} 即抽一次" if zh else f"Every paid order of {least} or more gets one draw"
    for prize, odds in zip(spec.prizes, find_shares(weigh(spec.prizes, "")), strict=True):
        share = f"{odds / (PPM // 100):.4f}".rstrip("0").rstrip(".") + "%"
        cap = format_money(activity.program, prize.cap_cents).get(locale)
        back = f"{prize.share_bps / 100:g}%"
        won = (
            (f"返还实付的 {back}，最多 {cap}" if zh else f"{back} of the order, {cap} at most")
            if prize.share_bps
            else ""
        )
        name = prize.name.get(locale)
        yield (f"{name}：{share}" + (f"（{won}）" if won else "")) if zh else f"{name}: {share}" + (won and f" ({won})")
    if any(prize.by_tier for prize in spec.prizes):
        yield "各等级的概率见会员页" if zh else "Odds by tier are shown to each member"
    budget = format_money(activity.program, spec.budget_cents).get(locale)
    yield f"总预算 {budget}，用完为止" if zh else f"{budget} in all, as long as they last"
    if spec.wins_each is not None:
        yield f"每人最多中 {spec.wins_each} 次" if zh else f"Each member wins {spec.wins_each} at most"
    if spec.wait_days:
        yield (
            f"支付 {spec.wait_days} 天后退款，期间退货的部分不返还"
            if zh
            else f"Money comes back after {spec.wait_days} days, less what was returned by then"
        )
    yield from list_law_lines(spec.organiser, None, None, locale)


def lint_free_orders(activities: Sequence[Activity], program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    """Draws that can hit nothing, budgets that pay no prize, and what the law wants to be published."""
    del program, evidence
    for activity in activities:
        spec = activity.typed(FreeOrderSpec)
        for tier in sorted({"", *(tier for prize in spec.prizes for tier in prize.by_tier)}):
            if not any(weigh(spec.prizes, tier)):
                yield finding(
                    f"{activity.path}.prizes", "lottery-without-odds", "error",
                    text("所有奖品权重为 0，无法抽奖", "no prize weighs anything: nothing can be drawn"),
                    text("填写权重", "give one a weight"), tier=tier,
                )  # fmt: skip
        caps = [prize.cap_cents for prize in spec.prizes if prize.share_bps]
        if max(caps) > spec.budget_cents:
            yield finding(
                f"{activity.path}.budget_cents", "free-order-budget-small", "warning",
                text("预算不够一次最高返还", "the budget does not pay the highest prize once"),
                text("提高预算，或降低最高返还", "raise the budget, or lower the caps"), budget_cents=spec.budget_cents,
            )  # fmt: skip
        if max(caps) >= LISTED_CENTS and spec.organiser is None:
            yield finding(
                activity.path, "lottery-rules-incomplete", "warning",
                text("抽奖规则须公示主办方", "its rules must name the organiser"),
                text("填写 organiser", "fill in organiser"),
            )  # fmt: skip


_ACTIVITY = EventField("str", text("抽免单活动", "Draw after an order"))
_ORDER = EventField("str", text("订单", "Order"))
_CENTS = EventField("cents", text("金额", "Amount"))
_WIN = EventField("str", text("编号", "Number"))
_PRIZE = EventField("str", text("奖品", "Prize"))
EVENT_TYPES = (
    EventType("free_order.drawn", text("已抽免单", "Order drawn for"), "derived", {
        "activity": _ACTIVITY, "order_id": _ORDER, "prize": _PRIZE, "hit": EventField("str", text("抽中", "Hit")),
        "cents": _CENTS,
    }),
    EventType("free_order.won", text("抽中免单", "Money of an order won"), "derived", {
        "activity": _ACTIVITY, "order_id": _ORDER, "prize": _PRIZE, "win": _WIN, "cents": _CENTS,
    }),
    EventType("free_order.returned", text("免单随退货失效", "A win went back with its order"), "derived", {
        "activity": _ACTIVITY, "order_id": _ORDER, "win": _WIN, "cents": _CENTS,
    }),
    EventType(f"timer.{TIMER}", text("免单到期退款", "Free order due"), "timer", open=True),
)  # fmt: skip
