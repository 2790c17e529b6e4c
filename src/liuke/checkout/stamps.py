"""Stamp cards: a stamp for every paid piece, taken back with the refund, and full cards that are free pieces."""

from __future__ import annotations

from typing import cast

import msgspec

from liuke.checkout.model import Offer
from liuke.checkout.spec import StampCardSpec
from liuke.decision.domain import CompiledProgram
from liuke.decision.holdings import Order
from liuke.decision.hooks import Cause
from liuke.decision.state import Slot
from liuke.decision.turn import Turn
from liuke.goods.lines import Basis
from liuke.goods.returns import due
from liuke.goods.scope import weigh
from liuke.kernel.clock import FOREVER_US


class StampBook(msgspec.Struct):
    """Stamps by card, less those of cards that were used.

    A refund may leave a card below zero, when its full card was used already: the next stamps make up for it.
    Full cards are not counted apart: they are what the stamps hold whole.
    """

    stamps: dict[str, int] = {}


STAMPS = Slot("stamp_cards", StampBook)


def card_index(program: CompiledProgram) -> dict[str, StampCardSpec]:
    """Stamp cards of the program by id."""
    return program.built("checkout.cards", lambda p: {card.id: card for card in p.items("stamp_cards", StampCardSpec)})


def _is_for(turn: Turn, card: StampCardSpec) -> bool:
    return not card.tiers or turn.state.tier in card.tiers


def full_cards(turn: Turn) -> list[StampCardSpec]:
    """Cards of which the member has a full one."""
    book = turn.state.read(STAMPS, StampBook)
    return [card for card in card_index(turn.program).values() if book.stamps.get(card.id, 0) >= card.stamps]


def offer(card: StampCardSpec) -> Offer:
    """The free piece of a full card."""
    return Offer(
        "stamp_card", card.id, 0, "free_item", max_discount_cents=card.max_value_cents,
        scope=card.reward_scope or card.scope, group=f"stamp_card:{card.id}", priority=card.priority,
        valid_until_us=FOREVER_US, counts=False,
    )  # fmt: skip


def _add(turn: Turn, card: str, count: int) -> int:
    stamps = turn.state.edit(STAMPS, StampBook).stamps
    stamps[card] = stamps.get(card, 0) + count
    return stamps[card]


def is_full(turn: Turn, card: str) -> bool:
    """Whether the member has a full one of a card that the program still has."""
    spec = card_index(turn.program).get(card)
    return spec is not None and turn.state.read(STAMPS, StampBook).stamps.get(card, 0) >= spec.stamps


def use_card(turn: Turn, card: str) -> None:
    """Take the stamps of a full card."""
    spec = card_index(turn.program)[card]
    assert _add(turn, card, -spec.stamps) >= 0, f"stamp card {card} was not full"


def return_card(turn: Turn, card: str) -> None:
    """Put the stamps of a full card back."""
    spec = card_index(turn.program).get(card)
    if spec is not None:
        _add(turn, card, spec.stamps)


def run_order_paid(turn: Turn) -> None:
    """Stamp the pieces of a paid order; how many stands on the order, so that its refund takes them back."""
    cards = card_index(turn.program)
    order: Order | None = turn.subject.get("order")
    if not cards or order is None or not order.lines:
        return
    store = turn.data.get("store") or ""
    given: dict[str, int] = {}
    for card in cards.values():
        pieces = _pieces(card, order, store)
        count = sum(pieces)
        if count and _is_for(turn, card):
            given[card.id] = count
            order.bases[_mark(card.id)] = Basis(pieces, pieces=True)
            _tell(turn, card, _add(turn, card.id, count), count)
    if given:
        order.data["stamps"] = given
        turn.state.save_order(order)


def _mark(card: str) -> str:
    return f"stamp_cards.{card}"


def _pieces(card: StampCardSpec, order: Order, store: str) -> list[int]:
    """Paid pieces of each line, and none of the delivery; weighed goods have none."""
    scope, lines = card.scope, order.lines
    if scope.at_least_cents and not any(weigh(scope, lines, [line.paid_cents for line in lines], store=store)):
        return [0] * (len(lines) + 1)
    pieces = [0 if line.grams or not scope.covers(line, store) else line.quantity - line.free for line in lines]
    return [*pieces, 0]


def _tell(turn: Turn, card: StampCardSpec, value: int, count: int) -> None:
    path = f"stamp_cards.{card.id}"
    turn.applied(path, "stamped", card=card.id, count=count, stamps=value % card.stamps, of=card.stamps)
    full = max(value, 0) // card.stamps - max(value - count, 0) // card.stamps
    if full > 0:
        turn.gained("stamp_card", card.id, full, path)
        turn.emit("stamp_card.filled", {"card": card.id, "count": full})


def undo_cause(turn: Turn, cause: Cause) -> None:
    """The hook: takes back the share of the stamps that has been refunded by now; all of them with the whole order."""
    order = turn.state.find_order(cause.ref)
    if order is None or not order.data.get("stamps"):
        return
    given = cast("dict[str, int]", order.data["stamps"])
    taken = cast("dict[str, int]", order.data.setdefault("stamps_taken", {}))
    back = order.back()
    for card, count in given.items():
        wanted = due(count, back.share(order.bases.get(_mark(card))))
        step = wanted - taken.get(card, 0)
        if step > 0:
            taken[card] = wanted
            turn.state.save_order(order)
            _add(turn, card, -step)
            turn.skipped(f"stamp_cards.{card}", "stamps-taken-back", card=card, count=step)
