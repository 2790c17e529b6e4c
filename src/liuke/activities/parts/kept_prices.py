"""A price that was agreed before and is kept for the member: the way through a checkout that its kinds share. Pure.

What is kept is open, then held by a checkout, then bought. A checkout that is over and was not paid leaves it open
again; it lapses at once when its time has passed meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from liuke.decision.agreed import AgreedPrice, AgreedUse, PriceKeeper
from liuke.decision.holdings import Order
from liuke.decision.turn import Turn

OPEN, HELD = 0, 1
"""The first two of every kind's statuses: kept for the member, held by a checkout."""


class Kept(Protocol):
    """What every kind remembers of it."""

    status: int
    hold_id: str


Doc = TypeVar("Doc")
Place = TypeVar("Place", bound=Kept)


@dataclass(frozen=True, slots=True)
class KeptKind(Generic[Doc, Place]):
    """What is a kind's own in it. Every place is found with the activity and the document that has it.

    Args:
        list_prices: What the member may use now.
        find: The place that a use names, in a document that may be changed.
        ends_us: First instant at which an open one lapses.
        held: A checkout took it.
        opened: It is open again.
        lapse: Its time is over. What it held goes back.
        give_up: Its activity was called off. What it held goes back.
        buy: The order paid for it, on a line. False: it cannot be bought any more.
        take_again: What is over is taken once more. False: there is nothing to take, or a newer checkout has it.
        lose: See [liuke.decision.agreed.PriceKeeper][]; ``None``: nothing was promised.
    """

    list_prices: Callable[[Turn], Iterable[AgreedPrice]]
    find: Callable[[Turn, AgreedUse], tuple[str, Doc, Place] | None]
    ends_us: Callable[[Place], int]
    held: Callable[[Turn, str, Doc, Place], None]
    opened: Callable[[Turn, str, Doc, Place], None]
    lapse: Callable[[Turn, str, Doc, Place], None]
    give_up: Callable[[Turn, str, Doc, Place], None]
    buy: Callable[[Turn, str, Doc, Place, Order, str], bool]
    take_again: Callable[[Turn, str, Doc, Place], bool]
    lose: Callable[[Turn, AgreedUse, str], bool] | None = None

    def keeper(self) -> PriceKeeper:
        """What the checkout asks."""
        if self.lose is None:
            return PriceKeeper(self.list_prices, self._hold, self._release, self._use, self._use_again)
        return PriceKeeper(self.list_prices, self._hold, self._release, self._use, self._use_again, self.lose)

    def _hold(self, turn: Turn, use: AgreedUse, hold_id: str) -> bool:
        found = self.find(turn, use)
        if found is None:
            return False
        found[2].status, found[2].hold_id = HELD, hold_id
        self.held(turn, *found)
        return True

    def _release(self, turn: Turn, use: AgreedUse) -> bool:
        found = self.find(turn, use)
        if found is None or found[2].status != HELD:
            return False
        if use.path in turn.state.cancelled:
            self.give_up(turn, *found)
        elif self.ends_us(found[2]) <= turn.now.t_us:
            self.lapse(turn, *found)
        else:
            found[2].status, found[2].hold_id = OPEN, ""
            self.opened(turn, *found)
        return True

    def _use(self, turn: Turn, use: AgreedUse, order_id: str) -> bool:
        found, order = self.find(turn, use), turn.state.find_order(order_id)
        if found is None or order is None or found[2].status not in {OPEN, HELD}:
            return False
        return self.buy(turn, *found, order, use.line)

    def _use_again(self, turn: Turn, use: AgreedUse, order_id: str) -> bool:
        found = self.find(turn, use)
        return found is not None and self.take_again(turn, *found) and self._use(turn, use, order_id)
