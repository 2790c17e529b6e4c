"""The audit log: who did what in the administration."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.audit.store import AuditRow, list_audit
from liuke.db.pool import acquire, transaction
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.paging import Cursor, Limit, make_page, read_cursor
from liuke.kernel.errors import Fault, InvalidInput
from liuke.kernel.text import text

_Filter = Annotated[str, Meta(max_length=300)]
_TimeUs = Annotated[int, Meta(ge=0, lt=2**62, description="UTC microseconds.")]


class AuditQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Filters, all of which must hold.

    Args:
        actor: Who (``person:anna@example.com``, ``key:9f…``).
        action: What (``program.published``); with a dot at the end everything of a kind (``program.``).
        subject: To what (``program/7``); with a slash at the end everything of a kind (``program/``).
        q: A part of any of these three.
        from_us: Then or later.
        until_us: Before.
    """

    actor: _Filter = ""
    action: _Filter = ""
    subject: _Filter = ""
    q: _Filter = ""
    from_us: _TimeUs | UnsetType = UNSET
    until_us: _TimeUs | UnsetType = UNSET
    limit: Limit = 50
    cursor: Cursor = ""


class AuditEntry(msgspec.Struct):
    """One administrative act."""

    audit_id: str
    t_us: int
    actor: str
    action: str
    subject: str
    details: dict[str, Any]


async def _list(call: Call) -> Page[AuditEntry]:
    query: AuditQuery = call.query
    before = read_cursor(query.cursor, (int, int))
    if "\x00" in query.actor + query.action + query.subject + query.q:
        raise InvalidInput("the filters cannot be used", faults=[Fault("query", "nul", "text must not hold U+0000")])
    services = call.services
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await list_audit(
            connection, services.tenant_id, actor=query.actor, action=query.action, subject=query.subject, q=query.q,
            from_us=None if query.from_us is UNSET else query.from_us,
            until_us=None if query.until_us is UNSET else query.until_us, before=before, limit=query.limit + 1,
        )  # fmt: skip
    return make_page(rows, query.limit, _show, lambda row: (row.t_us, row.audit_id))


def _show(row: AuditRow) -> AuditEntry:
    return AuditEntry(str(row.audit_id), row.t_us, row.actor, row.action, row.subject, row.details)


ENDPOINTS = (
    Endpoint(
        "GET", "/v1/audit", _list, text("审计日志", "The audit log"), "audit", ("audit:read",), query=AuditQuery,
        response=Page[AuditEntry], errors=(InvalidInput,),
        about="Newest first. Rows are written in the transaction of the act and can be neither changed nor removed.",
    ),
)  # fmt: skip
