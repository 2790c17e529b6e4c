"""What is said of leaderboards."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.activities.contracts import Activity
from liuke.activities.naming import render_rewards
from liuke.activities.parts.leaderboard_spec import LeaderboardSpec
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import Locale, text

_ACTIVITY = EventField("str", text("排行榜", "Leaderboard"))
_PERIOD = EventField("str", text("周期", "Period"))
_MEMBERS = EventField("int", text("上榜人数", "Members with a rank"))
EVENT_TYPES = (
    EventType("leaderboard.closing", text("排行结算", "A board is being closed"), "derived", {
        "activity": _ACTIVITY, "period": _PERIOD, "members": _MEMBERS,
    }, open=True),
    EventType("leaderboard.placed", text("获奖名次", "A place that wins"), "derived", {
        "activity": _ACTIVITY, "period": _PERIOD,
    }, open=True),
    EventType("leaderboard.closed", text("排行榜已结算", "Board closed"), "derived", {
        "activity": _ACTIVITY, "period": _PERIOD, "members": _MEMBERS,
    }),
    EventType("leaderboard.won", text("排行榜获奖", "Won a place"), "derived", {
        "activity": _ACTIVITY, "period": _PERIOD, "board": EventField("str", text("榜单", "Board")),
        "place": EventField("str", text("城市或门店", "City or store")),
        "rank": EventField("int", text("名次", "Rank")), "score": EventField("int", text("成绩", "Score")),
    }),
)  # fmt: skip
WORDINGS = {
    "leaderboard-counted": text("计入排行，成绩 {score}", "counted for the board: {score} in all"),
    "leaderboard-taken-back": text("退款或撤销，成绩 {score}", "taken back from the board: {score} in all"),
    "leaderboard-nothing": text("没有可计入排行的数量", "nothing in it that the board counts"),
    "leaderboard-period-over": text("所属周期早已结束", "its period was over long ago"),
    "leaderboard-hidden": text("已退出排行", "hidden from the board"),
    "leaderboard-shown": text("已重新参加排行", "on the board again"),
    "leaderboard-sharing-off": text(
        "会员已关闭“向好友和榜单展示”", "the member has turned off being shown to friends and on leaderboards"
    ),
    "leaderboard-no-hiding": text("该榜单不能退出", "nobody can hide from this board"),
    "leaderboard-closed": text("排行已结算，{members} 人上榜", "closed, with {members} on it"),
    "leaderboard-won": text("第 {rank} 名，发放奖励", "place {rank}: its prize is given"),
    "leaderboard-no-prize": text("第 {rank} 名没有奖项", "place {rank} wins nothing"),
    "merge-leaderboard": text("排行成绩合并", "the scores of both are one"),
}
_PERIODS = {
    "day": text("每日排行", "A board for each day"),
    "week": text("每周排行，周一开始", "A board for each week, from Monday"),
    "month": text("每月排行", "A board for each month"),
    "year": text("年度排行", "A board for each year"),
    "campaign": text("整个活动期间排行", "One board for the whole activity"),
}
_TIES = {
    "reached_first": text("成绩相同时，先达到者在前", "Of equal scores, who reached it first is ahead"),
    "share_rank": text("成绩相同时，名次并列", "Equal scores share a rank"),
}


def render_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    """Lines of the rules page."""
    spec, zh = activity.typed(LeaderboardSpec), locale == "zh"
    found = map(activity.program.events.find, spec.on)
    what = ("、" if zh else ", ").join(one.label.get(locale) for one in found if one is not None)
    how = ("按次数" if spec.measure == "count" else "按合计数量") if zh else (
        "counted" if spec.measure == "count" else "added up"
    )  # fmt: skip
    yield f"{what}，{how}排名" if zh else f"Ranked by {what}, {how}"
    yield _PERIODS[spec.period].get(locale)
    yield _TIES[spec.ties].get(locale)
    yield "退款或撤销的部分不计入" if zh else "What is refunded or undone does not count"
    for prize in spec.prizes:
        board = ("同城榜" if prize.board == "city" else "总榜") if zh else (
            "in each city" if prize.board == "city" else "of everybody"
        )  # fmt: skip
        places = f"{prize.first}" if prize.first == prize.last else f"{prize.first}–{prize.last}"
        rewards = render_rewards(activity.program, prize.rewards).get(locale)
        yield f"{board}第 {places} 名：{rewards}" if zh else f"Place {places} {board}: {rewards}"
    if spec.prizes:
        hours = spec.wait_hours
        yield (
            f"每期结束 {hours} 小时后结算发奖，此后的变动不影响名次"
            if zh
            else f"A period closes {hours} {'hour' if hours == 1 else 'hours'} after its end; then nothing changes it"
        )
    if spec.opt_out:
        yield "可随时退出排行" if zh else "Members may hide at any time"
