"""All SQL of the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from liuke.db.contracts import Connection

_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"


class AuditRow(msgspec.Struct, frozen=True):
    """One administrative act.

    Args:
        audit_id: Number; later acts have higher ones, but for those that happened at the same moment.
        t_us: When (UTC microseconds).
        actor: Who (``person:anna@example.com``).
        action: What was done (``program.published``).
        subject: To what (``program/7``).
        details: What else is worth knowing.
    """

    audit_id: int
    t_us: int
    actor: str
    action: str
    subject: str
    details: dict[str, Any]


async def insert_audit(
    connection: Connection,
    tenant_id: int,
    *,
    actor: str,
    action: str,
    subject: str,
    details: Mapping[str, Any],
    t_us: int = 0,
) -> None:
    """Note an administrative act.

    Args:
        connection: In the transaction of the act.
        tenant_id: Whose.
        actor: Who did it.
        action: What.
        subject: To what.
        details: Without secrets.
        t_us: When; 0: now, by the database's clock.
    """
    await connection.execute(
        f"""
        INSERT INTO audit_log (tenant_id, t_us, actor, action, subject, details)
        VALUES ($1, CASE WHEN $2::bigint = 0 THEN {_NOW} ELSE $2::bigint END, $3, $4, $5, $6)
        """,
        tenant_id, t_us, actor, action, subject, dict(details),
    )  # fmt: skip


async def list_audit(
    connection: Connection,
    tenant_id: int,
    *,
    actor: str = "",
    action: str = "",
    subject: str = "",
    q: str = "",
    from_us: int | None = None,
    until_us: int | None = None,
    before: tuple[int, int] | None = None,
    limit: int = 50,
) -> list[AuditRow]:
    """Acts, newest first; all filters must hold.

    Args:
        connection: In a transaction of the tenant.
        tenant_id: Whose.
        actor: Exactly this one.
        action: Exactly this one, or everything of a kind with a dot at the end (``program.``).
        subject: Exactly this one, or everything of a kind with a slash at the end (``program/``).
        q: A part of actor, action or subject; case does not matter.
        from_us: Then or later.
        until_us: Before.
        before: Time and number of the last row of the page before.
        limit: Rows.
    """
    arguments: list[Any] = [tenant_id]
    parts = ["tenant_id = $1"]

    def put(condition: str, *values: Any) -> None:
        marks = list[str]()
        for value in values:
            arguments.append(value)
            marks.append(f"${len(arguments)}")
        parts.append(condition.format(*marks))

    if actor:
        put("actor = {}", actor)
    for column, value, mark in (("action", action, "."), ("subject", subject, "/")):
        if value.endswith(mark):
            put(f"starts_with({column}, {{}})", value)
        elif value:
            put(f"{column} = {{}}", value)
    if q:
        put("strpos(lower(actor || ' ' || action || ' ' || subject), lower({})) > 0", q)
    if from_us is not None:
        put("t_us >= {}", from_us)
    if until_us is not None:
        put("t_us < {}", until_us)
    if before is not None:
        put("(t_us, audit_id) < ({}, {})", *before)
    arguments.append(limit)
    rows = await connection.fetch(
        f"SELECT audit_id, t_us, actor, action, subject, details FROM audit_log WHERE {' AND '.join(parts)} "
        f"ORDER BY t_us DESC, audit_id DESC LIMIT ${len(arguments)}",
        *arguments,
    )
    return [AuditRow(*row) for row in rows]
