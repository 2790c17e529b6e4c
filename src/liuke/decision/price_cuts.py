"""Money that a campaign gives up by a price: what it is charged when an order is paid, and gets back with a refund.

Whoever lowers a price says by which rule and on which lines (:func:`find_cut`) when the member is given the price, and
:func:`note_cut` when the order is paid. What comes back of the lines brings its share of the cut back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from liuke.decision import charging
from liuke.decision.charging import Charged
from liuke.decision.holdings import Order
from liuke.decision.turn import Turn
from liuke.goods.lines import Basis, KeptLine
from liuke.goods.returns import due

NOTED = "price_cuts"
"""Under which name an order keeps what campaigns were charged for its prices."""


class Cut(msgspec.Struct, array_like=True):
    """What one rule takes off an order on the account of campaigns.

    Args:
        path: Of the rule: ``activities.<id>``, ``checkout.promotions.<id>``, ``benefits.<id>``.
        cents: What it takes off.
        weights: Of it, off each line, and off the delivery at last.
        parts: What each campaign pays of it.
    """

    path: str
    cents: int
    weights: list[int]
    parts: list[dict[str, Any]]


class NotedCut(msgspec.Struct, array_like=True):
    """A cut of a paid order.

    Args:
        key: Of the record of its charge.
        cents: What it took off.
        basis: Where.
        back: Of the cents, come back by now.
    """

    key: str
    cents: int
    basis: Basis
    back: int = 0


def find_cut(turn: Turn, path: str, cents: int, weights: Sequence[int]) -> Cut | None:
    """A cut of a price, under the program that holds for the member now; ``None``: no campaign gives it."""
    made = charging.charge(turn, path, "prices", cents)
    return Cut(path, cents, list(weights), made.parts) if made.parts else None


def note_cut(turn: Turn, order: Order, cut: Cut) -> None:
    """The order with this cut is paid; the caller keeps the order."""
    noted: list[list[Any]] = order.data.setdefault(NOTED, [])
    key = f"price/{order.order_id}/{len(noted) + 1}"
    Charged(cut.cents, "prices", cut.path, cut.parts).note(turn, key)
    noted.append(msgspec.to_builtins(NotedCut(key, cut.cents, Basis(cut.weights))))


def note_line(turn: Turn, order: Order, path: str, line: KeptLine) -> None:
    """A shop that prices by itself sold a line at an agreed price: what it was reduced by is what was given up."""
    cents = line.list_cents - line.paid_cents - line.points_cents
    cut = find_cut(turn, path, cents, [cents if one is line else 0 for one in order.lines] + [0]) if cents > 0 else None
    if cut is not None:
        note_cut(turn, order, cut)
        turn.state.save_order(order)


def run_order_refunded(turn: Turn) -> None:
    """Campaigns get back what they were charged for what comes back, once the refund is written down."""
    order = turn.state.find_order(turn.data.get("order_id") or "")
    if order is None or NOTED not in order.data:
        return
    noted = msgspec.convert(order.data[NOTED], list[NotedCut])
    for one in noted:
        back = due(one.cents, order.back().share(one.basis))
        if back > one.back:
            charging.give_back(turn, one.key, before=one.back, after=back, whole=one.cents)
            one.back = back
    order.data[NOTED] = msgspec.to_builtins(noted)
    turn.state.save_order(order)
