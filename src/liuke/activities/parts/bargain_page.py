"""The page of a bargain: goods, the member's own bargains, and helping a friend's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liuke.activities.contracts import Activity
from liuke.activities.page import (
    Action,
    AnyBlock,
    Countdown,
    Hero,
    PageBody,
    Price,
    Progress,
    Stock,
    Words,
    say,
    words,
)
from liuke.activities.page_frame import PageCase, list_fields
from liuke.activities.parts.bargain_spec import BargainSpec
from liuke.activities.types.bargain_requests import REQUESTS

_START, _HELP, _, _GIVE_UP = REQUESTS


def render_page(activity: Activity, case: PageCase) -> PageBody:
    """What a member sees of it."""
    spec, shown = activity.typed(BargainSpec), case.shown
    names = {good.id: say(good.name) for good in spec.goods}
    running = [one for one in shown["bargains"] if one["status"] in {"open", "in_checkout"}]
    blocks: list[AnyBlock] = [Hero(headline=say(spec.name))]
    actions = list[Action]()
    for one in running:
        name = names.get(one["good"], words("砍价", "Bargain"))
        blocks.extend(_show_running(case, one, name))
        if one["status"] == "open":
            actions.append(_give_up(case, one, name))
    for good in shown["goods"]:
        blocks.extend(_show_good(spec, case, good))
    starting = [_start(spec, case, good, len(running)) for good in shown["goods"]]
    helping = case.action(
        _HELP, fields=list_fields(_HELP, "ref"), why_not="bargain-help-limit" if shown["helps_left"] == 0 else ""
    )
    return PageBody(blocks, [*starting, helping, *actions])


def _show_good(spec: BargainSpec, case: PageCase, good: Mapping[str, Any]) -> list[AnyBlock]:
    found: list[AnyBlock] = [
        Price(
            label=say(good["name"]), money=case.money(good["floor_cents"]), usual=case.money(good["full_cents"]),
            picture=good["picture"],
        )
    ]  # fmt: skip
    if (left := good.get("left")) is not None:
        of = next(one.stock for one in spec.goods if one.id == good["id"])
        found.append(Stock(label=words("剩余", "Left"), left=left, of=max(of, left)))
    return found


def _show_running(case: PageCase, one: Mapping[str, Any], name: Words) -> list[AnyBlock]:
    goal, cut = one["full_cents"] - one["floor_cents"], one["full_cents"] - one["price_cents"]
    left = one["friends_left"]
    note = words(f"还差 {left} 位好友", f"{left} more friends to go") if left else case.why("bargain-floor").sentence
    if one["status"] == "in_checkout":
        note = case.why("bargain-in-checkout").sentence
    found: list[AnyBlock] = [
        Progress(
            label=name, value=cut, goal=goal, unit="cents", currency=case.money(cut).currency, note=note,
        ),
        Price(label=words("当前价", "Price now"), money=case.money(one["price_cents"])),
    ]  # fmt: skip
    if left and one["until_us"] > case.now_us:
        found.append(Countdown(label=words("距砍价截止", "Friends can help for"), until_us=one["until_us"]))
    elif one["pay_until_us"] > case.now_us:
        found.append(Countdown(label=words("请及时付款", "Pay in time"), until_us=one["pay_until_us"]))
    return found


def _start(spec: BargainSpec, case: PageCase, good: Mapping[str, Any], running: int) -> Action:
    name = say(good["name"])
    reason = ""
    if good["mine"] >= good["per_member"] or running >= spec.at_once:
        reason = "bargain-limit"
    elif good.get("left") == 0:
        reason = "bargain-sold-out"
    label = words(f"发起砍价 {name.zh}", f"Bargain for {name.en}")
    return case.action(_START, why_not=reason, label=label, sends={"good": good["id"]})


def _give_up(case: PageCase, one: Mapping[str, Any], name: Words) -> Action:
    return case.action(
        _GIVE_UP, sends={"ref": one["ref"]}, label=words(f"放弃 {name.zh}", f"Give up {name.en}"),
        confirm=words(
            "放弃后已砍的金额作废，商品退回，确定吗？", "What friends cut is lost, and the piece goes back. Go on?"
        ),
    )  # fmt: skip
