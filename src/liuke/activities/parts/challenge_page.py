"""The page of a challenge: the days, what is to be done now, what it brings, the team, the newest proofs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from liuke.activities.contracts import Activity
from liuke.activities.naming import asset_name, render_rewards
from liuke.activities.page import (
    Action,
    AnyBlock,
    Calendar,
    Choice,
    Hero,
    PageBody,
    PageField,
    Paragraph,
    People,
    Person,
    Posts,
    Price,
    Progress,
    Step,
    Steps,
    Stock,
    Tile,
    Tiles,
    Words,
    say,
    words,
)
from liuke.activities.page_frame import PageCase, list_fields
from liuke.activities.parts.challenge_spec import ChallengeSpec
from liuke.activities.parts.wall_page import list_own, render_post
from liuke.activities.types.challenge_requests import REQUESTS
from liuke.events.request import Request
from liuke.http.days import show_day

_JOIN, _QUIT, _PROVE, _MAKE_UP, _FORM, _ENTER, _INVITE = REQUESTS
_STATUS = {
    "finished": words("恭喜完成", "You have finished"),
    "unfinished": words("未达到完成要求", "It was not enough this time"),
}


def render_page(activity: Activity, case: PageCase) -> PageBody:
    """What a member sees of it."""
    spec, shown = activity.typed(ChallengeSpec), case.shown
    today = _find_today(case)
    blocks: list[AnyBlock] = [Hero(headline=_say_now(spec, case, today), note=_say_next(today))]
    inside = shown["status"] == "inside"
    if inside or shown["status"] in _STATUS:
        blocks.append(
            Progress(label=words("已打卡", "Days done"), value=shown["done"], goal=shown["needed"], unit="days")
        )
    blocks += _list_terms(spec, case)
    days = shown["days"]
    blocks.append(Calendar(
        first=show_day(shown["first"]), last=show_day(shown["last"]), today=show_day(shown["today"]),
        marked=[one["day"] for one in days if one["state"] == "done"],
        made_up=[one["day"] for one in days if one["state"] == "done" and one["made_up"]],
        open=[one["day"] for one in days if one["can_make_up"]] if inside and shown["make_ups_left"] else [],
    ))  # fmt: skip
    if spec.steps:
        blocks.append(Steps(label=words("阶段奖励", "Rewards on the way"), unit="days", items=[
            Step(label=say(render_rewards(case.program, one.rewards)), at=one.at,
                 state="done" if told["reached"] else "ahead")
            for one, told in zip(spec.steps, shown["steps"], strict=True)
        ]))  # fmt: skip
    blocks += _list_company(case)
    return PageBody(blocks, list(_list_actions(spec, case, today)))


def _find_today(case: PageCase) -> dict[str, Any] | None:
    now = show_day(case.shown["today"])
    return next((one for one in case.shown["days"] if one["day"] == now), None)


def _say_now(spec: ChallengeSpec, case: PageCase, today: dict[str, Any] | None) -> Words:
    shown = case.shown
    if shown["status"] in _STATUS:
        return _STATUS[shown["status"]]
    if shown["status"] != "inside":
        return words(f"{spec.length} 天打卡，等你加入", f"{spec.length} days: come along")
    if today is None:
        begins = show_day(shown["first"])
        return words(f"{begins} 开营", f"It begins on {begins}") if shown["today"] < shown["first"] else (
            words("计划已结束，等待结营", "The plan is over: it will be closed soon")
        )  # fmt: skip
    return {
        "done": words("今天已打卡", "Today is done"),
        "waiting": words("今天的打卡审核中", "Today's proof is being checked"),
    }.get(today["state"], words("今天还没打卡", "Today is still to be done"))  # fmt: skip


def _say_next(today: dict[str, Any] | None) -> Words | None:
    if today is None:
        return None
    name = say(today["name"])
    if not today["target"]:
        return words(f"今日任务：{name.zh}", f"Today: {name.en}")
    return words(
        f"今日任务：{name.zh}（{today['value']}/{today['target']}）",
        f"Today: {name.en} ({today['value']} of {today['target']})",
    )


def _list_terms(spec: ChallengeSpec, case: PageCase) -> Iterator[AnyBlock]:
    """What it costs while one can come; places; how the member stands among all."""
    shown = case.shown
    if shown["status"] in {"outside", "left"}:
        for label, terms in ((words("报名费", "Fee"), shown["fee"]), (words("押金", "Deposit"), shown["deposit"])):
            if terms is not None:
                asset = say(asset_name(case.program, terms["asset"]))
                yield Price(label=label, points=terms["amount"], asset=asset)
        if spec.places is not None and shown.get("left") is not None:
            yield Stock(label=words("剩余名额", "Places left"), left=shown["left"], of=spec.places, unit="members")
    tiles = list[Tile]()
    if shown.get("members") is not None:
        tiles.append(
            Tile(label=words("参加人数", "Members inside"), value=shown["members"], unit=words("人", "members"))
        )
    if shown.get("rank") is not None:
        tiles.append(Tile(label=words("我的排名", "Your rank"), value=shown["rank"], unit=words("名", "")))
    if spec.deposit is not None and shown.get("pot") is not None:
        asset = say(asset_name(case.program, spec.deposit.asset))
        tiles.append(Tile(label=words("押金总额", "Deposits of all"), value=shown["pot"], unit=asset))
    if shown["share"]:
        asset = say(asset_name(case.program, spec.deposit.asset if spec.deposit is not None else "points"))
        tiles.append(Tile(label=words("我分得", "Your share"), value=shown["share"], unit=asset))
    if tiles:
        yield Tiles(items=tiles)
    if shown["certificate"] is not None and spec.certificate is not None:
        title, number = say(spec.certificate), shown["certificate"]
        yield Paragraph(text=words(f"证书「{title.zh}」第 {number} 号", f"Certificate “{title.en}”, number {number}"))


def _list_company(case: PageCase) -> Iterator[AnyBlock]:
    shown = case.shown
    team = shown.get("team_members")
    if team is not None:
        code, days, size = shown["team"], shown["team_days"], shown["team_size"]
        yield People(
            label=words(f"我的队伍 {code}，合计 {days} 天，{size} 人满员", f"Team {code}: {days} days, {size} seats"),
            items=[
                Person(
                    name=one["name"], place=place, mine=one["mine"],
                    note=words(f"{one['done']} 天", f"days: {one['done']}"),
                )
                for place, one in enumerate(team, 1)
            ],
            total=len(team),
        )  # fmt: skip
    yield from list_own(shown)
    posts = shown.get("posts")
    if posts:
        yield Posts(
            label=words("打卡动态", "Proofs"), items=[render_post(one, likes=False) for one in posts], total=len(posts)
        )


def _list_actions(spec: ChallengeSpec, case: PageCase, today: dict[str, Any] | None) -> Iterator[Action]:
    shown = case.shown
    if shown["status"] in {"outside", "left"}:
        why_not = "challenge-sign-up-over" if shown["today"] > shown["sign_up_until"] else (
            "challenge-full" if shown.get("left") == 0 else ""
        )  # fmt: skip
        yield case.action(_JOIN, why_not=why_not, confirm=_confirm(case))
        return
    if shown["status"] != "inside":
        return
    if today is not None and today["proof"] != "event":
        done = "challenge-day-done" if today["state"] in {"done", "waiting"} else ""
        yield case.action(_PROVE, why_not=done, fields=_list_proof(spec, _PROVE, today["proof"]))
    yield from _list_make_ups(spec, case)
    if spec.teams is not None and not shown["team"]:
        for code in shown["invitations"]:
            yield case.action(_ENTER, sends={"team": code}, label=words(f"加入队伍 {code}", f"Enter team {code}"))
        yield case.action(_FORM)
        yield case.action(_ENTER, fields=list_fields(_ENTER, "team"))
    elif spec.teams is not None:
        full = len(shown.get("team_members") or ()) >= (shown.get("team_size") or spec.teams.size)
        to_member = PageField(name="to_member", label=words("好友", "Friend"), kind="member", required=True)
        yield case.action(_INVITE, why_not="challenge-team-full" if full else "", fields=[to_member])
    if shown["today"] < shown["first"]:
        yield case.action(_QUIT, confirm=words("退出后名额让给别人，确定吗？", "Your place goes to others. Go on?"))


def _list_make_ups(spec: ChallengeSpec, case: PageCase) -> Iterator[Action]:
    """One action for each way in which a missed day is proven."""
    if spec.make_up is None:
        return
    left = case.shown["make_ups_left"]
    open_days = [one for one in case.shown["days"] if one["can_make_up"]]
    ways = dict.fromkeys(one["proof"] for one in open_days)
    for proof in ways:
        (field,) = list_fields(_MAKE_UP, "day")
        field.choices = [
            Choice(one["day"], words(one["day"], one["day"])) for one in open_days if one["proof"] == proof
        ]
        fields = [field, *(_list_proof(spec, _MAKE_UP, proof) if proof != "event" else [])]
        paid = any(one["made_up"] for one in open_days)
        yield case.action(_MAKE_UP, why_not="" if left or paid else "challenge-make-up-limit", fields=fields)


def _list_proof(spec: ChallengeSpec, request: Request, proof: str) -> list[PageField]:
    """What is entered as a proof: what the task asks for must be there."""
    fields = list_fields(request, "text", "pictures")
    for field in fields:
        if field.name == "pictures":
            field.kind, field.most, field.required = "picture", spec.pictures, proof in {"picture", "text_and_picture"}
        else:
            field.required = proof in {"text", "text_and_picture"}
    return fields


def _confirm(case: PageCase) -> Words | None:
    deposit = case.shown["deposit"]
    if deposit is None:
        return None
    asset = say(asset_name(case.program, deposit["asset"]))
    return words(
        f"将扣押金 {deposit['amount']} {asset.zh}，规则见页面，确定吗？",
        f"A deposit of {deposit['amount']} {asset.en} is taken, on the terms of this page. Go on?",
    )
