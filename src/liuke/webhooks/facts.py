"""What can be listened to: every event type that reaches the outbox, with the version of its schema."""

from __future__ import annotations

from liuke.engine.catalogue import DOMAINS
from liuke.events.catalogue import EventType


def list_fact_types() -> list[EventType]:
    """Facts that decisions state, by name. A checkout that is paid states ``order.paid`` too."""
    types = [event for domain in DOMAINS for event in domain.event_types]
    return sorted((e for e in types if e.origin == "derived" or e.name == "order.paid"), key=lambda e: e.name)


FACT_VERSIONS: dict[str, int] = {event.name: event.version for event in list_fact_types()}
"""Fact → version of its schema."""

FACT_TYPES: frozenset[str] = frozenset(FACT_VERSIONS)
"""Names for an endpoint's filter."""
