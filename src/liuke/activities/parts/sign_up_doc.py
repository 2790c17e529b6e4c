"""What is remembered of sign-ups: the list of a session, which members share, and a member's own entries."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from liuke.decision.shared import SharedKind
from liuke.decision.state import Slot

SEATED, WAITING, OFFERED, ENTERED, OVER, ATTENDED, MISSED, LOST = 0, 1, 2, 3, 4, 5, 6, 7
STATUSES = ("seated", "waiting", "offered", "entered", "cancelled", "attended", "missed", "not_drawn")
ACTIVE = frozenset({SEATED, WAITING, OFFERED, ENTERED})
MAX_ENTERED = 1_000
LEFT, UNSEATED = "sign_up.left", "sign_up.unseated"


class Waiting(msgspec.Struct, array_like=True):
    """Somebody who waits for a place.

    Args:
        member: Who.
        party: For how many.
        paused: Whether they are passed over for now.
    """

    member: int
    party: int = 1
    paused: bool = False


class SeatList(msgspec.Struct):
    """One session.

    Args:
        places: As the program says; never below what is seated and offered.
        seated: Member → persons.
        offered: Member → persons.
        waiting: In the order in which they are asked.
        entered: Who is to be drawn.
        drawn: Whether the draw was made.
        offers: How many were made.
    """

    places: int
    seated: dict[str, int] = {}
    offered: dict[str, int] = {}
    waiting: list[Waiting] = []
    entered: list[Waiting] = []
    drawn: bool = False
    offers: int = 0

    @property
    def taken(self) -> int:
        """Places that are seated or offered."""
        return sum(self.seated.values()) + sum(self.offered.values())

    @property
    def free(self) -> int:
        """Places that are neither."""
        return self.places - self.taken

    def drop(self, member: int) -> None:
        """The member has nothing in the session any more."""
        self.seated.pop(str(member), None)
        self.offered.pop(str(member), None)
        self.waiting = [one for one in self.waiting if one.member != member]
        self.entered = [one for one in self.entered if one.member != member]

    def rename(self, old: int, new: int) -> None:
        """What one member has is another's."""
        for named in (self.seated, self.offered):
            if str(old) in named:
                named[str(new)] = named.pop(str(old))
        for one in (*self.waiting, *self.entered):
            if one.member == old:
                one.member = new

    def position(self, member: int) -> int:
        """Place in the waiting list, from 1; 0: the member does not wait."""
        return next((place for place, one in enumerate(self.waiting, 1) if one.member == member), 0)


def _faults(key: str, doc: SeatList) -> Iterable[str]:
    del key
    if doc.taken > doc.places:
        yield f"{doc.taken} of {doc.places} places are seated or offered"
    inside = [*doc.seated, *doc.offered, *(str(one.member) for one in (*doc.waiting, *doc.entered))]
    if len(set(inside)) < len(inside):
        yield "somebody is in it twice"


SEATS = SharedKind("sign_up_seats", SeatList, _faults)


class Payment(msgspec.Struct, array_like=True):
    """What was paid for a place.

    Args:
        asset: Of which.
        amount: How much.
        seq: Posting of it.
        owner: Member whose posting it is, where that is one who went into another; 0: the member's own.
    """

    asset: str
    amount: int
    seq: int
    owner: int = 0


class Entry(msgspec.Struct, array_like=True, gc=False):
    """A member in one session.

    Args:
        status: Place in ``STATUSES``.
        party: Persons.
        t_us: When they signed up.
        code: By which a clerk knows them.
        until_us: Until when an offer may be taken.
        payments: What was paid for it.
        back: What was paid for a place that a merge gave up, until it is given back.
    """

    status: int
    party: int = 1
    t_us: int = 0
    code: str = ""
    until_us: int = 0
    payments: list[Payment] = []
    back: list[Payment] = []

    @property
    def paid(self) -> int:
        """In all."""
        return sum(one.amount for one in self.payments)


class SignUpDoc(msgspec.Struct, array_like=True, gc=False):
    """One sign-up of a member.

    Args:
        entries: By session.
        missed: When the member did not come.
        barred_until_us: Until when they cannot sign up.
    """

    entries: dict[str, Entry] = {}
    missed: list[int] = []
    barred_until_us: int = 0


class SignUpBook(msgspec.Struct):
    """All sign-ups of a member, by activity id."""

    docs: dict[str, SignUpDoc] = {}


SLOT = Slot("activity_sign_up", SignUpBook)
