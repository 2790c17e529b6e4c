"""Calling off an activity or a campaign: what can be, and what goes with it.

It is closed to everybody by a row that every decision reads (``MemberState.cancelled``); each member who holds
something in it gets it back by an event that is delivered to them.
"""

from __future__ import annotations

from dataclasses import dataclass

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
