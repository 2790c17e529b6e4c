"""Re-derive every projection from its history and name the rows that contradict it.

Each law is one statement and so looks at one moment; writers need not stop. Run it on an ordinary connection: the
engine's session settings are made for access by key and would keep the planner from hash joins.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from liuke.db.contracts import Connection
from liuke.db.planning import WHOLE_TABLES, plan_with
from liuke.hooks.law import Check, Law, Scope


class Report(msgspec.Struct, frozen=True):
    """What came of all laws."""

    checks: list[Check]

    @property
    def clean(self) -> bool:
        """Whether every law holds."""
        return not self.broken

    @property
    def broken(self) -> list[str]:
        """Names of the laws that do not hold."""
        return [check.name for check in self.checks if check.violations]


_SETTINGS = (
    *WHOLE_TABLES, "enable_nestloop = off", "plan_cache_mode = auto", "work_mem = '64MB'", "liuke.subjects = on",
)  # fmt: skip
"""Every table is read once and joined whole, also before the first statistics were gathered: a nested loop that an
estimate of one row suggests would take hours on a million."""


async def verify(connection: Connection, scope: Scope, *, laws: Sequence[Law]) -> Report:
    """Check every law for one tenant.

    Args:
        connection: An ordinary one with the tenant set, in a transaction.
        scope: What the laws are checked for.
        laws: Of the features, from ``liuke.features``.
    """
    return Report([await check_law(connection, law, scope) for law in laws])


async def check_law(connection: Connection, law: Law, scope: Scope) -> Check:
    """Check one law; see :func:`verify`."""
    await plan_with(connection, *_SETTINGS)
    return await law.check(connection, scope)
