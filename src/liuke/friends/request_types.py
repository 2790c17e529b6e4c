"""What can be asked about friends."""

from __future__ import annotations

from typing import Annotated

import msgspec

from liuke.events.catalogue import EventField
from liuke.events.request import Request
from liuke.http.fields import Body, Name, Nothing
from liuke.kernel.text import text


class InviteFriend(Body):
    """Whom to ask."""

    friend: Annotated[Name, text("好友", "Friend")]


class HideMe(Body):
    """``hidden``: whether nobody is to find the member: invitations are neither shown nor answered."""

    hidden: Annotated[bool, text("不被发现", "Hidden")]


class FriendAnswer(msgspec.Struct):
    """What is between the two now: ``invited``, ``friends`` or ``none``."""

    friend: str
    status: str


class HiddenAnswer(msgspec.Struct):
    """Whether the member is hidden."""

    hidden: bool


_FRIEND = EventField("str", text("好友", "Friend"), required=True)
_SCOPES = ("members:write",)


def _about(type_: str, zh: str, en: str) -> Request:
    return Request(
        f"friend.{type_}", text(zh, en), (f"/friends/{{friend}}/{type_}",), _SCOPES, Nothing, "friends",
        result=FriendAnswer, member=True, fields={"friend": _FRIEND},
    )  # fmt: skip


REQUESTS: tuple[Request, ...] = (
    Request(
        "friend.invite", text("邀请好友", "Invite a friend"), ("/friends/invite",), _SCOPES, InviteFriend, "friends",
        result=FriendAnswer, member=True, members={"friend": False},
    ),
    _about("accept", "接受好友邀请", "Accept a friend's invitation"),
    _about("decline", "谢绝好友邀请", "Decline a friend's invitation"),
    _about("remove", "解除好友", "Remove a friend"),
    Request(
        "friend.hide", text("设置是否可被发现", "Be found or not"), ("/friends/hide",), _SCOPES, HideMe, "friends",
        result=HiddenAnswer, member=True,
    ),
)  # fmt: skip
