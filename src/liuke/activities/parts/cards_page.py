"""The page of a collection of cards: the cards, what is offered, what can be made, the jackpot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from liuke.activities.contracts import Activity
from liuke.activities.naming import asset_name
from liuke.activities.page import (
    Action,
    AnyBlock,
    Cards,
    Hero,
    PageBody,
    PageCard,
    PageField,
    Price,
    Progress,
    Tile,
    Tiles,
    Words,
    say,
    words,
)
from liuke.activities.page_frame import PageCase, list_fields
from liuke.activities.parts.cards_spec import CardsSpec
from liuke.activities.types.cards_requests import REQUESTS

_DRAW, _GIVE, _SWAP, _TAKE, _DECLINE, _RECALL, _MAKE, _FINISH = REQUESTS


def render_page(activity: Activity, case: PageCase) -> PageBody:
    """What a member sees of it."""
    spec, shown = activity.typed(CardsSpec), case.shown
    left = shown["of"] - shown["collected"]
    headline = (
        words("可以合成了", "The set is whole") if shown["can_finish"]
        else words(f"还差 {left} 张集齐", f"{left} to go") if left else say(spec.name)
    )  # fmt: skip
    blocks: list[AnyBlock] = [
        Hero(headline=headline, note=say(spec.description) if spec.description is not None else None),
        Progress(label=words("收集进度", "Collected"), value=shown["collected"], goal=shown["of"], unit="pieces"),
        Cards(label=words("我的卡片", "Your cards"), items=[
            PageCard(
                id=one["id"], name=say(one["name"]), picture=one["picture"], count=one["count"], rare=one["rare"],
                odds_ppm=one["odds_ppm"] or None,
            )
            for one in shown["cards"]
        ]),
        Tiles(items=list(_list_tiles(case))),
    ]  # fmt: skip
    if shown["price"] is not None:
        asset = say(asset_name(case.program, shown["price"]["asset"]))
        blocks.append(Price(label=words("抽卡每次", "One draw"), points=shown["price"]["amount"], asset=asset))
    return PageBody(blocks, list(_list_actions(spec, case)))


def _list_tiles(case: PageCase) -> Iterator[Tile]:
    shown, pot = case.shown, case.shown["jackpot"]
    yield Tile(label=words("免费抽卡", "Free draws"), value=shown["free_left"], unit=words("次", "times"))
    yield Tile(label=words("已集齐", "Sets finished"), value=shown["finished"], unit=words("套", "sets"))
    if pot is not None:
        yield _show_amount(case, words("奖池", "Jackpot"), pot["asset"], pot["total"])
        if pot.get("sets") is not None:
            yield Tile(label=words("大家已集齐", "Sets of all"), value=pot["sets"], unit=words("套", "sets"))
        if pot["share"]:
            yield _show_amount(case, words("我瓜分到", "Your share"), pot["asset"], pot["share"])


def _show_amount(case: PageCase, label: Words, asset: str, amount: int) -> Tile:
    if not asset:
        return Tile(label=label, money=case.money(amount))
    return Tile(label=label, value=amount, unit=say(asset_name(case.program, asset)))


def _list_actions(spec: CardsSpec, case: PageCase) -> Iterator[Action]:
    """A set first, then a draw, what others offer, what can be made, given and swapped."""
    shown, names = case.shown, {one["id"]: say(one["name"]) for one in case.shown["cards"]}
    if shown["can_finish"]:
        yield case.action(_FINISH, confirm=words("将用掉一整套卡片，确定吗？", "This takes a whole set. Go on?"))
    if spec.draws is not None:
        yield case.action(_DRAW, why_not="" if shown["free_left"] else _why_no_draw(case))
    for offer in shown["offers"]:
        yield from _list_answers(case, offer, names)
    counts = {one["id"]: one["count"] for one in shown["cards"]}
    for recipe in spec.recipes:
        enough = counts.get(recipe.of, 0) >= recipe.count
        yield case.action(
            _MAKE, why_not="" if enough else "cards-none", sends={"recipe": recipe.id}, label=say(recipe.name)
        )  # fmt: skip
    terms = spec.exchange
    if terms is not None:
        mine = [(name, names[name]) for name, count in counts.items() if count]
        to_member = PageField(name="to_member", label=words("会员", "Member"), kind="member", required=True)
        why_not = "" if mine else "cards-none"
        if terms.gifts:
            yield case.action(
                _GIVE, why_not=why_not, fields=[to_member, *list_fields(_GIVE, "card", choices={"card": mine})]
            )  # fmt: skip
        if terms.swaps:
            choices = {"card": mine, "wanted": list(names.items())}
            fields = [to_member, *list_fields(_SWAP, "card", "wanted", choices=choices)]
            yield case.action(_SWAP, why_not=why_not, fields=fields)


def _why_no_draw(case: PageCase) -> str:
    price = case.shown["price"]
    enough = price is not None and case.state.wallet(price["asset"]).available >= price["amount"]
    return "" if enough else "cards-no-draw"


def _list_answers(case: PageCase, offer: Mapping[str, Any], names: Mapping[str, Words]) -> Iterator[Action]:
    card, wanted = names.get(offer["card"]), names.get(offer["wanted"])
    if card is None:
        return
    sends = {"ref": offer["ref"]}
    if offer["mine"]:
        yield case.action(_RECALL, sends=sends, label=words(f"撤回「{card.zh}」", f"Recall “{card.en}”"))
        return
    taking = words(f"领取「{card.zh}」", f"Take “{card.en}”")
    if wanted is not None:
        taking = words(f"用「{wanted.zh}」换「{card.zh}」", f"Swap “{wanted.en}” for “{card.en}”")
    yield case.action(_TAKE, sends=sends, label=taking)
    yield case.action(_DECLINE, sends=sends, label=words(f"婉拒「{card.zh}」", f"Decline “{card.en}”"))
