"""What can be asked of a challenge."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from liuke.activities.types.wall_requests import TEXT, Pictures, PostText
from liuke.events.request import Request
from liuke.http.fields import Body, Day, Name
from liuke.kernel.text import text

DayOf = Annotated[Day, text("日期", "Day")]
PayWith = Annotated[Name, text("支付账户", "Pay with")]
Code = Annotated[Name, text("队伍码", "Team code")]


class JoinChallenge(Body):
    """``team``: code of a team that is joined at once."""

    team: Code | UnsetType = UNSET


class QuitChallenge(Body):
    """Nothing needs to be said."""


class ProveDay(Body):
    """Text, pictures, or both, as the task of the day asks."""

    text: PostText | UnsetType = UNSET
    pictures: Pictures | UnsetType = UNSET


class MakeUpDay(Body):
    """``day``: which one; ``pay_with``: the asset that pays for it, the first that is enough by default."""

    day: DayOf
    text: PostText | UnsetType = UNSET
    pictures: Pictures | UnsetType = UNSET
    pay_with: PayWith | UnsetType = UNSET


class FormTeam(Body):
    """Nothing needs to be said."""


class OfTeam(Body):
    """``team``: its code."""

    team: Code


class InviteToTeam(Body):
    """``to_member`` is a friend's number or ``namespace:external_id``."""

    to_member: Annotated[Name, text("会员", "Member")]


# -- results ----------------------------------------------------------------------------------------------------------
class ChallengeStands(msgspec.Struct):
    """How the member stands.

    Args:
        status: ``inside``, ``left``, ``finished`` or ``unfinished``.
        done: Days that are done.
        waiting: Days whose proof is being checked.
        needed: Days to finish.
        team: Code of the team; empty: none.
    """

    activity: str
    status: str
    done: int
    waiting: int
    needed: int
    team: str


class DayStands(msgspec.Struct):
    """How a day stands.

    Args:
        day: YYYY-MM-DD, of the merchant's calendar.
        state: ``waiting`` or ``done``.
        post: Id of what was written; empty: nothing was.
        done: Days that are done.
    """

    activity: str
    day: str
    state: str
    post: str
    done: int


class TeamStands(msgspec.Struct):
    """How a team stands.

    Args:
        team: Its code.
        members: How many are in it.
        size: How many may be.
        days: Done days of all.
    """

    activity: str
    team: str
    members: int
    size: int
    days: int


# -- the requests -----------------------------------------------------------------------------------------------------
def _ask(action: str, zh: str, en: str, body: type[Body], result: type[msgspec.Struct], *, writes: bool = False,
         names_member: bool = False) -> Request:  # fmt: skip
    return Request(
        f"challenge.{action}", text(zh, en), (), ("members:write",), body, "activities", result=result, member=True,
        members={"to_member": True} if names_member else {}, fields={"text": TEXT} if writes else {},
        result_days=("day",) if writes else (),
    )  # fmt: skip


REQUESTS: tuple[Request, ...] = (
    _ask("join_challenge", "报名参加", "Join a challenge", JoinChallenge, ChallengeStands),
    _ask("quit_challenge", "退出挑战", "Quit a challenge", QuitChallenge, ChallengeStands),
    _ask("prove_day", "打卡", "Prove a day", ProveDay, DayStands, writes=True),
    _ask("make_up_day", "补卡", "Make up for a day", MakeUpDay, DayStands, writes=True),
    _ask("form_team", "创建队伍", "Form a team", FormTeam, TeamStands),
    _ask("enter_team", "加入队伍", "Enter a team", OfTeam, TeamStands),
    _ask("invite_to_team", "邀请好友入队", "Invite a friend to the team", InviteToTeam, TeamStands, names_member=True),
)
