"""Lines of orders: as they are sent, as they are kept, and how the one becomes the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.http.fields import Body, Cents, Name
from liuke.kernel.errors import Fault
from liuke.kernel.money import MAX_AMOUNT, allocate, scale

MAX_LINES = 500
MAX_TAGS = 20

Word = Annotated[str, Meta(max_length=200)]
Tags = Annotated[list[Annotated[str, Meta(min_length=1, max_length=64)]], Meta(max_length=MAX_TAGS)]
Pieces = Annotated[int, Meta(ge=1, le=MAX_AMOUNT)]


class OrderLine(Body, omit_defaults=True):
    """A line of a paid order.

    Args:
        id: Of the line in its order; by default its place, from 1.
        sku: The shop's number of the product.
        quantity: Pieces; 1 by default.
        unit_cents: List price of one piece, before every reduction; with ``grams``, of a kilogram.
        paid_cents: Money that was paid for the whole line, after all reductions and points. Said of every line or of
            none: then what the order was paid with is shared out by list price.
        category: The shop's word for its kind.
        store: Where it was sold, where that is not the order's store.
        tags: More words of the shop that rules may ask for.
        discount_cents: What the line is reduced by already.
        grams: Of what is sold by weight.
        points: Points that paid for a part of it.
        points_cents: What these points paid.
        free: Pieces among them that cost nothing.
        list_cents: List price of the line; an older name of what ``unit_cents`` says.
        cents: An older name of ``paid_cents``.
    """

    id: Name | UnsetType = UNSET
    sku: Word = ""
    quantity: Pieces = 1
    unit_cents: Cents | UnsetType = UNSET
    paid_cents: Cents | UnsetType = UNSET
    category: Word = ""
    store: Word = ""
    tags: Tags = msgspec.field(default_factory=list)
    discount_cents: Cents = 0
    grams: Annotated[int, Meta(ge=0, le=MAX_AMOUNT)] = 0
    points: Annotated[int, Meta(ge=0, le=MAX_AMOUNT)] = 0
    points_cents: Cents = 0
    free: Annotated[int, Meta(ge=0, le=MAX_AMOUNT)] = 0
    list_cents: Cents | UnsetType = UNSET
    cents: Cents | UnsetType = UNSET


class ReturnLine(Body):
    """What of an order's line comes back.

    Args:
        id: Of the line; or say ``sku``.
        sku: Product; of several lines of it the first that has pieces left.
        quantity: Pieces; by default all that are left.
    """

    id: Name | UnsetType = UNSET
    sku: Word | UnsetType = UNSET
    quantity: Pieces | UnsetType = UNSET


class KeptLine(msgspec.Struct, omit_defaults=True):
    """A line as its order keeps it.

    Args:
        unit_cents: List price of a piece, or of a kilogram.
        list_cents: List price of the line.
        paid_cents: Money that was paid for the line.
        points: Points that paid for it, worth ``points_cents``.
        discount_cents: By how much it was reduced, by whomever.
        free: Pieces among them that cost nothing.
        returned: Pieces that came back.
        refunded_cents: Money that went back with them.
    """

    id: str
    sku: str = ""
    category: str = ""
    store: str = ""
    tags: list[str] = []
    quantity: int = 1
    grams: int = 0
    unit_cents: int = 0
    list_cents: int = 0
    paid_cents: int = 0
    points: int = 0
    points_cents: int = 0
    discount_cents: int = 0
    free: int = 0
    returned: int = 0
    refunded_cents: int = 0

    @property
    def left(self) -> int:
        """Pieces that have not come back."""
        return self.quantity - self.returned


class Basis(msgspec.Struct, omit_defaults=True):
    """What a thing that an order gave was worked out from: a weight for each line, the last one for the delivery.

    Args:
        weights: Cents, or pieces.
        pieces: Whether they are pieces.
    """

    weights: list[int]
    pieces: bool = False


def list_price(unit_cents: int, quantity: int, grams: int) -> int:
    """List price of a line of pieces, or of something sold by weight (rounded half up)."""
    return scale(unit_cents, grams, 1_000, "half_up") if grams else unit_cents * quantity


def read_lines(raw: Sequence[Any], amount_cents: int, delivery_cents: int) -> tuple[list[KeptLine], list[Fault]]:
    """Lines of an ``order.paid`` that was checked, and everything that does not fit together.

    Args:
        raw: Lines as they were sent.
        amount_cents: Money the order was paid with.
        delivery_cents: As much of it as paid for the delivery.
    """
    sent = [msgspec.convert(one, OrderLine) for one in raw]
    paid = [_paid(line) for line in sent]
    lines = [_keep(line, place, cents) for place, (line, cents) in enumerate(zip(sent, paid, strict=True), 1)]
    faults = _find_clashes(lines) if len(lines) > 1 else []
    untold = paid.count(None)
    if 0 < untold < len(paid):
        missing = (f"lines.{place}.paid_cents" for place, cents in enumerate(paid) if cents is None)
        faults += [Fault(path, "missing", "say paid_cents of every line, or of none") for path in missing]
    elif untold:
        left = max(amount_cents - delivery_cents, 0)
        weights = [max(line.list_cents - line.discount_cents - line.points_cents, 0) for line in lines]
        shares = allocate(left, weights if any(weights) else [line.quantity for line in lines])
        for line, cents in zip(lines, shares, strict=True):
            line.paid_cents = cents
            line.list_cents = line.list_cents or cents + line.discount_cents + line.points_cents
    total = sum(line.paid_cents for line in lines) + delivery_cents
    if total > amount_cents:
        faults.append(
            Fault(
                "lines", "sum-exceeds-amount",
                f"lines and delivery were paid with {total}, the order with {amount_cents}",
                "send in amount_cents what the order was paid with, in each line its part of that",
            )
        )  # fmt: skip
    if sum(line.list_cents for line in lines) > MAX_AMOUNT:
        faults.append(Fault("lines", "out-of-range", f"cost more than {MAX_AMOUNT}"))
    return lines, faults


def _paid(line: OrderLine) -> int | None:
    found = line.paid_cents if line.paid_cents is not UNSET else line.cents
    return None if found is UNSET else found


def _keep(line: OrderLine, place: int, cents: int | None) -> KeptLine:
    paid = cents or 0
    given = line.unit_cents
    if given is not UNSET:
        unit, listed = given, list_price(given, line.quantity, line.grams)
    else:
        listed = line.list_cents if line.list_cents is not UNSET else 0
        listed = listed or paid + line.points_cents + line.discount_cents
        unit = listed // line.quantity
    reduced = max(listed - paid - line.points_cents, 0) if cents is not None else 0
    return KeptLine(
        id=line.id if line.id is not UNSET else str(place), sku=line.sku, category=line.category, store=line.store,
        tags=line.tags, quantity=line.quantity, grams=line.grams, unit_cents=unit, list_cents=listed, paid_cents=paid,
        points=line.points, points_cents=line.points_cents, discount_cents=max(line.discount_cents, reduced),
        free=min(line.free, line.quantity),
    )  # fmt: skip


def _find_clashes(lines: Sequence[KeptLine]) -> list[Fault]:
    seen = set[str]()
    faults = list[Fault]()
    for place, line in enumerate(lines):
        if line.id in seen:
            faults.append(Fault(f"lines.{place}.id", "duplicate-id", f"another line is called {line.id}"))
        seen.add(line.id)
    return faults
