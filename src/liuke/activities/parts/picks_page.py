"""The page of picked offers: what is in each place, and what may still be taken."""

from __future__ import annotations

from liuke.activities.contracts import Activity
from liuke.activities.page import AnyBlock, Choice, Hero, PageBody, PagePrize, Prizes, say, words
from liuke.activities.page_frame import PageCase, list_fields
from liuke.activities.types.picks_requests import REQUESTS

_SHOW, _TAKE = REQUESTS


def render_page(activity: Activity, case: PageCase) -> PageBody:
    """What a member sees of it."""
    shown = case.shown
    name = say(activity.spec.name)
    if shown["fresh"]:
        note = words("今日已更新", "New today") if shown["refresh"] == "day" else words("本周已更新", "New this week")
        return PageBody([Hero(headline=name, note=note)], [case.action(_SHOW)], "")
    left = shown["takes_left"]
    blocks: list[AnyBlock] = [
        Hero(headline=name, note=words(f"还可领取 {left} 个", f"{left} more to take") if left else None),
        Prizes(items=[
            PagePrize(
                id=one["id"], name=say(one["name"]), picture=one["picture"],
                rewards=say(one["rewards"]) if one["rewards"]["zh"] else None,
                note=words("已领取", "Taken") if one["taken"] else words("为你挑选", "Picked for you")
                if one["personal"] else None,
            )
            for one in shown["items"]
        ]),
    ]  # fmt: skip
    open_ = [one for one in shown["items"] if not one["taken"]]
    reason = "" if left and open_ else "picks-taken-all"
    (field,) = list_fields(_TAKE)
    field.choices = [Choice(one["id"], say(one["name"])) for one in open_]
    return PageBody(blocks, [case.action(_TAKE, why_not=reason, fields=[field])], reason)
