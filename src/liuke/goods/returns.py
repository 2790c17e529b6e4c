"""What a return of lines is worth, and which share of what an order gave has gone back. Exact fractions only."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import msgspec
from msgspec import UNSET

from liuke.goods.lines import Basis, KeptLine, ReturnLine
from liuke.kernel.errors import Fault
from liuke.kernel.money import allocate

NOTHING, WHOLE = Fraction(0), Fraction(1)


class Parcel(msgspec.Struct):
    """What comes back of an order, before it is written down.

    Args:
        pieces: Of each line.
        cents: Money for each line, by what was paid for it.
        delivery_cents: Money for the delivery.
    """

    pieces: list[int]
    cents: list[int]
    delivery_cents: int = 0

    @property
    def total(self) -> int:
        """Money in all."""
        return sum(self.cents) + self.delivery_cents


class Back(msgspec.Struct):
    """What of an order has gone back, for asking which share of a thing that is.

    Args:
        lines: Of the order; none: it has no lines.
        amount_cents: Money the order was paid with.
        refunded_cents: Of it, gone back by now.
        delivery_cents: Of it, paid for the delivery.
        delivery_back_cents: Of that, gone back.
        full: Nothing of the order is left.
    """

    lines: Sequence[KeptLine]
    amount_cents: int
    refunded_cents: int
    delivery_cents: int = 0
    delivery_back_cents: int = 0
    full: bool = False

    def share(self, basis: Basis | None = None) -> Fraction:
        """Which share of a thing has gone back; a thing without a basis came of the whole order.

        What was refunded without naming lines is shared by everything that was not returned.
        """
        if self.full:
            return WHOLE
        if basis is None:
            return self._share_of_all()
        whole = sum(basis.weights)
        if not whole:
            return self._share_of_all()
        named = sum(line.refunded_cents for line in self.lines) + self.delivery_back_cents
        left = self.amount_cents - named
        loose = Fraction(self.refunded_cents - named, left) if left > 0 else NOTHING
        back = sum(
            (weight * self._line_share(place, pieces=basis.pieces) for place, weight in enumerate(basis.weights)),
            NOTHING,
        )
        return min(max((back + (whole - back) * loose) / whole, NOTHING), WHOLE)

    def _share_of_all(self) -> Fraction:
        if self.amount_cents:
            return Fraction(self.refunded_cents, self.amount_cents)
        weights = [line.points_cents for line in self.lines]
        if not any(weights):
            weights = [line.quantity for line in self.lines]
        whole = sum(weights)
        back = sum(
            (Fraction(w * line.returned, line.quantity) for w, line in zip(weights, self.lines, strict=True)), NOTHING
        )
        return back / whole if whole else NOTHING

    def _line_share(self, place: int, *, pieces: bool) -> Fraction:
        if place >= len(self.lines):
            return Fraction(self.delivery_back_cents, self.delivery_cents) if self.delivery_cents else NOTHING
        line = self.lines[place]
        if line.paid_cents and not pieces:
            return min(max(Fraction(line.refunded_cents, line.paid_cents), NOTHING), WHOLE)
        return Fraction(line.returned, line.quantity)


def due(whole: int, share: Fraction) -> int:
    """How much of ``whole`` must have gone back: rounded down, all of it with the last part.

    >>> [due(10, Fraction(r, 3)) for r in range(4)]
    [0, 3, 6, 10]
    """
    return whole * share.numerator // share.denominator


def pack(lines: Sequence[KeptLine], wanted: Sequence[Any]) -> tuple[Parcel, list[Fault]]:
    """Which pieces come back and the money for them, and every fault of what was asked for.

    Args:
        lines: Of the order.
        wanted: Lines of a refund.
    """
    pieces = [0] * len(lines)
    faults = list[Fault]()
    for place, raw in enumerate(wanted):
        one = raw if isinstance(raw, ReturnLine) else msgspec.convert(raw, ReturnLine)
        faults += _take(f"lines.{place}", one, lines, pieces)
    return Parcel(pieces, [_worth(line, count) for line, count in zip(lines, pieces, strict=True)]), faults


def pack_all(lines: Sequence[KeptLine], delivery_left: int) -> Parcel:
    """Everything that is left of an order."""
    pieces = [line.left for line in lines]
    return Parcel(pieces, [_worth(line, count) for line, count in zip(lines, pieces, strict=True)], delivery_left)


def _take(path: str, one: ReturnLine, lines: Sequence[KeptLine], pieces: list[int]) -> list[Fault]:
    if one.id is UNSET and one.sku is UNSET:
        return [Fault(path, "missing", "names no line", "give its id or its sku")]
    named = [
        i
        for i, line in enumerate(lines)
        if (one.id is UNSET or line.id == one.id) and (one.sku is UNSET or line.sku == one.sku)
    ]
    if not named:
        name = one.id if one.id is not UNSET else one.sku
        field = "id" if one.id is not UNSET else "sku"
        return [Fault(f"{path}.{field}", "unknown-line", f"the order has no line {name}", "look the order up")]
    left = [lines[i].left - pieces[i] for i in named]
    wanted = sum(left) if one.quantity is UNSET else one.quantity
    if not 0 < wanted <= sum(left):
        return [Fault(f"{path}.quantity", "returned-already", f"{sum(left)} are left to return, not {wanted}")]
    for i, have in zip(named, left, strict=True):
        step = min(have, wanted)
        pieces[i] += step
        wanted -= step
    return []


def _worth(line: KeptLine, count: int) -> int:
    """Money for the next ``count`` pieces: by what was paid for the line, so that all pieces make the whole."""
    before, after = line.returned, line.returned + count
    return line.paid_cents * after // line.quantity - line.paid_cents * before // line.quantity


def fit(parcel: Parcel, amount_cents: int) -> Parcel:
    """The parcel for so much money: less is shared out by what each line is worth, more stands in no line."""
    if amount_cents >= parcel.total:
        return parcel
    # what became dearer because something else came back (a negative part) has no share in less money
    parts = allocate(amount_cents, [max(cents, 0) for cents in (*parcel.cents, parcel.delivery_cents)])
    return Parcel(parcel.pieces, parts[:-1], parts[-1])


def put(lines: Sequence[KeptLine], parcel: Parcel) -> None:
    """Write down on the lines what came back."""
    for line, count, cents in zip(lines, parcel.pieces, parcel.cents, strict=True):
        line.returned += count
        line.refunded_cents += cents
