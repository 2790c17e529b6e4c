"""A small shop for tests: orders as the engine remembers them, tiers by event, a clock, a courier between members."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from liuke.decision.domain import Domain, Phase, Reaction
from liuke.decision.effects import Deliver, Emit, Message, TakeStock
from liuke.decision.event import Event
from liuke.decision.holdings import Order
from liuke.engine.memory import MemoryEngine
from liuke.events.catalogue import EventField, EventType
from liuke.features import DOMAINS, compile_program
from liuke.kernel.text import text

T0 = int(datetime(2024, 5, 6, 4, 0, tzinfo=UTC).timestamp()) * 1_000_000
"""Monday 6 May 2024, noon in Shanghai."""
MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NAMES = {domain.name for domain in DOMAINS}


def at(*parts: int) -> int:
    """Instant of a UTC date and time."""
    return int(datetime(*parts, tzinfo=UTC).timestamp()) * 1_000_000


def _paid(turn: Any) -> None:
    data = turn.data
    order = turn.state.find_order(data["order_id"])
    if order is None:
        order = turn.state.orders[data["order_id"]] = Order(
            data["order_id"],
            turn.now.t_us,
            turn.now.day,
            data["amount_cents"],
            coupons=list(data.get("coupon_ids") or ()),
        )
        turn.state.add_order(order)
    elif order.status != "quoted":
        turn.refuse("order-already-paid")
    order.status, order.amount_cents = "paid", data["amount_cents"]


def _refunded(turn: Any) -> None:
    order = turn.state.find_order(turn.data["order_id"])
    left = order.amount_cents - order.refunded_cents
    amount = left if turn.data.get("full") else turn.data["amount_cents"]
    if order.status == "refunded" or amount > left:
        turn.refuse("refund-exceeds-order")
    order.refunded_cents += amount
    order.status = "refunded" if order.refunded_cents == order.amount_cents else "part_refunded"
    turn.state.save_order(order)


def _set_tier(turn: Any) -> None:
    old, new = turn.state.tier, turn.data["tier"]
    turn.change_tier(new, "test")
    turn.emit(turn.data.get("how") or "tier.upgraded", {"old": old, "new": new})


_ORDER = EventField("str", text("订单", "Order"), required=True)
SHOP = Domain(
    name="shop",
    event_types=(
        EventType("tier.set", text("定级", "Set the tier"), "reported", {}, open=True),
        EventType("gadget.bought", text("x", "x"), "reported", {}, open=True),
    )
    + (
        ()
        if "earning" in NAMES
        else (
            EventType("order.paid", text("支付", "Paid"), "reported", {"order_id": _ORDER}, open=True),
            EventType("order.refunded", text("退款", "Refunded"), "reported", {"order_id": _ORDER}, open=True),
        )
    ),
    compile=lambda program: (
        [Reaction("tier.set", Phase.TIER, "test", _set_tier)]
        + (
            []
            if "earning" in NAMES
            else [
                Reaction("order.paid", Phase.REQUEST, "test", _paid),
                Reaction("order.refunded", Phase.REQUEST, "test", _refunded),
            ]
        )
    ),
)


class Shop(MemoryEngine):
    """The engine over memory with a courier for what members send each other."""

    def __init__(self, members: int = 1, *, stock: dict[str, int] | None = None, **sections: Any) -> None:
        program = compile_program({"id": "test", "name": "测试", **sections}, domains=(SHOP, *DOMAINS))
        super().__init__(program, seed=42)
        self.stock.update(stock or {})
        self.delivered = 0
        self.handled = set[tuple[int, str]]()
        """What was handled once is not handled again, whoever sends it."""
        self.count = 0
        for member in range(1, members + 1):
            self.register(member, T0)

    def do(self, type_: str, t_us: int = T0, *, member: int = 1, **data: Any) -> Any:
        """Send an event under a key of its own."""
        self.count += 1
        return self.send(type_, member, f"k{self.count}", t_us, **data)

    def ask(self, type_: str, t_us: int = T0, *, member: int = 1, **data: Any) -> dict[str, Any]:
        """Send a request; its result."""
        return self.do(type_, t_us, member=member, **data).result

    def deliver(self) -> int:
        """Let what members sent each other happen; how many events it was."""
        total = 0
        while self.delivered < len(self.decisions):
            _, decision = self.decisions[self.delivered]
            self.delivered += 1
            for effect in decision.effects:
                if isinstance(effect, Deliver) and (effect.member_id, effect.key) not in self.handled:
                    self.handled.add((effect.member_id, effect.key))
                    event = Event(effect.type, effect.member_id, effect.key, self.now_us, effect.data)
                    self._attempt(self.members[effect.member_id], event)
                    total += 1
        return total

    def tier(self, tier: str, t_us: int = T0, *, how: str = "tier.upgraded", member: int = 1) -> None:
        """Put the member on a tier and say so."""
        self.do("tier.set", t_us, member=member, tier=tier, how=how)

    def facts(self, type_: str, *, member: int = 0) -> list[dict[str, Any]]:
        """Facts of a type so far."""
        return [
            effect.data
            for who, decision in self.decisions
            for effect in decision.effects
            if isinstance(effect, Emit) and effect.type == type_ and member in {0, who}
        ]

    def messages(self, template: str) -> list[Message]:
        """Messages of a template so far."""
        return [
            effect
            for _, decision in self.decisions
            for effect in decision.effects
            if isinstance(effect, Message) and effect.template == template
        ]

    def taken(self, item: str) -> int:
        """Pieces of a limited item taken so far."""
        return sum(
            effect.count
            for _, decision in self.decisions
            for effect in decision.effects
            if isinstance(effect, TakeStock) and effect.item == item
        )

    def coupons(self, member: int = 1) -> dict[str, int]:
        """Coupons of a member, counted by status."""
        out: dict[str, int] = {}
        for coupon in (self.state(member).coupons_map or {}).values():
            out[coupon.status] = out.get(coupon.status, 0) + 1
        return out

    def snapshot(self, member: int = 1) -> Any:
        """Everything of a member, for "nothing changed"."""
        kept = self.members[member]
        return msgspec.json.encode(
            [
                kept.coupons, kept.entitlements, kept.wallets, kept.docs, kept.holds, kept.timers, kept.orders,
                sorted([[list(key), data] for key, data in kept.records.items()], key=str),
                [[list(key), lot] for key, lot in kept.lots.items()], self.stock, self.codes,
            ]
        )  # fmt: skip
