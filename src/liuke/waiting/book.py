"""What waits for its antecedent, as functions over a turn."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.decision.event import Happening
from liuke.decision.state import Slot
from liuke.decision.turn import Turn

MAX_KEPT = 1_000
"""Facts that may wait for one member: more is a name that many strangers share, and joins nothing any more."""


class WaitingBook(msgspec.Struct):
    """``"<kind>/<antecedent>"`` → references of the facts that wait for it, in the order in which they came."""

    kept: dict[str, list[str]] = {}


WAITING = Slot("waiting", WaitingBook)


class Kept(msgspec.Struct, frozen=True):
    """A fact that waits.

    Args:
        place: ``<kind>/<antecedent>``.
        ref: Its reference, unique within the antecedent.
        type: Event type.
        t_us: When it happened.
        day: Merchant-local day of it.
        data: Its fields.
        cause: Why it waits: a stable code.
        notes: What was done about it meanwhile.
    """

    place: str
    ref: str
    type: str
    t_us: int
    day: int
    data: dict[str, Any]
    cause: str
    notes: dict[str, Any] = {}

    @property
    def key(self) -> str:
        """Key of its records."""
        return f"{self.place}/{self.ref}"

    @property
    def happening(self) -> Happening:
        """The fact in its own place in time."""
        return Happening(self.type, self.t_us, self.day, self.data, 1)


def keep(turn: Turn, place: str, ref: str, *, cause: str, notes: dict[str, Any] | None = None) -> bool:
    """Keep the happening at hand until its antecedent comes; ``False`` when too many wait already.

    The caller has seen with :func:`was_kept` that it was not kept before.
    """
    book = turn.state.read(WAITING, WaitingBook)
    if sum(map(len, book.kept.values())) >= MAX_KEPT:
        return False
    now = turn.now
    kept = Kept(place, ref, now.type, now.t_us, now.day, dict(now.data), cause, notes or {})
    turn.state.edit(WAITING, WaitingBook).kept.setdefault(place, []).append(ref)
    turn.record_new("waiting", kept.key, msgspec.structs.asdict(kept))
    return True


def was_kept(turn: Turn, place: str, ref: str) -> bool:
    """Whether a fact of this reference was kept before, be it that it still waits or has ended."""
    if ref in turn.state.read(WAITING, WaitingBook).kept.get(place, ()):
        return True
    return turn.state.find_record("waiting", f"{place}/{ref}") is not None


def is_awaited(turn: Turn, place: str) -> bool:
    """Whether anything waits for the antecedent."""
    return place in turn.state.read(WAITING, WaitingBook).kept


def list_kept(turn: Turn, place: str) -> list[Kept]:
    """What waits for the antecedent that comes now, by time; it goes on waiting until it is settled."""
    refs, found = turn.state.read(WAITING, WaitingBook).kept.get(place), list[Kept]()
    if not refs:
        return found
    for ref in refs:
        data = turn.state.find_record("waiting", f"{place}/{ref}")
        assert data is not None, f"{place}/{ref} waits and has no record"
        found.append(msgspec.convert(data, Kept))
    return sorted(found, key=lambda kept: kept.t_us)


def settle(turn: Turn, kept: Kept, how: str = "joined") -> None:
    """The fact waits no more: it was ``joined``, or ``dismissed`` by a person."""
    book = turn.state.edit(WAITING, WaitingBook)
    refs = book.kept[kept.place]
    refs.remove(kept.ref)
    if not refs:
        del book.kept[kept.place]
    turn.record_new("waiting_end", kept.key, {"how": how, "t_us": turn.ctx.now_us})


def reject(turn: Turn, kept: Kept, reason: str) -> None:
    """The antecedent came and the fact does not fit it: it stays listed, with the reason."""
    turn.record("waiting_fault", kept.key, {"reason": reason, "t_us": turn.ctx.now_us})
