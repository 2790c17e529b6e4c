"""What can be asked of a sign-up."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.events.request import Request
from liuke.http.fields import Body, Name
from liuke.kernel.text import text

Session = Annotated[Name, text("场次", "Session")]


class JoinSession(Body):
    """``session``: needed where there are several; ``party``: persons, the member included."""

    session: Session | UnsetType = UNSET
    party: Annotated[int, Meta(ge=1, le=20), text("人数", "Persons")] | UnsetType = UNSET


class OfSession(Body):
    """``session``: needed where there are several."""

    session: Session | UnsetType = UNSET


class PauseWaiting(Body):
    """Whether the member is passed over for now, without losing their place."""

    paused: Annotated[bool, text("暂停候补", "Paused")]
    session: Session | UnsetType = UNSET


class AttendSession(Body):
    """``code``: what the member shows."""

    code: Annotated[Name, text("签到码", "Code")]
    session: Session | UnsetType = UNSET


# -- results ----------------------------------------------------------------------------------------------------------
class SignUpStands(msgspec.Struct):
    """How the member stands in a session.

    Args:
        status: ``seated``, ``waiting``, ``offered``, ``entered``, ``cancelled`` or ``attended``.
        position: In the waiting list, from 1; 0: not in it.
        code: By which a clerk checks the member in; empty: no place yet.
        paid: Of the asset that it costs.
    """

    activity: str
    session: str
    status: str
    position: int
    code: str
    paid: int


# -- the requests -----------------------------------------------------------------------------------------------------
def _ask(action: str, zh: str, en: str, body: type[Body], *, member: bool = True) -> Request:
    return Request(
        f"sign_up.{action}", text(zh, en), (), ("members:write",), body, "activities", result=SignUpStands,
        member=member, by="member" if member else "merchant",
    )  # fmt: skip


REQUESTS: tuple[Request, ...] = (
    _ask("join", "报名", "Sign up", JoinSession),
    _ask("cancel", "取消报名", "Cancel a sign-up", OfSession),
    _ask("accept", "接受候补名额", "Take an offered place", OfSession),
    _ask("decline", "放弃候补名额", "Decline an offered place", OfSession),
    _ask("pause", "暂停候补", "Pause waiting", PauseWaiting),
    _ask("attend", "核销到场", "Check in who comes", AttendSession, member=False),
)
