"""What can be asked of a member as such."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from liuke.events.catalogue import EventField
from liuke.events.request import Request
from liuke.http.fields import Body
from liuke.kernel.text import text


class ChangeProfile(Body):
    """Attributes to change; null removes one, and those that are not named stay as they are."""

    profile: Annotated[dict[Annotated[str, Meta(min_length=1, max_length=200)], Any], Meta(max_length=200)]


class ProfileChanged(msgspec.Struct):
    """``changed``: names of the attributes that are others than before."""

    changed: list[str]


REQUESTS: tuple[Request, ...] = (
    Request(
        "member.update",
        text("修改资料", "Change the profile"),
        ("/profile",),
        ("members:write",),
        ChangeProfile,
        "members",
        summary=text("修改资料", "Change a member's profile"),
        result=ProfileChanged,
        fields={"profile": EventField("map", text("资料", "Profile"), required=True, personal=True)},
        by="merchant",
    ),
)
