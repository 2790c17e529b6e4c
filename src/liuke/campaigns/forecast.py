"""What a campaign will have cost when it ends, by the days that are behind it. Pure.

A day costs *(level + chance) × weekday*. The weekday's factor is shrunk towards 1, because a campaign has few days of
each. Chance is what the days behind were off by, drawn again, widened by the degrees of freedom that the factors took.
The level is not known: each run weighs the days anew (Rubin's Bayesian bootstrap), wider where neighbouring days go
together, because a good week is no seven independent good days. And it does not stay: members join, and members tire of
a campaign, so each run drifts by a slope of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

LEAST_DAYS = 4
"""Whole days that must be behind a campaign before anything is said."""
MOST_DAYS = 56
"""Days that are looked back on: older ones say little about those to come."""
DRIFT = 0.008
"""Standard deviation of the drift of the level in a day, as a share of it; it fades with :data:`FADES`."""
FADES = 0.95
_RUNS = 1_000
_MOST_STEPS = 60_000
_LEAST_RUNS = 200
_SHRINK = 3
"""A weekday is believed as if this many average days had been seen on it beside its own."""
_LOW, _HIGH = 0.10, 0.90


@dataclass(frozen=True, slots=True)
class Forecast:
    """A sum and where it lies four times out of five.

    Args:
        expected: The middle one of all runs.
        low: One run in ten ends below.
        high: One run in ten ends above.
    """

    expected: int
    low: int
    high: int


def forecast_end(
    days: Sequence[tuple[int, int]], rest: Sequence[tuple[int, float]], *, so_far: int, today: int, seed: str
) -> Forecast | None:
    """The whole cost at the end.

    Args:
        days: (weekday, cost) of each whole day behind, in order; Monday is 1.
        rest: (weekday, share of the day inside the window) of each day to come; the first is the running one.
        so_far: What it cost up to now, the running day included.
        today: What the running day cost up to now.
        seed: The same for the same question: an answer does not change by being asked twice.

    Returns:
        ``None`` where too few days are behind.
    """
    known = days[-MOST_DAYS:]
    if not rest:
        return Forecast(so_far, so_far, so_far)
    if len(known) < LEAST_DAYS:
        return None
    level = sum(cost for _, cost in known) / len(known)
    if level <= 0:
        return Forecast(so_far, so_far, so_far)
    past = _Past(known, level)
    random = Random(seed)  # noqa: S311 - a sample that can be drawn again, no secret
    runs = min(_RUNS, max(_LEAST_RUNS, _MOST_STEPS // len(rest)))
    ends = sorted(so_far + past.run(rest, today, random) for _ in range(runs))
    return Forecast(*(round(ends[int(share * (runs - 1))]) for share in (0.5, _LOW, _HIGH)))


class _Past:
    """What the days behind say."""

    def __init__(self, days: Sequence[tuple[int, int]], level: float) -> None:
        self._factors = _weigh_weekdays(days, level)
        self._levels = [cost / (self._factors[weekday] or 1.0) for weekday, cost in days]
        count = len(days)
        self._mean = sum(self._levels) / count
        seen = [sum(day == weekday for day, _ in days) for weekday in range(1, 8)]
        taken = 1 + sum(one / (one + _SHRINK) for one in seen if one) * 6 / 7
        self._free = max(count - taken, 1.0)
        widen = (count / self._free) ** 0.5
        self._off = [(one - self._mean) * widen for one in self._levels]
        # the bootstrap's own variance is s²/(n + 1), that of a mean s²/(n - 1)
        self._widen = _find_togetherness(self._levels, self._mean) * ((count + 1) / (count - 1)) ** 0.5

    def run(self, rest: Sequence[tuple[int, float]], today: int, random: Random) -> float:
        """What is still to come, once."""
        weights = [random.expovariate(1) for _ in self._off]
        shift = sum(w * one for w, one in zip(weights, self._off, strict=True)) / sum(weights) * self._widen
        # how far days are apart is not known either: Student's t, not the normal distribution
        apart = (self._free / random.gammavariate(self._free / 2, 2)) ** 0.5
        slope, ahead, total = random.gauss(0, DRIFT) * self._mean, len(self._off) / 2, 0.0
        level, step = self._mean + shift * apart + slope * ahead, slope
        for place, ((weekday, share), off) in enumerate(zip(rest, random.choices(self._off, k=len(rest)), strict=True)):
            day = max(level + off, 0.0) * self._factors[weekday] * share
            total += max(day - today, 0.0) if place == 0 else day
            level, step = level + step, step * FADES
        return total


def _weigh_weekdays(days: Sequence[tuple[int, int]], level: float) -> Mapping[int, float]:
    """How each weekday (1: Monday) compares with an average day."""
    factors: dict[int, float] = {}
    for weekday in range(1, 8):
        own = [cost for day, cost in days if day == weekday]
        factors[weekday] = (sum(own) + _SHRINK * level) / (level * (len(own) + _SHRINK))
    return factors


def _find_togetherness(levels: Sequence[float], mean: float) -> float:
    """How much wider the level is than with independent days: √((1 + r) / (1 − r)) by their correlation."""
    spread = sum((one - mean) ** 2 for one in levels)
    if not spread:
        return 1.0
    together = sum((a - mean) * (b - mean) for a, b in pairwise(levels))
    correlation = min(max(together / spread, 0.0), 0.8)
    return ((1 + correlation) / (1 - correlation)) ** 0.5
