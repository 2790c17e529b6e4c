"""What is remembered of bargains: the bargain, which its starter and helpers share, and a member's own part."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from liuke.activities.parts.helping import HelpCount
from liuke.decision.shared import SharedKind
from liuke.decision.state import Slot

RUNNING, IN_CHECKOUT, SOLD, OVER = 0, 1, 2, 3
PHASES = ("running", "in_checkout", "bought", "over")
OPEN, HELD, BOUGHT, LAPSED, GIVEN_UP, RETURNED = 0, 1, 2, 3, 4, 5
STATUSES = ("open", "in_checkout", "bought", "lapsed", "given_up", "returned")
COUNTED = frozenset({OPEN, HELD, BOUGHT})
"""What counts against a member's limits."""
MAX_OVER, MAX_BOUGHT = 20, 60
"""Bargains that are remembered of one activity; the oldest go first."""


# -- the bargain ------------------------------------------------------------------------------------------------------
class Cut(msgspec.Struct, array_like=True, gc=False):
    """What one friend did.

    Args:
        n: Its number in the bargain.
        member: Who.
        parts: Cents, by share: one, or more of a newcomer.
        t_us: When.
    """

    n: int
    member: int
    parts: list[int]
    t_us: int

    @property
    def cents(self) -> int:
        """In all."""
        return sum(self.parts)


class Bargain(msgspec.Struct):
    """A bargain, with its terms as they were at the start.

    Args:
        owner: Who started it.
        good: Of the activity.
        full_cents: Price before anybody helped.
        floor_cents: Lowest price.
        shares: Cuts that are left: as many friends as it still takes.
        drawn: Whether what they cut is drawn.
        plan: What each of them cuts, in turn, where it is stated.
        least_cents: A drawn cut is no less.
        counts: A newcomer takes so many shares.
        until_us: First instant at which nobody helps any more.
        status: Place in ``PHASES``.
        cuts: In order.
        n: Helps so far, those that were undone included.
    """

    owner: int
    good: str
    full_cents: int
    floor_cents: int
    shares: int
    drawn: bool
    plan: list[int]
    least_cents: int
    counts: int
    until_us: int
    status: int = RUNNING
    cuts: list[Cut] = []
    n: int = 0

    @property
    def cut_cents(self) -> int:
        """What friends took off so far."""
        return sum(one.cents for one in self.cuts)

    @property
    def price_cents(self) -> int:
        """What it costs now."""
        return self.full_cents - self.cut_cents

    @property
    def left_cents(self) -> int:
        """What is still to be cut."""
        return self.price_cents - self.floor_cents


def _faults(key: str, doc: Bargain) -> Iterable[str]:
    del key
    if doc.left_cents < 0 or (not doc.drawn and sum(doc.plan) != doc.left_cents):
        yield f"{doc.cut_cents} cents are cut, {sum(doc.plan)} to come of {doc.full_cents - doc.floor_cents}"
    if (doc.shares == 0) != (doc.left_cents == 0) or doc.left_cents < doc.shares * doc.least_cents:
        yield f"{doc.left_cents} cents are left for {doc.shares} friends"
    if not doc.drawn and len(doc.plan) != doc.shares:
        yield f"{len(doc.plan)} cuts are stated for {doc.shares} friends"
    if min((part for one in doc.cuts for part in one.parts), default=1) < 1:
        yield "somebody cut nothing"
    helpers = [one.member for one in doc.cuts]
    if len(set(helpers)) < len(helpers) or doc.owner in helpers:
        yield "somebody helped twice, or themselves"


BARGAIN = SharedKind("bargain", Bargain, _faults)


# -- a member's part --------------------------------------------------------------------------------------------------
class Place(msgspec.Struct, array_like=True, gc=False):
    """A bargain as its starter keeps it.

    Args:
        ref: Its name.
        good: Of the activity.
        sku: The shop's number of the product.
        full_cents: Price before anybody helped.
        floor_cents: Lowest price.
        alone: Whether nothing else reduces it.
        floor_only: Whether it is sold at the floor alone.
        t_us: When it was started.
        until_us: First instant at which nobody helps any more.
        pay_until_us: First instant at which it can be bought no more.
        cut_cents: What friends took off, as far as the news came.
        helpers: How many of them.
        shares: How many more it takes.
        status: Place in ``STATUSES``.
        hold_id: The checkout that holds it.
        order_id: The order that bought it.
    """

    ref: str
    good: str
    sku: str
    full_cents: int
    floor_cents: int
    alone: bool
    floor_only: bool
    t_us: int
    until_us: int
    pay_until_us: int
    cut_cents: int
    helpers: int
    shares: int
    status: int = OPEN
    hold_id: str = ""
    order_id: str = ""

    @property
    def price_cents(self) -> int:
        """What it costs, as far as the news came."""
        return self.full_cents - self.cut_cents

    @property
    def is_for_sale(self) -> bool:
        """Whether there is a price at which it can be bought."""
        return not self.shares or (not self.floor_only and self.cut_cents > 0)

    @property
    def ends_us(self) -> int:
        """When it lapses, unless it is paid or friends help."""
        return self.pay_until_us if self.is_for_sale else self.until_us

    def follow(self, doc: Bargain) -> None:
        """Take over how far the bargain has come."""
        self.cut_cents, self.helpers, self.shares = doc.cut_cents, len(doc.cuts), doc.shares


class BargainDoc(msgspec.Struct, array_like=True, gc=False):
    """One activity of a member.

    Args:
        places: Bargains that the member started, in order.
        counted: Good → bargains that run or were bought, in all.
        day: Of the count that follows.
        started: On that day.
        helps: How often the member helped others.
    """

    places: list[Place] = []
    counted: dict[str, int] = {}
    day: int = 0
    started: int = 0
    helps: HelpCount = msgspec.field(default_factory=HelpCount)

    def find(self, ref: str) -> Place | None:
        """A bargain by its name."""
        return next((one for one in self.places if one.ref == ref), None)

    def add(self, good: str, count: int) -> None:
        """Count bargains, or take them out of the count."""
        now = self.counted.get(good, 0) + count
        if now:
            self.counted[good] = now
        else:
            self.counted.pop(good, None)

    def forget(self) -> None:
        """Drop the oldest of what is over, and of what was bought."""
        over = [one for one in self.places if one.status not in COUNTED][:-MAX_OVER]
        bought = [one for one in self.places if one.status == BOUGHT][:-MAX_BOUGHT]
        gone = {one.ref for one in (*over, *bought)}
        if gone:
            self.places = [one for one in self.places if one.ref not in gone]


class BargainBook(msgspec.Struct):
    """All bargains of a member, by activity id."""

    docs: dict[str, BargainDoc] = {}


SLOT = Slot("activity_bargain", BargainBook)


def name_bargain(activity: str, ref: str) -> str:
    """Key of the shared document."""
    return f"{activity}/{ref}"
