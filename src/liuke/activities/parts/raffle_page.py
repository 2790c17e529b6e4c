"""The page of a raffle: until when one may enter, the prizes, the member's numbers, and who won last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liuke.activities.contracts import Activity
from liuke.activities.naming import asset_name
from liuke.activities.page import (
    Action,
    AnyBlock,
    Countdown,
    Hero,
    PageBody,
    PagePrize,
    Paragraph,
    People,
    Person,
    Price,
    Prizes,
    Tile,
    Tiles,
    Words,
    say,
    words,
)
from liuke.activities.page_frame import PageCase
from liuke.activities.parts.raffle_spec import RaffleSpec
from liuke.activities.types.raffle_requests import REQUESTS

(_ENTER,) = REQUESTS
SHOWN_NUMBERS = 10


def render_page(activity: Activity, case: PageCase) -> PageBody:
    """What a member sees of it."""
    spec, shown = activity.typed(RaffleSpec), case.shown
    mine = next((one for one in shown["mine"] if one["round"] == shown.get("round")), None)
    entered = len(mine["numbers"]) if mine is not None else 0
    headline = _say_numbers(mine["numbers"]) if mine is not None and entered else say(spec.name)
    blocks: list[AnyBlock] = [
        Hero(headline=headline, note=say(spec.description) if spec.description is not None else None)
    ]
    closes_us = shown.get("list_closes_us")
    if closes_us and case.now_us < closes_us:
        blocks.append(Countdown(label=words("距截止", "The list closes in"), until_us=closes_us))
    blocks.append(Prizes(style="box", items=[
        PagePrize(
            id=one["id"], name=_say_count(one), picture=one["picture"], rank=rank, rewards=say(one["rewards"]),
        )
        for rank, one in enumerate(shown["prizes"], 1)
    ]))  # fmt: skip
    blocks.append(Tiles(items=[
        Tile(label=words("我的号码", "My entries"), value=entered, unit=words("个", "entries")),
        Tile(label=words("本期号码", "Entries of all"), value=shown.get("entries") or 0, unit=words("个", "entries")),
    ]))  # fmt: skip
    blocks += [_say_waiting(one) for one in shown["mine"] if one["status"] in {"closed", "sealed"}]
    if shown["public_value"]:
        named = say(shown["public_value"])
        blocks.append(Paragraph(text=words(f"公开数据：{named.zh}", f"Public value: {named.en}")))
    price = shown["price"]
    if price is not None:
        name = say(asset_name(case.program, price["asset"]))
        blocks.append(Price(label=words("每次", "One entry"), points=price["amount"], asset=name))
    if (last := shown.get("last")) is not None:
        blocks += _show_last(shown, last)
    actions, reason = _list_actions(spec, case, entered)
    return PageBody(blocks, actions, reason)


def _say_numbers(numbers: list[int]) -> Words:
    said = ", ".join(str(one) for one in numbers[:SHOWN_NUMBERS]) + (" …" if len(numbers) > SHOWN_NUMBERS else "")
    return words(f"我的号码：{said}", f"Your numbers: {said}")


def _say_count(prize: Mapping[str, Any]) -> Words:
    name = say(prize["name"])
    return words(f"{name.zh} × {prize['count']}", f"{name.en} × {prize['count']}")


def _say_waiting(one: Mapping[str, Any]) -> Paragraph:
    return Paragraph(
        text=words(f"第 {one['round']} 期等待开奖", f"Round {one['round']} is closed and will be drawn"),
    )


def _show_last(shown: Mapping[str, Any], last: Mapping[str, Any]) -> list[AnyBlock]:
    names = {one["id"]: say(one["name"]) for one in shown["prizes"]}
    people = People(
        label=words(f"第 {last['round']} 期中奖名单", f"Who won in round {last['round']}"),
        items=[
            Person(name=one["name"], place=at, note=names.get(one["prize"]), mine=one["mine"])
            for at, one in enumerate(last["winners"], 1)
        ],
        total=len(last["winners"]),
    )  # fmt: skip
    seal = f"{last['hash'][:16]}…"
    return [people, Paragraph(text=words(f"名单哈希 {seal}", f"Hash of the list: {seal}"))]


def _list_actions(spec: RaffleSpec, case: PageCase, entered: int) -> tuple[list[Action], str]:
    """An entry for nothing or for a chance, and one that is bought; and why there is none."""
    shown, price = case.shown, case.shown["price"]
    known = shown.get("entries") is not None
    full = "raffle-closed" if known and shown.get("round") is None else ""
    full = full or ("raffle-limit" if entered >= spec.entries.most else "")
    free = not known or shown["free_left"] or shown["chances"]
    reason = full or ("" if free else "raffle-no-chance")
    actions = [case.action(_ENTER, why_not=reason)] if spec.entries.free or spec.entries.asset is not None else []
    if price is None:
        return actions, reason
    name = asset_name(case.program, price["asset"])
    cost = words(f"{price['amount']} {name.zh}参与", f"Enter for {price['amount']} {name.get('en')}")
    enough = case.state.wallet(price["asset"]).available >= price["amount"]
    bought = full or ("" if enough else "raffle-no-chance")
    confirm = words(
        f"将使用 {price['amount']} {name.zh}，确定吗？", f"This takes {price['amount']} {name.get('en')}. Go on?"
    )
    actions.append(case.action(_ENTER, why_not=bought, label=cost, sends={"pay_with": "price"}, confirm=confirm))
    return actions, reason and bought
