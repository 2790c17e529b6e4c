"""An order that was reported for the wrong member goes to its rightful one.

What it earned, counted and used is undone where it was, by everything that reacts to a refund in full, and decided anew
where it belongs, at its own time; what had been refunded by then is refunded there. The order's document says whose it
is from the first of the two transactions on, and the delivery between them happens exactly once.
"""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.decision.domain import Phase, Reaction
from liuke.decision.event import Happening
from liuke.decision.holdings import Order
from liuke.decision.turn import Turn
from liuke.earning import owners
from liuke.earning.counters import COUNTERS, CounterBook
from liuke.events.catalogue import EventField, EventType
from liuke.goods.lines import KeptLine
from liuke.goods.returns import Parcel
from liuke.kernel.text import text

MOVED, ARRIVED = "moved", "arrived"
"""Notes on an order: where it went, and where it came from."""
PATH = "orders"

_ORDER_ID = EventField("str", text("订单号", "Order id"), required=True)
_REASON = EventField("str", text("原因", "Reason"), required=True)
_FROM = EventField("str", text("原会员", "From member"), required=True)
_TO = EventField("str", text("现会员", "To member"), required=True)
_ACTOR = EventField("str", text("操作人", "Who asks"), required=True)
EVENT_TYPES = (
    EventType("order.arrives", text("订单转入", "An order arrives"), "derived", {
        "order_id": _ORDER_ID, "from_member": _FROM, "reason": _REASON, "actor": _ACTOR,
        "order": EventField("map", text("订单", "The order"), required=True),
    }),
    EventType("order.moved", text("订单已转出", "Order moved to another member"), "derived", {
        "order_id": _ORDER_ID, "to_member": _TO, "reason": _REASON, "actor": _ACTOR,
        "reversed": EventField("map", text("收回", "Taken back")),
        "not_covered": EventField("map", text("不足", "Not covered")),
    }),
    EventType("order.arrived", text("订单已转入", "Order moved here from another member"), "derived", {
        "order_id": _ORDER_ID, "from_member": _FROM, "reason": _REASON, "actor": _ACTOR,
        "outcome": EventField("str", text("结果", "Outcome"), required=True),
    }),
)  # fmt: skip
WORDINGS = {
    "order-moved": text("订单 {order_id} 已转给其他会员", "order {order_id} was moved to another member"),
    "order-moved-on": text(
        "订单 {order_id} 已转给其他会员，退款随之处理", "order {order_id} was moved to another member; so is its refund"
    ),
    "order-arrived": text("订单 {order_id} 由其他会员转入", "order {order_id} was moved here from another member"),
    "order-here-already": text("订单 {order_id} 已在此会员名下", "order {order_id} is this member's already"),
}


class Carried(msgspec.Struct):
    """An order on its way.

    Args:
        t_us: When it was paid.
        day: Merchant-local day of it.
        data: As an ``order.paid`` says it.
        refunded_cents: Refunded by then.
        pieces: Of each line, returned.
        cents: For each line, refunded.
        delivery_back_cents: For the delivery, refunded.
        refund_ids: Refunds that were taken.
    """

    t_us: int
    day: int
    data: dict[str, Any]
    refunded_cents: int = 0
    pieces: list[int] = []
    cents: list[int] = []
    delivery_back_cents: int = 0
    refund_ids: list[str] = []


# -- away -----------------------------------------------------------------------------------------------------------
def run_move(turn: Turn) -> None:
    """``order.move``: the order is another member's."""
    data = turn.data
    order = _get_movable(turn, data["order_id"])
    to_member = int(data["to_member"])
    if to_member == turn.state.member_id:
        turn.refuse("order-here-already", f"order {order.order_id!r} is this member's already")
    said = {"order_id": order.order_id, "reason": data["reason"], "actor": data["actor"]}
    carried = _carry(order)
    order.data[MOVED] = {"to": to_member, "refunded_cents": order.refunded_cents - _elsewhere(order)}
    turn.state.save_order(order)
    owners.hand_over(turn, order.order_id, to_member)
    book = turn.state.edit(COUNTERS, CounterBook)
    book.orders = max(book.orders - 1, 0)
    turn.applied(PATH, "order-moved", order_id=order.order_id, to_member=str(to_member))
    turn.deliver(
        to_member, f"order-arrives:{turn.new_id():x}", "order.arrives",
        {**said, "from_member": str(turn.state.member_id), "order": msgspec.to_builtins(carried)},
    )  # fmt: skip
    undone = {"order_id": order.order_id, "full": True, MOVED: {**said, "to_member": str(to_member)}}
    turn.resume(Happening("order.refunded", turn.now.t_us, turn.now.day, undone, 1), _always)
    turn.result = {"order_id": order.order_id, "to_member": str(to_member)}


def _always(turn: Turn) -> bool:
    del turn
    return True


def _get_movable(turn: Turn, order_id: str) -> Order:
    order = turn.state.find_order(order_id)
    if order is None or order.status == "quoted":
        turn.refuse("order-not-found", f"the member paid no order {order_id!r}")
    if MOVED in order.data:
        turn.refuse(
            "order-moved", f"order {order_id!r} was moved before", to_member=str(order.data[MOVED]["to"]),
            fix="move it from the member who has it now",
        )  # fmt: skip
    if order.status == "refunded":
        turn.refuse("order-refunded", f"order {order_id!r} is refunded in full: nothing of it is left to move")
    return order


def _elsewhere(order: Order) -> int:
    """Cents that were refunded while another member had it."""
    return order.data.get(ARRIVED, {}).get("refunded_cents", 0)


def _carry(order: Order) -> Carried:
    data: dict[str, Any] = {
        **order.data.get("attributes", {}),
        **{name: order.data[name] for name in KEPT_DATA if name in order.data},
        "order_id": order.order_id, "amount_cents": order.amount_cents,
    }  # fmt: skip
    if order.delivery_cents:
        data["delivery_cents"] = order.delivery_cents
    if order.lines:
        data["lines"] = [_send(line) for line in order.lines]
    return Carried(
        order.t_us, order.day, data, order.refunded_cents, [line.returned for line in order.lines],
        [line.refunded_cents for line in order.lines], order.delivery_back_cents, order.data.get("refund_ids", []),
    )  # fmt: skip


KEPT_DATA = ("list_cents", "discount_cents", "items", "store", "channel")
"""Fields of an ``order.paid`` that an order keeps under their own names."""


def _send(line: KeptLine) -> dict[str, Any]:
    """A line as it would be sent; points of another member paid for none of it."""
    found: dict[str, Any] = {
        "id": line.id, "sku": line.sku, "category": line.category, "store": line.store, "tags": line.tags,
        "quantity": line.quantity, "grams": line.grams, "unit_cents": line.unit_cents, "list_cents": line.list_cents,
        "paid_cents": line.paid_cents, "discount_cents": line.discount_cents, "free": line.free,
    }  # fmt: skip
    return {name: value for name, value in found.items() if value not in ("", [], 0) or name == "paid_cents"}


def has_left(turn: Turn, order: Order) -> bool:
    """Whether the order is another member's by now, and the refund at hand is not what takes it away."""
    return MOVED in order.data and MOVED not in turn.now.data


def forward(turn: Turn) -> bool:
    """A refund of an order that was moved goes after it; ``False``: it was not moved."""
    data = turn.now.data
    order = turn.state.find_order(data.get("order_id") or "") if data.get("order_id") else None
    if order is None or not has_left(turn, order):
        return False
    turn.deliver(int(order.data[MOVED]["to"]), f"order-refund:{turn.new_id():x}", "order.refunded", dict(data))
    turn.skipped(PATH, "order-moved-on", order_id=order.order_id, to_member=str(order.data[MOVED]["to"]))
    return True


# -- here -----------------------------------------------------------------------------------------------------------
def run_arrives(turn: Turn) -> None:
    """``order.arrives``: the order happens here, at its own time, and so does what was refunded of it."""
    data = turn.data
    order_id, carried = data["order_id"], msgspec.convert(data["order"], Carried)
    known = turn.state.find_order(order_id)
    here = known is not None and known.status != "quoted" and MOVED not in known.data
    said = {name: data[name] for name in ("order_id", "from_member", "reason", "actor")}
    turn.emit("order.arrived", {**said, "outcome": "here-already" if here else "decided"})
    if here:
        turn.skipped(PATH, "order-here-already", order_id=order_id)
        return
    turn.applied(PATH, "order-arrived", order_id=order_id, from_member=data["from_member"])
    turn.resume(Happening("order.paid", carried.t_us, carried.day, carried.data, 1), lambda t: _open(t, carried, data))
    if carried.refunded_cents or any(carried.pieces):
        back = {"order_id": order_id, "amount_cents": carried.refunded_cents, ARRIVED: True}
        now = turn.now
        turn.resume(Happening("order.refunded", now.t_us, now.day, back, 1), lambda t: _return(t, carried))


def _open(turn: Turn, carried: Carried, said: Any) -> bool:
    """Make room for the order, with a note of where it came from; one that comes back begins anew."""
    order_id = carried.data["order_id"]
    before = turn.state.find_order(order_id)
    own = before.data[MOVED]["refunded_cents"] if before is not None and MOVED in before.data else 0
    first_here = before is not None and MOVED in before.data and not before.data.get(ARRIVED, {}).get("from")
    order = Order(order_id, carried.t_us, carried.day, carried.data["amount_cents"], status="quoted")
    order.data[ARRIVED] = {
        "from": "" if first_here else said["from_member"], "refunded_cents": carried.refunded_cents - own,
    }  # fmt: skip
    if before is None:
        turn.state.add_order(order)
    else:
        order.earned = list(before.earned)  # taken back in full: what caps gave back is proven by it
        turn.state.orders[order_id] = order
        turn.state.save_order(order)
    return True


def _return(turn: Turn, carried: Carried) -> bool:
    """What had come back, line by line as it was."""
    order = turn.state.find_order(carried.data["order_id"])
    assert order is not None, "it was opened in this turn"
    order.data["refund_ids"] = list(carried.refund_ids)
    if carried.pieces:
        turn.subject["parcel"] = Parcel(list(carried.pieces), list(carried.cents), carried.delivery_back_cents)
    return True


def move_reactions() -> tuple[Reaction, ...]:
    """What moving an order and its arrival do."""
    return (
        Reaction("order.move", Phase.REQUEST, PATH, run_move),
        Reaction("order.arrives", Phase.REQUEST, PATH, run_arrives),
    )
