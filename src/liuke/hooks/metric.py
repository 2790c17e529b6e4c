"""A metric: a figure by merchant-local day, and who is behind it. Declared by the package that owns the matter.

A plan is one statement over the event store. Time in it is whole numbers alone (``day``, ``t_us``): engines disagree
about arithmetic on timestamps, and the same plan is to answer the same on each of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from liuke.db.contracts import Connection
from liuke.kernel.errors import Fault
from liuke.kernel.text import Text

Unit = Literal["count", "members", "orders", "cents", "points", "days", "bps"]
"""What is counted; ``bps`` is a share in ten-thousandths, whose parts are ``value`` and ``of``."""
Grain = Literal["day", "cohort"]
"""What ``day`` of a cell is: the day of the figure, or the day on which its members began."""
Cohort = Literal["none", "first_ever", "first_in_range", "recurring"]
"""Who is in: everybody; who began on the day, ever or within the range asked for; who was there before."""


class Contract(msgspec.Struct, frozen=True):
    """What is stated with every figure, so that two of one name are comparable.

    Args:
        cohort: Who is in.
        days: ``calendar``: merchant-local days; ``rolling``: 24 hours from the member's own beginning.
        window_days: So many days after its day belong to a cell; 0: that day alone.
        matures_days: So many days after its day a cell changes no more but by late events; earlier it is shown as
            immature.
    """

    cohort: Cohort = "none"
    days: Literal["calendar", "rolling"] = "calendar"
    window_days: int = 0
    matures_days: int = 1


class Cell(msgspec.Struct, frozen=True):
    """One figure.

    Args:
        day: Days since 1970-01-01, merchant-local.
        value: In the metric's unit.
        of: What it is a share of; 0: it is none.
        mature: Whether the time that belongs to it is over.
    """

    day: int
    value: int
    of: int
    mature: bool


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric.

    Args:
        name: Stable name.
        label: For people.
        unit: Of its figures.
        grain: What the day of a figure is.
        plan: Answers ``day, value, of`` by day; ``$1`` is the tenant, ``$2`` the first day, ``$3`` the first day that
            is not included.
        who: Answers ``member_id``, rising, of those behind a figure; ``$1`` is the tenant, ``$2`` the day, ``$3``
            the member after whom to go on, ``$4`` the most to answer.
        contract: Stated with every figure.
    """

    name: str
    label: Text
    unit: Unit
    grain: Grain
    plan: str
    who: str
    contract: Contract = field(default_factory=Contract)

    async def read(
        self, connection: Connection, tenant_id: int, first_day: int, until_day: int, *, today: int
    ) -> list[Cell]:
        """The figures of ``first_day`` up to the day before ``until_day``; days without any are left out.

        Args:
            connection: With the tenant set.
            tenant_id: Whose.
            first_day: Days since 1970-01-01.
            until_day: The same.
            today: The merchant's day now; says what is mature.
        """
        rows = await connection.fetch(self.plan, tenant_id, first_day, until_day)
        return [Cell(row[0], row[1], row[2], row[0] + self.contract.matures_days <= today) for row in rows]

    async def members(
        self, connection: Connection, tenant_id: int, day: int, *, after: int = 0, limit: int = 100
    ) -> list[int]:
        """Who is behind the figure of a day, by number; a page at a time."""
        return [row[0] for row in await connection.fetch(self.who, tenant_id, day, after, limit)]


_CLOCK = re.compile(
    r"\b(to_timestamp|date_trunc|date_part|extract|interval|at\s+time\s+zone|make_interval|now|clock_timestamp"
    r"|current_date|current_timestamp|timestamptz?|date)\b",
    re.IGNORECASE,
)


def find_faults(metric: Metric) -> list[Fault]:
    """What keeps a metric from answering the same on every engine: clocks and timestamps in its statements."""
    return [
        Fault(f"{metric.name}.{place}", "timestamp-arithmetic", f"uses {found.group(0)!r}", "use day and t_us")
        for place, sql in (("plan", metric.plan), ("who", metric.who))
        for found in _CLOCK.finditer(sql)
    ]
