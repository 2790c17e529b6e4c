"""A group buy in words: its events, its reasons and messages, its lines of the rules page."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.activities.contracts import Activity
from liuke.activities.naming import render_rewards
from liuke.activities.parts.group_buy_doc import TIMER
from liuke.activities.parts.group_buy_spec import GroupBuySpec, GroupProduct
from liuke.activities.parts.group_buy_teams import FILLED
from liuke.earning.wording import format_money
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import Locale, text
from liuke.program.units import say_span

_TEAM = {
    "activity": EventField("str", text("拼团活动", "Group buy")),
    "team": EventField("str", text("团号", "Team")),
}
_SIZE = EventField("int", text("成团人数", "Members of a team"))
_PAID = EventField("int", text("已付款人数", "Members who have paid"))
_SEAT = {**_TEAM, "seat": EventField("str", text("席位编号", "Seat"))}
_ORDER = {**_SEAT, "order_id": EventField("str", text("订单号", "Order"))}
_BACK = {
    **_ORDER,
    "cents": EventField("cents", text("退回金额", "Money asked back")),
    "refund": EventField("str", text("退款单号", "Number of the refund")),
}
_KEPT = {
    **_SEAT,
    "product": EventField("str", text("商品", "Product")),
    "size": _SIZE,
    "pieces": EventField("int", text("件数", "Pieces")),
    "until_us": EventField("t_us", text("付款期限", "Pay until")),
}

EVENT_TYPES = (
    EventType("group_buy.opened", text("已开团，待付款", "Opened a team, to be paid"), "derived", _KEPT),
    EventType("group_buy.joined", text("已参团，待付款", "Joined a team, to be paid"), "derived", _KEPT),
    EventType("group_buy.paid", text("拼团已付款", "Paid for a seat"), "derived", {
        **_ORDER, "paid": _PAID, "size": _SIZE,
    }),
    EventType("group_buy.left", text("退出拼团", "Left a team"), "derived", {
        **_SEAT, "product": _KEPT["product"], "why": EventField("str", text("原因", "Why")),
    }, undoes="group_buy.joined", named_by=("activity", "team", "seat")),
    EventType("group_buy.opening_ended", text("开团未成", "A team was not opened after all"), "derived", {
        **_SEAT, "product": _KEPT["product"],
    }, undoes="group_buy.opened", named_by=("activity", "team", "seat")),
    EventType(FILLED, text("团已满员", "A team is complete"), "derived", {**_TEAM, "size": _SIZE}),
    EventType("group_buy.team_failed", text("团未拼成", "A team failed"), "derived", {
        **_TEAM, "paid": _PAID, "size": _SIZE,
    }),
    EventType("group_buy.completed", text("拼团成功", "Complete, for a member"), "derived", {
        **_ORDER, "size": _SIZE, "opener": EventField("bool", text("是否团长", "Opened the team")),
    }),
    EventType("group_buy.failed", text("拼团未成，请求退款", "Failed, for who had paid"), "derived", _BACK),
    EventType("group_buy.paid_late", text("拼团迟到付款，请求退款", "Paid when the seat was gone"), "derived", _BACK),
    EventType(f"timer.{TIMER}", text("拼团到时", "Group buy due"), "timer", open=True),
)  # fmt: skip

WORDINGS = {
    "group-buy-seat": text("占位成功，请按时付款", "the seat is kept: pay in time"),
    "group-buy-paid": text("已付款，{paid}/{size} 人", "paid: {paid} of {size} members"),
    "group-buy-filled": text("{size} 人团已满员", "the team of {size} is complete"),
    "group-buy-complete": text("{size} 人团拼团成功", "the team of {size} is complete"),
    "group-buy-team-failed": text(
        "到期未满员（{paid}/{size} 人），拼团未成", "not complete in time ({paid} of {size} paid): it failed"
    ),
    "group-buy-failed": text("拼团未成，请求退款 {cents:money}", "the team failed: {cents:money} is asked back"),
    "group-buy-paid-late": text(
        "付款时席位已不在，请求退款 {cents:money}", "the seat was gone when it was paid: {cents:money} is asked back"
    ),
    "group-buy-lapsed": text("超时未付款，席位已让出", "not paid in time: the seat went back"),
    "group-buy-released": text("席位已让出", "the seat went back"),
    "group-buy-returned": text("订单退款，席位已让出", "the order was refunded: the seat went back"),
    "group-buy-told-complete": text("{size} 人团拼团成功", "your team of {size} is complete"),
    "group-buy-told-failed": text(
        "拼团未成，{cents:money} 将原路退回", "your team was not complete in time: {cents:money} comes back to you"
    ),
    "group-buy-product": text("没有这个拼团商品", "there is no such product in the group buy"),
    "group-buy-size": text("没有这种成团人数", "there is no team of that size"),
    "group-buy-pieces": text("超过每人件数", "more pieces than a member may have"),
    "group-buy-limit": text("参与次数已达上限", "a member may take part no more"),
    "group-buy-opens-limit": text("开团次数已达上限", "a member may open no more teams"),
    "group-buy-teams-gone": text("团数已满，不能再开团", "no more teams can be opened"),
    "group-buy-sold-out": text("已售罄", "it is sold out"),
    "group-buy-unknown": text("没有这个团", "there is no such team"),
    "group-buy-none": text("没有可参加的团", "there is no team to join"),
    "group-buy-not-begun": text("团长付款后才能参团", "who opened it has not paid yet"),
    "group-buy-over": text("该团已结束", "the team is over"),
    "group-buy-full": text("该团已满员", "the team has all its members"),
    "group-buy-held": text("席位都已被占，未付款的会让出", "all seats are taken; those that are not paid come back"),
    "group-buy-in-it": text("已在该团中", "the member is in the team already"),
    "group-buy-newcomers": text("仅限未下过单的新会员参团", "only who has not ordered before may join"),
    "group-buy-no-seat": text("没有可退出的席位", "there is no unpaid seat to leave"),
    "merge-group-buy": text("并入 {count} 个拼团席位", "{count:seat|seats} in teams come over"),
}


def render_group_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    """Sizes and prices, times, who may join, limits, what becomes of a team that is not complete."""
    spec, zh = activity.typed(GroupBuySpec), locale == "zh"
    pay = say_span(spec.pay_minutes, "minutes")
    for product in spec.products:
        yield from _render_product(activity, product, locale)
    yield (
        f"席位保留 {pay.zh}，超时未付款即让出"
        if zh
        else f"A seat is kept for {pay.get('en')}; what is not paid by then goes to others"
    )
    yield (
        f"开团后 {spec.team_hours} 小时内满员即成团；到期未满员为未成团，已付款项原路退回，不做模拟成团"
        if zh
        else f"A team has {spec.team_hours} hours; one that is not complete by then fails, and what was paid for it is "
        "given back. Teams are completed by buyers alone"
    )
    if spec.joiners == "newcomers":
        yield "仅未下过单的新会员可以参团" if zh else "Only who has not ordered before may join a team"
    if spec.seats_each is not None:
        yield f"每人最多参与 {spec.seats_each} 次" if zh else f"A member takes part {spec.seats_each} times at most"
    for rewards, who in ((spec.rewards, "成团每人得"), (spec.opener_rewards, "成团团长另得")):
        if rewards:
            told = render_rewards(activity.program, rewards).get(locale)
            en = "Each of a complete team receives" if rewards is spec.rewards else "Who opened it receives beside that"
            yield f"{who}：{told}" if zh else f"{en}: {told}"
    yield ("拼团商品不与会员价、促销、券、积分同享" if zh else "No member price, promotion, coupon or points with it")
    if spec.after_refund == "keep":
        yield "成团后退款不恢复参与资格" if zh else "A refund of a complete team does not give the right to buy again"


def _render_product(activity: Activity, product: GroupProduct, locale: Locale) -> Iterable[str]:
    program, name = activity.program, product.name.get(locale)
    for size in product.sizes:
        price = format_money(program, size.price_cents).get(locale)
        line = (
            f"{name}：{size.members} 人团每件 {price}"
            if locale == "zh"
            else f"{name}: {price} in a team of {size.members}"
        )
        if size.opener_cents is not None:
            own = format_money(program, size.opener_cents).get(locale)
            line += f"，团长 {own}" if locale == "zh" else f", {own} for who opens it"
        yield line
    if product.pieces > 1:
        yield (
            f"{name}：每人每团最多 {product.pieces} 件"
            if locale == "zh"
            else f"{name}: {product.pieces} a member in one team"
        )
