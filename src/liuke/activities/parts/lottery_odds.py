"""The odds of a lottery: what is drawn by, and what comes of it with its guarantees. Pure; one place for both.

Weights are whole numbers. With guarantees the draws of a member are a chain whose states are the draws since the last
win of each rank; what a long row of draws brings is worked out on that chain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from liuke.activities.parts.lottery_spec import Guarantee, LotterySpec, Prize

PPM = 1_000_000


class Weighed(Protocol):
    """What can be drawn."""

    @property
    def weight(self) -> int:
        """Its share of the sum of all."""
        ...

    @property
    def by_tier(self) -> Mapping[str, int]:
        """The same for tiers that have another."""
        ...


def weigh(prizes: Sequence[Weighed], tier: str) -> list[int]:
    """Weights for a tier."""
    return [prize.by_tier.get(tier, prize.weight) for prize in prizes]


def find_due(guarantees: Sequence[Guarantee], misses: Sequence[int]) -> int | None:
    """The rank that the next draw must win at least; ``None``: nothing is due."""
    due = [
        rule.rank for rule, missed in zip(guarantees, misses, strict=True) if missed + 1 >= rule.within
    ]  # fmt: skip
    return min(due) if due else None


def list_open(prizes: Sequence[Prize], weights: Sequence[int], due: int | None) -> list[int]:
    """Places that a draw may hit: all that weigh something; where one is due, those of its rank or a better one.

    Of those that are due and weigh nothing for the member none is left out: a guarantee is a promise.
    """
    if due is None:
        return [place for place, weight in enumerate(weights) if weight]
    ranked = [place for place, prize in enumerate(prizes) if prize.rank <= due]
    return [place for place in ranked if weights[place]] or ranked


def count_on(guarantees: Sequence[Guarantee], misses: Sequence[int], rank: int) -> tuple[int, ...]:
    """Draws since the last win of each guarantee's rank, after a draw that won this rank."""
    return tuple(
        0 if rank <= rule.rank else missed + 1 for rule, missed in zip(guarantees, misses, strict=True)
    )  # fmt: skip


def find_shares(weights: Sequence[int]) -> list[int]:
    """Millionths of each weight in their sum."""
    total = sum(weights)
    return [weight * PPM // total if total else 0 for weight in weights]


def find_odds(spec: LotterySpec, tier: str) -> list[int]:
    """Millionths of each prize, of one draw without what its guarantees add."""
    return find_shares(weigh(spec.prizes, tier))


def find_effective(spec: LotterySpec, tier: str) -> list[int]:
    """Millionths of each prize in a long row of draws, guarantees included, every prize being there."""
    if not spec.guarantees:
        return find_odds(spec, tier)
    weights = weigh(spec.prizes, tier)
    begin: tuple[int, ...] = (0,) * len(spec.guarantees)
    state: dict[tuple[int, ...], float] = {begin: 1.0}
    hits, draws = [0.0] * len(weights), 0.0
    while state:  # until a win of the best rank that is guaranteed, with which every count begins anew
        draws += sum(state.values())
        state, drawn = _step(spec, weights, state)
        hits = [before + now for before, now in zip(hits, drawn, strict=True)]
        state.pop(begin, None)
    return [round(hit / draws * PPM) for hit in hits]


def _step(
    spec: LotterySpec, weights: Sequence[int], state: dict[tuple[int, ...], float]
) -> tuple[dict[tuple[int, ...], float], list[float]]:
    following: dict[tuple[int, ...], float] = {}
    drawn = [0.0] * len(weights)
    for misses, share in state.items():
        places = list_open(spec.prizes, weights, find_due(spec.guarantees, misses))
        parts = [weights[place] for place in places]
        total = sum(parts)
        for place, part in zip(places, parts if total else [1] * len(places), strict=True):
            moved = share * part / (total or len(places))
            drawn[place] += moved
            after = count_on(spec.guarantees, misses, spec.prizes[place].rank)
            following[after] = following.get(after, 0.0) + moved
    return following, drawn
