"""The page of a lottery: prizes with their odds, chances, guarantees."""

from __future__ import annotations

from liuke.activities.contracts import Activity
from liuke.activities.naming import asset_name
from liuke.activities.page import (
    Action,
    AnyBlock,
    Hero,
    PageBody,
    PagePrize,
    Paragraph,
    Price,
    Prizes,
    Tile,
    Tiles,
    say,
    words,
)
from liuke.activities.page_frame import PageCase
from liuke.activities.parts.lottery_spec import LotterySpec
from liuke.activities.types.lottery_requests import REQUESTS

(_DRAW,) = REQUESTS


def render_page(activity: Activity, case: PageCase) -> PageBody:
    """What a member sees of it."""
    spec, shown = activity.typed(LotterySpec), case.shown
    free, chances, price = shown["free_left"], shown["chances"], shown["price"]
    headline = words(f"还可免费抽 {free} 次", f"Free draws left: {free}") if free else say(spec.name)
    blocks: list[AnyBlock] = [
        Hero(headline=headline, note=say(spec.description) if spec.description is not None else None),
        Prizes(style=spec.style, items=[
            PagePrize(
                id=one["id"], name=say(one["name"]), picture=one["picture"], rank=one["rank"],
                rewards=say(one["rewards"]) if prize.rewards else None, odds_ppm=one["odds_ppm"],
                effective_ppm=one["effective_ppm"],
            )
            for one, prize in zip(shown["prizes"], spec.prizes, strict=True)
        ]),
        Tiles(items=[
            Tile(label=words("抽奖机会", "Chances"), value=free + chances, unit=words("次", "times")),
            Tile(label=words("已抽", "Drawn"), value=shown["draws"], unit=words("次", "times")),
            Tile(label=words("已中奖", "Won"), value=shown["won"], unit=words("次", "times")),
        ]),
    ]  # fmt: skip
    blocks.extend(
        Paragraph(
            text=words(
                f"{rule['within']} 次内必得 {rule['rank']} 级或更高奖",
                f"A prize of rank {rule['rank']} or better within {rule['within']} draws",
            )
        )
        for rule in shown["guarantees"]
    )
    if price is not None:
        blocks.append(
            Price(
                label=words("每次", "One draw"),
                points=price["amount"],
                asset=say(asset_name(case.program, price["asset"])),
            )
        )
    actions, spent = _list_actions(spec, case)
    return PageBody(blocks, actions, spent)


def _list_actions(spec: LotterySpec, case: PageCase) -> tuple[list[Action], str]:
    """A draw for nothing or for a chance, and one that is bought; and why there is none."""
    shown, price = case.shown, case.shown["price"]
    limits = (spec.chances.in_all,)
    full = any(limit is not None and shown["draws"] >= limit for limit in limits)
    reason = "lottery-limit" if full else "" if shown["free_left"] or shown["chances"] else "lottery-no-chance"
    actions = [case.action(_DRAW, why_not=reason)]
    if price is None:
        return actions, reason
    name = asset_name(case.program, price["asset"])
    cost = words(f"{price['amount']} {name.zh}抽一次", f"Draw for {price['amount']} {name.get('en')}")
    enough = case.state.wallet(price["asset"]).available >= price["amount"]
    bought = "lottery-limit" if full else "" if enough else "lottery-no-chance"
    confirm = words(
        f"将使用 {price['amount']} {name.zh}，确定吗？", f"This takes {price['amount']} {name.get('en')}. Go on?"
    )
    actions.append(case.action(_DRAW, why_not=bought, label=cost, sends={"pay_with": "price"}, confirm=confirm))
    return actions, reason and bought
