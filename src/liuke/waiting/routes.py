"""Facts of all members that wait."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.db.pool import acquire, transaction
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.paging import PageQuery, make_page, read_cursor
from liuke.kernel.errors import InvalidInput
from liuke.kernel.text import text
from liuke.waiting import store


class WaitingFact(msgspec.Struct):
    """A reported fact whose antecedent has not come.

    Args:
        member_id: Whose.
        place: What it waits for: ``order/A1``, ``coupon/ten``, ``checkout/h1``.
        ref: Its reference: of a refund its id.
        type: Event type.
        t_us: When it happened.
        since_us: Since when it waits.
        age_days: Whole days since then.
        cause: Why it waits: a stable code.
        fault: Why it could not be joined although its antecedent has come; null: that has not come.
        data: Fields of the fact.
    """

    member_id: str
    place: str
    ref: str
    type: str
    t_us: int
    since_us: int
    age_days: int
    cause: str
    fault: str | None
    data: dict[str, Any]


def view_row(row: tuple[Any, ...], now_us: int) -> WaitingFact:
    """A row of the store as it is shown."""
    since_us, member_id, _, data, fault = row
    age_days = max(now_us - since_us, 0) // 86_400_000_000
    return WaitingFact(
        str(member_id), data["place"], data["ref"], data["type"], data["t_us"], since_us, age_days, data["cause"],
        fault, data["data"],
    )  # fmt: skip


async def _list(call: Call) -> Page[WaitingFact]:
    after = read_cursor(call.query.cursor, (int, int, str))
    services = call.services
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await store.list_waiting(connection, services.tenant_id, after, call.query.limit + 1)
    now_us = services.now_us()
    return make_page(rows, call.query.limit, lambda row: view_row(row, now_us), lambda row: row[:3])


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/waiting",
        _list,
        text("等待中的事实", "Facts that wait for their antecedent, the oldest first"),
        "members",
        ("members:read",),
        query=PageQuery,
        response=Page[WaitingFact],
        errors=(InvalidInput,),
    ),
)
