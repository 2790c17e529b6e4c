"""All SQL of pages of members; asked for with one row more than shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import UNSET, UnsetType

from liuke.db.contracts import Connection
from liuke.db.rows import Row, fetch_rows
from liuke.kernel.errors import Fault, InvalidInput
from liuke.privacy.names import NAMESPACES

_MEMBERS = """
SELECT m.member_id, m.tier, m.registered_us, m.last_active_us, m.ops, m.test,
    (SELECT json_object_agg(w.asset, w.available - w.debt) FROM wallet w WHERE w.member_id = m.member_id),
    (SELECT json_agg(i.namespace || ':' || identity_shown(i.external_id, i.sealed) ORDER BY i.linked_us, i.namespace)
     FROM identity i WHERE i.member_id = m.member_id
        OR (m.absorbed AND i.member_id IN (SELECT other FROM member_others(ARRAY[m.member_id]))))
FROM member_state m
WHERE m.tenant_id = $1 AND m.merged_into IS NULL AND {where}
ORDER BY m.registered_us {order}, m.member_id {order} LIMIT {limit}
"""


def read_label(name: str | UnsetType, value: str | UnsetType) -> tuple[str, str | None] | None:
    """The filter by a label, of what a client gives.

    Raises:
        InvalidInput: a value without a name, or U+0000.
    """
    if "\x00" in (name or "") + (value or ""):
        raise InvalidInput("no label is called so", faults=[Fault("label", "nul", "text must not hold U+0000")])
    if name is not UNSET:
        return name, None if value is UNSET else value
    if value is not UNSET:
        raise InvalidInput("the label has no name", faults=[Fault("label", "missing", "name the label of label_value")])
    return None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of members, all of which must hold; empty ones do not count.

    Args:
        namespace: Of ``prefix``; empty: any.
        prefix: What one of the member's external ids begins with.
        stored: As what a name that is personal may be stored; one of them, or the prefix must fit.
        tier: In force.
        registered_from_us: Joined then or later.
        registered_until_us: Joined before.
        active_from_us: Active then or later.
        balance: Asset, and the least that is available.
        label: Name of a label that they have, and its value (``None``: any).
        test: Only test members, or only others.
    """

    namespace: str = ""
    prefix: str = ""
    stored: Sequence[str] = ()
    tier: str | None = None
    registered_from_us: int | None = None
    registered_until_us: int | None = None
    active_from_us: int | None = None
    balance: tuple[str, int] | None = None
    label: tuple[str, str | None] | None = None
    test: bool | None = None

    def conditions(self, arguments: list[Any]) -> str:
        """As SQL, in which ``$1`` is the tenant; values are added to the arguments."""

        def put(value: Any) -> str:
            arguments.append(value)
            return f"${len(arguments)}"

        parts = ["true"]
        if who := self._who(put):
            parts.append(f"m.member_id IN ({' UNION ALL '.join(who)})")
        for column, sign, value in (
            ("m.tier", "=", self.tier),
            ("m.registered_us", ">=", self.registered_from_us),
            ("m.registered_us", "<", self.registered_until_us),
            ("m.last_active_us", ">=", self.active_from_us),
        ):
            if value is not None:
                parts.append(f"{column} {sign} {put(value)}")
        if self.test is not None:
            parts.append("m.test" if self.test else "NOT m.test")
        if self.label is not None:
            parts.append(f"m.member_id IN (SELECT members_labelled({put(self.label[0])}, {put(self.label[1])}))")
        if self.balance is not None:
            asset, least = self.balance
            parts.append(
                f"EXISTS (SELECT FROM wallet w WHERE w.member_id = m.member_id AND w.asset = {put(asset)} "
                f"AND w.available >= {put(least)})"
            )
        return " AND ".join(parts)

    def _who(self, put: Callable[[Any], str]) -> list[str]:
        """Queries for members, one of which must find the member."""
        found, of = list[str](), "SELECT member_root(i.member_id) FROM identity i WHERE i.tenant_id = $1"
        if self.prefix:
            like = self.prefix.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            named = f" AND i.namespace = {put(self.namespace)}" if self.namespace else ""
            found.append(f"{of} AND i.external_id LIKE {put(like)}{named}")
        if self.stored:
            found.append(f"{of} AND i.namespace = ANY ({put(NAMESPACES)}) AND i.external_id = ANY ({put(self.stored)})")
        return found


async def list_members(
    connection: Connection,
    tenant_id: int,
    wanted: Wanted,
    *,
    after: tuple[int, int] | None = None,
    oldest_first: bool = False,
    limit: int = 50,
) -> list[Row]:
    """Member, tier, joined, last active, operations, whether for tests, balances, names; by the time of joining.

    Args:
        connection: In a transaction of the tenant.
        tenant_id: Whose.
        wanted: Filters.
        after: Joined and member of the row before.
        oldest_first: Order.
        limit: Rows.
    """
    arguments: list[Any] = [tenant_id]
    where = wanted.conditions(arguments)
    if after is not None:
        arguments += after
        sign = ">" if oldest_first else "<"
        where += f" AND (m.registered_us, m.member_id) {sign} (${len(arguments) - 1}, ${len(arguments)})"
    arguments.append(limit)
    sql = _MEMBERS.format(where=where, order="ASC" if oldest_first else "DESC", limit=f"${len(arguments)}")
    return await fetch_rows(connection, sql, *arguments)


async def list_ids(connection: Connection, tenant_id: int, wanted: Wanted, limit: int) -> list[int]:
    """Numbers of members, by number; those who went into others are not among them."""
    arguments: list[Any] = [tenant_id]
    where = wanted.conditions(arguments)
    arguments.append(limit)
    rows = await fetch_rows(
        connection,
        f"""
        SELECT m.member_id FROM member_state m
        WHERE m.tenant_id = $1 AND m.member_id > 0 AND m.merged_into IS NULL AND {where}
        ORDER BY m.member_id LIMIT ${len(arguments)}
        """,
        *arguments,
    )
    return [row[0] for row in rows]
