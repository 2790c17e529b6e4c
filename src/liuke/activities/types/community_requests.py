"""What can be asked of a community."""

from __future__ import annotations

import msgspec

from liuke.events.request import Request
from liuke.http.fields import Nothing
from liuke.kernel.text import text


class CommunityEntrance(msgspec.Struct):
    """How one gets in; what is empty is not given.

    Args:
        words: By language: `zh`, `en`.
    """

    link: str
    picture: str
    words: dict[str, str]


class CommunityJoined(msgspec.Struct):
    """The member has joined.

    Args:
        activity: The community.
        joined_us: When they joined first.
        entrance: How they get in.
    """

    activity: str
    joined_us: int
    entrance: CommunityEntrance


REQUESTS: tuple[Request, ...] = (
    Request(
        "community.join_community", text("加入社群", "Join the community"), (), ("members:write",), Nothing,
        "activities", result=CommunityJoined, member=True,
    ),
)  # fmt: skip
