"""Calling off an activity or a campaign: what can be, and what goes with it.

It is closed to everybody by a row that every decision reads (``MemberState.cancelled``); each member who holds
something in it gets it back by an event that is delivered to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from liuke.kernel.errors import NotFound

if TYPE_CHECKING:
    from liuke.decision.domain import CompiledProgram

ACTIVITY_CANCEL = "activity.cancel"
"""Delivered to the activity that was called off, and to each member who has an entry in its slot."""


@dataclass(frozen=True, slots=True)
class Cancellable:
    """Something of the program that a merchant can call off.

    Args:
        path: ``activities.<id>``, ``campaigns.<id>``.
        entry: Id of the activity, by which the subject is known and which is the key of the members' entries; empty
            for what holds nothing itself.
        slot: Slot whose members with such an entry may hold something; empty: nobody does.
    """

    path: str
    entry: str = ""
    slot: str = ""

    @property
    def key(self) -> str:
        """Key of the deliveries: once a member."""
        return f"cancel:{self.path}"


def list_cancelled(program: CompiledProgram, path: str) -> list[Cancellable]:
    """What is called off with ``path``: itself, and what is in the program by its patch alone.

    Raises:
        NotFound: nothing in the program, nor in what its patches bring, can be called off under that name.
    """
    own, known = dict[str, Cancellable](), dict[str, Cancellable]()
    for variant in program.list_variants():
        brought = {one.path: one for domain in program.domains for one in domain.cancellable(variant)}
        if not own:
            own = brought
        known = {**brought, **known}
    if path not in known:
        raise NotFound(f"the program has no {path[:200]!r}", fix="name it as activities.<id> or campaigns.<id>")
    by_patch = [overlay for overlay in program.overlays if overlay.path == path and overlay.changes]
    brought = {
        one.path: one
        for overlay in by_patch
        for domain in program.domains
        for one in domain.cancellable(program.patched([overlay]))
    }
    return [known[path], *(one for name, one in brought.items() if name not in own and name != path)]
