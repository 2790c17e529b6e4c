"""Agreed prices in a cart: which line has one, and lines that stand apart from everything else."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from liuke.checkout.model import Cart, Line, Quote, Step, Unused
from liuke.decision.agreed import AgreedPrice, AgreedUse

SOURCE = "agreed_price"


class Agreed(msgspec.Struct, frozen=True):
    """A cart with its agreed prices.

    Args:
        cart: Its lines with what the agreed prices take off.
        steps: What that is.
        unused: Prices that no line of the cart has, and why.
        uses: What a checkout would hold.
    """

    cart: Cart
    steps: tuple[Step, ...] = ()
    unused: tuple[Unused, ...] = ()
    uses: tuple[AgreedUse, ...] = ()


def apply_agreed(cart: Cart, prices: Sequence[AgreedPrice]) -> Agreed:
    """Give each line the cheapest price that was agreed for all of its pieces; a price serves one line, whole or not.

    A line of more pieces than were agreed has none: pieces at another price are a line of their own.
    """
    lines, steps, uses = list(cart.lines), list[Step](), list[AgreedUse]()
    unused, taken = list[Unused](), set[int]()
    for price in sorted(prices, key=lambda one: (one.unit_cents, one.path, one.ref)):
        here = [i for i, line in enumerate(cart.lines) if line.sku == price.sku and i not in taken and not line.grams]
        fitting = [i for i in here if cart.lines[i].quantity <= price.pieces]
        id_ = price.path.partition(".")[2]
        if not fitting:
            if here:
                unused.append(Unused(SOURCE, id_, 0, "more-than-agreed"))
            continue
        place = fitting[0]
        line = cart.lines[place]
        off = line.cents - price.unit_cents * line.quantity
        if off <= 0:
            unused.append(Unused(SOURCE, id_, 0, "nothing-to-reduce"))
            continue
        taken.add(place)
        lines[place] = msgspec.structs.replace(line, discount_cents=line.discount_cents + off, alone=price.alone)
        parts = tuple(off if i == place else 0 for i in range(len(lines)))
        steps.append(Step(price.path, SOURCE, id_, off, parts))
        uses.append(AgreedUse(price.path, price.ref, line.id or str(place + 1), off))
    return Agreed(msgspec.structs.replace(cart, lines=tuple(lines)), tuple(steps), tuple(unused), tuple(uses))


def explain_agreed(found: Quote, agreed: Agreed) -> Quote:
    """The quote of a cart whose agreed prices were taken off before, with them in its steps."""
    return msgspec.structs.replace(
        found, list_cents=found.list_cents + sum(step.cents for step in agreed.steps),
        steps=(*agreed.steps, *found.steps), unused=(*found.unused, *agreed.unused),
    )  # fmt: skip


def take_apart(cart: Cart) -> tuple[Cart, tuple[Line, ...]] | None:
    """The cart without the lines that stand apart, and those; ``None``: there are none."""
    apart = tuple(line for line in cart.lines if line.alone)
    if not apart:
        return None
    return msgspec.structs.replace(cart, lines=tuple(line for line in cart.lines if not line.alone)), apart


def put_together(found: Quote, cart: Cart, apart: Sequence[Line]) -> Quote:
    """The quote of the rest of the cart, with the lines that stand apart at what they cost."""
    cents = sum(line.cents for line in apart)
    rest = iter(found.line_cents)
    return msgspec.structs.replace(
        found,
        list_cents=found.list_cents + cents, goods_cents=found.goods_cents + cents,
        payable_cents=found.payable_cents + cents,
        line_cents=tuple(line.cents if line.alone else next(rest) for line in cart.lines),
        steps=tuple(msgspec.structs.replace(step, lines=_widen(step.lines, cart)) for step in found.steps),
    )  # fmt: skip


def _widen(parts: Sequence[int], cart: Cart) -> tuple[int, ...]:
    rest = iter(parts)
    return tuple(0 if line.alone else next(rest) for line in cart.lines)
