"""Requirements made ready: whether they are met, how far a member is, and what is still missing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from liuke.decision.domain import CompiledProgram
from liuke.decision.state import MemberState
from liuke.earning.counters import Measure, get_measure
from liuke.earning.windows import AnyWindow
from liuke.kernel.money import BPS
from liuke.tiers.spec import AnyRequirement, Reach, ReachAll

NO_BASELINE: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Shortfall:
    """So much of a dimension is missing.

    Args:
        dimension: As in the program; ``activity`` for "do anything at all".
        missing: In ``unit``.
        unit: ``cents``, ``points``, ``days``, ``minutes`` or ``times``.
        have: What the member has.
        at_least: What is asked for.
    """

    dimension: str
    missing: int
    unit: str
    have: int
    at_least: int


@dataclass(frozen=True, slots=True)
class Period:
    """The days a tier is kept by.

    Args:
        first: First day.
        last: Last day of the validity; windows of single parts are taken as of it.
        until: Last day that counts: ``last``, or the last day of grace.
    """

    first: int
    last: int
    until: int


class Need(ABC):
    """A node of a requirement."""

    __slots__ = ()

    @abstractmethod
    def met(self, state: MemberState, day: int, baseline: Mapping[str, int]) -> bool:
        """Whether it is met as of ``day``; ``baseline`` is taken off totals for life."""

    @abstractmethod
    def kept(self, state: MemberState, period: Period) -> bool:
        """Whether it was met over a period of validity."""

    @abstractmethod
    def nearest(self, state: MemberState, day: int, baseline: Mapping[str, int]) -> Progress:
        """Progress of the part that decides: the best of ``any``, the worst of ``all``."""

    @abstractmethod
    def ways_to_keep(self, state: MemberState, period: Period) -> list[tuple[Shortfall, ...]]:
        """Each way to meet it over the period: what is missing; an empty way where it is met."""

    @abstractmethod
    def leaves(self) -> Iterator[Leaf]:
        """Every comparison."""


class Leaf(Need):
    """A dimension reaches an amount."""

    __slots__ = ("at_least", "explicit", "measure")

    def __init__(self, measure: Measure, at_least: int, *, explicit: bool) -> None:
        self.measure = measure
        self.at_least = at_least
        self.explicit = explicit

    def value(self, state: MemberState, day: int, baseline: Mapping[str, int]) -> int:
        """The dimension's value as of ``day``."""
        found = self.measure.value(state, day)
        if baseline and self.measure.window.kind == "lifetime":
            found -= baseline.get(self.measure.dimension, 0)
        return found

    def kept_value(self, state: MemberState, period: Period) -> int:
        """The dimension's value over a period of validity, or over the part's own window as of its end."""
        if not self.explicit:
            return self.measure.between(state, period.first, period.until)
        bounds = self.measure.bounds(period.last)
        if bounds is None:
            return self.measure.value(state, period.last)
        return self.measure.between(state, bounds[0], max(bounds[1], period.until))

    def met(self, state: MemberState, day: int, baseline: Mapping[str, int]) -> bool:  # noqa: D102 - as of Need
        return self.value(state, day, baseline) >= self.at_least

    def kept(self, state: MemberState, period: Period) -> bool:  # noqa: D102 - as of Need
        return self.kept_value(state, period) >= self.at_least

    def nearest(self, state: MemberState, day: int, baseline: Mapping[str, int]) -> Progress:  # noqa: D102 - as of Need
        value = self.value(state, day, baseline)
        if value >= self.at_least:
            return BPS, self, 0
        return (value * BPS // self.at_least if value > 0 else 0), self, self.at_least - value

    def ways_to_keep(self, state: MemberState, period: Period) -> list[tuple[Shortfall, ...]]:  # noqa: D102 - as of Need
        have = self.kept_value(state, period)
        if have >= self.at_least:
            return [()]
        return [(Shortfall(self.measure.dimension, self.at_least - have, self.measure.unit, have, self.at_least),)]

    def leaves(self) -> Iterator[Leaf]:  # noqa: D102 - as of Need
        yield self


class AllNeeds(Need):
    """Every part."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Need, ...]) -> None:
        self.parts = parts

    def met(self, state: MemberState, day: int, baseline: Mapping[str, int]) -> bool:  # noqa: D102 - as of Need
        return all(part.met(state, day, baseline) for part in self.parts)

    def kept(self, state: MemberState, period: Period) -> bool:  # noqa: D102 - as of Need
        return all(part.kept(state, period) for part in self.parts)

    def nearest(self, state: MemberState, day: int, baseline: Mapping[str, int]) -> Progress:  # noqa: D102 - as of Need
        worst = self.parts[0].nearest(state, day, baseline)
        for part in self.parts[1:]:
            found = part.nearest(state, day, baseline)
            if found[0] < worst[0]:
                worst = found
        return worst

    def ways_to_keep(self, state: MemberState, period: Period) -> list[tuple[Shortfall, ...]]:  # noqa: D102 - as of Need
        ways: list[tuple[Shortfall, ...]] = [()]
        for part in self.parts:
            ways = [(*way, *more) for way in ways for more in part.ways_to_keep(state, period)][:16]
        return ways

    def leaves(self) -> Iterator[Leaf]:  # noqa: D102 - as of Need
        for part in self.parts:
            yield from part.leaves()


class AnyNeed(Need):
    """At least one part."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Need, ...]) -> None:
        self.parts = parts

    def met(self, state: MemberState, day: int, baseline: Mapping[str, int]) -> bool:  # noqa: D102 - as of Need
        return any(part.met(state, day, baseline) for part in self.parts)

    def kept(self, state: MemberState, period: Period) -> bool:  # noqa: D102 - as of Need
        return any(part.kept(state, period) for part in self.parts)

    def nearest(self, state: MemberState, day: int, baseline: Mapping[str, int]) -> Progress:  # noqa: D102 - as of Need
        best = self.parts[0].nearest(state, day, baseline)
        for part in self.parts[1:]:
            found = part.nearest(state, day, baseline)
            if found[0] > best[0]:
                best = found
        return best

    def ways_to_keep(self, state: MemberState, period: Period) -> list[tuple[Shortfall, ...]]:  # noqa: D102 - as of Need
        ways = [way for part in self.parts for way in part.ways_to_keep(state, period)]
        return [()] if () in ways else ways

    def leaves(self) -> Iterator[Leaf]:  # noqa: D102 - as of Need
        for part in self.parts:
            yield from part.leaves()


Progress = tuple[int, Leaf, int]
"""Basis points (10 000 exactly where the part is met), the comparison that decides, and how much it is short of."""


def compile_need(program: CompiledProgram, requirement: AnyRequirement, window: AnyWindow, *, keep_days: int) -> Need:
    """Make a requirement ready.

    Args:
        program: Being compiled.
        requirement: From the document.
        window: For parts that name none.
        keep_days: So many days before today it may still be asked about.

    Raises:
        KeyError: a dimension does not exist.
    """
    if isinstance(requirement, Reach):
        over = requirement.window or window
        measure = get_measure(program, requirement.dimension, over, back_days=keep_days)
        return Leaf(measure, requirement.at_least, explicit=requirement.window is not None)
    parts = requirement.all if isinstance(requirement, ReachAll) else requirement.any
    made = tuple(compile_need(program, part, window, keep_days=keep_days) for part in parts)
    return AllNeeds(made) if isinstance(requirement, ReachAll) else AnyNeed(made)
