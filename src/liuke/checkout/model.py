"""What goes into a quote and what comes out of it. All amounts are cents of the order's currency."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from liuke.benefits.spec import BenefitSpec
from liuke.checkout.spec import AnyPromotion, Pick
from liuke.goods.lines import list_price
from liuke.goods.scope import EVERYTHING, LineScope
from liuke.kernel.clock import FOREVER_US
from liuke.kernel.ids import fingerprint

OfferSource = Literal["coupon", "stamp_card", "benefit"]
OfferKind = Literal["amount", "percent", "free_item", "free_delivery"]
SECTIONS = {
    "coupon": "coupons", "stamp_card": "stamp_cards", "benefit": "benefits", "agreed_price": "activities",
}  # fmt: skip
"""Source of an offer → section of the program that it stands in."""
_RANK = {"free_item": 0, "percent": 1, "amount": 2, "free_delivery": 3}


class Line(msgspec.Struct, frozen=True):
    """A line of the cart: ``quantity`` pieces at ``unit_cents``, or ``grams`` at ``unit_cents`` a kilogram.

    ``discount_cents`` is what the shop took off already, or a price that was agreed with the member; ``alone``: at such
    a price, and nothing else reduces the line or counts it.
    """

    sku: str
    category: str
    quantity: int
    unit_cents: int
    grams: int = 0
    id: str = ""
    store: str = ""
    tags: tuple[str, ...] = ()
    discount_cents: int = 0
    alone: bool = False

    @property
    def list_cents(self) -> int:
        """List price of the line."""
        return list_price(self.unit_cents, self.quantity, self.grams)

    @property
    def cents(self) -> int:
        """What the line costs before anything of the platform."""
        return self.list_cents - self.discount_cents


class Cart(msgspec.Struct, frozen=True):
    """What is to be paid for."""

    lines: tuple[Line, ...]
    store: str = ""
    delivery_cents: int = 0


class Offer(msgspec.Struct, frozen=True):
    """Something the member may or may not use: a coupon, a full stamp card, a free item of a benefit.

    Args:
        number: The coupon; 0 for others.
        group: At most one offer of a group in an order; empty: no group.
        combinable: Groups that may stand beside it; ``None``: any.
        counts: Whether it counts against the most coupons of an order.
    """

    source: OfferSource
    id: str
    number: int = 0
    kind: OfferKind = "amount"
    amount_cents: int = 0
    percent_off_bps: int = 0
    max_discount_cents: int | None = None
    threshold_cents: int = 0
    scope: LineScope = LineScope()
    group: str = "default"
    priority: int = 50
    combinable: frozenset[str] | None = None
    with_member_price: bool = True
    with_promotions: bool = True
    with_points: bool = True
    valid_until_us: int = FOREVER_US
    counts: bool = True

    @property
    def order(self) -> tuple[int, int, int, str, int]:
        """Place in the order of application; also decides between combinations that are equal in all else."""
        return (self.priority, _RANK[self.kind], self.valid_until_us, self.id, self.number)

    @property
    def path(self) -> str:
        """Place in the program."""
        return f"{SECTIONS[self.source]}.{self.id}"


class PointsTerms(msgspec.Struct, frozen=True):
    """Points against money, for one member at one moment: ``step`` points are worth ``step_cents``."""

    asset: str
    step: int
    step_cents: int
    available: int
    min_points: int = 0
    max_share_bps: int = 10_000
    with_member_price: bool = True
    with_coupons: bool = True
    min_order_cents: int = 0
    scope: LineScope = EVERYTHING


class Terms(msgspec.Struct, frozen=True):
    """What the program says for this member at this moment.

    Args:
        groups: How promotions of a group go together; of one that is not named, the best counts.
        rebates: How rebates and ladders go together that are in no group.
    """

    prices: tuple[BenefitSpec, ...] = ()
    promotions: tuple[AnyPromotion, ...] = ()
    both_prices: bool = False
    price_on_promoted: bool = True
    max_coupons: int = 1
    points: PointsTerms | None = None
    groups: dict[str, Pick] = {}
    rebates: Pick = "best"


class Step(msgspec.Struct, frozen=True):
    """One line of the waterfall: a rule took ``cents``, off which lines, and how much of it off the delivery.

    ``cents`` = sum of ``lines`` + ``delivery_cents``, exactly.
    """

    path: str
    source: str
    id: str
    cents: int
    lines: tuple[int, ...]
    delivery_cents: int = 0
    number: int = 0


class Unused(msgspec.Struct, frozen=True):
    """An offer that the best combination leaves out, and why."""

    source: str
    id: str
    number: int
    reason: str
    missing_cents: int = 0

    @property
    def path(self) -> str:
        """Place in the program."""
        return f"{SECTIONS[self.source]}.{self.id}"


class Quote(msgspec.Struct, frozen=True):
    """The answer.

    Args:
        list_cents: Goods at list price.
        goods_cents: Goods after all reductions, before points.
        delivery_cents: Delivery after reductions.
        points: Points to spend.
        points_cents: What they pay.
        payable_cents: Money to pay: goods + delivery − points.
        line_cents: Money and points each line costs, after reductions and before points.
        steps: In the order of application; the last may be the points.
        declined: ``member_price`` or ``promotions``, where doing without gains more.
        unused: Offers left out.
    """

    list_cents: int
    goods_cents: int
    delivery_cents: int
    points: int
    points_cents: int
    payable_cents: int
    line_cents: tuple[int, ...]
    steps: tuple[Step, ...]
    declined: tuple[str, ...]
    unused: tuple[Unused, ...]

    def used(self, source: str) -> list[Step]:
        """Steps of one source."""
        return [step for step in self.steps if step.source == source]

    def saved(self) -> dict[str, int]:
        """Source → cents."""
        out: dict[str, int] = {}
        for step in self.steps:
            out[step.source] = out.get(step.source, 0) + step.cents
        return out

    def hash(self) -> str:
        """Stands for the answer: equal for equal answers."""
        return fingerprint(self).hex()

    def as_data(self) -> dict[str, Any]:
        """Plain data for JSON; coupon numbers as text."""
        out: dict[str, Any] = msgspec.to_builtins(self)
        for part in (*out["steps"], *out["unused"]):
            part["number"] = str(part["number"]) if part["number"] else ""
        out["hash"] = self.hash()
        return out
