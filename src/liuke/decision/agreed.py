"""Prices that were agreed with a member before the checkout: a place in a flash sale, a bargain that was struck.

Who agrees a price keeps it (:class:`PriceKeeper`); the checkout quotes it, holds it, and says what became of it. So
neither has to know the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from liuke.decision.turn import Turn


class AgreedPrice(msgspec.Struct, frozen=True):
    """Pieces of one product that the member may buy at a price of their own.

    Args:
        path: Of what agreed it (``activities.<id>``).
        ref: Its name there.
        sku: The product.
        pieces: How many at most.
        unit_cents: Of a piece.
        alone: Whether nothing else reduces a line at this price, and the line counts towards nothing.
    """

    path: str
    ref: str
    sku: str
    pieces: int
    unit_cents: int
    alone: bool = True


class AgreedUse(msgspec.Struct, array_like=True):
    """An agreed price in a checkout.

    Args:
        path: Of what agreed it.
        ref: Its name there.
        line: Of the order, by id.
        cents: What it takes off the line.
    """

    path: str
    ref: str
    line: str
    cents: int


def _not_mine(turn: Turn, use: AgreedUse, order_id: str) -> bool:
    del turn, use, order_id
    return False


@dataclass(frozen=True, slots=True)
class PriceKeeper:
    """What an owner of agreed prices answers. All but ``find`` return whether the price is theirs and it was done.

    Args:
        find: What the member may use now.
        hold: A checkout holds it: it does not lapse before that is over. Arguments: the use, and the checkout's id.
        release: The checkout is over and was not paid.
        use: It was paid. Arguments: the use, and the order's id.
        use_again: A checkout that was over is paid: takes it once more, if there is still something to take.
        lose: It was paid, and could not be used: what was promised for that money is not there any more.
    """

    find: Callable[[Turn], Iterable[AgreedPrice]]
    hold: Callable[[Turn, AgreedUse, str], bool]
    release: Callable[[Turn, AgreedUse], bool]
    use: Callable[[Turn, AgreedUse, str], bool]
    use_again: Callable[[Turn, AgreedUse, str], bool]
    lose: Callable[[Turn, AgreedUse, str], bool] = _not_mine


def join_keepers(keepers: Sequence[PriceKeeper]) -> PriceKeeper:
    """Several as one."""
    return PriceKeeper(
        find=lambda turn: [price for keeper in keepers for price in keeper.find(turn)],
        hold=lambda turn, use, hold_id: any(keeper.hold(turn, use, hold_id) for keeper in keepers),
        release=lambda turn, use: any(keeper.release(turn, use) for keeper in keepers),
        use=lambda turn, use, order_id: any(keeper.use(turn, use, order_id) for keeper in keepers),
        use_again=lambda turn, use, order_id: any(keeper.use_again(turn, use, order_id) for keeper in keepers),
        lose=lambda turn, use, order_id: any(keeper.lose(turn, use, order_id) for keeper in keepers),
    )


def find_keeper(turn: Turn) -> PriceKeeper:
    """All of the program's."""
    return turn.program.built(
        "agreed prices",
        lambda program: join_keepers([one.prices for one in program.domains if one.prices is not None]),
    )
