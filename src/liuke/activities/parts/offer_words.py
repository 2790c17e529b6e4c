"""An offer in words: its events, its reasons, its lines of the rules page."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.activities.contracts import Activity
from liuke.activities.naming import render_rewards
from liuke.activities.parts.offer_spec import OfferGoal, OfferSpec, OfferWindow
from liuke.decision.domain import CompiledProgram
from liuke.earning.handouts import render_return
from liuke.earning.wording import format_money
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import Locale, Text, text

RECEIVED = "offer.received"

_OFFER = EventField("str", text("优惠任务", "Offer"))
_ACTIVITY = EventField("str", text("优惠任务", "Offer"))
_REF = EventField("str", text("收到编号", "Receipt"))
_VALUE = EventField("int", text("进度", "Value"))
_FACT = {"activity": _ACTIVITY, "ref": _REF}


def list_event_types() -> tuple[EventType, ...]:
    """What is reported of offers, and what is stated."""
    named = {"offer": _OFFER, "ref": _REF}
    return (
        EventType(RECEIVED, text("收到优惠任务", "Offer received"), "reported", named, open=True, by="merchant"),
        EventType("offer.viewed", text("查看优惠任务", "Offer viewed"), "reported", named, open=True),
        EventType("offer.given", text("规则送出优惠任务", "Offer given by a rule"), "derived", {
            **named, "rule": EventField("str", text("规则", "Rule")),
        }),
        EventType("offer.opened", text("优惠任务开始计时", "Offer under way"), "derived", {
            **_FACT, "ends_us": EventField("t_us", text("结束时间", "Ends")),
        }),
        EventType("offer.achieved", text("达成优惠任务", "Offer achieved"), "derived", {
            **_FACT, "value": _VALUE, "viewed": EventField("bool", text("查看过", "Viewed")),
            "received_us": EventField("t_us", text("收到时间", "Received")),
        }),
        EventType("offer.missed", text("未查看先达成，不计", "Offer reached unviewed"), "derived", _FACT),
        EventType("offer.lapsed", text("优惠任务过期", "Offer lapsed"), "derived", {**_FACT, "value": _VALUE}),
        EventType("offer.undone", text("优惠任务被退款撤销", "Offer undone by a refund"), "derived",
                  {**_FACT, "value": _VALUE, "counted_day": EventField("day", text("达成日", "Day it was achieved"))},
                  undoes="offer.achieved", named_by=("activity", "ref")),
    )  # fmt: skip


WORDINGS = {
    "offer-received": text("收到，开始计时", "received"),
    "offer-received-already": text("这一次已收到过", "this receipt is known already"),
    "offer-limit": text("已达每人次数上限", "a member may achieve it no more times"),
    "offer-held": text("上一次仍在有效期内", "the one before is still under way"),
    "offer-too-many": text("同时持有的次数过多", "too many of it are under way at once"),
    "offer-gone": text("没有这个优惠任务", "there is no such offer"),
    "offer-not-held": text("没有在有效期内的这个优惠任务", "the member holds none of it"),
    "offer-viewed": text("已查看", "viewed"),
    "offer-viewed-already": text("之前已查看", "viewed before"),
    "offer-unviewed": text("查看之前的不计", "what comes before it is viewed does not count"),
    "offer-was-viewed": text("查看过的不计", "only while it was not viewed"),
    "offer-too-small": text("单笔 {value}，需 {target}", "{value} at once, of {target}"),
    "offer-counted": text("进度 {value}/{target}", "at {value} of {target}"),
    "offer-missed": text("未查看先达成，不计", "reached before it was viewed: missed"),
    "offer-waits-for-view": text("已达成，查看后发放", "reached; it is given once it is viewed"),
    "offer-achieved": text("达成，累计 {times} 次", "achieved, {times:time|times} in all"),
    "offer-undone": text("退款后不再达成", "achieved no more after a refund"),
    "offer-view": text("查看后可得{reward_zh}", "view it for {reward_en}"),
    "offer-one-cents": text(
        "一次消费满 {target:money} 可得{reward_zh}", "spend {target:money} at once for {reward_en}"
    ),
    "offer-one-points": text("一次达到 {target} 可得{reward_zh}", "{target} at once for {reward_en}"),
    "offer-left-cents": text("再消费 {missing:money} 可得{reward_zh}", "spend {missing:money} more for {reward_en}"),
    "offer-left-points": text("再 {missing} 可得{reward_zh}", "{missing} more for {reward_en}"),
    "offer-left-times": text("再 {missing} 次可得{reward_zh}", "{missing:more time|more times} for {reward_en}"),
    "offer-withdrawn": text("优惠任务已收回", "the offer was withdrawn"),
    "offer-sent": text("送出优惠任务", "an offer is sent"),
    "merge-offers": text("并入 {count} 个优惠任务", "{count:offer|offers} come over"),
}


def render_lasts(lasts: OfferWindow) -> Text:
    """How long it lasts."""
    if lasts.hours is not None:
        words = text(f"收到后 {lasts.hours} 小时内", f"within {lasts.hours} hours of receiving it")
    elif lasts.ends == "end_of_day":
        words = text(f"收到后第 {lasts.days} 天结束前", f"until the end of day {lasts.days} after receiving it")
    else:
        words = text(f"收到后 {lasts.days} 天内", f"within {lasts.days} days of receiving it")
    if lasts.inclusive:
        return text(f"{words.zh}（含最后一刻）", f"{words.en}, the last instant included")
    return words


def _render_goal(program: CompiledProgram, goal: OfferGoal) -> Text:
    labels = [found.label for found in map(program.events.find, goal.on) if found is not None]
    zh, en = "或".join(one.zh for one in labels), " or ".join(one.get("en") for one in labels)
    if goal.measure == "count":
        more_zh, more_en = ("超过", "more than ") if goal.compare == "above" else ("", "")
        return text(f"{zh}{more_zh} {goal.target} 次", f"{en}: {more_en}{goal.target} times")
    plain = str(goal.target)
    amount = format_money(program, goal.target) if goal.field.endswith("_cents") else text(plain, plain)
    least = text("超过", "more than") if goal.compare == "above" else text("满", "at least")
    how = text("单次", "at once") if goal.measure == "one" else text("累计", "in all")
    return text(f"{zh}{how.zh}{least.zh} {amount.zh}", f"{en}: {least.en} {amount.get('en')} {how.en}")


_VIEWING = {
    "before": text("须先查看再达成", "It must be viewed before the goal is reached"),
    "from_view": text("从查看时起算", "Counted from when it is viewed"),
    "required": text("须查看过", "It must be viewed"),
    "never": text("仅限未查看时", "Only while it was not viewed"),
}


def render_offer_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    """Lines of the rules page about one offer."""
    spec, program, zh = activity.typed(OfferSpec), activity.program, locale == "zh"
    lasts = render_lasts(spec.lasts).get(locale)
    if spec.goal is None:
        yield f"有效期：{lasts}" if zh else f"Valid {lasts}"
        return
    goal = _render_goal(program, spec.goal).get(locale)
    yield f"{lasts}{goal}" if zh else f"{goal}, {lasts}"
    if spec.rewards:
        rewards = render_rewards(program, spec.rewards).get(locale)
        yield f"奖励：{rewards}" if zh else f"Reward: {rewards}"
    if spec.viewed != "any":
        yield _VIEWING[spec.viewed].get(locale)
    if spec.limit is not None:
        yield f"每人最多 {spec.limit} 次" if zh else f"At most {spec.limit} times a member"
    back = render_return(program) if spec.rewards and "order.paid" in spec.goal.on else None
    if back is not None:
        yield back.get(locale)
