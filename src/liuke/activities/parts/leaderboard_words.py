"""What is said of leaderboards."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.activities.contracts import Activity
from liuke.activities.naming import render_rewards
from liuke.activities.parts.leaderboard_spec import BoardLeagues, BoardPrize, LeaderboardSpec
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import Locale, Text, text

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
    EventType("leaderboard.settled", text("联赛结果", "A league has closed"), "derived", {
        "activity": _ACTIVITY, "period": _PERIOD,
    }, open=True),
    *(
        EventType(type_, label, "derived", {
            "activity": _ACTIVITY, "period": _PERIOD, "division": EventField("str", text("段位", "Division")),
            "before": EventField("str", text("原段位", "Division before")),
            "rank": EventField("int", text("名次", "Rank")),
        })
        for type_, label in (
            ("leaderboard.promoted", text("段位晋级", "Went up a division")),
            ("leaderboard.relegated", text("段位降级", "Went down a division")),
        )
    ),
    EventType("leaderboard.closed", text("排行榜已结算", "Board closed"), "derived", {
        "activity": _ACTIVITY, "period": _PERIOD, "members": _MEMBERS,
    }),
    EventType("leaderboard.won", text("排行榜获奖", "Won a place"), "derived", {
        "activity": _ACTIVITY, "period": _PERIOD, "board": EventField("str", text("榜单", "Board")),
        "place": EventField("str", text("城市、门店或联赛组", "City, store or league")),
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
    "leaderboard-seated": text("进入{division_zh}第 {number} 组", "has a seat in league {number} of {division_en}"),
    "leaderboard-league-waits": text("上期联赛结算后再分组", "the seat waits for the result of the period before"),
    "leaderboard-league-late": text("所属周期已结束，不再分组", "its period is over: no seat is given in it"),
    "leaderboard-no-league": text("会员不在该联赛组", "the member has no seat in that league"),
    "leaderboard-promoted": text(
        "联赛第 {rank} 名，晋级{division_zh}", "place {rank} of the league: goes up to {division_en}"
    ),
    "leaderboard-relegated": text(
        "联赛第 {rank} 名，降至{division_zh}", "place {rank} of the league: goes down to {division_en}"
    ),
    "leaderboard-stays": text("联赛结算，留在{division_zh}", "the league has closed: stays in {division_en}"),
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
    if spec.leagues is not None:
        yield from _render_leagues(spec.leagues, locale)
    for prize in spec.prizes:
        board = _say_board(spec, prize).get(locale)
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


def _say_board(spec: LeaderboardSpec, prize: BoardPrize) -> Text:
    if prize.board == "city":
        return text("同城榜", "in each city")
    if prize.board == "all":
        return text("总榜", "of everybody")
    divisions = spec.leagues.divisions if spec.leagues is not None else ()
    name = next((one.name for one in divisions if one.id == prize.division), None)
    if name is None:
        return text("各联赛组", "of each league")
    return Text(zh=f"{name.get('zh')}各联赛组", en=f"of each league of {name.get('en')}")


def _render_leagues(leagues: BoardLeagues, locale: Locale) -> Iterable[str]:
    zh, many = locale == "zh", len(leagues.divisions) > 1
    names = (" → " if zh else ", ").join(one.name.get(locale) for one in leagues.divisions)
    yield (
        f"每期首次有成绩时进入本段位的联赛组，每组最多 {leagues.size} 人；段位从低到高：{names}"
        if zh
        else f"Your first score of a period gives you a seat in a league of at most {leagues.size}, "
        f"in your division; divisions from the lowest: {names}"
    )
    if many and leagues.promote:
        yield (
            f"每组前 {leagues.promote} 名晋级" if zh else f"The first {leagues.promote} of a league go up a division"
        )
    if many and leagues.relegate:
        yield (
            f"每组后 {leagues.relegate} 名降级，可晋级的名次除外"
            if zh
            else f"The last {leagues.relegate} of a league go down a division, but nobody in a place that goes up"
        )
    if many and leagues.absent == "relegate":
        yield "整期未参与，每期降一级" if zh else "Who does not play in a whole period goes down a division"
    else:
        yield "未参与或没有名次时，段位不变" if zh else "Who does not play, or has no rank, stays in their division"
