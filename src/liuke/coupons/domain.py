"""Coupons as a domain: sections, event types, reactions, wordings, rules page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from liuke.coupons import gifts, merging, requests, service
from liuke.coupons.coupon_reward import CouponReward
from liuke.coupons.lint import lint
from liuke.coupons.request_types import REQUESTS
from liuke.coupons.service import COUPONS, CouponBook
from liuke.coupons.spec import SECTIONS, AbsoluteValidity, CouponBatch, RelativeValidity
from liuke.decision.domain import CompiledProgram, Domain, Limited, Phase, Reaction, RulePage, StockRule
from liuke.decision.event import Event
from liuke.decision.hooks import ExportCase, Hooks, Nothing, Proven
from liuke.decision.reasons import Prompt
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.earning.wording import before_words, format_money
from liuke.events.catalogue import EventField, EventType
from liuke.events.request import make_event_types
from liuke.kernel.clock import DAY_US
from liuke.kernel.text import Locale, Text, entitle, join_clauses, text

NEAR_DAYS = 7
"""A coupon that expires within so many days is worth telling."""

_BATCH = EventField("str", text("券", "Coupon"), required=True)
_COUPON = EventField("str", text("券号", "Coupon number"), required=True)
_GIFT = EventField("str", text("转赠单号", "Gift"), required=True)
_FROM = EventField("str", text("对方", "The other member"), required=True)
_ORDER = EventField("str", text("订单号", "Order"))
_SAVED = EventField("cents", text("节省", "Saved"))
_STORE = EventField("str", text("门店", "Store"))
_UNTIL = EventField("t_us", text("失效时间", "Valid until"))
_COUNT = EventField("int", text("张数", "Count"))
_IDS = EventField("list", text("券号", "Coupon numbers"))
_REASON = EventField("str", text("原因", "Reason"))

EVENT_TYPES = (
    EventType("coupon.redeemed", text("门店核销券", "Coupon redeemed at a till"), "reported", {
        "batch": EventField("str", text("券", "Coupon")), "coupon_id": EventField("str", text("券号", "Coupon number")),
        "order_id": _ORDER, "saved_cents": _SAVED, "store": _STORE,
    }, open=True),
    EventType("campaign.received", text("收到发券活动", "Campaign received"), "reported", {
        "campaign": EventField("str", text("活动", "Campaign")),
        "batches": EventField("list", text("券", "Coupons")),
    }, open=True, by="merchant"),
    EventType("coupon.granted", text("获得券", "Coupon granted"), "derived", {
        "batch": _BATCH, "count": _COUNT, "coupon_ids": _IDS, "ref": EventField("str", text("关联", "Reference")),
        "rule": EventField("str", text("规则", "Rule")),
    }),
    EventType("coupon.used", text("券已使用", "Coupon used"), "derived", {
        "batch": _BATCH, "coupon_id": _COUPON, "order_id": _ORDER, "saved_cents": _SAVED,
    }),
    EventType("coupon.returned", text("券已退回", "Coupon returned"), "derived", {
        "batch": _BATCH, "coupon_id": _COUPON, "order_id": _ORDER, "saved_cents": _SAVED,
        "counted_day": EventField("day", text("使用日", "Day of use")),
    }, undoes="coupon.used", named_by=("coupon_id", "order_id")),
    EventType("coupon.expired", text("券已过期", "Coupons expired"), "derived", {
        "batch": _BATCH, "count": _COUNT, "coupon_ids": _IDS,
    }),
    EventType("coupon.revoked", text("券被收回", "Coupon revoked"), "derived", {"batch": _BATCH, "coupon_id": _COUPON}),
    EventType("coupon.redemption_unmatched", text("核销无对应券", "Redemption without a coupon"), "derived", {
        "batch": EventField("str", text("券", "Coupon")), "coupon_id": EventField("str", text("券号", "Coupon number")),
        "order_id": _ORDER, "saved_cents": _SAVED, "reason": _REASON,
    }),
    EventType("coupon.gift_offered", text("收到转赠", "Gift offered"), "derived", {
        "gift_id": _GIFT, "from": _FROM, "batch": _BATCH, "until_us": _UNTIL,
    }),
    EventType("coupon.gift_claimed", text("转赠被领取", "Gift claimed"), "derived", {"gift_id": _GIFT, "from": _FROM}),
    EventType("coupon.gift_received", text("转赠到账", "Gift received"), "derived", {
        "gift_id": _GIFT, "from": _FROM, "batch": _BATCH, "code": EventField("str", text("券码", "Code")),
        "valid_from_us": EventField("t_us", text("生效时间", "Valid from"), required=True),
        "valid_until_us": EventField("t_us", text("失效时间", "Valid until"), required=True),
    }),
    EventType("coupon.gift_lapsed", text("转赠失效", "Gift lapsed"), "derived", {"gift_id": _GIFT, "from": _FROM}),
    EventType("coupon.given", text("券已送出", "Coupon given"), "derived", {
        "coupon_id": _COUPON, "batch": _BATCH, "gift_id": _GIFT,
        "to": EventField("str", text("受赠会员", "To member"), required=True),
    }),
    EventType("coupon.gift_returned", text("转赠退回", "Gift returned"), "derived", {
        "coupon_id": _COUPON, "batch": _BATCH, "gift_id": _GIFT,
    }),
    EventType("timer.coupons", text("券到期", "Coupons due"), "timer", open=True),
    EventType("timer.coupon_gift", text("转赠到期", "Gift due"), "timer", open=True),
)  # fmt: skip

_RUNS: dict[str, tuple[Phase, Callable[[Turn], None]]] = {
    "coupon.claim": (Phase.REQUEST, requests.run_claim),
    "coupon.redeem_code": (Phase.REQUEST, requests.run_redeem_code),
    "coupon.use": (Phase.REQUEST, requests.run_use),
    "coupon.revoke": (Phase.REQUEST, requests.run_revoke),
    "coupon.redeemed": (Phase.REQUEST, requests.run_redeemed),
    "campaign.received": (Phase.REQUEST, requests.run_campaign),
    "coupon.granted": (Phase.AFTER, requests.run_granted),
    "coupon.gift": (Phase.REQUEST, gifts.run_gift),
    "coupon.gift_accept": (Phase.REQUEST, gifts.run_accept),
    "coupon.gift_cancel": (Phase.REQUEST, gifts.run_cancel),
    "coupon.gift_offered": (Phase.REQUEST, gifts.run_offered),
    "coupon.gift_claimed": (Phase.REQUEST, gifts.run_claimed),
    "coupon.gift_received": (Phase.REQUEST, gifts.run_received),
    "coupon.gift_lapsed": (Phase.REQUEST, gifts.run_lapsed),
    "order.paid": (Phase.AFTER, requests.run_order_paid),
    "order.refunded": (Phase.AFTER, requests.run_order_refunded),
    "timer.coupons": (Phase.TIME, service.run_due),
    "timer.coupon_gift": (Phase.TIME, gifts.run_gift_due),
}


def _compile(program: CompiledProgram) -> Iterable[Reaction]:
    requests.audiences(program)
    return [Reaction(event_type, phase, "coupons", run) for event_type, (phase, run) in _RUNS.items()]


def _prompts(program: CompiledProgram, state: MemberState, now_us: int) -> Iterable[Prompt]:
    book = state.read(COUPONS, CouponBook)
    left_us = book.next_until_us - now_us
    if not book.next_id or not 0 < left_us <= NEAR_DAYS * DAY_US:
        return
    days = -(-left_us // DAY_US)
    yield Prompt(
        "coupon", f"coupons.{book.next_batch}", days, "days", 10_000 - left_us * 10_000 // (NEAR_DAYS * DAY_US),
        "coupon-expiring-soon", {"coupon": book.next_batch, "days": days},
    )  # fmt: skip


def render_terms(program: CompiledProgram, batch: CouponBatch) -> Text:
    """What a coupon gives and when it can be used."""
    percent = f"{batch.percent_off_bps / 100:g}%"
    amount, least = format_money(program, batch.amount_cents), format_money(program, batch.threshold_cents)
    what = {
        "amount": text(f"减 {amount.zh}", f"{amount.get('en')} off"),
        "percent": text(f"减免 {percent}", f"{percent} off"),
        "free_item": text("免费一件", "one item free"),
        "free_delivery": text("免配送费", "free delivery"),
    }[batch.kind]
    if batch.threshold_cents:
        what = text(f"满 {before_words(least)}可用，{what.zh}", f"{what.get('en')} from {least.get('en')}")
    return join_clauses([what, *_list_limits(program, batch)])


MOST_NAMED = 5
"""Goods and stores that a sentence names; of more it says how many."""


def _list_limits(program: CompiledProgram, batch: CouponBatch) -> Iterable[Text]:
    if batch.max_discount_cents:
        most = format_money(program, batch.max_discount_cents)
        yield text(f"最高减 {most.zh}", f"at most {most.get('en')}")
    scope = batch.scope
    named = len(scope.products) + len(scope.categories) + len(scope.tags)
    if named > MOST_NAMED or len(scope.stores) > MOST_NAMED:
        if named:
            yield text(f"限 {named} 项商品", f"only {named} products or categories")
        if scope.stores:
            yield text(f"限 {len(scope.stores)} 家门店", f"only at {len(scope.stores)} stores")
    elif (words := scope.render(program.origin.goods_name, program.spec.currency)) is not None:
        yield words
    match batch.validity:
        case AbsoluteValidity(from_=first, to=last):
            yield text(f"{first} 至 {last} 有效", f"valid {first} to {last}")
        case RelativeValidity(days=days):
            yield text(f"领取后 {days} 天内有效", f"valid for {days} days")
        case _:
            pass
    if batch.public_code is not None:
        yield text(f"口令 {batch.public_code}", f"code {batch.public_code}")
        yield text(f"每人限 {batch.member_limit} 张", f"{batch.member_limit} a member")
        if batch.quota is not None:
            yield text(f"共 {batch.quota} 张", f"{batch.quota} in all")


def _describe(program: CompiledProgram) -> Iterable[tuple[str, Text]]:
    for batch in program.items("coupons", CouponBatch):
        yield f"coupons.{batch.id}", render_terms(program, batch)


def _render_rules(program: CompiledProgram, locale: Locale) -> Iterable[RulePage]:
    batches = program.items("coupons", CouponBatch)
    # parcels of hundreds of coupons are no rules; the page shows what a member can take
    shown = [batch for batch in batches if batch.claimable or batch.public_code is not None] or list(batches[:20])
    if shown:
        heading = text("优惠券", "Coupons").get(locale)
        yield RulePage(
            heading, tuple(entitle(batch.name, render_terms(program, batch)).get(locale) for batch in shown), order=60
        )


_WORDINGS: dict[str, Text] = {
    "coupon-granted": text("获得券 {coupon} × {count}", "coupon {coupon} × {count} received"),
    "coupon-used": text("使用券 {coupon}，节省 {saved_cents:money}", "coupon {coupon} used, {saved_cents:money} saved"),
    "coupon-returned": text("订单退款，券 {coupon} 已退回", "the order was refunded: coupon {coupon} is back"),
    "coupon-recalled": text("订单退款，券 {coupon} 已收回", "the order was refunded: coupon {coupon} is taken back"),
    "coupon-not-returned": text("券 {coupon} 按规则不退回", "coupon {coupon} is not returned, by its terms"),
    "coupon-expired": text("券 {coupon} 已过期", "coupon {coupon} has expired"),
    "coupon-limit": text("券 {coupon} 已达每人限领", "coupon {coupon}: the limit per member is reached"),
    "coupon-sold-out": text("券 {coupon} 已领完", "coupon {coupon}: none left"),
    "coupon-batch-unknown": text("方案中没有券 {coupon}", "the program has no coupon {coupon}"),
    "coupon-gift-received": text("收到好友转赠的券 {coupon}", "coupon {coupon} received as a gift"),
    "coupon-redemption-unmatched": text(
        "核销 {coupon} 没有对应的券：{reason}", "no coupon matches the redemption of {coupon}: {reason}"
    ),
    "campaign-unknown": text("方案中没有活动 {campaign}", "the program has no campaign {campaign}"),
    "campaign-over": text("活动 {campaign} 已结束", "campaign {campaign} is over"),
    "campaign-received-before": text("活动 {campaign} 已领过", "campaign {campaign} was received before"),
    "coupon-expiring-soon": text("「{coupon}」还有 {days} 天到期", "“{coupon}” expires in {days:day|days}"),
    "coupon-expiring": text("{count} 张券 {coupon} 还有 {days} 天到期", "{count} × {coupon} expire in {days:day|days}"),
    "coupon-gift-offered": text("好友送你一张券 {coupon}", "a friend offers you coupon {coupon}"),
}


def _list_stock(program: CompiledProgram) -> Mapping[str, int | StockRule]:
    batches = [batch for batch in program.items("coupons", CouponBatch) if batch.quota is not None]
    # of a batch with imported codes there are as many pieces as codes: importing them makes and raises its stock
    return {
        service.stock_key(batch): _none_imported if batch.code == "imported" else batch.quota or 0 for batch in batches
    }


def _none_imported(period: str) -> int | None:
    return None if period else 0


def _find_limited(program: CompiledProgram, event: Event) -> Limited | None:
    batch = service.find_batch(program, str(event.data.get("batch")))
    return Limited(service.stock_key(batch), "coupon-sold-out") if batch and batch.quota is not None else None


def _find_limited_code(program: CompiledProgram, event: Event) -> Limited | None:
    """A public code that is on every poster meets a herd, as a claim does."""
    batch = service.find_public(program, str(event.data.get("code")))
    return Limited(service.stock_key(batch), "coupon-sold-out") if batch and batch.quota is not None else None


def _export(case: ExportCase) -> Mapping[str, Any]:
    """Coupons that are held, and how many were received in all; those that are over are a list of their own."""
    book, held = case.state.read(COUPONS, CouponBook), case.state.coupons().values()
    return {
        "held": [
            {
                "coupon": case.name_of(f"coupons.{one.batch}"), "status": one.status, "code": one.code,
                "from": case.render_time(one.valid_from_us), "until": case.render_time(one.valid_until_us),
                "given": case.render_time(one.granted_us),
            }
            for one in sorted(held, key=lambda one: (one.granted_us, one.coupon_id))
        ],
        "received": {case.name_of(f"coupons.{batch}"): count for batch, count in sorted(book.received.items())},
    }  # fmt: skip


_HOOKS = Hooks(
    undo_cause=Nothing("a reward's owner takes back the reward, and with it its coupons (CouponReward.take_back)"),
    cancel=Nothing("a coupon that was given stays; what a kind holds back it gives back itself"),
    merge=merging.MERGE,
    erase=Nothing("a coupon tells nobody who somebody is"),
    export=_export,
    law=Proven(("stock", "coupon-moves")),
)

DOMAIN = Domain(
    name="coupons",
    stock=_list_stock,
    limited={"coupon.claim": _find_limited, "coupon.redeem_code": _find_limited_code},
    sections=SECTIONS,
    slots=(COUPONS,),
    event_types=(*make_event_types(REQUESTS), *EVENT_TYPES),
    compile=_compile,
    lint=lint,
    render_rules=_render_rules,
    describe=_describe,
    prompts=_prompts,
    rewards=(CouponReward,),
    wordings={**_WORDINGS, **merging.WORDINGS},
    hooks=_HOOKS,
)
