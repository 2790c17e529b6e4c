"""What is remembered of challenges: the pot and who is inside, which members share; a team; a member's own days."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from liuke.activities.parts.sign_up_doc import Payment
from liuke.decision.shared import SharedKind
from liuke.decision.state import Slot

PAGE = 200
"""Places in one document."""
MAX_INVITED = 20
"""Invitations to teams of which a member knows; of one more, the oldest is forgotten."""


# -- what they share --------------------------------------------------------------------------------------------------
class Place(msgspec.Struct, array_like=True):
    """Who is inside.

    Args:
        member: Who; 0: nobody any more.
        deposit: What was put down.
        days: Days that are done or wait for a check.
        done: Days that are done.
        needed: Days that were needed when they came.
    """

    member: int
    deposit: int = 0
    days: int = 0
    done: int = 0
    needed: int = 0


class ChallengePage(msgspec.Struct):
    """A part of the list of places, in the order of their numbers."""

    places: list[Place] = []


PAGES = SharedKind("challenge_page", ChallengePage)
PotStatus = Literal["open", "counting", "paying", "done"]


class ChallengePot(msgspec.Struct):
    """How a challenge stands, and where the deposits are.

    Args:
        numbers: Places that were given: the next has this number.
        gone: Those of them that are nobody's any more.
        tally: Done days → members who have so many.
        paid_in: Deposits that are in it.
        status: ``open``, ``counting`` who finished and ``paying`` page by page, ``done``.
        page: The next page.
        goal: Days that are needed, as the program said when it was closed.
        finishers: Who finished.
        held: Deposits of who finished.
        left: Finishers who have not been paid.
        spoils: What the finishers share beside their own.
        shared: Of it, handed out.
        out: Paid out in all.
        kept: What stays with the merchant.
    """

    numbers: int = 0
    gone: int = 0
    tally: dict[int, int] = {}
    paid_in: int = 0
    status: PotStatus = "open"
    page: int = 0
    goal: int = 0
    finishers: int = 0
    held: int = 0
    left: int = 0
    spoils: int = 0
    shared: int = 0
    out: int = 0
    kept: int = 0

    @property
    def inside(self) -> int:
        """Members inside."""
        return self.numbers - self.gone

    def move(self, before: int | None, after: int | None) -> None:
        """A member has so many done days now; ``None``: is not inside."""
        for days, sign in ((before, -1), (after, 1)):
            if days is not None:
                self.tally[days] = self.tally.get(days, 0) + sign
                if not self.tally[days]:
                    del self.tally[days]

    def rank(self, days: int) -> int:
        """Place of who has so many done days: one behind all who have more."""
        return 1 + sum(count for done, count in self.tally.items() if done > days)


def _pot_faults(key: str, doc: ChallengePot) -> Iterable[str]:
    del key
    if not 0 <= doc.gone <= doc.numbers or min(doc.tally.values(), default=1) < 1:
        yield f"{doc.numbers} places, {doc.gone} are nobody's, by days {doc.tally}"
    if doc.status == "open" and sum(doc.tally.values()) != doc.inside:
        yield f"{doc.inside} are inside, by days {doc.tally}"
    if min(doc.paid_in, doc.out, doc.kept, doc.spoils - doc.shared) < 0 or doc.out + doc.kept > doc.paid_in:
        yield f"{doc.out} paid out and {doc.kept} kept of {doc.paid_in}, {doc.shared} of {doc.spoils} shared"
    if doc.status == "done" and (doc.out + doc.kept != doc.paid_in or doc.shared != doc.spoils):
        yield f"closed with {doc.out} paid out, {doc.kept} kept of {doc.paid_in}; {doc.shared} of {doc.spoils} shared"


POT = SharedKind("challenge_pot", ChallengePot, _pot_faults)


class ChallengeTeam(msgspec.Struct):
    """A team; the only place where it is decided whether it has a seat.

    Args:
        size: Seats.
        captain: Who made it.
        members: Member → done days.
        reached: Steps that it reached.
    """

    size: int
    captain: int
    members: dict[str, int] = {}
    reached: list[int] = []

    @property
    def days(self) -> int:
        """Done days of all."""
        return sum(self.members.values())


def _team_faults(key: str, doc: ChallengeTeam) -> Iterable[str]:
    del key
    if len(doc.members) > doc.size or min(doc.members.values(), default=0) < 0:
        yield f"{len(doc.members)} of {doc.size} seats are taken, with {list(doc.members.values())} days"
    if len(set(doc.reached)) < len(doc.reached):
        yield "a step was reached twice"


TEAM = SharedKind("challenge_team", ChallengeTeam, _team_faults)

# -- a member's own ---------------------------------------------------------------------------------------------------
OPEN, WAITING, DONE = 0, 1, 2
OUTSIDE, INSIDE, LEFT, FINISHED, UNFINISHED = 0, 1, 2, 3, 4
STATUSES = ("outside", "inside", "left", "finished", "unfinished")


class ProvenDay(msgspec.Struct, array_like=True, gc=False):
    """One day of the plan.

    Args:
        state: ``OPEN``, ``WAITING`` or ``DONE``.
        value: How far an event is that proves it.
        post: What was written.
        made_up: Whether it is made up for.
        orders: Of the value: order → how much.
        times: How often it was done: it names what is recorded and taken back.
    """

    state: int = OPEN
    value: int = 0
    post: str = ""
    made_up: bool = False
    orders: dict[str, int] = {}
    times: int = 0


class ChallengeDoc(msgspec.Struct, array_like=True, gc=False):
    """One challenge of a member.

    Args:
        status: Place in ``STATUSES``.
        number: Of the place.
        t_us: When they signed up.
        needed: Days that were needed then.
        fees: What was paid and is not given back.
        deposits: What was put down.
        back: What is to be given back: of a place that a merge gave up.
        also: Places of who went into the member when it was being closed: number → what was put down for it.
        days: Day of the plan, from 1 → how it stands.
        held: Steps for which they have the reward now.
        given: Step → how often it was given.
        team: Code of the team; empty: none.
        team_held: Steps of a team for which they have the reward.
        invited: Code of a team → who invited.
        share: Of others' deposits.
        certificate: Its number; 0: none.
    """

    status: int = OUTSIDE
    number: int = 0
    t_us: int = 0
    needed: int = 0
    fees: list[Payment] = []
    deposits: list[Payment] = []
    back: list[Payment] = []
    also: dict[int, list[Payment]] = {}
    days: dict[int, ProvenDay] = {}
    held: list[int] = []
    given: dict[int, int] = {}
    team: str = ""
    team_held: list[int] = []
    invited: dict[str, int] = {}
    share: int = 0
    certificate: int = 0

    @property
    def done(self) -> int:
        """Days that are done."""
        return sum(one.state == DONE for one in self.days.values())

    @property
    def counted(self) -> int:
        """Days that are done, or wait for a check."""
        return sum(one.state != OPEN for one in self.days.values())

    @property
    def made_up(self) -> int:
        """Days that were made up for."""
        return sum(one.made_up for one in self.days.values())

    @property
    def deposit(self) -> int:
        """What was put down."""
        return sum(one.amount for one in self.deposits)


class ChallengeBook(msgspec.Struct):
    """All challenges of a member, by activity id."""

    docs: dict[str, ChallengeDoc] = {}


SLOT = Slot("activity_challenge", ChallengeBook)
