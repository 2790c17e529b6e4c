"""What can be asked of posts, and what comes of it."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.events.catalogue import EventField
from liuke.events.request import Request
from liuke.http.fields import Body, Name, Nothing, Words
from liuke.kernel.text import text

Decision = Literal["show", "reject", "take_down"]
_POST = {"post": EventField("str", text("内容编号", "Post"), required=True)}


class ReportPost(Body):
    """Why it should not be there: ``spam``, ``abuse``, ``privacy``, ``false`` or ``other``."""

    reason: Literal["spam", "abuse", "privacy", "false", "other"]


class DecidePost(Body):
    """What a person decided."""

    decision: Decision
    reason: Annotated[Words, text("原因", "Reason")] | UnsetType = UNSET


class CheckedPost(Body):
    """What a platform said: ``fault``: why a person must look; empty: nothing speaks against it."""

    check: Annotated[Name, text("检查", "Check")]
    fault: Annotated[str, Meta(max_length=200), text("问题", "Fault")] | UnsetType = UNSET


class PostAnswer(msgspec.Struct):
    """How far it has come.

    Args:
        post: Its id.
        status: ``pending``, ``shown``, ``rejected``, ``taken_down`` or ``deleted``; of a report that was made: empty.
    """

    post: str
    status: str


REQUESTS: tuple[Request, ...] = (
    Request(
        "post.report", text("举报内容", "Report a post"), ("/posts/{post}/report",), ("members:write",), ReportPost,
        "posts", result=PostAnswer, member=True,
        fields={**_POST, "reason": EventField("str", text("原因", "Reason"), required=True)},
    ),
    Request(
        "post.delete", text("删除自己的内容", "Delete one's own post"), ("/posts/{post}/delete",), ("members:write",),
        Nothing, "posts", result=PostAnswer, member=True, fields=_POST,
    ),
    Request(
        "post.decide", text("审核内容", "Decide on a post"), (), ("members:write",), DecidePost, "posts",
        result=PostAnswer, by="merchant", filled=("clerk",), audit="post.decided",
        fields={
            **_POST, "decision": EventField("str", text("决定", "Decision"), required=True),
            "clerk": EventField("str", text("操作人", "Clerk")),
        },
    ),
    Request(
        "post.adopt", text("采纳内容", "Adopt a post"), ("/posts/{post}/adopt",), ("members:write",), Nothing, "posts",
        result=PostAnswer, by="merchant", audit="post.adopted", fields=_POST,
    ),
    Request(
        "post.unadopt", text("撤销采纳", "Take an adoption back"), ("/posts/{post}/unadopt",), ("members:write",),
        Nothing, "posts", result=PostAnswer, by="merchant", audit="post.unadopted", fields=_POST,
    ),
    Request(
        "post.checked", text("平台检查结果", "A platform has looked at a post"), (), ("members:write",), CheckedPost,
        "posts", result=PostAnswer, by="system", fields=_POST,
    ),
)  # fmt: skip
