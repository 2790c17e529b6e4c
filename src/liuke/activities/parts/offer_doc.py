"""What is remembered of a member's offers, and how long one lasts."""

from __future__ import annotations

from bisect import insort
from datetime import timedelta
from zoneinfo import ZoneInfo

import msgspec

from liuke.activities.parts.offer_spec import OfferWindow
from liuke.decision.state import Slot
from liuke.goods.lines import Basis
from liuke.kernel.clock import HOUR_US, MerchantCalendar, from_us, to_us

OPEN, DONE, LAPSED, MISSED, REPLACED = 0, 1, 2, 3, 4
STATUSES = ("open", "achieved", "lapsed", "missed", "replaced")
MAX_KEPT = 60
"""Receipts of one offer that are remembered; the oldest that are over go first."""
MAX_SEEN = 100
"""Purchases, other acts and views for a late receipt of one offer; the oldest are forgotten first."""
MAX_OPEN = 40
"""Receipts of one offer at once."""


class Instance(msgspec.Struct, array_like=True, gc=False):
    """One receipt of an offer.

    Args:
        ref: Its name among the member's receipts of the offer.
        received_us: When.
        ends_us: First instant at which nothing counts any more.
        status: Place in ``STATUSES``.
        viewed_us: When it was first viewed; 0: never.
        value: How far it is.
        done_us: When its goal was reached.
        times: How often it was achieved, those that refunds undid included.
    """

    ref: str
    received_us: int
    ends_us: int
    status: int = OPEN
    viewed_us: int = 0
    value: int = 0
    done_us: int = 0
    times: int = 0


class Seen(msgspec.Struct, array_like=True):
    """What would have counted for a receipt, kept for one that is reported late.

    Args:
        t_us: When it happened.
        amount: What of it counts; 0: it was a view.
        ref: The order of a purchase; of a view, the receipt that it named.
        counted: Whether it counted for a receipt.
        basis: The lines of the order that the amount comes of; ``None``: the whole order.
    """

    t_us: int
    amount: int
    ref: str = ""
    counted: bool = False
    basis: Basis | None = None


class OfferDoc(msgspec.Struct, array_like=True):
    """One offer of a member.

    Args:
        instances: In the order in which they were received.
        received: How many there ever were.
        achieved: How many are achieved, those that refunds undid excluded.
        seen: What a late receipt may look back at, in the order of its instants.
    """

    instances: list[Instance] = []
    received: int = 0
    achieved: int = 0
    seen: list[Seen] = []

    def note(self, seen: Seen, *, keep_us: int) -> None:
        """Keep what happened for receipts that come late, at most ``keep_us`` before the newest."""
        insort(self.seen, seen, key=lambda one: one.t_us)
        oldest_us = self.seen[-1].t_us - keep_us
        self.seen = [one for one in self.seen if one.t_us >= oldest_us][-MAX_SEEN:]

    def find(self, ref: str) -> Instance | None:
        """A receipt by its name."""
        return next((one for one in self.instances if one.ref == ref), None)

    def has_achieved(self, ref: str) -> bool:
        """Whether a receipt is achieved."""
        found = self.find(ref)
        return found is not None and found.status == DONE

    def list_held(self) -> list[Instance]:
        """Those that are under way."""
        return [one for one in self.instances if one.status == OPEN]

    def forget(self) -> None:
        """Drop the oldest that are over, beyond what is remembered."""
        spare = len(self.instances) - MAX_KEPT
        for one in [one for one in self.instances if one.status != OPEN][: max(spare, 0)]:
            self.instances.remove(one)


class OfferBook(msgspec.Struct):
    """All offers of a member, by activity id."""

    docs: dict[str, OfferDoc] = {}


SLOT = Slot("activity_offer", OfferBook)


def find_end(lasts: OfferWindow, calendar: MerchantCalendar, received_us: int) -> int:
    """First instant at which nothing counts any more.

    Args:
        lasts: How long.
        calendar: Of the merchant.
        received_us: When it was received.
    """
    if lasts.hours is not None:
        ends_us = received_us + lasts.hours * HOUR_US
    elif lasts.ends == "end_of_day":
        assert lasts.days is not None, "a window has hours or days"
        return calendar.day_start_us(calendar.local_day(received_us) + lasts.days + 1)
    else:
        assert lasts.days is not None, "a window has hours or days"
        ends_us = _same_time(calendar, received_us, lasts.days)
    return ends_us + lasts.inclusive


def _same_time(calendar: MerchantCalendar, t_us: int, days: int) -> int:
    """The same time of day, days later, on the clock on the wall; where that hour is skipped, an hour later."""
    zone: ZoneInfo = calendar.zone
    wall = from_us(t_us).astimezone(zone)
    return to_us((wall.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=zone, fold=wall.fold))
