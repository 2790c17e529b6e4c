"""Re-derive every projection of the ledger from its history and name the rows that contradict it.

Each law is one statement and so looks at one moment; writers need not stop. Run it on an ordinary connection: the
engine's session settings are made for access by key and would keep the planner from hash joins.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from liuke.db.contracts import Connection
from liuke.db.planning import WHOLE_TABLES, plan_with
from liuke.ledger.laws import LAWS, Law
from liuke.ledger.seal import verify_seals

MAX_ROWS = 100
"""Rows a check names; one is enough to know, these are enough to look for the cause."""


class Check(msgspec.Struct, frozen=True):
    """What came of one law.

    Args:
        name: Of the law.
        law: What should hold.
        checked: Number of rows looked at.
        violations: The rows that break it, at most :data:`MAX_ROWS`, as column → value.
    """

    name: str
    law: str
    checked: int
    violations: list[dict[str, Any]]


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
    *WHOLE_TABLES, "enable_nestloop = off", "plan_cache_mode = auto", "work_mem = '64MB'",
)  # fmt: skip
"""Every table is read once and joined whole, also before the first statistics were gathered: a nested loop that an
estimate of one row suggests would take hours on a million."""


async def verify(
    connection: Connection,
    tenant_id: int,
    *,
    assets_with_lots: Sequence[str],
    sealed_head: bytes | None = None,
    limit: int = MAX_ROWS,
) -> Report:
    """Check every law of one tenant.

    Args:
        connection: An ordinary one with the tenant set.
        tenant_id: Whose ledger.
        assets_with_lots: Assets the program keeps in lots.
        sealed_head: Hash of the last seal as it was noted elsewhere; see :func:`liuke.ledger.seal.verify_seals`.
        limit: Most rows a check names.
    """
    checks = [
        await check_law(connection, tenant_id, law, assets_with_lots=assets_with_lots, limit=limit) for law in LAWS
    ]
    checks.append(await check_seals(connection, tenant_id, sealed_head=sealed_head, limit=limit))
    return Report(checks)


async def check_law(
    connection: Connection, tenant_id: int, law: Law, *, assets_with_lots: Sequence[str], limit: int = MAX_ROWS
) -> Check:
    """Check one law; see :func:`verify`."""
    await plan_with(connection, *_SETTINGS)
    arguments = (tenant_id, limit, list(assets_with_lots)) if law.needs_assets else (tenant_id, limit)
    rows = await connection.fetch(law.violations, *arguments)
    count = await connection.fetchval(law.checked, tenant_id)
    return Check(law.name, law.law, int(count), [dict(row) for row in rows])


async def check_seals(
    connection: Connection, tenant_id: int, *, sealed_head: bytes | None = None, limit: int = MAX_ROWS
) -> Check:
    """Check the chain of seals; see :func:`verify`."""
    sealed = await verify_seals(connection, tenant_id, head=sealed_head, limit=limit)
    faults = [msgspec.structs.asdict(fault) for fault in sealed.faults]
    return Check("seals", "sealed postings are as they were when they were sealed", sealed.rows, faults)
