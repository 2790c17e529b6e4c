"""What lies over a program for some members or for a while.

An *overlay* is a patch with a window and a test; an *experiment* divides members into variants, each of which may bring
an overlay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from liuke.decision.state import Slot
from liuke.kernel.assignment import choose_variant, find_bucket
from liuke.kernel.clock import FOREVER_US
from liuke.kernel.text import Text
from liuke.program.conditions import AnyCondition
from liuke.program.patch import AnyChange
from liuke.program.theme import ThemeSpec

if TYPE_CHECKING:
    from liuke.decision.turn import Turn

GLOBAL_HOLDOUT = "holdout"
"""Reserved experiment: who is ``held`` by it sees neither campaigns nor experiments."""
HELD, OPEN = "held", "open"
"""Variants of a holdout."""


def holdout_of(campaign: str) -> str:
    """Name of the experiment that holds some members out of one campaign."""
    return f"{GLOBAL_HOLDOUT}:{campaign}"


def is_holdout(experiment: str) -> bool:
    """Whether it holds members out, of everything or of one campaign."""
    return experiment == GLOBAL_HOLDOUT or experiment.startswith(f"{GLOBAL_HOLDOUT}:")


class ExposureBook(msgspec.Struct, omit_defaults=True):
    """Experiments that the member is part of: id → (seed, variant), as first stated."""

    seen: dict[str, tuple[str, str]] = {}


EXPOSURES = Slot("experiments", ExposureBook)


@dataclass(frozen=True, slots=True, eq=False)
class Experiment:
    """An experiment, compiled.

    Args:
        id: Its name, as gates and exposures say it.
        path: Place in the program.
        seed: Of the hash; another seed deals the members anew.
        variants: Their ids.
        ranges: First bucket and first bucket after, of each.
        opens_us: First instant.
        closes_us: First instant after.
        admits: Whom it is for; ``None``: all.
    """

    id: str
    path: str
    seed: str
    variants: tuple[str, ...]
    ranges: tuple[tuple[int, int], ...]
    opens_us: int = 0
    closes_us: int = FOREVER_US
    admits: Callable[[Turn], bool] | None = None

    def deal(self, member_id: int) -> str | None:
        """The variant of a member of whom nothing but the number is known: by the hash alone."""
        bucket = find_bucket(self.seed, str(member_id))
        assert bucket is not None
        number = choose_variant(bucket, self.ranges)
        return self.variants[number] if number is not None else None

    def assign(self, turn: Turn) -> str | None:
        """The member's variant at the time by which the turn is judged; ``None``: not part of it.

        Who was exposed keeps the variant for as long as it exists under this seed, whatever became of weights,
        coverage and audience.
        """
        if not self.opens_us <= turn.judged_us < self.closes_us:
            return None
        seen = turn.state.read(EXPOSURES, ExposureBook).seen.get(self.id)
        if seen is not None and seen[0] == self.seed and seen[1] in self.variants:
            return seen[1]
        if self.admits is not None and not self.admits(turn):
            return None
        return self.deal(turn.state.member_id)


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """A patch and for whom it holds.

    Args:
        path: Place in the program; also its name in operations, postings and explanations.
        name: For people.
        changes: What it changes.
        opens_us: First instant, for those who are not early.
        closes_us: First instant after.
        holds: Whether it holds for the member of a turn; asked inside the window only.
        group: Of overlays of which at most one holds for a member; empty: none.
        is_for: As ``holds``, whether or not there is anything left to give; ``None``: the same.
        early_us: By how much members of a tier come before the others.
        theme: How what lives in it looks.
        published_from_us: From when on members may read what came of the activities in it.
        audience: As ``is_for``, as it is written; ``None``: everybody, or not by a condition.
    """

    path: str
    name: Text
    changes: tuple[AnyChange, ...]
    opens_us: int
    closes_us: int
    holds: Callable[[Turn], bool]
    group: str = ""
    is_for: Callable[[Turn], bool] | None = None
    early_us: Mapping[str, int] = field(default_factory=dict[str, int])
    theme: ThemeSpec | None = None
    published_from_us: int = 0
    audience: AnyCondition | None = None

    @property
    def first_us(self) -> int:
        """First instant for whoever comes first."""
        return self.opens_us - max(self.early_us.values(), default=0)

    def opens_for(self, tier: str) -> int:
        """First instant for members of a tier."""
        return self.opens_us - self.early_us.get(tier, 0)

    def admits(self, turn: Turn) -> bool:
        """Whether the member is one of those for whom it is, whether or not it holds now."""
        return (self.is_for or self.holds)(turn)
