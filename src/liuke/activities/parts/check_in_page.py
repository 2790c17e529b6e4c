"""The page of a check-in: the streak, the month, the ladder."""

from __future__ import annotations

from liuke.activities.contracts import Activity
from liuke.activities.page import AnyBlock, Calendar, Choice, Hero, PageBody, Step, Steps, Tile, Tiles, say, words
from liuke.activities.page_frame import PageCase, list_fields
from liuke.activities.types.check_in_requests import REQUESTS
from liuke.http.days import show_day

_DO, _MAKE_UP = REQUESTS


def render_page(activity: Activity, case: PageCase) -> PageBody:
    """What a member sees of it."""
    del activity
    shown, month, make_up = case.shown, case.shown["month"], case.shown["make_up"]
    streak, done = shown["streak"], shown["checked_in"]
    headline = words("今天已签到", "Checked in today") if done else words("今天还没签到", "Not checked in yet today")
    blocks: list[AnyBlock] = [
        Hero(headline=headline, note=words(f"已连续签到 {streak} 天", f"Days in a row: {streak}")),
        Tiles(items=[
            Tile(label=words("连续签到", "In a row"), value=streak, unit=words("天", "days")),
            Tile(label=words("累计签到", "In all"), value=shown["total"], unit=words("天", "days")),
        ]),
        Calendar(
            first=show_day(month["first"]), last=show_day(month["last"]), today=show_day(shown["today"]),
            marked=[show_day(day) for day in month["checked"]], made_up=[show_day(day) for day in month["made_up"]],
            open=[show_day(day) for day in make_up["days"]] if make_up is not None and make_up["left"] else [],
        ),
    ]  # fmt: skip
    if shown["next"]:
        blocks.append(Steps(label=words("连续签到奖励", "Rewards for days in a row"), unit="days", items=[
            Step(label=say(one["rewards"]), at=one["at"], state="ahead",
                 note=words(f"再签 {one['in_days']} 天", f"days to go: {one['in_days']}"))
            for one in shown["next"]
        ]))  # fmt: skip
    actions = [case.action(_DO, why_not="already-checked-in" if done else "")]
    if make_up is not None:
        days = [show_day(day) for day in make_up["days"]]
        reason = "make-up-limit" if not make_up["left"] else "make-up-day" if not days else ""
        (field,) = list_fields(_MAKE_UP, "day")
        field.choices = [Choice(day, words(day, day)) for day in days]
        actions.append(case.action(_MAKE_UP, why_not=reason, fields=[field]))
    return PageBody(blocks, actions, "already-checked-in" if done else "")
