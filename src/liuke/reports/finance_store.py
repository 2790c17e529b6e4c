"""All SQL of searching the ledger and its seals.

Postings lie in partitions by month and in the order in which they were recorded. A search walks back from now in
windows of recording time that grow: it reads what it shows and little more, and needs no index that writers would pay.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from liuke.db.contracts import Connection
from liuke.kernel.clock import SECOND_US
from liuke.members.store import COUNTED

Row = tuple[Any, ...]
_FIRST_WINDOW_US = SECOND_US
_GROWTH = 4
_SHOWN = "recorded_us, member_id, asset, seq, kind, amount, source, target, rule, ref, op_n, t_us, day, program_version"


def walk_back(from_us: int, floor_us: int) -> Iterator[tuple[int, int]]:
    """Windows ``[begin, end)`` from just after ``from_us`` back to ``floor_us``, each longer than the last."""
    end, width = from_us + 1, _FIRST_WINDOW_US
    while end > floor_us:
        begin = max(end - width, floor_us)
        yield begin, end
        end, width = begin, width * _GROWTH


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of a search, all of which must hold; empty ones do not count.

    Args:
        asset: Which.
        kind: Named posting.
        rule: Path of a rule, or the beginning of one up to a dot.
        ref: Order, hold, gift …
        member_id: Whose; 0: anybody's.
        from_day: First merchant-local day.
        until_day: First day that is not included.
        least: Smallest amount.
        most: Largest amount.
    """

    asset: str = ""
    kind: str = ""
    rule: str = ""
    ref: str = ""
    member_id: int = 0
    from_day: int | None = None
    until_day: int | None = None
    least: int | None = None
    most: int | None = None

    def conditions(self, arguments: list[Any]) -> str:
        """As SQL; values are added to the arguments."""
        parts = ["true"]
        for condition, value in (
            ("asset = {}", self.asset or None),
            ("kind = {}", self.kind or None),
            ("ref = {}", self.ref or None),
            ("member_id = {}", self.member_id or None),
            ("day >= {}", self.from_day),
            ("day < {}", self.until_day),
            ("amount >= {}", self.least),
            ("amount <= {}", self.most),
        ):
            if value is not None:
                arguments.append(value)
                parts.append(condition.format(f"${len(arguments)}"))
        if self.rule:
            arguments += [self.rule, f"{self.rule}."]
            parts.append(f"(rule = ${len(arguments) - 1} OR starts_with(rule, ${len(arguments)}))")
        return " AND ".join(parts)


async def search_postings(
    connection: Connection,
    tenant_id: int,
    wanted: Wanted,
    window: tuple[int, int],
    before: tuple[int, int, str, int] | None,
    limit: int,
) -> list[Row]:
    """Postings recorded in a window, newest first.

    Args:
        connection: On which the planner may decide.
        tenant_id: Whose.
        wanted: Filters.
        window: Of recording time.
        before: Recorded, member, asset and number of the posting above.
        limit: Rows.
    """
    arguments: list[Any] = [tenant_id, *window]
    where = wanted.conditions(arguments)
    if before is not None:
        arguments += before
        n = len(arguments)
        where += f" AND (recorded_us, member_id, asset, seq) < (${n - 3}, ${n - 2}, ${n - 1}, ${n})"
    arguments.append(limit)
    rows = await connection.fetch(
        f"""
        SELECT {_SHOWN} FROM posting WHERE tenant_id = $1 AND recorded_us >= $2 AND recorded_us < $3 AND {where}
        ORDER BY recorded_us DESC, member_id DESC, asset DESC, seq DESC LIMIT ${len(arguments)}
        """,
        *arguments,
    )
    return [tuple(row) for row in rows]


async def list_seals(connection: Connection, tenant_id: int, before: int | None, limit: int) -> list[Row]:
    """Number, from, until, rows, hash, when; newest first."""
    rows = await connection.fetch(
        """
        SELECT number, from_us, until_us, rows, hash, sealed_us FROM seal WHERE tenant_id = $1 AND number < $2
        ORDER BY number DESC LIMIT $3
        """,
        tenant_id, 2**63 - 1 if before is None else before, limit,
    )  # fmt: skip
    return [tuple(row) for row in rows]


async def find_seal_lag(connection: Connection, tenant_id: int, until_us: int) -> tuple[int, bool]:
    """Up to when postings are sealed (0: none), and whether any recorded after it and before ``until_us`` waits."""
    sealed_us = int(await connection.fetchval("SELECT max(until_us) FROM seal WHERE tenant_id = $1", tenant_id) or 0)
    waits = await connection.fetchval(
        """
        SELECT EXISTS (SELECT FROM posting WHERE tenant_id = $1 AND recorded_us >= $2 AND recorded_us < $3)
        """,
        tenant_id, sealed_us, until_us,
    )  # fmt: skip
    return sealed_us, bool(waits)


async def count_donors(connection: Connection, tenant_id: int) -> dict[str, int]:
    """Pool → members who gave to it."""
    rows = await connection.fetch(
        f"SELECT key, count(*) FROM record WHERE tenant_id = $1 AND kind = 'donor' AND {COUNTED} GROUP BY key",
        tenant_id,
    )
    return {row[0]: row[1] for row in rows}
