"""What can be listened to: every event type that reaches the outbox."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.decision.domain import Domain
from liuke.events.catalogue import EventType


def list_fact_types(domains: Sequence[Domain]) -> list[EventType]:
    """Facts that decisions state, by name. A checkout that is paid states ``order.paid`` too."""
    types = [event for domain in domains for event in domain.event_types]
    return sorted((e for e in types if e.origin == "derived" or e.name == "order.paid"), key=lambda e: e.name)
