"""What can be listened to: every event type that reaches the outbox."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.decision.domain import Domain
from liuke.events.catalogue import EventType

_STATED_TOO = frozenset(("order.paid", "share.followed", "share.unfollowed"))
"""What merchants may report, and decisions state as well."""


def list_fact_types(domains: Sequence[Domain]) -> list[EventType]:
    """Facts that decisions state, by name."""
    types = [event for domain in domains for event in domain.event_types]
    return sorted((e for e in types if e.origin == "derived" or e.name in _STATED_TOO), key=lambda e: e.name)
