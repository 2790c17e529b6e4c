"""What is remembered of picked offers: of a member, and of how each offer does among members who buy alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import msgspec

from liuke.decision.shared import SharedKind
from liuke.decision.state import Slot

PERSONAL, EXPLORED, GENERAL = "personal", "explored", "general"
ANYBODY = "any"
"""The group of members of whom nothing is used."""
FEW = 5
"""From so many orders on a member buys often."""
MAX_KEPT = 200
"""Choices of one activity whose counts are kept, those included that are gone from the program."""
_OFTEN = 3
"""What a third of all pieces are is bought often."""


class Shown(msgspec.Struct, array_like=True, gc=False):
    """An offer as it was shown.

    Args:
        choice: Which.
        how: ``personal`` (best for the member), ``explored`` (by chance), ``general`` (what most took).
        bps: How likely it was to be shown in its place, of 10,000.
        group: Among whom it counts.
        taken: Whether the member took it.
    """

    choice: str
    how: str
    bps: int
    group: str
    taken: bool = False


class PicksDoc(msgspec.Struct, array_like=True):
    """What a member is shown in one activity.

    Args:
        since: First day of the day or week for which it was picked.
        items: In their places.
    """

    since: int = 0
    items: list[Shown] = []


class PicksBook(msgspec.Struct):
    """All picks of a member, by activity id, and what the member buys.

    Args:
        docs: By activity id.
        orders: Orders with lines that were counted.
        pieces: In these.
        bought: Category or tag that an offer names → pieces.
    """

    docs: dict[str, PicksDoc] = {}
    orders: int = 0
    pieces: int = 0
    bought: dict[str, int] = {}

    def find_group(self, tags: Iterable[str]) -> str:
        """Members who buy as often and as much of these: ``few/often``; ``new`` before the first order."""
        if not self.orders:
            return "new"
        pieces = sum(self.bought.get(tag, 0) for tag in tags)
        affinity = "none" if not pieces else "often" if pieces * _OFTEN >= self.pieces else "some"
        return f"{'few' if self.orders < FEW else 'many'}/{affinity}"

    def forget(self) -> None:
        """What the member bought is used no more."""
        self.orders, self.pieces, self.bought = 0, 0, {}


class Count(msgspec.Struct, array_like=True, gc=False):
    """How often an offer was shown to a group, and taken."""

    shown: int = 0
    taken: int = 0


class PickCounts(msgspec.Struct):
    """How the offers of one activity do: choice → group → count; also choices that are gone from the program."""

    counts: dict[str, dict[str, Count]] = {}

    def make_room(self, choices: Collection[str]) -> None:
        """Forget choices that are gone from the program, where there have been too many to keep them all."""
        if len(self.counts) > MAX_KEPT:
            self.counts = {name: groups for name, groups in self.counts.items() if name in choices}

    def note_taken(self, choice: str, group: str) -> None:
        """An offer was taken; of a showing that was forgotten nothing is learnt."""
        count = self.at(choice, group)
        if count.taken < count.shown:
            count.taken += 1

    def at(self, choice: str, group: str) -> Count:
        """The count of an offer in a group, for changing."""
        return self.counts.setdefault(choice, {}).setdefault(group, Count())

    def in_all(self, choice: str) -> Count:
        """Of an offer in all groups."""
        return _add(self.counts.get(choice, {}).values())

    def of_all(self, choices: Iterable[str]) -> Count:
        """Of these offers together."""
        return _add(self.in_all(one) for one in choices)


def _add(counts: Iterable[Count]) -> Count:
    found = list(counts)
    return Count(sum(one.shown for one in found), sum(one.taken for one in found))


def _keeps_law(key: str, doc: PickCounts) -> Iterable[str]:
    for choice, groups in doc.counts.items():
        for group, count in groups.items():
            if not 0 <= count.taken <= count.shown:
                yield f"{key}: {choice} was shown {count.shown} times to {group} and taken {count.taken} times"


SLOT = Slot("activity_picks", PicksBook)
COUNTS = SharedKind("pick_counts", PickCounts, _keeps_law)

PPM = 1_000_000
_WEIGHT = 20
"""What is known of the larger group counts as so many showings in the smaller one."""


class Rates:
    """How likely an offer is to be taken, in millionths: of a group as far as that is known, else as of all members.

    Each rate leans on that of the larger group: a group in the offer, the offer in the activity, the activity on one
    in ten. What was shown rarely is judged by what it belongs to.
    """

    def __init__(self, counts: PickCounts, choices: Iterable[str]) -> None:
        self._counts = counts
        known = list(choices)
        whole = _lean(counts.of_all(known), PPM // 10)
        self._of: Mapping[str, int] = {one: _lean(counts.in_all(one), whole) for one in known}

    def of(self, choice: str) -> int:
        """Of an offer, whoever sees it."""
        return self._of[choice]

    def of_group(self, choice: str, group: str) -> int:
        """Of an offer in a group."""
        count = self._counts.counts.get(choice, {}).get(group)
        return _lean(count, self._of[choice]) if count is not None else self._of[choice]


def _lean(count: Count, on: int) -> int:
    return (count.taken * PPM + _WEIGHT * on) // (count.shown + _WEIGHT)
