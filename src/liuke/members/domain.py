"""Members as a domain: registration, profile, being active."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.decision.domain import CompiledProgram, Domain, Phase, Reaction
from liuke.decision.hooks import Hooks, Nothing, Unwritten
from liuke.decision.trying import TAKINGS
from liuke.events.catalogue import EventField, EventType
from liuke.events.request import make_event_types
from liuke.kernel.text import text
from liuke.members.profiles import run_update
from liuke.members.request_types import REQUESTS

EVENT_TYPES = (
    EventType("member.registered", text("注册会员", "Member registered"), "reported", {
        "profile": EventField("map", text("资料", "Profile"), personal=True),
        "inviter": EventField("str", text("邀请人", "Inviter")),
    }, open=True),
    EventType("member.updated", text("资料已修改", "Profile changed"), "derived", {
        "attributes": EventField("list", text("改动的资料项", "Attributes that changed")),
    }),
)  # fmt: skip

_WORDINGS = {
    "profile-changed": text("修改了 {count} 项资料", "{count:attribute|attributes} changed"),
    "profile-unchanged": text("资料没有变化", "nothing of the profile changed"),
}


def _compile(program: CompiledProgram) -> Iterable[Reaction]:
    del program
    return [Reaction("member.update", Phase.REQUEST, "members", run_update)]


_HOOKS = Hooks(
    undo_cause=Nothing("an order gives a member nothing of this"),
    cancel=Nothing("nothing of a member depends on an activity"),
    merge=Unwritten("identities, labels, profile and tokens of two members become one"),
    erase=Unwritten("profile, names and personal labels are forgotten"),
    export=Unwritten("profile, identities and labels"),
    law=Nothing("what a member is called stands alone: no other row must agree with it"),
)

DOMAIN = Domain(
    name="members",
    slots=(TAKINGS,),
    event_types=(*make_event_types(REQUESTS), *EVENT_TYPES),
    compile=_compile,
    wordings=_WORDINGS,
    hooks=_HOOKS,
)
