"""A flash sale in words: its events, its reasons, its lines of the rules page."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.activities.contracts import Activity
from liuke.activities.parts.flash_sale_spec import FlashSaleSpec
from liuke.earning.wording import format_money, tier_name
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import Locale, text
from liuke.program.units import say_span

_FACT = {
    "activity": EventField("str", text("秒杀活动", "Flash sale")),
    "ref": EventField("str", text("占位编号", "Place")),
    "product": EventField("str", text("商品", "Product")),
    "session": EventField("str", text("场次", "Session")),
    "pieces": EventField("int", text("件数", "Pieces")),
}
_ORDER = {"order_id": EventField("str", text("订单号", "Order"))}

EVENT_TYPES = (
    EventType("flash_sale.reserved", text("秒杀已占位", "Reserved in a flash sale"), "derived", {
        **_FACT, "until_us": EventField("t_us", text("付款期限", "Until")),
    }),
    EventType("flash_sale.bought", text("秒杀成交", "Bought in a flash sale"), "derived", {**_FACT, **_ORDER}),
    EventType("flash_sale.closed", text("秒杀占位结束", "Place in a flash sale over"), "derived", {
        **_FACT, "lapsed": EventField("bool", text("超时", "Its time was over")),
    }),
    EventType("flash_sale.returned", text("秒杀商品退回", "Returned to a flash sale"), "derived", {**_FACT, **_ORDER}),
)  # fmt: skip

WORDINGS = {
    "flash-sale-reserved": text("占位 {pieces} 件", "{pieces:piece|pieces} reserved"),
    "flash-sale-bought": text("成交 {pieces} 件", "{pieces:piece|pieces} bought"),
    "flash-sale-lapsed": text("超时未付款，占位退回", "not paid in time: the place went back"),
    "flash-sale-released": text("占位已退回", "the place went back"),
    "flash-sale-returned": text("退款退回 {pieces} 件", "{pieces:piece|pieces} came back with the refund"),
    "flash-sale-product": text("没有这个秒杀商品", "there is no such product in the sale"),
    "flash-sale-too-early": text("本场尚未开始", "the session has not begun for this member"),
    "flash-sale-over": text("没有后续场次", "no session is to come"),
    "flash-sale-limit": text("超过限购数量", "a member may buy no more"),
    "flash-sale-sold-out": text("本场已售罄", "it is sold out"),
    "flash-sale-all-held": text(
        "剩余件数都已被占位，未付款的会退回", "all that is left is reserved; what is not paid comes back"
    ),
    "flash-sale-no-place": text("没有可放弃的占位", "there is no such place to give up"),
    "merge-flash-sale": text("并入 {count} 个占位", "{count:place|places} come over"),
}


def render_sale_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    """Sessions, products, limits, early access, and how the price goes with others."""
    spec, program, zh = activity.typed(FlashSaleSpec), activity.program, locale == "zh"
    spans = [(one.at, say_span(one.minutes, "minutes").get(locale)) for one in spec.sessions]
    times = [f"{at}（{lasts}）" if zh else f"{at} ({lasts})" for at, lasts in spans]
    yield f"场次：{'、'.join(times)}" if zh else f"Sessions: {', '.join(times)}"
    if spec.clock == "place":
        yield "按门店当地时间" if zh else "By the local time of the store"
    for one in spec.products:
        price, name = format_money(program, one.price_cents).get(locale), one.name.get(locale)
        yield (
            f"{name}：{price}，每场 {one.stock} 件，每人每场限 {one.per_session} 件"
            if zh
            else f"{name}: {price}, {one.stock} a session, {one.per_session} a member"
        )
    for tier, minutes in spec.early.items():
        name = tier_name(program, tier).get(locale)
        sooner = say_span(minutes, "minutes").get(locale)
        yield f"{name}提前 {sooner}" if zh else f"{name}: {sooner} earlier"
    kept = say_span(spec.reserve_minutes, "minutes").get(locale)
    yield (
        f"占位保留 {kept}，超时未付款即退回"
        if zh
        else f"A place is kept for {kept}; what is not paid by then goes back"
    )
    if spec.combines == "alone":
        yield (
            "秒杀商品不与会员价、促销、券、积分同享，不计入其他门槛"
            if zh
            else "No member price, promotion, coupon or points with it; it counts towards no threshold"
        )
    if spec.after_refund == "keep":
        yield "退款后不恢复购买资格" if zh else "A refund does not give the right to buy again"
