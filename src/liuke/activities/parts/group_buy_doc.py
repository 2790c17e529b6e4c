"""What is remembered of group buys: teams and the list of open ones, which members share, and a member's own seats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from liuke.decision.shared import SharedKind
from liuke.decision.state import Slot

OPEN, HELD, PAID, DONE, LAPSED, RELEASED, RETURNED, FAILED = 0, 1, 2, 3, 4, 5, 6, 7
STATUSES = ("open", "in_checkout", "paid", "complete", "lapsed", "released", "returned", "refund_requested")
COUNTED = frozenset({OPEN, HELD, PAID, DONE})
"""What counts against a member's limits."""
ACTIVE = frozenset({OPEN, HELD, PAID})
MAX_OVER, MAX_DONE = 20, 60
"""Seats that are remembered of one activity; the oldest go first."""
MAX_LISTED = 60
"""Open teams that are listed of one activity; those that end first."""
TeamStatus = Literal["new", "open", "complete", "failed"]
BEGUN: frozenset[str] = frozenset({"new", "open"})


# -- the team ---------------------------------------------------------------------------------------------------------
class TeamSeat(msgspec.Struct, array_like=True):
    """A seat of a team.

    Args:
        member: Whose it is.
        ref: Its name.
        order_id: The order that paid for it; empty: it is kept for the payment.
        refund: Under which id that was asked back.
    """

    member: int
    ref: str
    order_id: str = ""
    refund: str = ""


class Team(msgspec.Struct):
    """Members who buy together. ``complete`` and ``failed`` are final.

    Args:
        product: Of the activity.
        sku: The shop's number of it.
        size: How many members complete it.
        cents: What a piece costs who joins.
        pieces: A member's at most.
        opener: Who opened it.
        opened_us: When.
        until_us: First instant at which it is over if it is not complete.
        status: ``new``: nobody has paid yet; ``open``: seats can be taken; ``complete``; ``failed``.
        seats: In the order in which they were taken.
        closed_us: When it was complete or failed.
    """

    product: str
    sku: str
    size: int
    cents: int
    pieces: int
    opener: int
    opened_us: int
    until_us: int
    status: TeamStatus = "new"
    seats: list[TeamSeat] = []
    closed_us: int = 0

    @property
    def free(self) -> int:
        """Seats that nobody has."""
        return self.size - len(self.seats)

    @property
    def paid(self) -> int:
        """Seats that are paid."""
        return sum(bool(one.order_id) for one in self.seats)

    def find(self, ref: str) -> TeamSeat | None:
        """A seat by its name."""
        return next((one for one in self.seats if one.ref == ref), None)

    def has(self, member: int) -> bool:
        """Whether a member has a seat."""
        return any(one.member == member for one in self.seats)

    def drop(self, ref: str) -> None:
        """The seat is nobody's any more."""
        self.seats = [one for one in self.seats if one.ref != ref]


def _team_faults(key: str, team: Team) -> Iterable[str]:
    del key
    if len(team.seats) > team.size:
        yield f"{len(team.seats)} members on {team.size} seats"
    if len({one.ref for one in team.seats}) < len(team.seats):
        yield "a seat is there twice"
    if team.status in BEGUN and len({one.member for one in team.seats}) < len(team.seats):
        yield "somebody has two seats"
    if (team.status == "complete") != (team.paid == team.size):
        yield f"it is {team.status} with {team.paid} of {team.size} paid"
    if (team.status in BEGUN) != (team.closed_us == 0):
        yield f"it is {team.status}, and closed at {team.closed_us}"
    if team.status in BEGUN and not team.seats:
        yield "nobody has a seat in it"
    if team.status != "failed" and any(one.refund for one in team.seats):
        yield f"it is {team.status}, and a payment was asked back"


def _left_in_team(team: Team) -> Mapping[str, int]:
    """Seats that are free, and seats that may yet come back; nothing is said of teams that cannot be joined at all."""
    if team.status in {"new", "failed"}:
        return {}
    return {FREE: team.free, UNPAID: team.size - team.paid}


FREE, UNPAID = "free", "unpaid"
TEAM = SharedKind("group_buy_team", Team, _team_faults, left=_left_in_team)


class Listed(msgspec.Struct, array_like=True):
    """An open team, for those who look for one.

    Args:
        team: Its name.
        product: Of the activity.
        size: How many members complete it.
        free: Seats that nobody has.
        cents: What a piece costs who joins.
        until_us: When it is over.
        opener: Who opened it.
    """

    team: str
    product: str
    size: int
    free: int
    cents: int
    until_us: int
    opener: int


class TeamList(msgspec.Struct):
    """Open teams of one activity that have free seats, those that end first at the head."""

    teams: list[Listed] = []

    def put(self, one: Listed | None, team: str, now_us: int) -> None:
        """List a team anew, or no more; what is over goes."""
        kept = [known for known in self.teams if known.team != team and known.until_us > now_us]
        self.teams = sorted([*kept, *((one,) if one is not None else ())], key=_by_end)[:MAX_LISTED]


def _by_end(one: Listed) -> tuple[int, str]:
    return one.until_us, one.team


def _list_faults(key: str, doc: TeamList) -> Iterable[str]:
    del key
    if len({one.team for one in doc.teams}) < len(doc.teams):
        yield "a team is listed twice"
    if any(not 0 < one.free < one.size for one in doc.teams):
        yield "a team is listed that has no free seat, or nobody in it"


TEAMS = SharedKind("group_buy_list", TeamList, _list_faults)


# -- a member's own ---------------------------------------------------------------------------------------------------
class Seat(msgspec.Struct, array_like=True, gc=False):
    """A member's seat in a team.

    Args:
        ref: Its name.
        team: Of which team.
        product: Of the activity.
        sku: The shop's number of it.
        size: How many members complete the team.
        pieces: How many the member may buy.
        cents: Price of one.
        opener: Whether the member opened the team.
        t_us: When it was taken.
        until_us: When it lapses, unless it is paid.
        ends_us: When the team is over.
        status: Place in ``STATUSES``.
        hold_id: The checkout that holds it.
        order_id: The order that paid for it.
        refund: Under which id that was asked back.
    """

    ref: str
    team: str
    product: str
    sku: str
    size: int
    pieces: int
    cents: int
    opener: bool
    t_us: int
    until_us: int
    ends_us: int
    status: int = OPEN
    hold_id: str = ""
    order_id: str = ""
    refund: str = ""

    @property
    def due_us(self) -> int:
        """When time alone does something to it; 0: nothing."""
        return self.until_us if self.status == OPEN else self.ends_us if self.status == PAID else 0


class GroupDoc(msgspec.Struct, array_like=True, gc=False):
    """One group buy of a member.

    Args:
        seats: In the order in which they were taken.
        counted: Seats that are kept, paid or complete, in all.
        opened: Those of them in teams that the member opened.
    """

    seats: list[Seat] = []
    counted: int = 0
    opened: int = 0

    def find(self, ref: str) -> Seat | None:
        """A seat by its name."""
        return next((one for one in self.seats if one.ref == ref), None)

    def find_in(self, team: str) -> Seat | None:
        """The member's seat in a team; of several the newest."""
        return next((one for one in reversed(self.seats) if one.team == team), None)

    def count(self, seat: Seat, by: int) -> None:
        """Count a seat, or take it out of the count."""
        self.counted += by
        self.opened += by if seat.opener else 0

    def forget(self) -> None:
        """Drop the oldest of what is over, and of what is complete."""
        over = [one for one in self.seats if one.status not in COUNTED][:-MAX_OVER]
        done = [one for one in self.seats if one.status == DONE][:-MAX_DONE]
        gone = {one.ref for one in (*over, *done)}
        if gone:
            self.seats = [one for one in self.seats if one.ref not in gone]


class GroupBook(msgspec.Struct):
    """All group buys of a member, by activity id."""

    docs: dict[str, GroupDoc] = {}


SLOT = Slot("activity_group_buy", GroupBook)
TIMER = "group_buy"
"""Kind of the timers: one for each activity in which a member has something that time ends."""
