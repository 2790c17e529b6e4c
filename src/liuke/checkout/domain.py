"""The checkout as a domain: sections, event types, reactions, wordings, rules page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from liuke.checkout import merging, remainder, service, stamps
from liuke.checkout.book import CHECKOUT, CheckoutBook
from liuke.checkout.lint import has_thresholds, lint
from liuke.checkout.offers import checkout_tests
from liuke.checkout.pricing import REBATES, group_of
from liuke.checkout.request_types import REQUESTS
from liuke.checkout.spec import (
    SECTIONS,
    AnyPromotion,
    BuyGetPromotion,
    CheckoutSpec,
    LadderPromotion,
    PointsRedemption,
    Rung,
    SpendRebate,
    StampCardSpec,
)
from liuke.checkout.stamps import STAMPS, StampBook, card_index
from liuke.decision.domain import CompiledProgram, Domain, Phase, Reaction, RulePage
from liuke.decision.hooks import ExportCase, Hooks, Nothing, Proven
from liuke.decision.reasons import Prompt
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.earning.spec import RefundSpec
from liuke.earning.wording import before_words, format_money
from liuke.events.catalogue import EventField, EventType
from liuke.events.request import make_event_types
from liuke.goods.scope import LineScope
from liuke.kernel.text import Locale, Text, entitle, text

_HOLD = EventField("str", text("结算单号", "Checkout"), required=True)
_ORDER = EventField("str", text("订单号", "Order"))

EVENT_TYPES = (
    EventType("checkout.released", text("优惠已释放", "Checkout released"), "derived", {
        "hold_id": _HOLD, "order_id": _ORDER, "expired": EventField("bool", text("到期", "Its time was over")),
    }),
    EventType("checkout.committed", text("优惠已使用", "Checkout committed"), "derived", {
        "hold_id": _HOLD, "order_id": _ORDER, "saved": EventField("map", text("节省", "Saved")),
    }),
    EventType("checkout.paid_late", text("超时后付款", "Paid after its time"), "derived", {
        "hold_id": _HOLD, "order_id": _ORDER, "saved": EventField("map", text("节省", "Saved")),
        "gone": EventField("list", text("已失效", "What could not be used")),
        "gone_cents": EventField("cents", text("失效金额", "Its money")),
    }),
    EventType("checkout.unmatched", text("结算单不存在", "Order of an unknown checkout"), "derived", {
        "hold_id": _HOLD, "order_id": _ORDER,
    }),
    EventType("stamp_card.filled", text("集章卡已满", "Stamp card filled"), "derived", {
        "card": EventField("str", text("集章卡", "Card"), required=True),
        "count": EventField("int", text("张数", "Cards")),
    }),
    EventType("timer.checkout", text("结算到期", "Checkout due"), "timer", open=True),
)  # fmt: skip

_RUNS: tuple[tuple[str, Phase, Callable[[Turn], None]], ...] = (
    ("checkout.quote", Phase.REQUEST, service.run_quote),
    ("checkout.hold", Phase.REQUEST, service.run_hold),
    ("checkout.commit", Phase.REQUEST, service.run_commit),
    ("checkout.release", Phase.REQUEST, service.run_release),
    ("timer.checkout", Phase.TIME, service.run_due),
    # before the refund is written down
    ("order.refunded", Phase.TIME, remainder.reprice),
    # before anything looks at the order's coupons
    ("order.paid", Phase.COUNT, service.run_order_paid),
    ("order.paid", Phase.ACTIVITY, stamps.run_order_paid),
    # before anything is taken back for the refund
    ("order.refunded", Phase.COUNT, service.return_points),
    # after the stamps (a hook), so that a card used by the order comes back to what is right without it
    ("order.refunded", Phase.AFTER, service.run_order_refunded),
)


def _compile(program: CompiledProgram) -> Iterable[Reaction]:
    checkout_tests(program)
    return [Reaction(event_type, phase, "checkout", run) for event_type, phase, run in _RUNS]


def _prompts(program: CompiledProgram, state: MemberState, now_us: int) -> Iterable[Prompt]:
    del now_us
    for card in card_index(program).values():
        have = state.read(STAMPS, StampBook).stamps.get(card.id, 0)
        done = have % card.stamps if have > 0 else 0
        if done * 2 >= card.stamps:
            missing = card.stamps - done
            yield Prompt(
                "stamp_card", f"stamp_cards.{card.id}", missing, "times", done * 10_000 // card.stamps,
                "stamps-missing", {"card": card.id, "missing": missing},
            )  # fmt: skip


def _render_rung(program: CompiledProgram, rung: Rung) -> Text:
    if rung.pieces:
        at = text(f"{rung.pieces} 件", f"{rung.pieces} pieces")
    else:
        at = format_money(program, rung.threshold_cents)
    off = format_money(program, rung.off_cents) if rung.off_cents else _share(rung.percent_off_bps)
    return text(f"满 {before_words(at)}减 {off.zh}", f"{off.get('en')} off from {at.get('en')}")


def _share(bps: int) -> Text:
    return text(f"{bps / 100:g}%", f"{bps / 100:g}%")


def _render_offer(program: CompiledProgram, promotion: AnyPromotion) -> Text:
    if isinstance(promotion, LadderPromotion):
        rungs = [_render_rung(program, rung) for rung in sorted(promotion.rungs, key=lambda rung: rung.at)]
        several = len(rungs) > 1
        zh, en = "；".join(one.zh for one in rungs), "; ".join(one.get("en") for one in rungs)
        return text(zh + "（取最高一档）" * several, en + " (the highest that is reached)" * several)
    if isinstance(promotion, SpendRebate):
        off, least = format_money(program, promotion.off_cents), format_money(program, promotion.threshold_cents)
        each = promotion.per
        return text(
            f"{'每' if each else ''}满 {before_words(least)}减 {off.zh}",
            f"{off.get('en')} off {'every' if each else 'from'} {least.get('en')}",
        )
    off = promotion.percent_off_bps
    return text(
        f"买 {promotion.buy} 得 {promotion.get}（{'免费' if off == 10_000 else f'减 {off / 100:g}%'}）",
        f"buy {promotion.buy}, get {promotion.get} {'free' if off == 10_000 else f'at {off / 100:g}% off'}",
    )


def _render_promotion(program: CompiledProgram, promotion: AnyPromotion) -> Text:
    said = _render_offer(program, promotion)
    for label, scope in ((("", ""), promotion.scope), (("所得商品", "reduced: "), _get_scope(promotion))):
        words = scope.render(program.origin.goods_name, program.spec.currency) if scope is not None else None
        if words is not None:
            said = text(f"{said.zh}（{label[0]}{words.zh}）", f"{said.get('en')} ({label[1]}{words.get('en')})")
    return said


def _get_scope(promotion: AnyPromotion) -> LineScope | None:
    return promotion.get_scope if isinstance(promotion, BuyGetPromotion) else None


_PICKS = {
    "best": text("只取最优惠的一个", "only the best of them counts"),
    "first": text("只取先适用的一个", "only the first that applies counts"),
}


def _render_picks(spec: CheckoutSpec, locale: Locale) -> Iterable[str]:
    """Which promotions do not add up."""
    picks = {group.id: group.pick for group in spec.promotion_groups}
    groups: dict[str, list[AnyPromotion]] = {}
    for promotion in spec.promotions:
        groups.setdefault(group_of(promotion), []).append(promotion)
    for group, members in groups.items():
        pick = spec.rebates if group == REBATES else picks.get(group, "best")
        if group and len(members) > 1 and pick != "stack":
            names = [promotion.name.get(locale) for promotion in members]
            joined = "、".join(names) if locale == "zh" else ", ".join(names)
            yield f"{joined}：{_PICKS[pick].zh}" if locale == "zh" else f"{joined}: {_PICKS[pick].get('en')}"


_REMAINDERS = {
    "keep": text(
        "部分退货：退回商品按实付分摊退款，保留的商品优惠不变",
        "Returns in part: what comes back is refunded as it was paid, what is kept stays reduced",
    ),
    "reprice": text(
        "部分退货：保留的商品按原优惠条件重新计价，不再满足门槛的优惠不再享受",
        "Returns in part: what is kept is priced anew, a reduction whose threshold it no longer reaches is gone",
    ),
}


def _render_remainder(program: CompiledProgram, locale: Locale) -> Iterable[str]:
    if has_thresholds(program):
        yield _REMAINDERS[program.section("refunds", RefundSpec).remainder].get(locale)


def _render_points(program: CompiledProgram, points: PointsRedemption) -> Text:
    share, worth = _share(points.max_share_bps), format_money(program, points.cents)
    special_zh = special_en = ""
    if points.special_cents:
        special = format_money(program, points.special_cents)
        special_zh, special_en = f"（特惠日抵 {special.zh}）", f" ({special.get('en')} on special days)"
    zh = [f"{points.per_points} 积分抵 {worth.zh}{special_zh}", f"最多抵商品金额的 {share.zh}"]
    en = [f"{points.per_points} pay {worth.get('en')}{special_en}", f"up to {share.zh} of the goods"]
    if points.min_order_cents:
        least = format_money(program, points.min_order_cents)
        zh, en = [*zh, f"商品满 {before_words(least)}可用"], [*en, f"from goods of {least.get('en')}"]
    if points.max_points is not None:
        zh, en = [*zh, f"每单最多 {points.max_points} 积分"], [*en, f"at most {points.max_points} points an order"]
    scope = points.scope.render(program.origin.goods_name, program.spec.currency)
    if scope is not None:
        zh, en = [*zh, scope.zh], [*en, scope.get("en")]
    return text("，".join(zh), ", ".join(en))


def _render_card(card: StampCardSpec) -> Text:
    return text(f"买 {card.stamps} 件送 1 件", f"one free for every {card.stamps} bought")


_POINTS = text("积分抵现", "Points")


def _describe(program: CompiledProgram) -> Iterable[tuple[str, Text]]:
    spec = program.section("checkout", CheckoutSpec)
    for promotion in spec.promotions:
        yield f"checkout.promotions.{promotion.id}", _render_promotion(program, promotion)
    if spec.points is not None:
        yield "checkout.points", _render_points(program, spec.points)
    yield from ((f"stamp_cards.{card.id}", _render_card(card)) for card in program.items("stamp_cards", StampCardSpec))


def _render_rules(program: CompiledProgram, locale: Locale) -> Iterable[RulePage]:
    spec = program.section("checkout", CheckoutSpec)
    lines = [entitle(one.name, _render_promotion(program, one)).get(locale) for one in spec.promotions]
    lines += _render_picks(spec, locale)
    lines += _render_remainder(program, locale)
    lines += [
        entitle(card.name, _render_card(card)).get(locale) for card in program.items("stamp_cards", StampCardSpec)
    ]
    if spec.points is not None:
        lines.append(entitle(_POINTS, _render_points(program, spec.points)).get(locale))
    if program.spec.section("coupons"):
        most = spec.max_coupons
        zh, en = f"每单最多使用 {most} 张券", f"At most {most} {'coupon' if most == 1 else 'coupons'} per order"
        if not most:
            zh, en = "每单不可使用优惠券", "No coupons with an order"
        lines.append(zh if locale == "zh" else en)
    if spec.late_payment == "order_only" and lines:
        zh, en = "超时后付款的订单不再扣除券和积分", "An order that is paid after its time uses no coupon and no points"
        lines.append(zh if locale == "zh" else en)
    if lines:
        yield RulePage(text("结算优惠", "At the checkout").get(locale), tuple(lines), order=55)


_WORDINGS: dict[str, Text] = {
    "price-promotion": text("促销减 {cents:money}", "promotion: {cents:money} off"),
    "price-tier_price": text("会员价减 {cents:money}", "member price: {cents:money} off"),
    "price-coupon": text("用券减 {cents:money}", "coupon: {cents:money} off"),
    "price-stamp_card": text("集章卡减 {cents:money}", "stamp card: {cents:money} off"),
    "price-benefit": text("权益减 {cents:money}", "benefit: {cents:money} off"),
    "price-agreed_price": text("活动价减 {cents:money}", "agreed price: {cents:money} off"),
    "more-than-agreed": text(
        "{id}：本行件数多于占到的件数，请分行下单",
        "{id}: the line has more pieces than were reserved; send them as their own line",
    ),
    "price-points": text("{id} 积分抵 {cents:money}", "{id} pay {cents:money}"),
    "another-is-better": text("{id}：其他组合更优惠", "{id}: another combination is better"),
    "below-threshold": text("{id}：还差 {missing_cents:money} 可用", "{id}: {missing_cents:money} below its threshold"),
    "not-combinable": text("{id}：不可与其他优惠同用", "{id}: cannot be combined"),
    "not-at-this-store": text("{id}：本店不可用", "{id}: not taken at this store"),
    "not-usable": text(
        "券 {id}：不可用（不是这位会员的，或已使用、占用中、不在有效期）",
        "coupon {id}: cannot be used (not this member's, used, in use, or not valid now)",
    ),
    "nothing-to-reduce": text("{id}：没有适用商品", "{id}: nothing it applies to"),
    "late-payment": text(
        "超时后付款：订单 {order_id} 已入账，{gone_cents:money} 的优惠已无可扣",
        "paid after its time: order {order_id} counts; of its reductions {gone_cents:money} had nothing left to use",
    ),
    "late-payment-gone": text("{id}（{amount}）已无可扣：{reason}", "{id} ({amount}) could not be used: {reason}"),
    "checkout-unknown": text(
        "未找到结算单 {hold_id}，订单照常入账", "checkout {hold_id} is not known; the order counts"
    ),
    "points-returned": text("退回 {amount} {asset}", "{amount} {asset} given back"),
    "stamped": text("集章 +{count}（{stamps}/{of}）", "{count} stamp(s) ({stamps} of {of})"),
    "stamps-taken-back": text("退款收回 {count} 个章", "{count} stamp(s) taken back with the refund"),
    "stamps-missing": text(
        "「{card}」再集 {missing} 个章得一件", "{missing:more stamp|more stamps} for a free “{card}”"
    ),
}


def _export(case: ExportCase) -> Mapping[str, Any]:
    stamps, book = case.state.read(STAMPS, StampBook).stamps, case.state.read(CHECKOUT, CheckoutBook)
    return {
        "stamp_cards": [
            {"card": case.name_of(f"stamp_cards.{name}"), "stamps": count} for name, count in sorted(stamps.items())
        ],
        "open_checkouts": [
            {"order_id": one.order_id, "payable_cents": one.payable_cents, "points": one.points,
             "until": case.render_time(one.expires_us)}
            for _, one in sorted(book.open.items())
        ],
    }  # fmt: skip


_HOOKS = Hooks(
    undo_cause=stamps.undo_cause,
    cancel=Nothing("a quote holds its price until it ends"),
    merge=merging.MERGE,
    erase=Nothing("prices and stamps tell nobody who somebody is"),
    export=_export,
    law=Proven(("holds", "purchases")),
)

DOMAIN = Domain(
    name="checkout",
    sections=SECTIONS,
    slots=(CHECKOUT, STAMPS),
    event_types=(*make_event_types(REQUESTS), *EVENT_TYPES),
    compile=_compile,
    lint=lint,
    render_rules=_render_rules,
    describe=_describe,
    prompts=_prompts,
    wordings={**_WORDINGS, **merging.WORDINGS},
    hooks=_HOOKS,
)
