"""Which offers stand in which place, and how likely each was to stand there. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from liuke.activities.parts.picks_doc import EXPLORED, GENERAL, PERSONAL, Rates, Shown
from liuke.kernel.money import BPS

Draw = Callable[[int, Sequence[int]], int]
"""Place and whole weights of what may stand there → which of it."""


class Terms(msgspec.Struct, frozen=True):
    """How places are filled.

    Args:
        size: Places.
        personal: The first of them are for the member.
        explore_bps: How often one of these shows any offer by chance.
    """

    size: int
    personal: int
    explore_bps: int


def choose(terms: Terms, groups: Mapping[str, str], rates: Rates, draw: Draw) -> list[Shown]:
    """First what is best for the member, then what most take.

    Args:
        terms: How many of each.
        groups: Offer that may be shown → the group of members among whom it counts, in the order of the program.
        rates: What is known.
        draw: Chooses by weights.
    """
    left, items = list(groups), list[Shown]()
    for place in range(min(terms.personal, len(left))):
        items.append(_choose_personal(terms, place, left, groups, rates, draw))
        left.remove(items[-1].choice)
    most = sorted(left, key=lambda name: -rates.of(name))
    return items + [Shown(name, GENERAL, BPS, groups[name]) for name in most[: terms.size - len(items)]]


def _choose_personal(
    terms: Terms, place: int, left: Sequence[str], groups: Mapping[str, str], rates: Rates, draw: Draw
) -> Shown:
    """The best for the member, or any by chance; each is as likely as it is said to be."""
    best = max(left, key=lambda name: rates.of_group(name, groups[name]))
    explore = terms.explore_bps if len(left) > 1 else 0
    if not explore:
        return Shown(best, PERSONAL, BPS, groups[best])
    weights = [explore + (len(left) * (BPS - explore) if name == best else 0) for name in left]
    at = draw(place, weights)
    name = left[at]
    return Shown(name, PERSONAL if name == best else EXPLORED, weights[at] // len(left), groups[name])
