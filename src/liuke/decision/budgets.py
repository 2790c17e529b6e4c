"""What a campaign may give away: declarations. How it is charged is said by :mod:`liuke.decision.charging`.

A limit is stock in units (points, coupons' face value in cents, cash in cents), kept as :data:`STRIPES` items of which
a transaction takes from one of its own, so that no two wait for each other before the budget runs low.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from liuke.decision.shared import SharedKind
from liuke.decision.state import Slot
from liuke.kernel.text import Text
from liuke.program.patch import AnyChange

Unit = Literal["points", "coupons", "cash", "prizes", "prices"]
"""``points``: whole points; ``coupons``: face value in cents; ``cash``: cents; ``prizes``: what they cost, in cents (a
cost that is noted, and limited by the pieces that there are);
``prices``: what orders were reduced by, in cents (noted as well)."""
Scope = Literal["total", "day", "week", "place"]
SCOPES: tuple[Scope, ...] = ("total", "day", "week", "place")
STRIPES = 8
"""Items into which a limit is divided."""
PREFIX = "budget:"
WHOLE = (0, 1)
"""What of a reward is the program's own, as a fraction: nothing, the campaign pays all of it."""


@dataclass(frozen=True, slots=True)
class Pot:
    """One limit of a budget.

    Args:
        campaign: Path of the campaign.
        unit: What it counts.
        scope: Of the whole campaign, or of each day, week or place.
        limit: So much at most.
    """

    campaign: str
    unit: Unit
    scope: Scope
    limit: int

    @property
    def name(self) -> str:
        """``budget:campaigns.spring:points``, ``budget:campaigns.spring:points.day``."""
        return f"{PREFIX}{self.campaign}:{self.unit}{'' if self.scope == 'total' else f'.{self.scope}'}"

    def place(self, period: str) -> str:
        """The pot of one period (a first day, a place), as stops and laws name it."""
        return f"{self.name}@{period}" if period else self.name

    def item(self, stripe: int, period: str) -> str:
        """The limited item of one stripe."""
        return f"{self.name}#{stripe}@{period}" if period else f"{self.name}#{stripe}"

    def share(self, stripe: int) -> int:
        """What of the limit a stripe holds at first."""
        return share_of(self.limit, stripe)

    def stop(self, period: str) -> str:
        """By which name it is known that it ran out: under another limit it is another one."""
        return f"{self.place(period)}|{self.limit}"


def share_of(amount: int, stripe: int) -> int:
    """What of an amount one of the stripes holds; together they hold all of it."""
    return amount // STRIPES + (stripe < amount % STRIPES)


def list_stripes(item: str) -> list[str]:
    """All items of a limit, of which ``item`` may name all (``…#*``); anything else is itself."""
    head, mark, tail = item.partition("#*")
    return [f"{head}#{stripe}{tail}" for stripe in range(STRIPES)] if mark and head.startswith(PREFIX) else [item]


def find_pot(item: str) -> str:
    """The pot of a stripe: its name without the number; empty for what is no budget."""
    if not item.startswith(PREFIX):
        return ""
    head, mark, tail = item.partition("#")
    _, at, period = tail.partition("@")
    return f"{head}{at}{period}" if mark else ""


@dataclass(frozen=True, slots=True, eq=False)
class Budget:
    """What one campaign may give away.

    Args:
        path: Of the campaign.
        name: For people.
        pots: Its limits, of everybody together.
        per_member: Unit → what one member gets of it at most.
        changes: The campaign's patch: rewards of what it changes are charged.
    """

    path: str
    name: Text
    pots: tuple[Pot, ...]
    per_member: Mapping[Unit, int]
    changes: tuple[AnyChange, ...] = ()

    @property
    def units(self) -> frozenset[Unit]:
        """What is limited in any way."""
        return frozenset({*(pot.unit for pot in self.pots), *self.per_member})

    def pots_of(self, unit: Unit) -> Iterator[Pot]:
        """Limits of one unit."""
        return (pot for pot in self.pots if pot.unit == unit)

    def is_over(self, has_stopped: Callable[[str], bool]) -> bool:
        """Whether everything that is limited in all has run out: the campaign is over."""
        totals = [pot for pot in self.pots if pot.scope == "total"]
        return bool(totals) and all(has_stopped(pot.stop("")) for pot in totals)


def list_items(budgets: Iterable[Budget]) -> Iterator[tuple[Pot, int]]:
    """Every pot with every stripe."""
    return ((pot, stripe) for budget in budgets for pot in budget.pots for stripe in range(STRIPES))


class BudgetBook(msgspec.Struct, omit_defaults=True):
    """What a member had of budgets.

    Args:
        used: ``<campaign's path>:<unit>`` → what was charged for the member, less what went back.
        charges: How many rewards were charged: without any, nothing can go back.
    """

    used: dict[str, int] = {}
    charges: int = 0


BUDGETS = Slot("budgets", BudgetBook)


class BudgetDoc(msgspec.Struct, omit_defaults=True):
    """What was stated of a campaign's budget.

    Args:
        gone: Stop → (when it was found short, what was left).
        alerts: Stop → share of the limit in basis points whose use was stated last.
    """

    gone: dict[str, tuple[int, int]] = {}
    alerts: dict[str, int] = {}


BUDGET = SharedKind("budget", BudgetDoc)
"""Key: the campaign's path. Every decision reads what is gone without a lock (``MemberState.cancelled``)."""
