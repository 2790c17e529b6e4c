"""The page of a flash sale: the session that counts, its products, the member's places."""

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
    Stock,
    Words,
    say,
    words,
)
from liuke.activities.page_frame import PageCase
from liuke.activities.parts.flash_sale_spec import FlashSaleSpec
from liuke.activities.types.flash_sale_requests import REQUESTS

_RESERVE, _RELEASE = REQUESTS


def render_page(activity: Activity, case: PageCase) -> PageBody:
    """What a member sees of it."""
    spec, shown = activity.typed(FlashSaleSpec), case.shown
    names = {product.id: say(product.name) for product in spec.products}
    blocks: list[AnyBlock] = [Hero(headline=say(spec.name))]
    actions = list[Action]()
    for session in shown["sessions"]:
        begun = session["opens_us"] <= case.now_us
        until = session["ends_us"] if begun else session["opens_us"]
        label = words("距本场结束", "This session ends") if begun else words("距开场", "The next session begins")
        blocks.append(Countdown(label=label, until_us=until))
        for product in session["products"]:
            blocks.extend(_show_product(spec, case, product))
            actions.append(_reserve(case, session, product, begun=begun))
    for place in shown["places"]:
        if place["status"] == "open":
            name = names.get(place["product"], words("占位", "Place"))
            blocks.append(Countdown(label=_name(name, "：请付款", ": pay in time"), until_us=place["until_us"]))
            label = words(f"放弃 {name.zh}", f"Give up {name.en}")
            actions.append(
                case.action(_RELEASE, label=label, sends={"ref": place["ref"]},
                            confirm=words("放弃后件数退回，确定吗？", "It goes back to the sale. Go on?"))
            )  # fmt: skip
    return PageBody(blocks, actions, "" if shown["sessions"] else "flash-sale-over")


def _name(name: Words, zh: str, en: str) -> Words:
    return words(f"{name.zh}{zh}", f"{name.en}{en}")


def _show_product(spec: FlashSaleSpec, case: PageCase, product: Mapping[str, Any]) -> list[AnyBlock]:
    usual = case.money(product["list_cents"]) if product["list_cents"] else None
    found: list[AnyBlock] = [
        Price(
            label=say(product["name"]),
            money=case.money(product["price_cents"]),
            usual=usual,
            picture=product["picture"],
        )
    ]
    if (left := product.get("left")) is not None:
        of = next(one.stock for one in spec.products if one.id == product["id"])
        note = case.why("flash-sale-all-held").sentence if product["state"] == "all_held" else None
        found.append(Stock(label=words("剩余", "Left"), left=left, of=of, note=note))
    return found


def _reserve(case: PageCase, session: Mapping[str, Any], product: Mapping[str, Any], *, begun: bool) -> Action:
    state = product.get("state")
    reason = ""
    if not begun:
        reason = "flash-sale-too-early"
    elif product["mine"] >= product["per_session"]:
        reason = "flash-sale-limit"
    elif state in {"all_held", "sold_out"}:
        reason = "flash-sale-all-held" if state == "all_held" else "flash-sale-sold-out"
    name = say(product["name"])
    sends = {"product": product["id"], "session": session["session"]}
    return case.action(_RESERVE, why_not=reason, label=words(f"抢 {name.zh}", f"Reserve {name.en}"), sends=sends)
