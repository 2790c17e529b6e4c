"""The mall as a domain: section, event types, reactions, wordings, rules page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from liuke.decision.domain import CompiledProgram, Domain, Limited, Phase, Reaction, RulePage
from liuke.decision.event import Event
from liuke.decision.hooks import ExportCase, Hooks, Merge, MergeCase, Nothing, Proven
from liuke.decision.reasons import Prompt
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.earning.wording import format_money, tier_name
from liuke.events.catalogue import EventField, EventType
from liuke.events.request import make_event_types
from liuke.kernel.text import Locale, Text, entitle, text
from liuke.ledger import tally
from liuke.ledger.postings import asset_index
from liuke.mall import service
from liuke.mall.lint import lint
from liuke.mall.request_types import REQUESTS
from liuke.mall.service import MALL, MallBook, special_tests, tier_price
from liuke.mall.spec import SECTION, MallItem

NEAR_BPS = 5_000
"""An item is within reach when at least this share of its price is there."""

_ITEM = EventField("str", text("商品", "Item"), required=True)
_ORDER = EventField("str", text("兑换单号", "Redemption"), required=True)
_POINTS = EventField("points", text("积分", "Points"))
_CASH = EventField("cents", text("现金", "Money"))
_QUANTITY = EventField("int", text("数量", "Quantity"))

EVENT_TYPES = (
    EventType("mall.redeemed", text("已兑换", "Redeemed"), "derived", {
        "item": _ITEM, "quantity": _QUANTITY, "points": _POINTS, "cash_cents": _CASH, "order_id": _ORDER,
        "fulfilment": EventField("str", text("发放方式", "Fulfilment")),
    }),
    EventType("mall.refunded", text("兑换已取消", "Redemption cancelled"), "derived", {
        "order_id": _ORDER, "item": _ITEM, "quantity": _QUANTITY, "points": _POINTS, "cash_cents": _CASH,
        "fulfilment": EventField("str", text("发放方式", "Fulfilment")),
        "counted_day": EventField("day", text("兑换日", "Day of the redemption")),
    }, undoes="mall.redeemed", named_by=("order_id",)),
    EventType("mall.sent", text("兑换已寄出", "Redemption sent"), "derived", {
        "order_id": _ORDER, "item": _ITEM,
        "carrier": EventField("str", text("承运人", "Carrier")),
        "tracking": EventField("str", text("运单号", "Tracking number")),
    }),
    EventType("mall.fulfilled", text("兑换已发放", "Redemption handed over"), "derived", {
        "order_id": _ORDER, "item": _ITEM,
    }),
)  # fmt: skip

_RUNS: dict[str, Callable[[Turn], None]] = {
    "mall.redeem": service.run_redeem,
    "mall.refund": service.run_refund,
    "mall.send": service.run_send,
    "mall.fulfil": service.run_fulfil,
}


def _compile(program: CompiledProgram) -> Iterable[Reaction]:
    special_tests(program)
    return [Reaction(event_type, Phase.REQUEST, "mall", run) for event_type, run in _RUNS.items()]


def _prompts(program: CompiledProgram, state: MemberState, now_us: int) -> Iterable[Prompt]:
    """The cheapest item that is almost affordable, of those that are offered to the member."""
    best: tuple[int, MallItem, int, int] | None = None
    for item, price in _offered(program, state.tier):
        wallet = state.wallets.get(item.asset)
        have = wallet.available if wallet is not None else 0
        if not 0 < have < price or have * 10_000 < price * NEAR_BPS:
            continue
        if (best is None or price - have < best[0]) and item.window.holds(program.calendar.local_day(now_us)):
            best = price - have, item, price, have
    if best is None:
        return ()
    missing, item, price, have = best
    return (
        Prompt(
            "mall", f"mall.{item.id}", missing, "points", have * 10_000 // price, "mall-almost",
            {"item": item.id, "missing": missing, "asset": item.asset},
        ),
    )  # fmt: skip


def _offered(program: CompiledProgram, tier: str) -> list[tuple[MallItem, int]]:
    """Items for a tier with the price of one piece, worked out once a tier."""
    by_tier: dict[str, list[tuple[MallItem, int]]] = program.built("mall.offered", lambda p: {})
    found = by_tier.get(tier)
    if found is None:
        items = program.items("mall", MallItem)
        found = by_tier[tier] = [
            (item, tier_price(item, tier)) for item in items if not item.tiers or tier in item.tiers
        ]
    return found


def render_item(program: CompiledProgram, item: MallItem) -> Text:
    """Price, money beside it, special price, prices of tiers."""
    asset = asset_index(program).get(item.asset)
    unit = asset.name if asset is not None else text(item.asset, item.asset)
    zh, en = f"{item.price_points} {unit.zh}", f"{item.price_points} {unit.get('en').lower()}"
    if item.cash_cents:
        cash = format_money(program, item.cash_cents)
        zh, en = f"{zh} + {cash.zh}", f"{en} + {cash.get('en')}"
    if item.special is not None:
        zh, en = f"{zh}（特惠 {item.special.price}）", f"{en} ({item.special.price} on special days)"
    for tier, cost in item.by_tier.items():
        name = tier_name(program, tier)
        zh, en = f"{zh}，{name.zh} {cost}", f"{en}, {name.get('en')} {cost}"
    return text(zh, en)


def _render_rules(program: CompiledProgram, locale: Locale) -> Iterable[RulePage]:
    items = program.items("mall", MallItem)
    if items:
        lines = tuple(entitle(item.name, render_item(program, item)).get(locale) for item in items)
        yield RulePage(text("积分商城", "Points mall").get(locale), lines, order=70)


def _describe(program: CompiledProgram) -> Iterable[tuple[str, Text]]:
    return ((f"mall.{item.id}", render_item(program, item)) for item in program.items("mall", MallItem))


_WORDINGS: dict[str, Text] = {
    "merge-limits": text("{count} 项限购次数合并计算", "{count:limit|limits} count what both have bought"),
    "mall-redeemed": text("用 {points} 积分兑换 {item} × {quantity}", "{item} × {quantity} for {points:point|points}"),
    "mall-refunded": text("取消兑换 {item}，退回 {points} 积分", "{item} cancelled, {points:point|points} given back"),
    "mall-almost": text("再得 {missing} {asset}可兑「{item}」", "{missing} more {asset} for “{item}”"),
}


def _list_stock(program: CompiledProgram) -> Mapping[str, int]:
    return {service.stock_key(item): item.stock for item in program.items("mall", MallItem) if item.stock is not None}


def _find_limited(program: CompiledProgram, event: Event) -> Limited | None:
    item = service.item_index(program).get(str(event.data.get("item")))
    return Limited(service.stock_key(item), "mall-sold-out") if item is not None and item.stock is not None else None


def _join(case: MergeCase) -> None:
    """What both have bought counts against the limits of one."""
    theirs = case.other.state.read(MALL, MallBook).bought
    if theirs:
        mine = case.into.state.edit(MALL, MallBook).bought
        for name, counted in theirs.items():
            mine[name] = tally.unite(mine.get(name, []), counted)
        case.into.applied("mall", "merge-limits", count=len(theirs))


def _split(case: MergeCase) -> None:
    for name, counted in case.other.state.read(MALL, MallBook).bought.items():
        mine = case.into.state.edit(MALL, MallBook).bought
        mine[name] = tally.take_out(mine.get(name, []), counted)
        if not mine[name]:
            del mine[name]


def _export(case: ExportCase) -> Mapping[str, Any]:
    state = case.state
    orders, handed_over = state.list_records("mall_order"), state.list_records("mall_fulfilled")
    refunded, sent = state.list_records("mall_refunded"), state.list_records("mall_sent")
    return {
        "redemptions": [
            {
                "item": case.name_of(f"mall.{order['item']}"), "quantity": order["quantity"],
                "points": order["points"], "cash_cents": order["cash_cents"],
                "redeemed": case.render_time(order["t_us"]),
                "sent": case.render_time(sent.get(key, {}).get("t_us", 0)),
                "handed_over": case.render_time(handed_over.get(key, {}).get("t_us", 0)),
                "refunded": case.render_time(refunded.get(key, {}).get("t_us", 0)),
            }
            for key, order in sorted(orders.items(), key=lambda one: one[1]["t_us"])
        ]
    } if orders else {}  # fmt: skip


_HOOKS = Hooks(
    undo_cause=Nothing("points pay for what the mall hands out: no order causes it"),
    cancel=Nothing("the mall belongs to no activity"),
    merge=Merge(_join, _split),
    erase=Nothing("redemptions tell nobody who somebody is"),
    export=_export,
    law=Proven(("stock", "mall-limits")),
)

DOMAIN = Domain(
    name="mall",
    stock=_list_stock,
    limited={"mall.redeem": _find_limited},
    sections=(SECTION,),
    slots=(MALL,),
    event_types=(*make_event_types(REQUESTS), *EVENT_TYPES),
    compile=_compile,
    lint=lint,
    render_rules=_render_rules,
    describe=_describe,
    prompts=_prompts,
    wordings=_WORDINGS,
    hooks=_HOOKS,
)
