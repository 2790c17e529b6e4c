"""Picked offers on members whose tastes are planted: what is taken, beside what most take and beside chance.

Every member likes some categories more than others and buys accordingly; an offer is taken more often by who likes its
category. The picks never see the tastes, only orders and what was taken of what they showed. Pure: the same functions
as in the engine, without a database. ``python -m bench.picks [seeds]``.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import fmean, stdev

from bench.harness import Result, Row, ServerInfo, progress
from liuke.activities.parts.picks_choose import Terms, choose
from liuke.activities.parts.picks_doc import EXPLORED, GENERAL, PERSONAL, PickCounts, PicksBook, Rates, Shown
from liuke.kernel.money import BPS

TAGS = ("milk", "fruit", "coffee", "snack", "cake", "mug")
LIKED = (0.34, 0.22, 0.16, 0.12, 0.09, 0.07)
"""How many members like each category most: some are far more popular, so that what most take is no bad guess."""
OFFERS: Mapping[str, str] = {f"{tag}_{n}": tag for tag in TAGS for n in (1, 2)}
MEMBERS, DAYS, SIZE = 1_000, 30, 3
SEEDS = 10
_T = 2.262
"""Student's t, 9 degrees of freedom, 95 % both sides."""


@dataclass
class Shopper:
    """A member; ``likes``: how likely an offer of each category is taken when it is seen."""

    likes: dict[str, float]
    favourite: str
    book: PicksBook = field(default_factory=PicksBook)


def make_shoppers(rng: random.Random, count: int) -> list[Shopper]:
    """Members with tastes; a quarter has none and takes anything rarely."""
    found = list[Shopper]()
    for _ in range(count):
        favourite = rng.choices(TAGS, LIKED)[0]
        strong = 0.25 if rng.random() < 0.75 else 0.05
        likes = {tag: strong if tag == favourite else rng.uniform(0.01, 0.06) for tag in TAGS}
        found.append(Shopper(likes, favourite, PicksBook(bought={})))
    return found


def buy(rng: random.Random, shopper: Shopper) -> None:
    """An order of one or two pieces, mostly of what the member likes."""
    shopper.book.orders += 1
    for _ in range(rng.randint(1, 2)):
        tag = shopper.favourite if rng.random() < 0.6 else rng.choice(TAGS)
        shopper.book.pieces += 1
        shopper.book.bought[tag] = shopper.book.bought.get(tag, 0) + 1


@dataclass
class Run:
    """What came of a policy: visits, offers taken, places shown and how they were filled."""

    visits: int = 0
    taken: int = 0
    shown: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def rate(self) -> float:
        """Offers taken a visit."""
        return self.taken / self.visits

    def share(self, *how: str) -> float:
        """Share of the places that were filled so."""
        return sum(self.shown.get(one, 0) for one in how) / sum(self.shown.values())


def play(seed: int, terms: Terms, *, by_chance: bool = False, members: int = MEMBERS, days: int = DAYS) -> Run:
    """So many days of visits; each member looks once a day on four days of ten, and takes one offer at most."""
    rng, draws = random.Random(seed), random.Random(f"draws {seed}")
    shoppers, counts, run = make_shoppers(rng, members), PickCounts(), Run()
    for _ in range(days):
        rates = Rates(counts, OFFERS)
        for shopper in shoppers:
            if rng.random() < 0.3:
                buy(rng, shopper)
            visits, luck = rng.random() < 0.4, [rng.random() for _ in range(SIZE)]
            if not visits:
                continue
            groups = {name: shopper.book.find_group((tag,)) for name, tag in OFFERS.items()}
            if by_chance:
                items = [Shown(name, GENERAL, BPS, groups[name]) for name in draws.sample(list(OFFERS), SIZE)]
            else:
                items = choose(terms, groups, rates, lambda _, weights: draws.choices(range(len(weights)), weights)[0])
            _look(run, counts, shopper, items, luck)
    return run


def _look(run: Run, counts: PickCounts, shopper: Shopper, items: list[Shown], luck: list[float]) -> None:
    run.visits += 1
    for one in items:
        counts.at(one.choice, one.group).shown += 1
        run.shown[one.how] = run.shown.get(one.how, 0) + 1
    for one, by_luck in zip(items, luck, strict=True):
        if by_luck < shopper.likes[OFFERS[one.choice]]:
            counts.at(one.choice, one.group).taken += 1
            run.taken += 1
            return


DEFAULT, MOST, WHOLE = Terms(SIZE, 1, 1_000), Terms(SIZE, 0, 0), Terms(SIZE, SIZE, 1_000)
"""One of three places picked, as programs have it by default; none; all."""


def compare(ours: list[float], theirs: list[float]) -> tuple[float, float, float]:
    """Mean gain over theirs and its 95 % interval, seed by seed, as shares of theirs."""
    gains = [a / b - 1 for a, b in zip(ours, theirs, strict=True)]
    half = _T * stdev(gains) / math.sqrt(len(gains))
    return fmean(gains), fmean(gains) - half, fmean(gains) + half


async def run(info: ServerInfo, *, quick: bool = False) -> list[Result]:
    """Ten seeds of each policy."""
    del info
    members = MEMBERS // 4 if quick else MEMBERS
    found: dict[str, list[Run]] = {"most": [], "chance": [], "default": [], "whole": []}
    for seed in range(SEEDS):
        progress(f"  seed {seed + 1} of {SEEDS}")
        found["most"].append(play(seed, MOST, members=members))
        found["chance"].append(play(seed, MOST, by_chance=True, members=members))
        found["default"].append(play(seed, DEFAULT, members=members))
        found["whole"].append(play(seed, WHOLE, members=members))
    rates = {name: [one.rate for one in runs] for name, runs in found.items()}
    base = fmean(rates["most"])
    rows = [
        Row("what most take, in every place", 100 * base),
        Row("any by chance", 100 * fmean(rates["chance"]), fmean(rates["chance"]) / base),
    ]
    for name, what in (("default", "one place of three picked"), ("whole", "every place picked")):
        picked = fmean(one.share(PERSONAL, EXPLORED) for one in found[name])
        explored = fmean(one.share(EXPLORED) for one in found[name])
        (_, low, high), (_, chance_low, _) = compare(rates[name], rates["most"]), compare(rates[name], rates["chance"])
        note = (
            f"{picked:.0%} of the places for the member, {explored:.1%} by chance; over what most take "
            f"{low:+.1%} to {high:+.1%}, over chance at least {chance_low:+.0%} (95 %, {SEEDS} seeds)"
        )
        rows.append(Row(what, 100 * fmean(rates[name]), 1 + low, 1.0, note))
    question = "Picked offers, planted tastes: how many are taken in 100 visits? (ratio: the interval's lower end)"
    return [Result("picks", question, rows)]


def main() -> None:
    """Print the means of some seeds."""
    for seed in range(int(sys.argv[1]) if len(sys.argv) > 1 else 3):
        found = [play(seed, MOST), play(seed, MOST, by_chance=True), play(seed, DEFAULT), play(seed, WHOLE)]
        print(seed, *(f"{one.rate:.4f}" for one in found))


if __name__ == "__main__":
    main()
