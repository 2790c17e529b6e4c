"""The page of a draw after an order: prizes with their odds, and what the member won."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from liuke.activities.contracts import Activity
from liuke.activities.page import (
    AnyBlock,
    Hero,
    PageBody,
    PagePrize,
    Prizes,
    Step,
    Steps,
    Tile,
    Tiles,
    Words,
    say,
    words,
)
from liuke.activities.page_frame import PageCase
from liuke.earning.wording import format_money
from liuke.kernel.text import Text, text

_STATUS = {
    "waiting": text("待退款", "To come"),
    "requested": text("退款中", "On its way"),
    "paid": text("已退款", "Paid back"),
    "returned": text("订单已退，不再返还", "The order went back"),
    "given_up": text("未能退款", "Not paid back"),
}


def render_page(activity: Activity, case: PageCase) -> PageBody:
    """What a member sees of it."""
    del activity
    shown, program = case.shown, case.program
    least = format_money(program, shown["threshold_cents"])
    blocks: list[AnyBlock] = [
        Hero(headline=words(f"实付满 {least.zh}，下单抽免单", f"Win back your order from {least.get('en')}")),
        Prizes(items=[
            PagePrize(
                id=one["id"], name=say(one["name"]), odds_ppm=one["odds_ppm"],
                rewards=_back(one["share_bps"], format_money(program, one["cap_cents"])) if one["share_bps"] else None,
            )
            for one in shown["prizes"]
        ]),
        Tiles(items=[
            Tile(label=words("已抽", "Draws"), value=shown["draws"], unit=words("单", "orders")),
            Tile(label=words("已中", "Won"), value=shown["won"], unit=words("次", "times")),
            Tile(label=words("共返还", "Won back"), money=case.money(shown["cents"])),
        ]),
    ]  # fmt: skip
    if shown["wins"]:
        steps = [_show_win(one, format_money(program, one["cents"])) for one in shown["wins"]]
        blocks.append(Steps(label=words("我的免单", "My wins"), unit="orders", items=steps))
    return PageBody(blocks, [], "" if shown["may_win"] else "free-order-won-already")


_STATES: dict[str, Literal["done", "ahead", "missed"]] = {
    "waiting": "ahead", "requested": "ahead", "paid": "done", "returned": "missed", "given_up": "missed",
}  # fmt: skip


def _show_win(one: Mapping[str, Any], amount: Text) -> Step:
    said = words(f"订单 {one['order_id']}：{amount.zh}", f"Order {one['order_id']}: {amount.get('en')}")
    return Step(label=said, at=1, state=_STATES[one["status"]], note=say(_STATUS[one["status"]]))


def _back(share_bps: int, cap: Text) -> Words:
    share = f"{share_bps / 100:g}%"
    return words(f"返还 {share}，最多 {cap.zh}", f"{share} back, {cap.get('en')} at most")
