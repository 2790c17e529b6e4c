"""How much of an order a rule counts: a field of the whole order, or what of it lies in a scope over its lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liuke.decision.holdings import Order
from liuke.decision.turn import Turn
from liuke.goods.lines import Basis, KeptLine
from liuke.goods.scope import EVERYTHING, LineScope, weigh

GOODS = "goods_cents"
"""Paid for goods: what was paid less the delivery, and less what is in no line."""
SCOPED_FIELDS = ("amount_cents", GOODS, "list_cents", "items")
"""Fields of an order that its lines tell apart: money paid, list price, pieces."""


def measure(turn: Turn, field: str, scope: LineScope | None) -> tuple[int, Basis | None]:
    """What the happening at hand is worth to a rule, and the lines this comes from (``None``: the whole order).

    Args:
        turn: Of an ``order.paid``, or of any other event where there is no scope.
        field: Of the event; empty: whether anything lies in the scope.
        scope: Of the rule.
    """
    data = turn.now.data
    if scope is None and field != GOODS:
        value = data.get(field)
        return (value, None) if type(value) is int else (0, None)
    order: Order | None = turn.subject.get("order")
    lines = order.lines if order is not None else []
    delivery: Any = order.delivery_cents if order is not None else 0
    if not lines:
        lines = [_as_one_line(data, delivery)]
    return _weigh(lines, delivery, field, scope or EVERYTHING, data.get("store") or "")


def _as_one_line(data: Any, delivery_cents: int) -> KeptLine:
    """An order without lines: one line that nobody has named."""
    paid, pieces = data.get("amount_cents"), data.get("items")
    cents = max(paid - delivery_cents, 0) if type(paid) is int else 0
    listed = data.get("list_cents")
    return KeptLine(
        "", paid_cents=cents, list_cents=listed if type(listed) is int else cents,
        quantity=pieces if type(pieces) is int and pieces > 0 else 1,
    )  # fmt: skip


def _weigh(
    lines: Sequence[KeptLine], delivery_cents: int, field: str, scope: LineScope, store: str
) -> tuple[int, Basis]:
    cents = [line.list_cents if field == "list_cents" else line.paid_cents for line in lines]
    weights = weigh(scope, lines, cents, store=store, delivery_cents=delivery_cents)
    if field not in {"items", ""}:
        return sum(weights), Basis(weights)
    if scope.at_least_cents and not any(weights):
        return 0, Basis([], pieces=True)
    pieces = [line.quantity if scope.covers(line, store) else 0 for line in lines]
    return sum(pieces), Basis([*pieces, 0], pieces=True)
