"""What a turn of a game costs: a free one of the day, a chance that was earned, or a price; and how often one may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NoReturn

import msgspec

from liuke.activities.parts.lottery_spec import Chances
from liuke.activities.parts.sign_up_doc import Payment
from liuke.decision.turn import Turn
from liuke.ledger import postings

Refuse = Callable[[Literal["limit", "no-chance"]], NoReturn]


class ChanceCounts(msgspec.Struct, array_like=True, gc=False):
    """How often a member played, by what it was paid with.

    Args:
        free: Free turns ever; with ``chance`` and ``price`` the turns in all.
        chance: Turns that an earned chance paid.
        price: Turns that were bought.
        day: Day of the three counts that follow.
        free_today: Free turns of that day.
        paid_today: Bought turns of that day.
        drawn_today: Turns of that day.
    """

    free: int = 0
    chance: int = 0
    price: int = 0
    day: int = 0
    free_today: int = 0
    paid_today: int = 0
    drawn_today: int = 0

    @property
    def draws(self) -> int:
        """Turns in all."""
        return self.free + self.chance + self.price

    def turn_day(self, day: int) -> None:
        """Begin a new day, where it is one."""
        if day > self.day:
            self.day, self.free_today, self.paid_today, self.drawn_today = day, 0, 0, 0

    def on(self, day: int) -> ChanceCounts:
        """The same as it stands on a day."""
        if day > self.day:
            return ChanceCounts(self.free, self.chance, self.price, day)
        return self


def list_limits(terms: Chances, counts: ChanceCounts) -> list[tuple[int, int]]:
    """Limit and use of each limit there is."""
    limits = ((terms.per_day, counts.drawn_today), (terms.in_all, counts.draws))
    return [(limit, used) for limit, used in limits if limit is not None]


def is_full(terms: Chances, counts: ChanceCounts) -> bool:
    """Whether a limit is reached."""
    return any(used >= limit for limit, used in list_limits(terms, counts))


def find_free_left(terms: Chances, counts: ChanceCounts, tier: str) -> int:
    """Free turns that are left of the day."""
    free = terms.free_by_tier.get(tier, terms.free_per_day) - counts.free_today
    return max(min([free, *(limit - used for limit, used in list_limits(terms, counts))]), 0)


class Paid(msgspec.Struct, frozen=True):
    """With what a turn was paid.

    Args:
        how: ``free``, ``chance`` or ``price``.
        payment: What was posted for it; ``None``: nothing.
    """

    how: Literal["free", "chance", "price"]
    payment: Payment | None = None


def pay(turn: Turn, terms: Chances, counts: ChanceCounts, *, path: str, ref: str, refuse: Refuse) -> Paid:
    """Take what a turn costs, the cheapest first or as ``pay_with`` of the request says; counts all but the day's turn.

    Args:
        turn: Of the request.
        terms: Of the activity.
        counts: Of the member, of today.
        path: Rule of the posting.
        ref: Of the posting.
        refuse: Asked where there is nothing to pay with, or a limit is reached.
    """
    wanted = turn.data.get("pay_with")
    if is_full(terms, counts):
        refuse("limit")
    if wanted in {None, "free"} and find_free_left(terms, counts, turn.state.tier):
        counts.free += 1
        counts.free_today += 1
        return Paid("free")
    if wanted in {None, "chance"} and terms.asset is not None and postings.find_free(turn, terms.asset):
        posting = postings.spend(turn, terms.asset, 1, rule=path, ref=ref)
        counts.chance += 1
        return Paid("chance", Payment(terms.asset, 1, posting.seq))
    if wanted not in {None, "price"} or terms.price is None:
        refuse("no-chance")
    if counts.paid_today >= terms.paid_per_day:
        refuse("limit")
    price = terms.price
    posting = postings.spend(turn, price.asset, price.amount, rule=path, ref=ref)
    counts.price += 1
    counts.paid_today += 1
    return Paid("price", Payment(price.asset, price.amount, posting.seq))


def add_counts(own: ChanceCounts, other: ChanceCounts) -> ChanceCounts:
    """Of two members who are one."""
    newer, older = (other, own) if other.day > own.day else (own, other)
    same = newer.day == older.day
    return ChanceCounts(
        own.free + other.free, own.chance + other.chance, own.price + other.price, newer.day,
        newer.free_today + older.free_today * same, newer.paid_today + older.paid_today * same,
        newer.drawn_today + older.drawn_today * same,
    )  # fmt: skip


def show_chances(terms: Chances, counts: ChanceCounts, tier: str, available: int) -> Mapping[str, Any]:
    """``free_left``, ``chances`` and ``price`` of a summary; ``counts`` are of today."""
    return {
        "free_left": find_free_left(terms, counts, tier), "chances": available,
        "price": terms.price.model_dump() if terms.price is not None else None,
    }  # fmt: skip
