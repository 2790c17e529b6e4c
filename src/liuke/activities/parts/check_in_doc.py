"""What is remembered of a member's check-ins."""

from __future__ import annotations

import msgspec

from liuke.activities.runs import Run
from liuke.decision.state import Slot
from liuke.decision.turn import Turn
from liuke.ledger import tally
from liuke.ledger.tally import Tally

KEEP_DAYS = 124
"""Runs that ended longer before the newest are forgotten: further back than any day can be made up for."""


class CheckInDoc(msgspec.Struct, array_like=True, gc=False):
    """What is remembered of a member in one check-in.

    Args:
        runs: Days in a row, oldest first.
        made_up: Days that were made up for.
        month: First day of the newest month in which a day was made up for.
        used: How many were made up for in that month.
        total: Days ever.
        months: How many were made up for, by month; empty in documents from before it was kept.
    """

    runs: list[Run] = []
    made_up: list[int] = []
    month: int = 0
    used: int = 0
    total: int = 0
    months: Tally = []

    def made_up_in(self) -> Tally:
        """How many days were made up for, by the month in which it was asked for."""
        return self.months or ([self.month, self.used] if self.month else self.months)

    def count_make_up(self, turn: Turn) -> None:
        """Count one in the month of the happening."""
        self.months = self.made_up_in()
        tally.add(turn, self.months, "month", turn.now.day, 1)
        self.month, self.used = self.months[:2]


class CheckInBook(msgspec.Struct):
    """All check-ins of a member, by activity id."""

    docs: dict[str, CheckInDoc] = {}


SLOT = Slot("activity_check_in", CheckInBook)
