"""What the catalogue of events would refuse of a history: known before anything is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from liuke.decision.event import Event
from liuke.engine.decide import find_event_faults
from liuke.events.catalogue import EventCatalogue
from liuke.replay.contracts import EXAMPLES, SourceEvent, complete_refund

_MAX_KINDS = 100
"""Kinds of faults that are told apart."""


class Refused(msgspec.Struct):
    """Events that the catalogue refuses for one reason.

    Args:
        type: Of the events.
        reason: Stable code.
        path: Field.
        message: What is wrong.
        events: How many; one with several faults is counted under each.
        examples: The first ten, with key, member, time and data.
    """

    type: str
    reason: str
    path: str
    message: str
    events: int = 0
    examples: list[dict[str, Any]] = []


class Foreseen(msgspec.Struct):
    """What would be refused.

    Args:
        events: By type: events with any fault. Each would be a dead letter.
        kinds: Why, those of most events first.
    """

    events: dict[str, int] = {}
    kinds: list[Refused] = []


def foresee(events: Iterable[SourceEvent], catalogue: EventCatalogue) -> Foreseen:
    """Look at every event as the engine does before it decides.

    Args:
        events: In the program's words.
        catalogue: Event types of the program.
    """
    found, kinds = Foreseen(), dict[tuple[str, ...], Refused]()
    for given in events:
        event = complete_refund(given, 0, {}) if given.type == "order.refunded" else given
        event_type = catalogue.find(event.type)
        if event_type is None:
            continue
        faults = find_event_faults(event_type, Event(event.type, 0, event.key, event.t_us, event.data))
        if faults:
            found.events[event.type] = found.events.get(event.type, 0) + 1
        for fault in faults:
            kind = (event.type, fault.code.replace("-", "_"), fault.path, fault.message)
            if kind not in kinds and len(kinds) >= _MAX_KINDS:
                kind = (*kind[:3], "of many kinds")
            refused = kinds.setdefault(kind, Refused(*kind))
            refused.events += 1
            if len(refused.examples) < EXAMPLES:
                shown = {"key": event.key, "member": event.member, "t_us": event.t_us, "data": event.data}
                refused.examples = [*refused.examples, shown]
    found.kinds = sorted(kinds.values(), key=lambda kind: (-kind.events, kind.type, kind.reason, kind.path))
    return found
