"""What can be asked of a member as such."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.events.catalogue import EventField
from liuke.events.request import Request
from liuke.http.fields import Body, Moment
from liuke.kernel.text import text


class ChangeProfile(Body):
    """Attributes to change; null removes one, and those that are not named stay as they are."""

    profile: Annotated[dict[Annotated[str, Meta(min_length=1, max_length=200)], Any], Meta(max_length=200)]


class ChangeLabels(Body):
    """Labels to set, with their values; null removes one, and those that are not named stay as they are."""

    labels: Annotated[
        dict[Annotated[str, Meta(min_length=1, max_length=50)], Annotated[str, Meta(max_length=100)] | None],
        Meta(min_length=1, max_length=200),
    ]


class FreezeMember(Body):
    """Why, and until when; without an end it holds until somebody lifts it."""

    reason: Annotated[str, Meta(min_length=1, max_length=500), text("原因", "Reason")]
    until_us: Annotated[Moment, text("冻结至", "Until")] | UnsetType = UNSET


class UnfreezeMember(Body):
    """Why the freeze is lifted."""

    reason: Annotated[str, Meta(min_length=1, max_length=500), text("原因", "Reason")]


class LabelsChanged(msgspec.Struct):
    """Names of the labels that are others than before."""

    set: list[str]
    removed: list[str]


class MemberFrozen(msgspec.Struct):
    """Whether the member is frozen now, and until when; null: until somebody lifts it."""

    frozen: bool
    until_us: int | None


class ProfileChanged(msgspec.Struct):
    """``changed``: names of the attributes that are others than before."""

    changed: list[str]


_ACTOR = {"actor": EventField("str", text("操作人", "By"), required=True)}
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
    Request(
        "member.label", text("修改标签", "Change labels"), ("/labels",), ("members:write",), ChangeLabels, "members",
        summary=text("修改标签", "Set and remove a member's labels"), result=LabelsChanged,
        fields={"labels": EventField("map", text("标签", "Labels"), required=True)}, by="merchant",
        audit="member.labelled",
    ),
    Request(
        "member.freeze", text("冻结会员", "Freeze a member"), ("/account/freeze",), ("points:adjust",), FreezeMember,
        "members", result=MemberFrozen, fields=_ACTOR, filled=("actor",), by="merchant", audit="member.frozen",
    ),
    Request(
        "member.unfreeze", text("解冻会员", "Lift the freeze of a member"), ("/account/unfreeze",), ("points:adjust",),
        UnfreezeMember, "members", result=MemberFrozen, fields=_ACTOR, filled=("actor",), by="merchant",
        audit="member.unfrozen",
    ),
)  # fmt: skip
