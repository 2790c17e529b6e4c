"""Money that others move: the list that the merchant's side pulls, and staff looks at."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from liuke.db.pool import acquire, transaction
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.paging import Cursor, Limit, make_page, read_cursor
from liuke.kernel.errors import InvalidInput
from liuke.kernel.text import text
from liuke.payouts import store
from liuke.payouts.contracts import Payout


class PayoutQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``status``: ``open`` (asked for, or failed), ``overdue`` of these, ``late``: done after it was closed, or one."""

    status: Literal["open", "overdue", "failed", "claimable", "done", "lapsed", "given_up", "late", "all"] = "open"
    limit: Limit = 50
    cursor: Cursor = ""


class PayoutView(msgspec.Struct):
    """An amount that somebody else moves.

    Args:
        payout: Its stable id, under which it is executed at most once.
        kind: ``payout`` to the member, or ``refund`` of an order.
        status: How far it has come.
        cents: How much.
        ref: What it is for; of a refund: the order.
        due_us: When it is overdue; null where nothing is asked for.
        claim_until_us: Until when the member may claim it; null where it is no matter of claiming.
        tries: Times it was asked for.
        reason: Why it failed, lapsed or was given up.
        reference: The payment side's own number.
        late: Whether it was done after it had been closed otherwise.
        updated_us: When it changed last.
    """

    payout: str
    member_id: str
    kind: str
    status: str
    cents: int
    rule: str
    ref: str
    since_us: int
    due_us: int | None
    claim_until_us: int | None
    tries: int
    reason: str
    reference: str
    late: bool
    updated_us: int


def view_payout(id_: str, updated_us: int, doc: Any) -> PayoutView:
    """As the list shows it."""
    one = msgspec.convert(doc, Payout)
    return PayoutView(
        id_, str(one.member_id), one.kind, one.status, one.cents, one.rule, one.ref, one.since_us, one.due_us or None,
        one.claim_until_us or None, one.tries, one.reason, one.reference, one.late, updated_us,
    )  # fmt: skip


async def _list(call: Call) -> Page[PayoutView]:
    query, services = call.query, call.services
    before = read_cursor(query.cursor, (int, str))
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await store.list_payouts(
            connection, services.tenant_id, query.status, services.now_us(), before, query.limit + 1
        )  # pyright: ignore[reportArgumentType] - two parts, as they were read
    return make_page(rows, query.limit, lambda row: view_payout(*row), lambda row: (row[1], row[0]))


ENDPOINTS = (
    Endpoint(
        "GET", "/v1/payouts", _list, text("待打款与退款", "Money that others move"), "payouts",
        ("finance:read", "events:write"), query=PayoutQuery, response=Page[PayoutView], errors=(InvalidInput,),
        about="What the facts `payout.requested` and `refund.requested` ask for, to be pulled instead of, or beside, "
        "the webhook. Execute each id at most once, and report `payout.done`, `payout.failed` or `payout.lapsed` (a "
        "refund also by `order.refunded` with its id as `refund_id`).",
    ),
)  # fmt: skip
