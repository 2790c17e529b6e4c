"""The page of a leaderboard: where the member stands, and each list from its first place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liuke.activities.contracts import Activity
from liuke.activities.page import AnyBlock, Countdown, Hero, PageBody, People, Person, Tile, Tiles, Words, say, words
from liuke.activities.page_frame import PageCase
from liuke.activities.parts.leaderboard_leagues import Zones
from liuke.activities.parts.leaderboard_spec import LeaderboardSpec
from liuke.activities.types.leaderboard_requests import REQUESTS
from liuke.kernel.clock import FOREVER_US
from liuke.kernel.text import Text
from liuke.program.units import say_figure, unit_of_field

_OUT, _IN = REQUESTS
SCOPES: Mapping[str, tuple[str, str]] = {
    "all": ("总榜", "Everybody"), "city": ("同城榜", "Your city"), "friends": ("好友榜", "Friends"),
    "league": ("段位联赛", "Your league"),
}  # fmt: skip


_MOVES: Mapping[int, tuple[str, str]] = {1: ("晋级", "went up"), 0: ("留在本段位", "stayed"), -1: ("降级", "went down")}


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
    league: Mapping[str, Any] | None = shown["league"]
    if league is not None and league["waits"]:
        note = words("上期结算后分组", "Your league is made when the last period is settled")
    headline = words(f"我的成绩：{score.zh}", f"Your score: {score.en}")
    blocks: list[AnyBlock] = [Hero(headline=headline, note=note)]
    if case.now_us < shown["until_us"] < FOREVER_US:
        blocks.append(Countdown(label=words("距本期结束", "This period ends in"), until_us=shown["until_us"]))
    if league is not None:
        blocks.append(_show_division(league))
    blocks += [_show(activity, one, league) for one in boards]
    actions = [case.action(_IN)] if shown["hidden"] else [case.action(_OUT)] if spec.opt_out else []
    return PageBody(blocks, actions)


def _show_division(league: Mapping[str, Any]) -> Tiles:
    name = league["name"]
    tiles = [Tile(label=words("我的段位", "Division"), value=league["step"], unit=words(name["zh"], name["en"]))]
    result = league["result"]
    if result is not None and result["rank"]:
        zh, en = _MOVES[result["move"]]
        tiles.append(Tile(label=words("上期名次", "Last place"), value=result["rank"], unit=words(zh, en)))
    return Tiles(items=tiles)


def _say_league(board: Mapping[str, Any], league: Mapping[str, Any]) -> Words:
    """What the list is called, and who goes up and down."""
    name, number, up, down = league["name"], league["number"], board["up"], board["down"]
    zh, en = [f"{name['zh']}第 {number} 组"], [f"{name['en']}, league {number}"]
    if up:
        zh.append(f"前 {up} 名晋级")
        en.append(f"the first {up} go up")
    if down:
        zh.append(f"第 {down} 名起降级")
        en.append(f"from place {down} on they go down")
    return words(" · ".join(zh), " · ".join(en))


def _show(activity: Activity, board: Mapping[str, Any], league: Mapping[str, Any] | None) -> People:
    zh, en = SCOPES[board["scope"]]
    lines = [*board["top"]]
    known = {one["rank"] for one in lines if one["mine"]}
    lines += [one for one in board["near"] if not known and one["rank"] > len(board["top"])]
    zones = Zones(board["up"], board["down"])
    label = words(f"{zh}（{board['place']}）", f"{en} ({board['place']})") if board["place"] else words(zh, en)
    if league is not None and board["scope"] == "league":
        label = _say_league(board, league)
    return People(
        label=label,
        items=[
            Person(
                name=one["name"], place=one["rank"], note=say(say_score(activity, one["score"])), mine=one["mine"],
                zone=zones.of(one["rank"]),
            )
            for one in lines
        ],
        total=board["total"],
    )  # fmt: skip
