"""Members as a domain: registration, profile, being active."""

from __future__ import annotations

from liuke.decision.domain import Domain
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import text

EVENT_TYPES = (
    EventType("member.registered", text("注册会员", "Member registered"), "reported", {
        "profile": EventField("map", text("资料", "Profile"), personal=True),
        "inviter": EventField("str", text("邀请人", "Inviter")),
    }, open=True),
)  # fmt: skip

DOMAIN = Domain(name="members", event_types=EVENT_TYPES)
