"""A bargain in words: its events, its reasons, its lines of the rules page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from liuke.activities.contracts import Activity
from liuke.activities.parts.bargain_merge import SELF_HELP
from liuke.activities.parts.bargain_spec import BargainGood, BargainSpec
from liuke.earning.wording import format_money
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import Locale, Text, text
from liuke.program.units import say_span

HELP = "bargain.friend_helped"
"""Delivered to who started the bargain."""

_OF = {
    "activity": EventField("str", text("砍价活动", "Activity")),
    "ref": EventField("str", text("砍价编号", "Bargain")),
}
_GOOD = {**_OF, "good": EventField("str", text("商品", "Good"))}
_ORDER = {"order_id": EventField("str", text("订单号", "Order"))}
_CUT = {
    "cents": EventField("cents", text("砍掉金额", "Cut")),
    "newcomer": EventField("bool", text("新会员", "By a newcomer")),
}  # fmt: skip
_PRICE = {"price_cents": EventField("cents", text("当前价", "Price now"))}
_FRIEND = {"friend": EventField("str", text("好友", "Friend"))}
EVENT_TYPES = (
    EventType("bargain.started", text("发起了砍价", "A bargain was started"), "derived", {
        **_GOOD, "until_us": EventField("t_us", text("砍价截止", "Until")),
    }),
    EventType("bargain.helped", text("帮好友砍了价", "Helped a friend's bargain"), "derived", {**_GOOD, **_CUT}),
    EventType("bargain.cut", text("好友帮砍", "A friend cut the price"), "derived", {
        **_GOOD, **_CUT, **_PRICE, **_FRIEND,
    }),
    EventType("bargain.reached", text("砍到底价", "The floor was reached"), "derived", {**_GOOD, **_PRICE}),
    EventType("bargain.bought", text("砍价成交", "Bought by a bargain"), "derived", {**_GOOD, **_PRICE, **_ORDER}),
    EventType("bargain.closed", text("砍价结束", "A bargain is over"), "derived", {
        **_GOOD, "lapsed": EventField("bool", text("超时", "Its time was over")),
        "cut_cents": EventField("cents", text("已砍金额", "Cut by then")),
    }),
    EventType("bargain.returned", text("砍价商品退回", "Returned to a bargain"), "derived", {**_GOOD, **_ORDER}),
    EventType(HELP, text("好友的帮砍送达", "News of a friend's help"), "derived", {
        **_OF, **_CUT, **_FRIEND, "n": EventField("int", text("第几次帮砍", "Number of the help")),
        "test": EventField("bool", text("测试会员", "Test member")),
    }),
    EventType(SELF_HELP, text("自砍撤销", "Helped themselves"), "derived", _OF),
)  # fmt: skip

WORDINGS = {
    "bargain-started": text("发起砍价", "a bargain was started"),
    "bargain-helped": text("帮好友砍掉 {cents:money}", "{cents:money} cut for a friend"),
    "bargain-cut": text("好友砍掉 {cents:money}", "a friend cut {cents:money}"),
    "bargain-bought": text("以 {cents:money} 成交", "bought for {cents:money}"),
    "bargain-lapsed": text("到时未成交，砍价结束", "not bought in time: the bargain is over"),
    "bargain-given-up": text("砍价已放弃", "the bargain was given up"),
    "bargain-returned": text("退款，砍价商品退回", "it came back with the refund"),
    "bargain-self-help": text("自砍撤销 {cents:money}", "{cents:money} cut by oneself is put back"),
    "bargain-floor": text("砍到底价了，请在时限内付款", "the floor price is reached: pay in time"),
    "bargain-good": text("没有这个砍价商品", "there is no such good"),
    "bargain-sold-out": text("砍价商品已被领完", "no piece is left to bargain for"),
    "bargain-limit": text("发起砍价已达上限", "no more bargains for now"),
    "bargain-unknown": text("没有这个砍价", "there is no such bargain"),
    "bargain-own": text("不能给自己砍价", "nobody helps themselves"),
    "bargain-again": text("已帮过这个砍价", "this bargain was helped before"),
    "bargain-help-limit": text("帮砍次数已达上限", "no more helps for now"),
    "bargain-over": text("砍价已结束", "the bargain is over"),
    "bargain-at-floor": text("已砍到底价", "the floor price is reached"),
    "bargain-in-checkout": text("好友正在付款，暂不能再砍", "it is being paid: nobody helps meanwhile"),
    "merge-bargain": text("并入 {count} 个砍价", "{count:bargain|bargains} come over"),
}


def _say_cuts(program_money: Sequence[Text], locale: Locale) -> str:
    told = [one.get(locale) for one in program_money]
    if len(set(told)) == 1:
        return f"每位砍 {told[0]}" if locale == "zh" else f"{told[0]} each"
    return f"依次砍 {'、'.join(told)}" if locale == "zh" else f"{', '.join(told)} in turn"


def _say_good(activity: Activity, spec: BargainSpec, good: BargainGood, locale: Locale) -> str:
    program, zh = activity.program, locale == "zh"
    full, floor = (format_money(program, cents).get(locale) for cents in (good.full_cents, good.floor_cents))
    cuts = (
        _say_cuts([format_money(program, cents) for cents in good.list_cuts()], locale)
        if spec.cuts == "stated"
        else ("每位随机砍，合计恰为差价" if zh else "each at random, together exactly the difference")
    )
    name = good.name.get(locale)
    return (
        f"{name}：原价 {full}，{good.friends} 位好友砍到 {floor}，{cuts}；"
        f"共 {good.stock} 件，每人限 {good.per_member} 件"
        if zh
        else f"{name}: from {full} to {floor} with the help of {good.friends}, {cuts}; {good.stock} in all, "
        f"{good.per_member} a member"
    )


def render_bargain_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    """Goods with their cuts, limits, times, and how the price goes with others."""
    spec, zh = activity.typed(BargainSpec), locale == "zh"
    for good in spec.goods:
        yield _say_good(activity, spec, good, locale)
    hours, pay = spec.hours, say_span(spec.pay_minutes, "minutes")
    yield (
        f"发起后 {hours} 小时内好友可帮砍，不晚于活动结束；之后 {pay.zh}内付款，逾期商品退回"
        if zh
        else f"Friends help within {hours} hours of the start and until the activity ends; it is paid within "
        f"{pay.get('en')} after that, or goes back"
    )
    any_price = spec.purchase == "any_price"
    yield (
        ("砍到任意价格都可购买" if any_price else "砍到底价才可购买")
        if zh
        else ("It can be bought at any price that was reached" if any_price else "It can be bought at the floor alone")
    )
    yield from _say_helping(spec, zh=zh)
    if spec.combines == "alone":
        yield (
            "砍价商品不与会员价、促销、券、积分同享，不计入其他门槛"
            if zh
            else "No member price, promotion, coupon or points with it; it counts towards no threshold"
        )
    if spec.after_refund == "keep":
        yield "退款后不恢复购买资格" if zh else "A refund does not give the right to buy again"


def _say_helping(spec: BargainSpec, *, zh: bool) -> Iterable[str]:
    yield "同一砍价每位好友只能帮一次，不能帮自己" if zh else "A friend helps a bargain once, and nobody themselves"
    if spec.limits.per_day is not None:
        most = spec.limits.per_day
        yield f"每人每天最多帮 {most} 次" if zh else f"A member helps at most {most} a day"
    if spec.limits.in_all is not None:
        most = spec.limits.in_all
        yield f"每人活动期内最多帮 {most} 次" if zh else f"A member helps at most {most} in all"
    if spec.newcomer_counts > 1:
        days, counts = spec.limits.newcomer_days, spec.newcomer_counts
        yield (
            f"注册 {days} 天内、未下过单的新会员，一人相当于 {counts} 位好友"
            if zh
            else f"Who joined within {days} days and has paid no order counts as {counts} friends"
        )
