"""Which card drops, and what is taken back of it. Pure but for the turn."""

from __future__ import annotations

from typing import Any

from liuke.activities.contracts import Activity
from liuke.activities.parts.cards_doc import CardsDoc
from liuke.activities.parts.cards_spec import CardsSpec, CollectCard
from liuke.decision.hooks import Cause
from liuke.decision.turn import Turn
from liuke.kernel.money import allocate

PPM = 1_000_000
NOTED = "cards"
"""Under which name an order keeps the cards that it dropped."""


def find_odds(spec: CardsSpec) -> list[int]:
    """Millionths of each card; they sum to a million."""
    return allocate(PPM, [card.weight for card in spec.cards])


class Deal:
    """The cards of an activity, as they drop."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = spec = activity.typed(CardsSpec)
        self.id, self.path = spec.id, activity.path
        self.cards = {card.id: card for card in spec.cards}
        self.weights = [card.weight for card in spec.cards]

    def drop(self, turn: Turn, doc: CardsDoc, by: str, order_id: str = "") -> str:
        """One card, drawn by its weight; the card, or empty where it is gone and nothing stands in for it."""
        hit = self.spec.cards[self.activity.draw(turn, "card").choose(self.weights)]
        card = hit if self.take(turn, doc, hit) else self.cards.get(self.spec.fallback or "")
        if card is not hit:
            turn.skipped(f"{self.path}.cards.{hit.id}", "cards-gone", card=hit.name.model_dump())
        if card is None:
            return ""
        doc.add(card.id, 1)
        doc.got[card.id] = doc.got.get(card.id, 0) + 1
        doc.dropped += 1
        data: dict[str, Any] = {"card": card.id, "hit": hit.id, "by": by}
        data |= {"order_id": order_id} if order_id else {}
        turn.record_new("card_dropped", f"{self.id}/{turn.new_id()}", {"t_us": turn.now.t_us, **data})
        turn.applied(self.path, "cards-dropped", card=card.name.model_dump())
        turn.gained("card", card.id, 1, self.path, label=card.name.model_dump())
        turn.emit("cards.dropped", {"activity": self.id, **data})
        return card.id

    def take(self, turn: Turn, doc: CardsDoc, card: CollectCard) -> bool:
        """Whether the member may have it; of a limited card one piece is taken."""
        if card.each is not None and doc.got.get(card.id, 0) >= card.each:
            return False
        return card.stock is None or turn.take_stock(self.name_item(card.id))

    def name_item(self, card: str) -> str:
        """The stock of a card."""
        return f"cards:{self.id}/{card}"

    @property
    def stock(self) -> dict[str, int]:
        """Pieces of the limited cards."""
        return {self.name_item(card.id): card.stock for card in self.spec.cards if card.stock is not None}

    # -- orders -----------------------------------------------------------------------------------------------------
    def note(self, turn: Turn, order_id: str, cards: list[str]) -> None:
        """Let the order know what it dropped."""
        order = turn.state.orders.get(order_id)
        if order is not None and cards:
            noted = order.data.setdefault(NOTED, {}).setdefault(self.id, {"cards": [], "back": 0})
            noted["cards"] += cards
            turn.state.save_order(order)

    def undo(self, turn: Turn, doc: CardsDoc, cause: Cause) -> None:
        """The order went back: its cards do, the last first, unless they were used or given away."""
        order = turn.state.find_order(cause.ref)
        several: dict[str, dict[str, Any]] = (order.data.get(NOTED) or {}) if order is not None else {}
        if order is None or self.id not in several:
            return
        noted = several[self.id]
        cards: list[str] = noted["cards"]
        whole = cause.is_whole or cause.cancelled
        due = len(cards) if whole else len(cards) * cause.taken // max(cause.whole, 1)
        for place in range(noted["back"], due):
            self._withdraw(turn, doc, cards[-1 - place], cause.ref)
        noted["back"] = max(due, noted["back"])
        turn.state.save_order(order)

    def _withdraw(self, turn: Turn, doc: CardsDoc, card: str, order_id: str) -> None:
        data = {"activity": self.id, "card": card, "order_id": order_id}
        key = f"{self.id}/{turn.new_id()}"
        if not doc.cards.get(card):
            turn.record_new("card_stays", key, {"t_us": turn.now.t_us, **data})
            turn.skipped(self.path, "cards-stays", card=self._name(card))
            turn.emit("cards.stays", data)
            return
        doc.add(card, -1)
        doc.withdrawn += 1
        doc.got[card] = doc.got.get(card, 0) - 1
        if self.name_item(card) in self.stock:
            turn.take_stock(self.name_item(card), -1)
        turn.record_new("card_withdrawn", key, {"t_us": turn.now.t_us, **data})
        turn.applied(self.path, "cards-withdrawn", card=self._name(card))
        turn.emit("cards.withdrawn", data)

    def _name(self, card: str) -> Any:
        found = self.cards.get(card)
        return found.name.model_dump() if found is not None else card
