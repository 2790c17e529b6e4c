"""What can be asked about referral."""

from __future__ import annotations

from typing import Annotated

import msgspec

from liuke.events.request import Request
from liuke.http.fields import Body, Name, Nothing
from liuke.kernel.text import text


class BindInvitation(Body):
    """``code``: of who invites."""

    code: Annotated[Name, text("邀请码", "Code")]


class OpenShare(Body):
    """``code``: of who shared; ``target``: what was shared."""

    code: Annotated[Name, text("邀请码", "Code")]
    target: Annotated[str, text("对象", "Target")] = ""


class CodeAnswer(msgspec.Struct):
    """The member's code: it stays the same, and fits the scene of a mini program's picture code."""

    code: str


class BoundAnswer(msgspec.Struct):
    """Who invited, and until when the first order counts for them."""

    inviter: str
    until_us: int


class OpenedAnswer(msgspec.Struct):
    """Whether it counts for who shared; not so a second time on the same day."""

    counted: bool


_SCOPES = ("members:write",)
REQUESTS: tuple[Request, ...] = (
    Request(
        "referral.code", text("取得邀请码", "Get the member's code"), ("/referral/code",), _SCOPES, Nothing, "referral",
        result=CodeAnswer, member=True,
    ),
    Request(
        "referral.bind", text("绑定邀请人", "Say who invited"), ("/referral/bind",), _SCOPES, BindInvitation,
        "referral", result=BoundAnswer, member=True,
    ),
    Request(
        "share.open", text("打开分享", "Open what a friend shared"), ("/shares/open",), _SCOPES, OpenShare, "referral",
        result=OpenedAnswer, member=True,
    ),
)  # fmt: skip
