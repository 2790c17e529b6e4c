"""What clearing is made of: the terms two shops agree on, a member's links, what an agreement has sent so far."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from liuke.decision.shared import SharedKind
from liuke.decision.state import Slot
from liuke.kernel.money import scale

PURPOSE = "clearing"
"""Of the hold that a transfer under way is."""
OUT, IN = "clearing_out", "clearing_in"
"""Records of transfers that are over: at the sender, and at the receiver."""
AgreementStatus = Literal["proposed", "active", "declined", "withdrawn", "ended"]


class Direction(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How value moves one way: ``give`` of the sender's asset become ``get`` of the receiver's, rounded down once.

    Args:
        give: Units of the sender's asset.
        get: Units of the receiver's.
        least: Smallest transfer, in units of the sender's asset.
        member_day: At most so much a member and merchant-local day; ``None``: any.
        member_month: At most so much a member and month; ``None``: any.
        total: At most so much in all, of all members; ``None``: any.
        price_cents: What the sending shop owes the receiving one, in cents …
        price_points: … for so many units of the receiver's asset.
    """

    give: int
    get: int
    least: int = 1
    member_day: int | None = None
    member_month: int | None = None
    total: int | None = None
    price_cents: int = 0
    price_points: int = 1

    def convert(self, amount: int) -> int:
        """Units of the receiver's asset for ``amount`` of the sender's, rounded down."""
        return scale(amount, self.get, self.give)

    def owe(self, credit: int) -> int:
        """Cents owed for ``credit`` units of the receiver's asset, rounded half up."""
        return scale(credit, self.price_cents, self.price_points, "half_up")


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What two shops agree on, as seen by one of them; never changed once it was proposed.

    Args:
        own_asset: Asset of the shop whose view it is.
        other_asset: Asset of the other shop.
        out: From this shop to the other; ``None``: nothing goes that way.
        back: From the other to this one; ``None``: nothing goes that way.
        from_us: When transfers begin.
        until_us: When they end.
    """

    own_asset: str
    other_asset: str
    out: Direction | None
    back: Direction | None
    from_us: int
    until_us: int

    def turn_round(self) -> Terms:
        """The same, as the other shop sees it."""
        return Terms(self.other_asset, self.own_asset, self.back, self.out, self.from_us, self.until_us)


class Way(msgspec.Struct, frozen=True):
    """One direction of an agreement as the sender's decision is handed it; the same for every transfer.

    Args:
        asset: What is given.
        other_asset: What it becomes.
        direction: Rate, limits, price.
        from_us: When transfers begin.
    """

    asset: str
    other_asset: str
    direction: Direction
    from_us: int


class ClearingTotal(msgspec.Struct):
    """What a shop's members have sent by an agreement, under way included, returned not.

    Args:
        sent: Units of the sender's asset.
        total: The limit that the last transfer was decided by; ``None``: none.
    """

    sent: int = 0
    total: int | None = None


def _find_faults(key: str, found: ClearingTotal) -> Iterable[str]:
    if not key:
        yield "it belongs to no agreement"
    if found.sent < 0:
        yield f"{found.sent} were sent"
    if found.total is not None and found.sent > found.total:
        yield f"{found.sent} were sent, and at most {found.total} may be"


TOTAL = SharedKind("clearing", ClearingTotal, _find_faults)


class Linked(msgspec.Struct, array_like=True):
    """A member of another shop who is the same person: their number there, and since when that is known here."""

    member_id: int
    since_us: int


class ClearingLinks(msgspec.Struct, omit_defaults=True):
    """Shops in which the member is known, too: number of the shop → who they are there."""

    links: dict[int, Linked] = {}


LINKS = Slot("clearing", ClearingLinks)
