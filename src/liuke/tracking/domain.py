"""Tracking as a domain: a section of the program. No rule reads what was tracked."""

from __future__ import annotations

from liuke.decision.domain import Domain
from liuke.decision.hooks import Hooks, Nothing, Proven
from liuke.tracking.spec import SECTION

_HOOKS = Hooks(
    undo_cause=Nothing("what somebody looked at stays so, whatever becomes of an order"),
    cancel=Nothing("no activity holds any of it"),
    merge=Nothing("it stays under the number it came with; exports and erasure take all numbers of a member"),
    erase=Nothing("it lies beside the state: erasing removes it, and what the member's devices sent anonymously"),
    export=Nothing("it lies beside the state: the export lists it as `tracked`"),
    law=Proven(("tracked-events",)),
)

DOMAIN = Domain(name="tracking", sections=(SECTION,), hooks=_HOOKS)
