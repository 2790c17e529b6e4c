"""The page of a leaderboard: where the member stands, and each list from its first place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liuke.activities.contracts import Activity
from liuke.activities.page import AnyBlock, Countdown, Hero, PageBody, People, Person, Words, say, words
from liuke.activities.page_frame import PageCase
from liuke.activities.parts.leaderboard_spec import LeaderboardSpec
from liuke.activities.types.leaderboard_requests import REQUESTS
from liuke.kernel.clock import FOREVER_US
from liuke.kernel.text import Text
from liuke.program.units import say_figure, unit_of_field

_OUT, _IN = REQUESTS
SCOPES: Mapping[str, tuple[str, str]] = {
    "all": ("总榜", "Everybody"), "city": ("同城榜", "Your city"), "friends": ("好友榜", "Friends"),
}  # fmt: skip


def say_score(activity: Activity, score: int) -> Text:
    """A score as people read it: money in yuan, else with the board's unit."""
    spec = activity.typed(LeaderboardSpec)
    if spec.unit is not None:
        return Text(zh=f"{score:,} {spec.unit.get('zh')}", en=f"{score:,} {spec.unit.get('en')}")
    unit = "times" if spec.measure == "count" else unit_of_field(spec.field)
    return say_figure(score, unit, activity.program.spec.currency)


def render_page(activity: Activity, case: PageCase) -> PageBody:
    """What a member sees of it."""
    spec, shown = activity.typed(LeaderboardSpec), case.shown
    score = say(say_score(activity, shown["score"]))
    boards: list[Mapping[str, Any]] = shown.get("boards") or []
    rank = next((one["rank"] for one in boards if one["rank"] is not None), None)
    if shown["hidden"]:
        note: Words | None = words("您已退出排行，成绩照常累计", "You are hidden; your score counts on")
    else:
        note = words(f"第 {rank} 名", f"Place {rank}") if rank is not None else None
    headline = words(f"我的成绩：{score.zh}", f"Your score: {score.en}")
    blocks: list[AnyBlock] = [Hero(headline=headline, note=note)]
    if case.now_us < shown["until_us"] < FOREVER_US:
        blocks.append(Countdown(label=words("距本期结束", "This period ends in"), until_us=shown["until_us"]))
    blocks += [_show(activity, one) for one in boards]
    actions = [case.action(_IN)] if shown["hidden"] else [case.action(_OUT)] if spec.opt_out else []
    return PageBody(blocks, actions)


def _show(activity: Activity, board: Mapping[str, Any]) -> People:
    zh, en = SCOPES[board["scope"]]
    lines = [*board["top"]]
    known = {one["rank"] for one in lines if one["mine"]}
    lines += [one for one in board["near"] if not known and one["rank"] > len(board["top"])]
    return People(
        label=words(f"{zh}（{board['place']}）", f"{en} ({board['place']})") if board["place"] else words(zh, en),
        items=[
            Person(name=one["name"], place=one["rank"], note=say(say_score(activity, one["score"])), mine=one["mine"])
            for one in lines
        ],
        total=board["total"],
    )  # fmt: skip
