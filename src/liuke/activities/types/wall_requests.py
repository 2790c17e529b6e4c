"""What can be asked of a wall."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.events.catalogue import EventField
from liuke.events.request import Request
from liuke.http.fields import Body, Name
from liuke.kernel.text import text
from liuke.posts.contracts import MAX_TEXT

PostText = Annotated[str, Meta(max_length=2 * MAX_TEXT), text("内容", "Text")]
Pictures = Annotated[
    list[Name], Meta(max_length=9, description="Proofs that the member has sent."), text("图片", "Pictures")
]
TEXT = EventField("str", text("内容", "Text"), most=2 * MAX_TEXT, personal=True)


class WritePost(Body):
    """Text, pictures, or both."""

    text: PostText | UnsetType = UNSET
    pictures: Pictures | UnsetType = UNSET


class OfPost(Body):
    """Which one."""

    post: Annotated[Name, text("内容编号", "Post")]


class PostWritten(msgspec.Struct):
    """What was written.

    Args:
        post: Its id.
        status: ``pending``: somebody looks first; ``shown``.
    """

    activity: str
    post: str
    status: str


class PostLiked(msgspec.Struct):
    """How many like it now, and whether the member does."""

    activity: str
    post: str
    likes: int
    liked: bool


def _ask(action: str, zh: str, en: str, body: type[Body], result: type[msgspec.Struct], **more: EventField) -> Request:
    return Request(
        f"wall.{action}", text(zh, en), (), ("members:write",), body, "activities", result=result, member=True,
        fields=more,
    )  # fmt: skip


REQUESTS: tuple[Request, ...] = (
    _ask("write", "发布内容", "Write on a wall", WritePost, PostWritten, text=TEXT),
    _ask("like", "点赞", "Like a post", OfPost, PostLiked),
    _ask("unlike", "取消点赞", "Like a post no more", OfPost, PostLiked),
)
