"""What a member is shown of a challenge."""

from __future__ import annotations

import msgspec

from liuke.activities.parts.wall_shown import WallPostShown
from liuke.activities.shown import ActivityShown


class ChallengeFeeShown(msgspec.Struct):
    """What taking part costs: so much of an asset."""

    asset: str
    amount: int


class ChallengeDepositShown(msgspec.Struct):
    """What is put down.

    Args:
        after: ``returned`` or ``shared``: what becomes of the deposits of who does not finish.
    """

    asset: str
    amount: int
    after: str


class ChallengeDayShown(msgspec.Struct):
    """One day of the plan.

    Args:
        day: YYYY-MM-DD, of the merchant's calendar.
        name: What is to be done.
        proof: ``text``, ``picture``, ``text_and_picture`` or ``event``.
        state: ``done``, ``waiting`` (its proof is being checked), ``now``, ``ahead`` or ``missed``.
        value: How far the event is that proves it.
        target: How far it must be; 0: no event proves it.
        can_make_up: Whether it can be made up for.
    """

    day: str
    name: str
    proof: str
    state: str
    made_up: bool
    value: int
    target: int
    can_make_up: bool


class ChallengeStepShown(msgspec.Struct):
    """A reward on the way: at so many done days."""

    at: int
    reached: bool


class ChallengeMemberShown(msgspec.Struct):
    """Somebody in the member's team.

    Args:
        name: Masked; empty: nobody knows it.
        done: Days done.
    """

    name: str
    done: int
    mine: bool


class ChallengeShown(ActivityShown, kw_only=True, tag="challenge"):
    """A challenge.

    Args:
        status: ``outside``, ``inside``, ``left``, ``finished`` or ``unfinished``.
        first: First day.
        last: Last day.
        sign_up_until: Last day of sign-up.
        done: Days that the member has done.
        waiting: Days whose proof is being checked.
        needed: Days to finish.
        make_ups_left: How many days the member may still make up for.
        team: Code of the member's team; empty: none.
        invitations: Codes of teams to which friends invited the member.
        share: What the member has of others' deposits.
        certificate: Its number; null: none.
        members: Members inside; null: not read here.
        pot: What was put down by all; null: not read here.
        left: Places that are left; null: no limit, or not read here.
        rank: One behind all who have done more days; null: not inside, or not read here.
        team_size: Seats of the team; null: none, or not read here.
        team_days: Done days of the team.
        team_members: Who is in it.
        posts: The newest proofs; null: not read here.
        own: The newest of the member's that nobody else sees, waiting or refused; null: not read here.
    """

    status: str
    first: str
    last: str
    today: str
    sign_up_until: str
    done: int
    waiting: int
    needed: int
    fee: ChallengeFeeShown | None
    deposit: ChallengeDepositShown | None
    make_ups_left: int
    days: list[ChallengeDayShown]
    steps: list[ChallengeStepShown]
    team: str
    invitations: list[str]
    share: int
    certificate: int | None
    members: int | None = None
    pot: int | None = None
    left: int | None = None
    rank: int | None = None
    team_size: int | None = None
    team_days: int | None = None
    team_members: list[ChallengeMemberShown] | None = None
    posts: list[WallPostShown] | None = None
    own: list[WallPostShown] | None = None
