"""Signals of requests as a domain: a section, and a field for conditions."""

from __future__ import annotations

from liuke.decision.domain import Domain
from liuke.decision.hooks import Hooks, Nothing, Proven
from liuke.decision.turn import Turn
from liuke.signals.spec import SECTION


def _get_score(turn: Turn) -> int:
    return turn.risk.score if turn.risk is not None else 0


_HOOKS = Hooks(
    undo_cause=Nothing("where a request came from stays so, whatever becomes of an order"),
    cancel=Nothing("no activity holds any of it"),
    merge=Nothing("what was seen of a member is kept under that member's number until it lapses"),
    erase=Nothing("it is sealed under the key that goes; fingerprints say nothing of who it was, and lapse"),
    export=Nothing("devices and networks seen lie beside the state: the export lists them as `signals`"),
    law=Proven(("signals",)),
)

DOMAIN = Domain(name="signals", sections=(SECTION,), fields={"risk.score": _get_score}, hooks=_HOOKS)
