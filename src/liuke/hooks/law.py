"""A law: what must hold between rows of the database.

Declared by the package that writes the table, proved by ``verify``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from liuke.db.contracts import Connection
from liuke.hooks.objects import Objects

MAX_ROWS = 100
"""Rows a check names; one is enough to know, these are enough to look for the cause."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a law is proved for.

    Args:
        tenant_id: Whose rows.
        assets_with_lots: Assets that the program in force keeps in lots.
        sealed_head: Hash of a seal as it was noted elsewhere, that the chain must still have.
        limit: Most rows a check names.
        objects: Where bytes of pictures lie; ``None``: they are not looked at.
    """

    tenant_id: int
    assets_with_lots: Sequence[str] = ()
    sealed_head: bytes | None = None
    limit: int = MAX_ROWS
    objects: Objects | None = None


class Check(msgspec.Struct, frozen=True):
    """What came of one law.

    Args:
        name: Of the law.
        law: What should hold.
        checked: Number of rows looked at.
        violations: The rows that break it, at most as many as the scope says, as column → value.
    """

    name: str
    law: str
    checked: int
    violations: list[dict[str, Any]]


Prove = Callable[[Connection, Scope], Awaitable[tuple[int, list[dict[str, Any]]]]]
"""Number of rows looked at, and those that break the law; in one snapshot, so that writers need not stop."""


@dataclass(frozen=True, slots=True)
class Law:
    """One law.

    Args:
        name: Stable name.
        law: What holds, for people.
        prove: Looks; for most laws made by :func:`query_law`.
    """

    name: str
    law: str
    prove: Prove

    async def check(self, connection: Connection, scope: Scope) -> Check:
        """Look whether it holds.

        Args:
            connection: An ordinary one with the tenant set.
            scope: For what.
        """
        return Check(self.name, self.law, *await self.prove(connection, scope))


def query_law(name: str, law: str, checked: str, violations: str, *, needs_assets: bool = False) -> Law:
    """A law that is two statements.

    Args:
        name: Stable name.
        law: What holds, for people.
        checked: Counts what is looked at; ``$1`` is the tenant.
        violations: Answers the rows that break the law; ``$1`` is the tenant, ``$2`` the most rows to answer.
        needs_assets: Whether ``violations`` takes the assets that are kept in lots as ``$3``.
    """

    async def prove(connection: Connection, scope: Scope) -> tuple[int, list[dict[str, Any]]]:
        more = (list(scope.assets_with_lots),) if needs_assets else ()
        rows = await connection.fetch(violations, scope.tenant_id, scope.limit, *more)
        count = await connection.fetchval(checked, scope.tenant_id)
        return int(count), [dict(row) for row in rows]

    return Law(name, law, prove)


def count_of(table: str, where: str = "true") -> str:
    """The statement that counts a tenant's rows of a table."""
    return f"SELECT count(*) FROM {table} WHERE tenant_id = $1 AND {where}"
