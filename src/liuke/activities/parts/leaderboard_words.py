"""What is said of leaderboards."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.activities.contracts import Activity
from liuke.activities.parts.leaderboard_spec import LeaderboardSpec
from liuke.kernel.text import Locale, text

WORDINGS = {
    "leaderboard-counted": text("计入排行，成绩 {score}", "counted for the board: {score} in all"),
    "leaderboard-taken-back": text("退款或撤销，成绩 {score}", "taken back from the board: {score} in all"),
    "leaderboard-nothing": text("没有可计入排行的数量", "nothing in it that the board counts"),
    "leaderboard-period-over": text("所属周期早已结束", "its period was over long ago"),
    "leaderboard-hidden": text("已退出排行", "hidden from the board"),
    "leaderboard-shown": text("已重新参加排行", "on the board again"),
    "leaderboard-no-hiding": text("该榜单不能退出", "nobody can hide from this board"),
    "merge-leaderboard": text("排行成绩合并", "the scores of both are one"),
}
_PERIODS = {
    "day": text("每日排行", "A board for each day"),
    "week": text("每周排行，周一开始", "A board for each week, from Monday"),
    "month": text("每月排行", "A board for each month"),
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
    if spec.opt_out:
        yield "可随时退出排行" if zh else "Members may hide at any time"
