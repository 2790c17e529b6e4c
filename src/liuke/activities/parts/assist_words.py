"""An assist in words: its events, its reasons, its lines of the rules page."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.activities.contracts import Activity
from liuke.activities.naming import render_rewards
from liuke.activities.parts.assist_merge import REDONE, SELF_HELP
from liuke.activities.parts.assist_spec import AssistSpec
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import Locale, text

HELP, UNDONE = "assist.friend_helped", "assist.friend_undone"
"""Delivered to who started the run."""

_OF = {
    "activity": EventField("str", text("助力活动", "Activity")),
    "ref": EventField("str", text("助力编号", "Assist")),
}
_COUNT = {"helpers": EventField("int", text("已助力好友", "Friends so far"))}
_FRIEND = {"friend": EventField("str", text("好友", "Friend"))}
_STAGE = {**_OF, "stage": EventField("str", text("阶段", "Stage")), **_COUNT}
_NEWS = {**_OF, **_FRIEND, "test": EventField("bool", text("测试会员", "Test member"))}
EVENT_TYPES = (
    EventType("assist.started", text("发起了助力", "An assist was started"), "derived", {
        **_OF, "until_us": EventField("t_us", text("助力截止", "Until")),
    }),
    EventType("assist.helped", text("为好友助了力", "Helped a friend"), "derived", _OF),
    EventType("assist.counted", text("好友助力", "A friend helped"), "derived", {**_OF, **_COUNT, **_FRIEND}),
    EventType("assist.reached", text("助力达到阶段", "A stage was reached"), "derived", _STAGE),
    EventType("assist.stage_undone", text("助力阶段取消", "A stage is reached no more"), "derived", _STAGE),
    EventType("assist.ended", text("助力到期", "The time of an assist is over"), "derived", {**_OF, **_COUNT}),
    EventType(HELP, text("好友的助力送达", "News of a friend's help"), "derived", _NEWS),
    EventType(UNDONE, text("好友的助力取消", "A friend's help counts no more"), "derived", _NEWS),
    EventType(REDONE, text("好友的助力恢复", "A friend's help counts again"), "derived", _OF),
    EventType(SELF_HELP, text("自助力撤销", "Helped themselves"), "derived", _OF),
)  # fmt: skip

WORDINGS = {
    "assist-started": text("发起助力", "an assist was started"),
    "assist-helped": text("为好友助力一次", "a friend was helped"),
    "assist-pledged": text("已答应助力，完成指定行为后计入", "the help counts once what it takes is done"),
    "assist-counted": text("好友助力，累计 {helpers} 位", "a friend helped: {helpers} so far"),
    "assist-reached": text("助力满 {friends} 位好友", "{friends:friend has|friends have} helped"),
    "assist-undone": text("助力取消，剩 {helpers} 位", "a help counts no more: {helpers} are left"),
    "assist-self-help": text("自助力撤销", "helping oneself is undone"),
    "assist-stage-gone": text("阶段已从方案移除，不再发放", "the program has this stage no more"),
    "assist-running": text("上一次助力还在进行", "another run is under way"),
    "assist-runs": text("发起次数已用完", "no more runs"),
    "assist-unknown": text("没有这个助力", "there is no such assist"),
    "assist-own": text("不能为自己助力", "nobody helps themselves"),
    "assist-again": text("已为这次助力出过力", "this assist was helped before"),
    "assist-full": text("助力已满", "no more friends are needed"),
    "assist-over": text("助力已结束", "the assist is over"),
    "assist-newcomers": text("仅限新会员助力", "only newcomers help"),
    "assist-same-friend": text("为同一好友助力已达上限", "no more helps of the same friend"),
    "assist-help-limit": text("助力次数已达上限", "no more helps for now"),
    "merge-assist": text("并入 {count} 次助力", "{count:assist|assists} come over"),
}


def render_assist_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    """Stages with what they give, times, who may help and how often, and what the end leaves."""
    spec, zh = activity.typed(AssistSpec), locale == "zh"
    for stage in spec.stages:
        given = render_rewards(activity.program, stage.rewards).get(locale)
        yield f"满 {stage.friends} 位好友：{given}" if zh else f"With the help of {stage.friends}: {given}"
    yield (
        f"发起后 {spec.hours} 小时内有效，不晚于活动结束；每达到一个阶段立即发放，未达到的阶段到时作废"
        if zh
        else f"It runs for {spec.hours} hours and until the activity ends; each stage is given as soon as it is "
        "reached, and one that is not reached by then is not"
    )
    if spec.runs is not None:
        yield f"每人最多发起 {spec.runs} 次" if zh else f"{spec.runs} runs a member at most, one after another"
    yield from _say_helping(activity, spec, locale)


def _say_helping(activity: Activity, spec: AssistSpec, locale: Locale) -> Iterable[str]:
    zh, days = locale == "zh", spec.limits.newcomer_days
    if spec.helpers == "newcomers":
        yield (
            f"仅限注册 {days} 天内、未下过单的新会员助力"
            if zh
            else f"Only who joined within {days} days and has paid no order may help"
        )
    if spec.act is not None:
        known = activity.program.events.find(spec.act.on)
        name = known.label.get(locale) if known is not None else spec.act.on
        yield f"好友完成「{name}」后助力才计入" if zh else f"A help counts once the friend has done this: {name}"
    yield "打开链接不算助力，不能为自己助力" if zh else "Opening a link is no help, and nobody helps themselves"
    if spec.limits.per_day is not None:
        most = spec.limits.per_day
        yield f"每人每天最多助力 {most} 次" if zh else f"A member helps at most {most} a day"
    if spec.limits.in_all is not None:
        most = spec.limits.in_all
        yield f"每人活动期内最多助力 {most} 次" if zh else f"A member helps at most {most} in all"
    most = spec.per_starter
    yield f"同一好友最多助力 {most} 次" if zh else f"The same friend at most {most}"
    if spec.helper_rewards:
        given = render_rewards(activity.program, spec.helper_rewards).get(locale)
        yield f"助力好友得{given}" if zh else f"Who helps is given {given}"
