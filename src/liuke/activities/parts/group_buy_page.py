"""The page of a group buy: products with their prices by size, the member's teams, teams that can be joined."""

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
    Paragraph,
    People,
    Person,
    Price,
    Progress,
    Stock,
    Words,
    say,
    words,
)
from liuke.activities.page_frame import PageCase, list_fields
from liuke.activities.parts.group_buy_spec import GroupBuySpec
from liuke.activities.types.group_buy_requests import REQUESTS
from liuke.earning.counters import paid_orders

_OPEN, _JOIN, _LEAVE = REQUESTS
_TOLD = {
    "open": words("已占位，请付款", "The seat is yours: pay in time"),
    "in_checkout": words("结算中", "In the checkout"),
    "paid": words("已付款，等待成团", "Paid: waiting for the others"),
    "complete": words("拼团成功", "The team is complete"),
    "refund_requested": words("拼团未成，款项退回中", "The team was not complete: your money is on its way back"),
    "returned": words("已退款", "Refunded"),
}


def render_page(activity: Activity, case: PageCase) -> PageBody:
    """What a member sees of it."""
    spec, shown = activity.typed(GroupBuySpec), case.shown
    names = {product.id: say(product.name) for product in spec.products}
    blocks: list[AnyBlock] = [Hero(headline=say(spec.name))]
    actions = list[Action]()
    for seat in shown["seats"]:
        if seat["status"] in _TOLD:
            blocks.extend(_show_seat(case, seat, names))
        if seat["status"] == "open":
            actions.append(
                case.action(_LEAVE, sends={"team": seat["team"]},
                            confirm=words("退出后席位让给别人，确定吗？", "The seat goes to others. Go on?"))
            )  # fmt: skip
    joining = _why_not(case, joins=True)
    for team in shown.get("teams") or ():
        blocks.extend(_show_team(case, team, names))
        who = team["opener"]
        label = words(f"参加 {who} 的团", f"Join the team of {who}") if who else words("参加此团", "Join the team")
        fields = list_fields(_JOIN, "pieces") if _takes_several(spec, team["product"]) else []
        actions.append(case.action(_JOIN, why_not=joining, label=label, sends={"team": team["team"]}, fields=fields))
    opening = _why_not(case, joins=False)
    for product in shown["products"]:
        blocks.extend(_show_product(spec, case, product))
        actions.append(_open_team(case, product, opening))
    return PageBody(blocks, actions, opening if opening and not shown["seats"] else "")


def _why_not(case: PageCase, *, joins: bool) -> str:
    if case.shown["left"] == 0:
        return "group-buy-limit"
    if joins and case.shown["newcomers"] and (paid_orders(case.state) or case.state.is_returning):
        return "group-buy-newcomers"
    return ""


def _takes_several(spec: GroupBuySpec, product: str) -> bool:
    return any(one.pieces > 1 for one in spec.products if one.id == product)


def _show_seat(case: PageCase, seat: Mapping[str, Any], names: Mapping[str, Words]) -> list[AnyBlock]:
    name, told = names.get(seat["product"], words("拼团", "Team")), _TOLD[seat["status"]]
    found: list[AnyBlock] = [Paragraph(text=words(f"{name.zh}：{told.zh}", f"{name.en}: {told.en}"))]
    if seat["status"] == "open":
        found.append(Countdown(label=words("距付款截止", "Pay within"), until_us=seat["until_us"]))
    members = seat.get("members")
    if members is not None and seat["status"] in {"open", "in_checkout", "paid", "complete"}:
        paid = sum(one["paid"] for one in members)
        lacking = seat["size"] - paid
        note = words(f"还差 {lacking} 人", f"{lacking} more needed") if lacking else None
        found.append(
            Progress(label=words("成团进度", "The team"), value=paid, goal=seat["size"], unit="members", note=note)
        )
        people = [_show_person(one) for one in members]
        found.append(People(label=words("团员", "Members"), items=people, total=len(people)))
    if seat["status"] == "paid" and seat["ends_us"] > case.now_us:
        found.append(Countdown(label=words("距成团截止", "The team has"), until_us=seat["ends_us"]))
    return found


def _show_person(one: Mapping[str, Any]) -> Person:
    note = None if one["paid"] else words("待付款", "Has not paid yet")
    if one["opener"]:
        paid = one["paid"]
        note = words("团长", "Opened it") if paid else words("团长，待付款", "Opened it, has not paid yet")
    return Person(name=one["name"], note=note, mine=one["mine"])


def _show_team(case: PageCase, team: Mapping[str, Any], names: Mapping[str, Words]) -> list[AnyBlock]:
    name, who = names.get(team["product"], words("拼团", "Team")), team["opener"]
    label = words(f"{name.zh}，{team['size']} 人团", f"{name.en}, a team of {team['size']}")
    if who:
        label = words(f"{label.zh}，{who} 开团", f"{label.en}, opened by {who}")
    return [
        Stock(label=label, left=team["free"], of=team["size"], unit="places"),
        Price(label=words("参团价", "Price to join"), money=case.money(team["price_cents"])),
        Countdown(label=words("距成团截止", "The team has"), until_us=team["ends_us"]),
    ]


def _show_product(spec: GroupBuySpec, case: PageCase, product: Mapping[str, Any]) -> list[AnyBlock]:
    name, usual = say(product["name"]), case.money(product["list_cents"]) if product["list_cents"] else None
    found = list[AnyBlock]()
    for size in product["sizes"]:
        label = words(f"{name.zh}，{size['members']} 人团", f"{name.en}, in a team of {size['members']}")
        price = case.money(size["price_cents"])
        found.append(Price(label=label, money=price, usual=usual, picture=product["picture"]))
        if size["opener_cents"] != size["price_cents"]:
            found.append(Price(label=words("团长价", "For who opens it"), money=case.money(size["opener_cents"])))
    if product.get("left") is not None:
        of = next(one.stock for one in spec.products if one.id == product["id"])
        found.append(Stock(label=words("剩余", "Left"), left=product["left"], of=of or product["left"]))
    return found


def _open_team(case: PageCase, product: Mapping[str, Any], reason: str) -> Action:
    name, sizes = say(product["name"]), product["sizes"]
    if product.get("left") == 0:
        reason = reason or "group-buy-sold-out"
    choices = [(str(one["members"]), words(f"{one['members']} 人团", f"A team of {one['members']}")) for one in sizes]
    asked = [*(("size",) if len(sizes) > 1 else ()), *(("pieces",) if product["pieces"] > 1 else ())]
    fields = list_fields(_OPEN, *asked, choices={"size": choices}) if asked else []
    label = words(f"开团：{name.zh}", f"Open a team: {name.en}")
    return case.action(_OPEN, why_not=reason, label=label, sends={"product": product["id"]}, fields=fields)
