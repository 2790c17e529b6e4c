"""A sign-up in words: its events, its reasons and messages, its lines of the rules page."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.activities.contracts import Activity
from liuke.activities.naming import asset_name, render_rewards
from liuke.activities.parts.sign_up_doc import LEFT, UNSEATED
from liuke.activities.parts.sign_up_seats import DRAWN, OFFER
from liuke.activities.parts.sign_up_spec import SignUpSpec
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import Locale, text
from liuke.program.units import say_span

_PLACE = {
    "activity": EventField("str", text("报名活动", "Sign-up")),
    "session": EventField("str", text("场次", "Session")),
}
_FACT = {
    **_PLACE,
    "status": EventField("str", text("状态", "Status")),
    "party": EventField("int", text("人数", "Persons")),
}

EVENT_TYPES = (
    EventType("sign_up.joined", text("已报名", "Signed up"), "derived", _FACT),
    EventType(LEFT, text("已退出报名", "Left a sign-up"), "derived",
              {**_FACT, "counted_day": EventField("day", text("报名日", "Day of signing up"))},
              undoes="sign_up.joined", named_by=("activity", "session")),
    EventType("sign_up.seated", text("已得名额", "A place is the member's"), "derived", _FACT),
    EventType(UNSEATED, text("名额已退", "A place is given up"), "derived",
              {**_FACT, "counted_day": EventField("day", text("报名日", "Day of signing up"))},
              undoes="sign_up.seated", named_by=("activity", "session")),
    EventType("sign_up.not_drawn", text("未中签", "Not drawn"), "derived", _FACT),
    EventType("sign_up.offered", text("候补到名额", "A place is offered"), "derived", _FACT),
    EventType("sign_up.attended", text("已到场", "Attended"), "derived", _FACT),
    EventType("sign_up.missed", text("缺席", "Did not come"), "derived", _FACT),
    EventType(OFFER, text("候补叫号", "The next who waits"), "derived", {
        **_PLACE, "until_us": EventField("t_us", text("确认期限", "Until")),
    }),
    EventType(DRAWN, text("抽签结果", "Result of a draw"), "derived", {
        **_PLACE, "result": EventField("str", text("结果", "Result")),
    }),
)  # fmt: skip

WORDINGS = {
    "sign-up-seated": text("报名成功", "a place is yours"),
    "sign-up-waiting": text("已进入候补", "on the waiting list"),
    "sign-up-entered": text("已参加抽签", "entered for the draw"),
    "sign-up-not-drawn": text("未中签", "not drawn"),
    "sign-up-not_drawn": text("未中签", "not drawn"),
    "sign-up-offered": text("候补到名额", "a place is offered"),
    "sign-up-place": text("「{name}」有名额了，请及时确认", "a place in “{name}” is free: take it in time"),
    "sign-up-reminder": text("「{name}」即将开始", "“{name}” begins soon"),
    "sign-up-cancelled": text("已退出", "left"),
    "sign-up-attended": text("已到场", "attended"),
    "sign-up-missed": text("未到场", "did not come"),
    "sign-up-session": text("没有这个场次", "there is no such session"),
    "sign-up-over": text("已开始，不能再报名", "it has begun"),
    "sign-up-party": text("人数超出限制", "too many persons"),
    "sign-up-barred": text("因多次缺席，暂不能报名", "who did not come too often cannot sign up for a while"),
    "sign-up-again": text("已报过名", "signed up already"),
    "sign-up-limit": text("已达每人场次上限", "a member may sign up for no more sessions"),
    "sign-up-drawing": text("报名已截止，正在抽签", "entries are closed, the draw is under way"),
    "sign-up-full": text("名额与候补均已满", "places and waiting list are full"),
    "sign-up-none": text("没有可操作的报名", "the member has no such place"),
    "sign-up-too-late": text("已过取消期限", "it is too late to cancel"),
    "sign-up-no-offer": text("名额已过确认期限", "the offer has lapsed"),
    "sign-up-wrong-code": text("签到码不符", "the code is another one"),
    "merge-sign-up": text("并入 {count} 个场次", "{count:session|sessions} come over"),
}


def render_sign_up_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    """Sessions, how places are given, price, cancelling, rewards, and who does not come."""
    spec, program, zh = activity.typed(SignUpSpec), activity.program, locale == "zh"
    for one in spec.sessions:
        places = (f"{one.places} 个名额" if zh else f"{one.places} places") if one.places is not None else (
            "不限名额" if zh else "no limit"
        )  # fmt: skip
        yield (
            f"{one.name.get(locale)}：{one.begins}，{places}"
            if zh
            else f"{one.name.get(locale)}: {one.begins}, {places}"
        )
    if spec.ballot is not None:
        yield f"{spec.ballot} 抽签决定" if zh else f"Places are drawn at {spec.ballot}"
    if spec.price is not None:
        cost, asset = spec.price.amount, asset_name(program, spec.price.asset).get(locale)
        yield f"每人 {cost} {asset}" if zh else f"{cost} {asset} a person"
    if spec.waiting:
        offered = say_span(spec.offer_minutes, "minutes").get(locale)
        yield (
            f"名额释放后依次通知候补，{offered}内确认有效"
            if zh
            else f"A free place is offered to the next who waits, for {offered}"
        )
    if spec.cancel_minutes:
        before = say_span(spec.cancel_minutes, "minutes").get(locale)
        yield (f"开始 {before}前可取消" if zh else f"Cancelled until {before} before it begins")
    if spec.rewards:
        said = render_rewards(program, spec.rewards).get(locale)
        yield f"到场奖励：{said}" if zh else f"For who comes: {said}"
    if (rule := spec.no_shows) is not None:
        yield (
            f"{rule.within_days} 天内缺席 {rule.most} 次，暂停报名 {rule.barred_days} 天"
            if zh
            else f"Who misses {rule.most} in {rule.within_days} days cannot sign up for {rule.barred_days} days"
        )
